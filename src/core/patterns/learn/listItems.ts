import type { Hunk } from './treeDiff.ts';
import type { TreeNode } from './treeNode.ts';

/** A span of the text that goes. */
export interface ItemSpan {
  readonly start: number;
  readonly end: number;
}

/**
 * Items that go from a list told without the commas that go with them, so that it makes no difference where in the list one
 * stood.
 */
export function itemHunks(hunks: readonly Hunk[]): readonly Hunk[] {
  return hunks.map((hunk) => {
    if (hunk.afterFrom !== hunk.afterTo) return hunk;
    const removed = hunk.parent.children.slice(hunk.from, hunk.to);
    const items = removed.filter(({ kind }) => kind !== ',');
    const [item] = items;
    if (!item?.named || items.length !== 1 || removed.length > 2) return hunk;
    if (!hunk.parent.children.some(({ kind }) => kind === ',')) return hunk;
    return { ...hunk, from: item.index, to: item.index + 1, item: true };
  });
}

/** The item with one comma beside it and the blanks that would be left. */
export function itemSpan(item: TreeNode): ItemSpan {
  const siblings = item.parent?.children ?? [];
  const previous = siblings[item.index - 1];
  const next = siblings[item.index + 1];
  const following = siblings[item.index + 2];
  if (next?.kind !== ',') {
    return { start: previous?.kind === ',' ? previous.start : item.start, end: item.end };
  }
  if (previous?.kind === ',') return { start: previous.end, end: next.end };
  return { start: item.start, end: following?.named ? following.start : next.end };
}
