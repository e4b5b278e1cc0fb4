import type { Instance } from './buildPart.ts';
import { isKeywordArgument } from './editRoot.ts';
import { isBlock, isName } from './listKinds.ts';
import type { PlainTree } from './plainTree.ts';
import { liftTextHunks } from './textHunks.ts';
import { diffTrees, type Hunk } from './treeDiff.ts';
import { indexTree, type TreeNode } from './treeNode.ts';

/** An example read: its trees and what changed between them. */
export interface ReadExample {
  readonly before: PlainTree;
  readonly after: PlainTree;
  readonly hunks: readonly Hunk[];
}

export function readExample(before: PlainTree, after: PlainTree): ReadExample {
  return { before, after, hunks: liftTextHunks(diffTrees(indexTree(before).root, indexTree(after).root)) };
}

/** Changes further apart than this many levels are told apart. */
const COUPLED_LEVELS_MAX = 6;

/**
 * Changes of one example as instances of edits: apart, or with those of one expression or statement together, since
 * one may make no sense without the other.
 */
export function instancesOf(example: ReadExample, grouping: Grouping): readonly Instance[] {
  const text = { before: example.before.text, after: example.after.text };
  if (grouping === 'apart') return example.hunks.map((hunk) => ({ hunks: [hunk], ...text }));
  const areCoupled = (a: Hunk, b: Hunk): boolean =>
    areBeside(a, b) ||
    areBeside(b, a) ||
    (areNear(a, b) && (grouping === 'together' || areOfOnePair(a, b) || !(isRename(a) && isRename(b))));
  const groups: Hunk[][] = [];
  for (const hunk of example.hunks) {
    const open = groups.at(-1);
    const last = open?.at(-1);
    if (
      open &&
      last &&
      areCoupled(last, hunk) &&
      !(grouping === 'near' && open.some((other) => sayTheSame(other, hunk)))
    ) {
      open.push(hunk);
    } else groups.push([hunk]);
  }
  return groups.map((hunks) => ({ hunks, ...text }));
}

export type Grouping = 'apart' | 'near' | 'together';

/** One token for another of its kind: it stands for itself, whatever else changes nearby. */
function isRename({ parent, from, to, afterParent, afterFrom, afterTo }: Hunk): boolean {
  const before = parent.children[from];
  const after = afterParent.children[afterFrom];
  return (
    to === from + 1 &&
    afterTo === afterFrom + 1 &&
    before !== undefined &&
    after !== undefined &&
    before.children.length === 0 &&
    after.children.length === 0 &&
    before.named === after.named
  );
}

/** The key and the value of one entry: with both, it is another entry. */
function areOfOnePair(a: Hunk, b: Hunk): boolean {
  return a.parent === b.parent && (isKeywordArgument(a.parent) || a.parent.kind === 'pair');
}

function areNear(a: Hunk, b: Hunk): boolean {
  let root: TreeNode | undefined = a.parent;
  let levels = 0;
  while (root && !isWithin(b.parent, root)) {
    root = root.parent;
    levels++;
  }
  if (!root || isBlock(root) || levels > COUPLED_LEVELS_MAX) return false;
  for (let at: TreeNode | undefined = b.parent; at && at !== root; at = at.parent) {
    levels++;
    if (isBlock(at)) return false;
  }
  for (let at: TreeNode | undefined = a.parent; at && at !== root; at = at.parent)
    if (isBlock(at)) return false;
  return levels <= COUPLED_LEVELS_MAX;
}

function isWithin(node: TreeNode, outer: TreeNode): boolean {
  for (let at: TreeNode | undefined = node; at; at = at.parent) if (at === outer) return true;
  return false;
}

/** A statement comes or goes right beside one that changes, and speaks of something that this one names: neither is the edit alone. */
function areBeside(statement: Hunk, inner: Hunk): boolean {
  const { parent, from, to, afterParent, afterFrom, afterTo } = statement;
  if (!isBlock(parent) || inner.parent === parent || (from !== to && afterFrom !== afterTo)) return false;
  const beside = [neighbour(parent, from - 1, -1), neighbour(parent, to, 1)];
  const changed = beside.find((node) => node !== undefined && isWithin(inner.parent, node));
  if (!changed) return false;
  const own = namesOf([
    ...parent.children.slice(from, to),
    ...afterParent.children.slice(afterFrom, afterTo),
  ]);
  return [...namesOf([changed])].some((name) => own.has(name));
}

/** The statement at a place of a block or behind it; what parts statements is passed over. */
function neighbour({ children }: TreeNode, at: number, step: number): TreeNode | undefined {
  let index = at;
  while (children[index]?.named === false) index += step;
  return children[index];
}

function namesOf(nodes: readonly TreeNode[]): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: TreeNode): void => {
    if (node.children.length === 0 && node.named && isName(node)) names.add(node.words);
    node.children.forEach(visit);
  };
  nodes.forEach(visit);
  return names;
}

/** The same tokens go and come. */
function sayTheSame(a: Hunk, b: Hunk): boolean {
  return signatureOf(a) === signatureOf(b);
}

function signatureOf({ parent, from, to, afterParent, afterFrom, afterTo }: Hunk): string {
  const removed = wordsOf(parent.children.slice(from, to));
  const added = wordsOf(afterParent.children.slice(afterFrom, afterTo));
  const gone = [...removed].filter((word) => !added.has(word)).sort();
  const come = [...added].filter((word) => !removed.has(word)).sort();
  return JSON.stringify([gone, come]);
}

function wordsOf(nodes: readonly TreeNode[]): Set<string> {
  const words = new Set<string>();
  const visit = (node: TreeNode): void => {
    if (node.children.length === 0) words.add(node.words);
    node.children.forEach(visit);
  };
  nodes.forEach(visit);
  return words;
}

/** Where the change stands in the text before. */
export function spanOfHunk(hunk: Hunk): { readonly start: number; readonly end: number } {
  const { parent } = hunk;
  const from = hunk.item && parent.children[hunk.from - 1]?.kind === ',' ? hunk.from - 1 : hunk.from;
  const to = hunk.item && parent.children[hunk.to]?.kind === ',' ? hunk.to + 1 : hunk.to;
  const start = parent.children[from - 1]?.end ?? parent.start;
  const end = parent.children[to]?.start ?? parent.end;
  return { start, end };
}

/** Something goes beside another change of the same expression: either alone would be half an edit. */
export function dependsOnEachOther(example: ReadExample): boolean {
  return instancesOf(example, 'near').some(
    ({ hunks }) => hunks.length > 1 && hunks.some(({ afterFrom, afterTo }) => afterFrom === afterTo),
  );
}
