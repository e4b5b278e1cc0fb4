import type { SqlParser } from '../ports.ts';
import type { CachedChunk, StatementCache } from './statementCache.ts';
import { TextMarks } from './textMarks.ts';

export interface SplitText {
  readonly text: string;
  readonly chunks: readonly CachedChunk[];
  /** Where each piece starts in the text. */
  readonly starts: readonly number[];
}

export interface IncrementalSplit extends SplitText {
  /** Pieces taken over from the start and from the end of the earlier split. */
  readonly keptBefore: number;
  readonly keptAfter: number;
}

/** Splits a text into pieces, taking over those of an earlier split that the change cannot have touched. */
export function splitIncrementally(
  text: string,
  previous: SplitText | undefined,
  cache: StatementCache,
  parser: SqlParser,
): IncrementalSplit {
  if (previous?.text === text) {
    const { chunks, starts } = previous;
    return { text, chunks, starts, keptBefore: chunks.length, keptAfter: 0 };
  }
  const old = previous ?? { text: '', chunks: [], starts: [] };
  const prefix = commonPrefix(old.text, text);
  const suffix = commonSuffix(old.text, text, prefix);
  const keptBefore = previous ? countUntouched(old, prefix) : 0;
  const chunks = old.chunks.slice(0, keptBefore);
  const starts = old.starts.slice(0, keptBefore);
  const shift = text.length - old.text.length;
  const firstInSuffix = old.text.length - suffix;
  let offset =
    keptBefore === 0 ? 0 : (starts[keptBefore - 1] ?? 0) + (chunks[keptBefore - 1]?.chunk.length ?? 0);
  let candidate = keptBefore;
  const marks = new TextMarks(text);
  while (offset < text.length) {
    // A piece can be taken over once reading starts where an earlier piece started, in text that did not change.
    while (candidate < old.starts.length && (old.starts[candidate] ?? 0) + shift < offset) candidate++;
    const oldStart = old.starts[candidate];
    if (oldStart !== undefined && oldStart + shift === offset && oldStart >= Math.max(1, firstInSuffix)) {
      const keptAfter = old.chunks.length - candidate;
      for (let index = candidate; index < old.chunks.length; index++) {
        const chunk = old.chunks[index];
        if (chunk === undefined) break;
        chunks.push(chunk);
        starts.push((old.starts[index] ?? 0) + shift);
      }
      return { text, chunks, starts, keptBefore, keptAfter };
    }
    const read = cache.read(text, offset, parser, marks);
    chunks.push(read);
    starts.push(offset);
    offset += Math.max(1, read.chunk.length);
  }
  return { text, chunks, starts, keptBefore, keptAfter: 0 };
}

/** Pieces decided by the unchanged start of the text alone. */
function countUntouched(old: SplitText, prefix: number): number {
  let count = 0;
  while (count < old.chunks.length) {
    const chunk = old.chunks[count]?.chunk;
    if (chunk === undefined || (old.starts[count] ?? 0) + chunk.readLength > prefix) break;
    count++;
  }
  return count;
}

function commonPrefix(a: string, b: string): number {
  const limit = Math.min(a.length, b.length);
  let length = 0;
  while (length < limit && a.charCodeAt(length) === b.charCodeAt(length)) length++;
  return length;
}

function commonSuffix(a: string, b: string, prefix: number): number {
  const limit = Math.min(a.length, b.length) - prefix;
  let length = 0;
  while (length < limit && a.charCodeAt(a.length - 1 - length) === b.charCodeAt(b.length - 1 - length))
    length++;
  return length;
}
