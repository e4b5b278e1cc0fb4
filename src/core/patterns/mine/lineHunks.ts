import { diffArrays } from 'diff';
import type { Hunk, LineRange } from './historySource.ts';

/** Texts that differ in more lines are two different texts. */
const DIFFERENT_LINES_MAX = 2_000;

/** What changed between two texts, by whole lines; ends of lines do not count. Undefined for two different texts. */
export function lineHunks(before: string, after: string): readonly Hunk[] | undefined {
  const changes = diffArrays(linesOf(before), linesOf(after), { maxEditLength: DIFFERENT_LINES_MAX });
  if (!changes) return undefined;
  const hunks: Hunk[] = [];
  let [beforeLine, afterLine] = [0, 0];
  let open: { beforeLine: number; before: string[]; afterLine: number; after: string[] } | undefined;
  for (const { added, removed, value } of changes) {
    if (!added && !removed) {
      if (open) hunks.push(open);
      open = undefined;
      beforeLine += value.length;
      afterLine += value.length;
      continue;
    }
    open ??= { beforeLine, before: [], afterLine, after: [] };
    if (removed) {
      open.before.push(...value);
      beforeLine += value.length;
    } else {
      open.after.push(...value);
      afterLine += value.length;
    }
  }
  if (open) hunks.push(open);
  return hunks;
}

export function linesOf(text: string): string[] {
  return text.split(/\r?\n/u);
}

export function rangeOf({ beforeLine, before, afterLine, after }: Hunk): LineRange {
  return { beforeLine, beforeCount: before.length, afterLine, afterCount: after.length };
}
