import { type BigIntStats, statSync } from 'node:fs';
import { join } from 'node:path';
import type { HeadFile } from '../../core/patterns/mine/historySource.ts';
import type { FilePair } from '../../core/patterns/mine/hunkExample.ts';
import { isCode, learnableLanguage } from '../../core/patterns/mine/writtenByHand.ts';
import { decodeSource, readSourceFileSync } from '../workspace/sourceFile.ts';
import type { BlobReader } from './blobReader.ts';
import { TEXT_BYTES_MAX, TREE_BYTES_MAX } from './gitHistory.ts';
import { type GitPlace, readGit } from './gitProcess.ts';

/** More changed files are a checkout gone wrong or a formatter's work, not a fix. */
const CHANGED_FILES_MAX = 500;

interface IndexEntry {
  readonly path: string;
  readonly id: string;
  readonly modifiedS: bigint;
  readonly modifiedNs: bigint;
  readonly size: bigint;
}

/**
 * Files that differ from the newest commit, with both texts. Git is not asked to compare them: it would run the filters
 * that the repository's configuration names.
 *
 * @param onlyPath from the place's folder, with `/`
 */
export async function workingTreePairs(
  place: GitPlace,
  head: string,
  blobs: BlobReader,
  onlyPath?: string,
): Promise<readonly FilePair[]> {
  const committed = await committedIds(place, head);
  const pairs: FilePair[] = [];
  for (const entry of await indexEntries(place)) {
    const { path } = entry;
    const language = learnableLanguage(path);
    const id = committed.get(path);
    if (language === undefined || id === undefined || (onlyPath !== undefined && path !== onlyPath)) continue;
    if (id === entry.id && !isTouched(place.folder, entry)) continue;
    const bytes = await blobs.read(id);
    const before = bytes && decodeSource(bytes);
    const after = readSourceFileSync(join(place.folder, path), TEXT_BYTES_MAX);
    if (before?.kind !== 'text' || after.kind !== 'text' || !before.isUtf8 || !after.isUtf8) continue;
    // Line ends may be converted on checkout; that is no edit.
    const [left, right] = [plain(before.text), plain(after.text)];
    if (left !== right) pairs.push({ path, language, before: left, after: right });
    if (pairs.length >= CHANGED_FILES_MAX) break;
  }
  return pairs;
}

/** Tracked files as they stand on the disk. */
export async function workingFiles(place: GitPlace): Promise<readonly HeadFile[]> {
  return (await indexEntries(place)).flatMap(({ path, size }): readonly HeadFile[] => {
    const language = learnableLanguage(path);
    return language === undefined || !isCode(language) || size > TEXT_BYTES_MAX
      ? []
      : [{ path, language, textId: path }];
  });
}

export function workingText(place: GitPlace, path: string): string | undefined {
  const source = readSourceFileSync(join(place.folder, path), TEXT_BYTES_MAX);
  return source.kind === 'text' && source.isUtf8 ? source.text : undefined;
}

async function committedIds(place: GitPlace, head: string): Promise<ReadonlyMap<string, string>> {
  const listing = await readGit(place, ['ls-tree', '-r', '-z', head], TREE_BYTES_MAX);
  const entries = (listing?.toString('utf8') ?? '').matchAll(/100\d{3} blob ([0-9a-f]+)\t([^\0]+)\0/gu);
  return new Map([...entries].map(([, id = '', path = '']) => [path, id]));
}

const INDEX_ENTRY =
  /100\d{3} ([0-9a-f]+) 0\t([^\0]+)\0\s+ctime: \d+:\d+\s+mtime: (\d+):(\d+)\s+dev: .*\s+uid: .*\s+size: (\d+)\t/gu;

/** What git wrote down of each file when it last looked at it. */
async function indexEntries(place: GitPlace): Promise<readonly IndexEntry[]> {
  const listing = await readGit(place, ['ls-files', '--stage', '--debug', '-z'], TREE_BYTES_MAX);
  const entries = (listing?.toString('utf8') ?? '').matchAll(INDEX_ENTRY);
  return [...entries].map(([, id = '', path = '', seconds = '0', nanoseconds = '0', size = '0']) => ({
    path,
    id,
    modifiedS: BigInt(seconds),
    modifiedNs: BigInt(nanoseconds),
    size: BigInt(size),
  }));
}

const NANOSECONDS = 1_000_000_000n;

/** Whether the file may have changed since git looked at it. */
function isTouched(folder: string, { path, modifiedS, modifiedNs, size }: IndexEntry): boolean {
  let stats: BigIntStats;
  try {
    stats = statSync(join(folder, path), { bigint: true });
  } catch {
    return false;
  }
  if (stats.size !== size || stats.mtimeNs / NANOSECONDS !== modifiedS) return true;
  // Some builds of git write down whole seconds.
  return modifiedNs !== 0n && stats.mtimeNs % NANOSECONDS !== modifiedNs;
}

function plain(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
