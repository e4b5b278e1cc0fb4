import type { PatternItem, PatternNode } from './learnedEdit.ts';
import type { IndexedTree, TreeNode } from './treeNode.ts';

/** What a pattern found: nodes by the marks that edits refer to, and by the names that templates use. */
export interface TreeHit {
  readonly node: TreeNode;
  readonly marks: ReadonlyMap<number, TreeNode>;
  readonly names: ReadonlyMap<string, TreeNode>;
}

/** A pattern with two open runs can be tried in very many ways; so many steps are enough for any that was meant. */
const STEPS_MAX = 20_000;

/** Every place where the pattern holds, in the order of the text. */
export function matchTree(pattern: PatternNode, { byKind, root }: IndexedTree): readonly TreeHit[] {
  const candidates = pattern.kinds
    ? pattern.kinds.flatMap((kind) => byKind.get(kind) ?? [])
    : [...byKind.values()].flat();
  const hits: TreeHit[] = [];
  for (const node of candidates) {
    if (node === root && !pattern.kinds) continue;
    const hit = matchNode(pattern, node);
    if (hit) hits.push(hit);
  }
  return hits.sort((a, b) => a.node.start - b.node.start || b.node.end - a.node.end);
}

function matchNode(pattern: PatternNode, node: TreeNode): TreeHit | undefined {
  const matcher = new Matcher();
  return matcher.node(pattern, node) ? { node, marks: matcher.marks, names: matcher.names } : undefined;
}

class Matcher {
  readonly marks = new Map<number, TreeNode>();
  readonly names = new Map<string, TreeNode>();
  #steps = 0;

  node(pattern: PatternNode, node: TreeNode): boolean {
    if (++this.#steps > STEPS_MAX) return false;
    const { kinds, text, not, name, mark, children } = pattern;
    // What may be anything is code, not a bracket or a comma.
    if (kinds ? !kinds.includes(node.kind) : !text && isPunctuation(node)) return false;
    if (text && !text.includes(node.words)) return false;
    if (not?.includes(node.words)) return false;
    const bound = name === undefined ? undefined : this.names.get(name);
    if (bound && bound.words !== node.words) return false;
    if (children && !this.#list(children, 0, node.children, 0)) return false;
    if (name !== undefined && !bound) this.names.set(name, node);
    if (mark !== undefined) this.marks.set(mark, node);
    return true;
  }

  #list(items: readonly PatternItem[], at: number, nodes: readonly TreeNode[], from: number): boolean {
    const item = items[at];
    if (!item) return from === nodes.length;
    if (!('rest' in item)) {
      const node = nodes[from];
      if (!node) return false;
      const names = [...this.names];
      if (this.node(item, node) && this.#list(items, at + 1, nodes, from + 1)) return true;
      this.#restore(names);
      return false;
    }
    if (at === items.length - 1) return true;
    for (let next = from; next <= nodes.length; next++) {
      if (this.#list(items, at + 1, nodes, next)) return true;
      if (this.#steps > STEPS_MAX) return false;
    }
    return false;
  }

  #restore(names: readonly (readonly [string, TreeNode])[]): void {
    if (this.names.size === names.length) return;
    this.names.clear();
    for (const [name, node] of names) this.names.set(name, node);
  }
}

function isPunctuation({ named, words }: TreeNode): boolean {
  return !named && /^[()[\]{},;]$/u.test(words);
}
