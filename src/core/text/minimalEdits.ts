import { diffLines } from 'diff';
import type { SpanEdit } from './span.ts';

/** Edit distance at which comparing lines is given up for one edit over everything between common head and tail. */
const EDIT_LENGTH_MAX = 5_000;

/** Edits that turn one text into another, by whole lines, so that cursors, folds and breakpoints elsewhere stay put. */
export function minimalEdits(before: string, after: string): readonly SpanEdit[] {
  if (before === after) return [];
  const changes = diffLines(before, after, { maxEditLength: EDIT_LENGTH_MAX });
  if (!changes) return [replacementBetween(before, after)];
  const edits: SpanEdit[] = [];
  let offset = 0;
  let open: { start: number; end: number; newText: string } | undefined;
  for (const { added, removed, value } of changes) {
    if (!added && !removed) {
      if (open) edits.push({ span: { start: open.start, end: open.end }, newText: open.newText });
      open = undefined;
      offset += value.length;
      continue;
    }
    open ??= { start: offset, end: offset, newText: '' };
    if (added) {
      open.newText += value;
    } else {
      offset += value.length;
      open.end = offset;
    }
  }
  if (open) edits.push({ span: { start: open.start, end: open.end }, newText: open.newText });
  return edits;
}

function replacementBetween(before: string, after: string): SpanEdit {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return {
    span: { start: head, end: before.length - tail },
    newText: after.slice(head, after.length - tail),
  };
}
