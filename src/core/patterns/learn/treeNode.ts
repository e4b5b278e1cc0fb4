import type { PlainNode, PlainTree } from './plainTree.ts';

/** A node of a plain tree that knows its place; comments are left out of `children`. */
export interface TreeNode {
  readonly kind: string;
  readonly named: boolean;
  readonly start: number;
  readonly end: number;
  readonly parent: TreeNode | undefined;
  /** Place among the parent's children. */
  readonly index: number;
  readonly children: readonly TreeNode[];
  /** All that is compared: its tokens with one blank between, so that formatting makes no difference. */
  readonly words: string;
  /** Number of tokens. */
  readonly size: number;
  /** A keyword that may be written in either case. */
  readonly folded?: boolean;
}

export interface IndexedTree {
  readonly tree: PlainTree;
  readonly root: TreeNode;
  readonly byKind: ReadonlyMap<string, readonly TreeNode[]>;
}

const indexed = new WeakMap<PlainTree, IndexedTree>();

/** The tree with parents, words and an index by kind; made once for each tree. */
export function indexTree(tree: PlainTree): IndexedTree {
  const known = indexed.get(tree);
  if (known) return known;
  const byKind = new Map<string, TreeNode[]>();
  const root = build(tree.text, tree.root, undefined, 0, byKind);
  const result = { tree, root, byKind };
  indexed.set(tree, result);
  return result;
}

export function isComment(kind: string): boolean {
  return kind === 'comment' || kind.endsWith('_comment');
}

interface Building {
  kind: string;
  named: boolean;
  start: number;
  end: number;
  parent: TreeNode | undefined;
  index: number;
  children: TreeNode[];
  words: string;
  size: number;
  folded?: boolean;
}

function build(
  text: string,
  node: PlainNode,
  parent: TreeNode | undefined,
  index: number,
  byKind: Map<string, TreeNode[]>,
): TreeNode {
  const { kind, named, start, end } = node;
  const made: Building = { kind, named, start, end, parent, index, children: [], words: '', size: 0 };
  const same = byKind.get(kind);
  if (same) same.push(made);
  else byKind.set(kind, [made]);
  if (node.children.length === 0) {
    made.words = node.key ?? text.slice(start, end);
    made.folded = !named && node.key !== undefined;
    made.size = 1;
    return made;
  }
  const words: string[] = [];
  let cursor = start;
  for (const child of node.children) {
    addGap(words, text, cursor, child.start);
    cursor = child.end;
    if (isComment(child.kind)) continue;
    const built = build(text, child, made, made.children.length, byKind);
    made.children.push(built);
    made.size += built.size;
    if (built.words !== '') words.push(built.words);
  }
  addGap(words, text, cursor, end);
  made.words = words.join(' ');
  return made;
}

/** A grammar may leave text between its tokens, which is compared all the same. */
function addGap(words: string[], text: string, start: number, end: number): void {
  if (end <= start) return;
  const gap = text.slice(start, end).trim();
  if (gap !== '') words.push(gap);
}

export function isLeaf(node: TreeNode): boolean {
  return node.children.length === 0;
}

/** The text between the node and what stands before it in its parent. */
export function gapBefore(text: string, node: TreeNode): { readonly start: number; readonly end: number } {
  const before = node.parent?.children[node.index - 1];
  const start = before?.end ?? node.parent?.start ?? node.start;
  return { start: blankStart(text, start, node.start), end: node.start };
}

export function gapAfter(text: string, node: TreeNode): { readonly start: number; readonly end: number } {
  const after = node.parent?.children[node.index + 1];
  const end = after?.start ?? node.parent?.end ?? node.end;
  return { start: node.end, end: blankEnd(text, node.end, end) };
}

/** A comment ends the gap: it belongs to somebody. */
function blankStart(text: string, floor: number, end: number): number {
  let start = end;
  while (start > floor && /\s/u.test(text[start - 1] ?? '')) start--;
  return start;
}

function blankEnd(text: string, start: number, ceiling: number): number {
  let end = start;
  while (end < ceiling && /\s/u.test(text[end] ?? '')) end++;
  return end;
}
