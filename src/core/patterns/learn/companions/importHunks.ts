import type { PlainTree } from '../plainTree.ts';
import type { Hunk } from '../treeDiff.ts';
import { importsOf } from './readImports.ts';

/** Whether the change is one of the file's imports. */
export function isImportHunk(
  { parent, from, to, afterParent, afterFrom, afterTo }: Hunk,
  before: PlainTree,
  after: PlainTree,
): boolean {
  const old = parent.children.slice(from, to);
  const now = afterParent.children.slice(afterFrom, afterTo);
  const isWithin = (tree: PlainTree, start: number, end: number): boolean =>
    importsOf(tree).some(({ statement }) => statement.start <= start && end <= statement.end);
  const first = old[0];
  const last = old.at(-1);
  const afterFirst = now[0];
  const afterLast = now.at(-1);
  if (first && last && !isWithin(before, first.start, last.end))
    return old.every((node) => isWithin(before, node.start, node.end));
  if (afterFirst && afterLast && !isWithin(after, afterFirst.start, afterLast.end))
    return now.every((node) => isWithin(after, node.start, node.end));
  return true;
}
