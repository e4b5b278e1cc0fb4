import type { CancellationSignal } from '../../core/cancellation.ts';
import type { PlaceOfPath } from '../../core/patterns/mine/buildDraft.ts';
import { diffPairs } from '../../core/patterns/mine/diffPairs.ts';
import type { HistorySource } from '../../core/patterns/mine/historySource.ts';
import type { MinedSourceKind } from '../../core/patterns/mine/minedDraft.ts';
import { type MinePorts, type MineResult, mineEdits } from '../../core/patterns/mine/mineEdits.ts';
import { pairsSource } from '../../core/patterns/mine/pairsSource.ts';
import type { Engines } from '../workspace/engines.ts';
import { BlobReader } from './blobReader.ts';
import { type CommitChoice, createGitHistory, TEXT_BYTES_MAX } from './gitHistory.ts';
import { GitError, type GitPlace, readGit } from './gitProcess.ts';
import { openRepository, resolveCommit } from './openRepository.ts';
import { workingFiles, workingText, workingTreePairs } from './workingTree.ts';

export type LearnFrom =
  | { readonly kind: 'commit'; readonly commit: string }
  /** `A..B`, or one name for all that leads to it; the last commits when absent. */
  | { readonly kind: 'history'; readonly range?: string; readonly commitsMax?: number }
  /** @param path only this file, from the project's folder with `/` */
  | { readonly kind: 'working-tree'; readonly path?: string }
  | { readonly kind: 'diff'; readonly diff: string };

export interface LearnFromGitOptions {
  /** Absolute folder of the project; only files below it are looked at. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly engines: Pick<Engines, 'plainTrees' | 'prepare'>;
  readonly from: LearnFrom;
  /** Drafts at most, best first. */
  readonly limit?: number;
  readonly placeOf?: PlaceOfPath;
  readonly progress?: (done: number, total: number, line: string) => void;
  readonly cancellation?: CancellationSignal;
}

/** `problem`: something the user can mend, in one line. */
export type LearnedFromGit = MineResult | { readonly problem: string };

const DRAFTS_DEFAULT = 30;
const COMMITS_DEFAULT = 10_000;

const COUNT_BYTES_MAX = 1_000;

/** Learns drafts from what a repository holds, without running anything that the repository names. */
export async function learnFromGit(options: LearnFromGitOptions): Promise<LearnedFromGit> {
  const opened = await openRepository(options.folder, options.environment);
  if ('problem' in opened) return opened;
  const { place } = opened;
  const head = await resolveCommit(place, 'HEAD');
  if (head === undefined) return { problem: 'the repository has no commit yet' };
  const blobs = new BlobReader(place, TEXT_BYTES_MAX);
  try {
    return await learnWith(options, place, head, blobs);
  } catch (error) {
    if (error instanceof GitError) return { problem: `git: ${error.message}` };
    throw error;
  } finally {
    blobs.close();
  }
}

async function learnWith(
  options: LearnFromGitOptions,
  place: GitPlace,
  head: string,
  blobs: BlobReader,
): Promise<LearnedFromGit> {
  const { from } = options;
  switch (from.kind) {
    case 'commit': {
      const commit = await resolveCommit(place, from.commit);
      if (commit === undefined) return { problem: `no commit is called "${from.commit}"` };
      const source = createGitHistory(place, blobs, { kind: 'one', commit }, head);
      return await mine(options, source, 'commit', true);
    }
    case 'history': {
      const choice = await chosenRange(place, from.range, from.commitsMax ?? COMMITS_DEFAULT);
      if ('problem' in choice) return choice;
      const commitsTotal = await countCommits(place, choice);
      const source = createGitHistory(place, blobs, choice, head);
      return await mine(options, source, 'history', false, commitsTotal);
    }
    case 'working-tree': {
      const pairs = await workingTreePairs(place, head, blobs, from.path);
      if (pairs.length === 0) return { problem: 'no tracked file differs from the last commit' };
      return await mine(options, pairsSource(pairs, diskFiles(place)), 'working-tree', true);
    }
    case 'diff': {
      const files = diskFiles(place);
      const read = await diffPairs(from.diff, files.text);
      if ('problem' in read) return read;
      return await mine(options, pairsSource(read.pairs, files), 'diff', true);
    }
  }
}

function mine(
  { engines, limit = DRAFTS_DEFAULT, placeOf, progress, cancellation }: LearnFromGitOptions,
  source: HistorySource,
  kind: MinedSourceKind,
  thorough: boolean,
  commitsTotal?: number,
): Promise<MineResult> {
  const ports: MinePorts = {
    parse: engines.plainTrees,
    prepare: engines.prepare,
    ...(placeOf && { placeOf }),
    ...(progress && { progress }),
    ...(cancellation && { cancellation }),
  };
  return mineEdits(
    { kind, source, thorough, limit, ...(commitsTotal !== undefined && { commitsTotal }) },
    ports,
  );
}

function diskFiles(place: GitPlace): Parameters<typeof pairsSource>[1] {
  return { list: () => workingFiles(place), text: async (path) => workingText(place, path) };
}

async function chosenRange(
  place: GitPlace,
  range: string | undefined,
  commitsMax: number,
): Promise<(CommitChoice & { readonly kind: 'range' }) | { readonly problem: string }> {
  const parts = (range ?? 'HEAD').split(/\.{2,3}/u);
  const names = parts.length === 1 ? [undefined, parts[0]] : parts;
  if (names.length !== 2) return { problem: `a range is written A..B; got "${range ?? ''}"` };
  const [fromName, toName] = names;
  const to = await resolveCommit(place, toName === '' || toName === undefined ? 'HEAD' : toName);
  if (to === undefined) return { problem: `no commit is called "${toName ?? ''}"` };
  if (fromName === undefined) return { kind: 'range', to, commitsMax };
  const from = await resolveCommit(place, fromName === '' ? 'HEAD' : fromName);
  if (from === undefined) return { problem: `no commit is called "${fromName}"` };
  return { kind: 'range', from, to, commitsMax };
}

async function countCommits(
  place: GitPlace,
  { from, to, commitsMax }: CommitChoice & { readonly kind: 'range' },
): Promise<number | undefined> {
  const args = ['rev-list', '--count', '--no-merges', `--max-count=${commitsMax}`, to];
  const answer = await readGit(place, from === undefined ? args : [...args, `^${from}`], COUNT_BYTES_MAX);
  const count = Number(answer?.toString('utf8').trim());
  return Number.isSafeInteger(count) ? count : undefined;
}
