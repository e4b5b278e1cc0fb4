import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { layerOfPath, workflowsOfPath } from '../../core/rules/projectConfig.ts';
import { type LearnFrom, learnFromGit } from '../../engines/git/learnFromGit.ts';
import { findProjectRoot } from '../../engines/workspace/projectRoot.ts';
import { plainReason } from '../../engines/workspace/sourceFile.ts';
import { type CliHost, UsageError } from '../cliHost.ts';
import type { ParsedOptions } from '../parseOptions.ts';
import { Projects } from '../projects.ts';
import type { LearnedForReport } from './learnReport.ts';

/** Terminals are told of progress this seldom: each line stays. */
const PROGRESS_INTERVAL_MS = 5_000;

/** Learns from a commit, a range, the working tree or a diff of the project around the working folder. */
export async function learnFromRepository(
  host: CliHost,
  options: ParsedOptions,
  limit: number | undefined,
): Promise<LearnedForReport> {
  const folder = findProjectRoot(host.workingFolder, host.workingFolder);
  const projects = new Projects(host, []);
  const { config } = (await projects.project(folder)).files;
  let toldMs = host.now();
  const result = await learnFromGit({
    folder,
    environment: host.environment,
    engines: projects.engines,
    from: await chosen(host, options),
    ...(limit !== undefined && { limit }),
    placeOf: (path) => ({ layer: layerOfPath(config, path), workflows: workflowsOfPath(config, path) }),
    progress: (done, total, line) => {
      if (host.now() - toldMs < PROGRESS_INTERVAL_MS) return;
      toldMs = host.now();
      host.log(`${Math.round((100 * done) / total)} % ${line}`);
    },
  });
  if ('problem' in result) throw new UsageError(`learn: ${result.problem}`);
  const { drafts, declined, commits, tried, learned } = result;
  return { drafts, declined, stats: { commits, tried, learned } };
}

async function chosen(host: CliHost, options: ParsedOptions): Promise<LearnFrom> {
  const commit = options.text('commit');
  if (commit !== undefined) return { kind: 'commit', commit };
  const range = options.text('range');
  if (range !== undefined) return { kind: 'history', range };
  if (options.flag('working-tree')) return { kind: 'working-tree' };
  const diff = options.text('diff');
  if (diff === undefined) throw new UsageError('learn: tell what to learn from; see fixward learn --help');
  return { kind: 'diff', diff: await readDiff(host, diff) };
}

async function readDiff(host: CliHost, path: string): Promise<string> {
  if (path === '-') return Buffer.from(await host.readStdin()).toString('utf8');
  try {
    return readFileSync(resolve(host.workingFolder, path), 'utf8');
  } catch (error) {
    throw new UsageError(`learn: ${path}: ${plainReason(error)}`);
  }
}
