import { NEVER_CANCELLED } from '../../core/cancellation.ts';
import { fixAll } from '../../core/patterns/fixAll.ts';
import { counted } from '../../core/report/textReport.ts';
import type { AnalyzedDocument } from '../../core/rules/analyzer.ts';
import { type Baseline, EMPTY_BASELINE, filterBaseline } from '../../core/rules/baseline.ts';
import type { Finding } from '../../core/rules/finding.ts';
import { encodeSource, readSourceFileSync, type SourceText } from '../../engines/workspace/sourceFile.ts';
import type { WalkedFile } from '../../engines/workspace/walkFiles.ts';
import { type CliHost, EXIT } from '../cliHost.ts';
import type { Command } from '../commandLine.ts';
import { recordApplied } from '../fixJournal.ts';
import { type OptionDescriptions, parseOptions } from '../parseOptions.ts';
import { filesOf, Projects, type RootedProject, requireKnownRules, type Target } from '../projects.ts';
import { unifiedDiff } from '../unifiedDiff.ts';
import { changedAtMs, replaceFile } from '../writeSource.ts';

const options: OptionDescriptions = {
  rule: {
    type: 'string',
    multiple: true,
    value: 'ID',
    help: 'apply fixes of this rule only, even when it is off; repeatable',
  },
  'dry-run': { type: 'boolean', help: 'print the changes as a unified diff and write nothing' },
  'no-baseline': { type: 'boolean', help: 'fix what the baseline hides as well' },
  quiet: { type: 'boolean', short: 'q', help: 'say nothing but errors' },
};

export const fixCommand: Command = {
  usage: 'fix [path …] [options]',
  description: `Applies fixes that need no choice until none is left; the working folder when no path is given.
A fix is kept only when its finding is gone, nothing new is found and the file parses no worse.
Learned patterns are applied when --rule names them.`,
  options,
  run: runFix,
};

interface FixRun {
  readonly host: CliHost;
  readonly projects: Projects;
  readonly dryRun: boolean;
  readonly useBaseline: boolean;
  readonly quiet: boolean;
  /** Rules were named: learned fixes of theirs are wanted without a second look. */
  readonly namesRules: boolean;
  /** Totals, for the closing line. */
  files: number;
  fixes: number;
  failed: boolean;
}

async function runFix(host: CliHost, args: readonly string[]): Promise<number> {
  const parsed = parseOptions('fix', args, options);
  const projects = new Projects(host, parsed.texts('rule'));
  const targets: Target[] = [];
  for (const path of parsed.paths.length > 0 ? parsed.paths : ['.'])
    targets.push(await projects.target('fix', path));
  const loaded = await projects.all();
  requireKnownRules('fix', parsed.texts('rule'), loaded);
  const run: FixRun = {
    host,
    projects,
    dryRun: parsed.flag('dry-run'),
    useBaseline: !parsed.flag('no-baseline'),
    quiet: parsed.flag('quiet'),
    namesRules: parsed.texts('rule').length > 0,
    files: 0,
    fixes: 0,
    failed: false,
  };
  for (const project of loaded) {
    for (const { path, line, message } of project.problems) {
      complain(run, `${projects.shown(project, path)}:${line + 1}`, message);
    }
  }
  for await (const { project, file } of filesOf(targets)) await fixFile(run, project, file);
  if (!run.quiet) {
    const done = run.dryRun ? 'would be applied' : 'applied';
    const where = run.fixes > 0 ? ` in ${counted(run.files, 'file')}` : '';
    host.log(
      `${run.fixes > 0 ? counted(run.fixes, 'fix').replace('fixs', 'fixes') : 'No fix'} ${done}${where}.`,
    );
  }
  return run.failed ? EXIT.badInput : EXIT.done;
}

async function fixFile(run: FixRun, project: RootedProject, file: WalkedFile): Promise<void> {
  const shown = run.projects.shown(project, file.path);
  if ('problem' in file) return complain(run, shown, file.problem);
  const source = readSourceFileSync(file.absolutePath, project.limits.fileSizeMaxBytes);
  if (source.kind === 'unreadable') return complain(run, shown, source.reason);
  if (source.kind === 'skipped') return;
  const changedSinceMs = changedAtMs(file.absolutePath);
  await run.projects.engines.prepare(file.language);
  const document = project.analyzer.analyze({ path: file.path, language: file.language, text: source.text });
  if (!document) return;
  const baseline = (run.useBaseline ? project.files.baseline : undefined) ?? EMPTY_BASELINE;
  const { text, applied } = fixAll(
    project.analyzer,
    document,
    wantedBeside(baseline),
    NEVER_CANCELLED,
    ({ origin }) => run.namesRules && origin === 'learned',
  );
  if (text === source.text) return;
  if (!source.isUtf8)
    return complain(run, shown, 'not fixed: the file is not UTF-8, and writing it would change other text');
  const count = [...applied.values()].reduce((sum, each) => sum + each, 0);
  if (run.dryRun) {
    run.host.write(unifiedDiff(shown, source.text, text));
  } else {
    const problem = write(file.absolutePath, text, source, changedSinceMs);
    if (problem !== undefined) return complain(run, shown, problem);
    recordApplied(run.host, file.absolutePath, applied);
    const rules = [...applied]
      .map(([ruleId, times]) => (times === 1 ? ruleId : `${ruleId} ×${times}`))
      .join(', ');
    if (!run.quiet) run.host.write(`${shown}: ${rules}\n`);
  }
  run.files++;
  run.fixes += count;
}

function write(
  absolutePath: string,
  text: string,
  source: SourceText,
  changedSinceMs: number,
): string | undefined {
  return replaceFile(absolutePath, encodeSource(text, source), changedSinceMs);
}

/** What the baseline hides is agreed to stay as it is; asked of each version of the text on the way. */
function wantedBeside(baseline: Baseline): (finding: Finding, document: AnalyzedDocument) => boolean {
  const fresh = new WeakMap<AnalyzedDocument, ReadonlySet<Finding>>();
  return (finding, document) => {
    let known = fresh.get(document);
    if (!known) {
      const { input, lines, analysis } = document;
      const file = { path: input.path, text: input.text, lines, findings: analysis.findings };
      known = new Set(filterBaseline(baseline, file).fresh);
      fresh.set(document, known);
    }
    return known.has(finding);
  };
}

function complain(run: FixRun, path: string, message: string): void {
  run.failed = true;
  run.host.log(`${path}: ${message}`);
}
