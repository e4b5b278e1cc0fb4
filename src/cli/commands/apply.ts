import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parsePatternFile } from '../../core/library/parsePatternFile.ts';
import { applyEdit } from '../../core/patterns/learn/applyEdit.ts';
import {
  LEARNED_EDIT_FORMAT,
  type LearnedEdit,
  readLearnedEdit,
} from '../../core/patterns/learn/learnedEdit.ts';
import { familyOf } from '../../core/patterns/mine/headSites.ts';
import { counted } from '../../core/report/textReport.ts';
import { encodeSource, plainReason, readSourceFileSync } from '../../engines/workspace/sourceFile.ts';
import type { WalkedFile } from '../../engines/workspace/walkFiles.ts';
import { type CliHost, EXIT, UsageError } from '../cliHost.ts';
import type { Command } from '../commandLine.ts';
import { type OptionDescriptions, parseOptions } from '../parseOptions.ts';
import { filesOf, Projects, type RootedProject, type Target } from '../projects.ts';
import { unifiedDiff } from '../unifiedDiff.ts';
import { changedAtMs, replaceFile } from '../writeSource.ts';

const options: OptionDescriptions = {
  pattern: { type: 'string', value: 'P.yaml', help: 'pattern file with what to apply' },
  key: { type: 'string', value: 'KEY', help: 'only the pattern of this key; all of the file otherwise' },
  'dry-run': { type: 'boolean', help: 'print the changes as a unified diff and write nothing' },
  quiet: { type: 'boolean', short: 'q', help: 'say nothing but errors' },
};

export const applyCommand: Command = {
  usage: 'apply --pattern P.yaml path … [options]',
  description: `Applies a learned pattern to files, and to the files below folders, until it finds nothing more.
A file that it would leave with more syntax errors stays as it was.`,
  options,
  run: runApply,
};

interface NamedEdit {
  readonly key: string;
  readonly edit: LearnedEdit;
}

interface ApplyRun {
  readonly host: CliHost;
  readonly projects: Projects;
  readonly edits: readonly NamedEdit[];
  readonly dryRun: boolean;
  readonly quiet: boolean;
  /** Totals, for the closing line. */
  files: number;
  places: number;
  failed: boolean;
}

async function runApply(host: CliHost, args: readonly string[]): Promise<number> {
  const parsed = parseOptions('apply', args, options);
  const patternPath = parsed.text('pattern');
  if (patternPath === undefined) throw new UsageError('apply: --pattern P.yaml is needed');
  if (parsed.paths.length === 0) throw new UsageError('apply: name the files or folders to change');
  const edits = readEdits(host, patternPath, parsed.text('key'));
  const projects = new Projects(host, []);
  const targets: Target[] = [];
  for (const path of parsed.paths) targets.push(await projects.target('apply', path));
  const dryRun = parsed.flag('dry-run');
  const quiet = parsed.flag('quiet');
  const run: ApplyRun = { host, projects, edits, dryRun, quiet, files: 0, places: 0, failed: false };
  for await (const { project, file } of filesOf(targets)) await applyToFile(run, project, file);
  if (!quiet) {
    const done = dryRun ? 'would be changed' : 'changed';
    const where = run.places > 0 ? ` in ${counted(run.files, 'file')}` : '';
    host.log(`${run.places > 0 ? counted(run.places, 'place') : 'No place'} ${done}${where}.`);
  }
  return run.failed ? EXIT.badInput : EXIT.done;
}

function readEdits(host: CliHost, path: string, key: string | undefined): readonly NamedEdit[] {
  let yaml: string;
  try {
    yaml = readFileSync(resolve(host.workingFolder, path), 'utf8');
  } catch (error) {
    throw new UsageError(`apply: ${path}: ${plainReason(error)}`);
  }
  const { patterns, problems } = parsePatternFile(path, yaml);
  const problem = problems[0];
  if (problem) throw new UsageError(`apply: ${path}:${problem.line + 1}: ${problem.message}`);
  const edits: NamedEdit[] = [];
  for (const { content, line } of patterns) {
    if (content.pattern?.format !== LEARNED_EDIT_FORMAT || (key !== undefined && content.key !== key))
      continue;
    const read = readLearnedEdit(content.pattern);
    if ('problem' in read) throw new UsageError(`apply: ${path}:${line + 1}: pattern: ${read.problem}`);
    edits.push({ key: content.key, edit: read.edit });
  }
  if (edits.length === 0) {
    const which = key === undefined ? 'no pattern' : `no pattern of the key "${key}"`;
    throw new UsageError(`apply: ${path}: holds ${which} that can be applied`);
  }
  return edits;
}

async function applyToFile(run: ApplyRun, project: RootedProject, file: WalkedFile): Promise<void> {
  const shown = run.projects.shown(project, file.path);
  if ('problem' in file) return complain(run, shown, file.problem);
  const { language } = file;
  const edits = run.edits.filter(({ edit }) => familyOf(edit.language).includes(language));
  if (edits.length === 0) return;
  const source = readSourceFileSync(file.absolutePath, project.limits.fileSizeMaxBytes);
  if (source.kind === 'unreadable') return complain(run, shown, source.reason);
  if (source.kind === 'skipped') return;
  const changedSinceMs = changedAtMs(file.absolutePath);
  const { engines } = run.projects;
  await engines.prepare(language);
  let text = source.text;
  let places = 0;
  const applied: string[] = [];
  for (const { key, edit } of edits) {
    const result = applyEdit({ ...edit, language }, text, { parse: engines.plainTrees });
    if (result.edits === 0) continue;
    text = result.code;
    places += result.edits;
    applied.push(result.edits === 1 ? key : `${key} ×${result.edits}`);
  }
  if (text === source.text) return;
  if (!source.isUtf8) {
    return complain(run, shown, 'not changed: the file is not UTF-8, and writing it would change other text');
  }
  if (run.dryRun) {
    run.host.write(unifiedDiff(shown, source.text, text));
  } else {
    const problem = replaceFile(file.absolutePath, encodeSource(text, source), changedSinceMs);
    if (problem !== undefined) return complain(run, shown, problem);
    if (!run.quiet) run.host.write(`${shown}: ${applied.join(', ')}\n`);
  }
  run.files++;
  run.places += places;
}

function complain(run: ApplyRun, path: string, message: string): void {
  run.failed = true;
  run.host.log(`${path}: ${message}`);
}
