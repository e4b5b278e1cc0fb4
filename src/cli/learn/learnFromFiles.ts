import { resolve } from 'node:path';
import { type LearnExample, learnEdit } from '../../core/patterns/learn/learnEdit.ts';
import type { PlaceOfPath } from '../../core/patterns/mine/buildDraft.ts';
import { draftOfExamples } from '../../core/patterns/mine/draftOfExamples.ts';
import { isLanguage, LANGUAGES, type Language, languageOfPath } from '../../core/rules/languages.ts';
import { DEFAULT_LIMITS } from '../../core/rules/limits.ts';
import { nearestName } from '../../core/rules/nearestName.ts';
import { layerOfPath, workflowsOfPath } from '../../core/rules/projectConfig.ts';
import { findProjectRoot, pathFrom } from '../../engines/workspace/projectRoot.ts';
import { readSourceFileSync } from '../../engines/workspace/sourceFile.ts';
import { type CliHost, UsageError } from '../cliHost.ts';
import type { ParsedOptions } from '../parseOptions.ts';
import { Projects } from '../projects.ts';
import type { LearnedForReport } from './learnReport.ts';

/** Learns from pairs of files, with others that must stay as they are. */
export async function learnFromFiles(host: CliHost, options: ParsedOptions): Promise<LearnedForReport> {
  const before = options.texts('before');
  const after = options.texts('after');
  if (before.length === 0 || before.length !== after.length) {
    throw new UsageError(
      `learn: each --before needs its --after; got ${before.length} and ${after.length} of them`,
    );
  }
  const language = languageOf(options.text('language'), before[0] ?? '');
  const examples = before.map((path, index): LearnExample => {
    const [left, right] = [readText(host, path), readText(host, after[index] ?? '')];
    return { before: left, after: right, path };
  });
  const negatives = options.texts('negative').map((path) => readText(host, path));
  const projects = new Projects(host, []);
  const root = findProjectRoot(host.workingFolder, host.workingFolder);
  const { engines } = projects;
  await engines.prepare(language);
  const learned = learnEdit({ language, examples, negatives }, { parse: engines.plainTrees });
  const stats = { commits: 0, tried: 1, learned: 0 };
  if ('declined' in learned) {
    return { drafts: [], declined: [{ path: before[0] ?? '', line: 0, why: learned.declined }], stats };
  }
  const { config } = (await projects.project(root)).files;
  const placeOf = (path: string): ReturnType<PlaceOfPath> => {
    const place = pathFrom(root, resolve(host.workingFolder, path));
    return { layer: layerOfPath(config, place), workflows: workflowsOfPath(config, place) };
  };
  const draft = draftOfExamples(language, examples, learned, placeOf, engines.plainTrees);
  return { drafts: [draft], declined: [], stats: { ...stats, learned: 1 } };
}

function languageOf(given: string | undefined, path: string): Language {
  if (given !== undefined && isLanguage(given)) return given;
  if (given !== undefined) {
    const near = nearestName(given, LANGUAGES);
    const hint = near === undefined ? `one of ${LANGUAGES.join(', ')}` : `did you mean ${near}?`;
    throw new UsageError(`learn: --language: nothing is known of "${given}"; ${hint}`);
  }
  const own = languageOfPath(path);
  if (own === undefined) throw new UsageError(`learn: --language is needed: ${path} does not tell it`);
  return own;
}

function readText(host: CliHost, path: string): string {
  const source = readSourceFileSync(resolve(host.workingFolder, path), DEFAULT_LIMITS.fileSizeMaxBytes);
  if (source.kind !== 'text') throw new UsageError(`learn: ${path}: ${source.reason}`);
  return source.text;
}
