import { StringDecoder } from 'node:string_decoder';
import type { HeadFile, HistoryCommit, HistorySource } from '../../core/patterns/mine/historySource.ts';
import { isCode, learnableLanguage } from '../../core/patterns/mine/writtenByHand.ts';
import { decodeSource } from '../workspace/sourceFile.ts';
import type { BlobReader } from './blobReader.ts';
import { type GitPlace, readGit, streamGit } from './gitProcess.ts';
import { PLAIN_PATCH } from './gitProgram.ts';
import { COMMIT_FORMAT, PatchLines } from './patchLines.ts';

/** Which commits; names are object names. */
export type CommitChoice =
  | { readonly kind: 'one'; readonly commit: string }
  /** What `to` has and `from` has not; everything without `from`. */
  | { readonly kind: 'range'; readonly from?: string; readonly to: string; readonly commitsMax: number };

/** Names and sizes of all files of a large repository stay well below it. */
export const TREE_BYTES_MAX = 256 * 1024 * 1024;

/** Larger files are data, or written by programs; reading one is slower than what it may teach is worth. */
export const TEXT_BYTES_MAX = 400 * 1024;

/** Names of files in which something may be learned, so that git compares no others. */
const PATHS: readonly string[] = [
  'ts mts cts tsx js jsx mjs cjs py pyi go java rs rb php cs kt kts sh bash sql psql pgsql css html htm yaml yml',
].flatMap((names) => names.split(' ').map((name) => `:(glob)**/*.${name}`));

const LEFT_OUT: readonly string[] = ['node_modules', 'dist', 'vendor', 'third_party'].map(
  (folder) => `:(exclude,glob)**/${folder}/**`,
);

/** A repository's commits, its files in one of them, and their texts. */
export function createGitHistory(
  place: GitPlace,
  blobs: BlobReader,
  choice: CommitChoice,
  head: string,
): HistorySource {
  return {
    commits: () => commitsOf(place, choice),
    headFiles: () => filesOf(place, head),
    text: async (id) => {
      const bytes = await blobs.read(id);
      if (!bytes) return undefined;
      const source = decodeSource(bytes);
      return source.kind === 'text' && source.isUtf8 ? source.text : undefined;
    },
  };
}

async function* commitsOf(place: GitPlace, choice: CommitChoice): AsyncGenerator<HistoryCommit> {
  const lines = new PatchLines();
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of streamGit(place, logArguments(choice))) {
    const parts = (rest + decoder.write(chunk)).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const commit = lines.take(part);
      if (commit) yield commit;
    }
  }
  if (rest !== '') {
    const commit = lines.take(rest);
    if (commit) yield commit;
  }
  const last = lines.end();
  if (last) yield last;
}

function logArguments(choice: CommitChoice): readonly string[] {
  const which =
    choice.kind === 'one'
      ? ['--max-count=1', choice.commit]
      : [
          `--max-count=${choice.commitsMax}`,
          '--no-merges',
          choice.to,
          ...(choice.from === undefined ? [] : [`^${choice.from}`]),
        ];
  return [
    'log',
    '--encoding=UTF-8',
    '--no-notes',
    '--no-show-signature',
    '--no-decorate',
    // A merge shows what it changed against the branch it was merged into.
    '--diff-merges=first-parent',
    ...PLAIN_PATCH,
    COMMIT_FORMAT,
    ...which,
    '--',
    ...PATHS,
    ...LEFT_OUT,
  ];
}

async function filesOf(place: GitPlace, head: string): Promise<readonly HeadFile[]> {
  const listing = await readGit(place, ['ls-tree', '-r', '-z', '--long', head], TREE_BYTES_MAX);
  if (!listing) return [];
  return listing
    .toString('utf8')
    .split('\0')
    .flatMap((entry): readonly HeadFile[] => {
      const parts = /^100\d{3} blob ([0-9a-f]+) +(\d+)\t(.+)$/su.exec(entry);
      const [textId, size, path] = [parts?.[1], Number(parts?.[2]), parts?.[3]];
      if (textId === undefined || path === undefined || size > TEXT_BYTES_MAX) return [];
      const language = learnableLanguage(path);
      return language === undefined || !isCode(language) ? [] : [{ path, language, textId }];
    });
}
