import type { PatternItem, PatternNode } from './learnedEdit.ts';
import { roleOf } from './nameRole.ts';
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
    const { kinds, text, role, not, name, mark, children, open } = pattern;
    // What may be anything is code, not a bracket, a comma or a modifier.
    if (kinds ? !kinds.includes(node.kind) : !text && saysNothing(node)) return false;
    if (text && !text.includes(node.words)) return false;
    if (not?.includes(node.words) || (role && !role.includes(roleOf(node)))) return false;
    const bound = name === undefined ? undefined : this.names.get(name);
    if (bound && bound.words !== node.words) return false;
    if (children && !this.#list({ items: children, nodes: node.children, open }, 0, 0)) return false;
    if (name !== undefined && !bound) this.names.set(name, node);
    if (mark !== undefined) this.marks.set(mark, node);
    return true;
  }

  #list(pair: Lists, at: number, from: number): boolean {
    const { items, nodes, open } = pair;
    const item = items[at];
    const node = nodes[from];
    if (!item) return node === undefined || (mayStand(node, nodes, open) && this.#list(pair, at, from + 1));
    if (!('rest' in item)) {
      const names = [...this.names];
      if (node && this.node(item, node) && this.#list(pair, at + 1, from + 1)) return true;
      this.#restore(names);
      if (node && mayStand(node, nodes, open) && this.#list(pair, at, from + 1)) return true;
      this.#restore(names);
      return mayBeMissing(item, items, open) && this.#list(pair, at + 1, from);
    }
    if (at === items.length - 1) return true;
    for (let next = from; next <= nodes.length; next++) {
      if (this.#list(pair, at + 1, next)) return true;
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

interface Lists {
  readonly items: readonly PatternItem[];
  readonly nodes: readonly TreeNode[];
  readonly open: PatternNode['open'];
}

/** What a grammar lets stand in many places without saying much of them. */
const OPTIONAL =
  /^(?:type_parameters|type_arguments|modifiers|accessibility_modifier|override_modifier|decorator|async|readonly|if_exists)$/u;
const CLOSING = /^[)\]}>]$/u;

/** Whether the node may stand where the pattern does not speak of it. */
function mayStand(node: TreeNode, nodes: readonly TreeNode[], open: PatternNode['open']): boolean {
  if (open === undefined) return false;
  if (open === 'all' && OPTIONAL.test(node.kind)) return true;
  return isEnd(node.kind, nodes[node.index + 1]?.kind, node.index + 1 < nodes.length);
}

/** Whether a comma or semicolon of the pattern may as well be none. */
function mayBeMissing(item: PatternNode, items: readonly PatternItem[], open: PatternNode['open']): boolean {
  if (open === undefined || item.mark !== undefined) return false;
  const next = items[items.indexOf(item) + 1];
  const kind = next && !('rest' in next) ? next.kinds?.[0] : undefined;
  return isEnd(item.kinds?.[0], kind, next !== undefined);
}

function isEnd(kind: string | undefined, next: string | undefined, hasNext: boolean): boolean {
  if (kind === ';') return !hasNext;
  return kind === ',' && next !== undefined && CLOSING.test(next);
}

function saysNothing({ kind, named, words }: TreeNode): boolean {
  return (!named && /^[()[\]{},;]$/u.test(words)) || OPTIONAL.test(kind);
}
