import type { TreeNode } from './treeNode.ts';

/** Nodes at the same place of every instance. */
export type Nodes = readonly TreeNode[];

/** Tokens that say something: words and numbers, not the brackets and commas between them. */
export function weightOf(words: string): number {
  return words.split(' ').filter((word) => /[\p{L}\p{N}_]/u.test(word)).length;
}

export function keyOf(nodes: Nodes): string {
  return nodes.map(({ words }) => words).join('\u0000');
}

export function childrenAt(nodes: Nodes, index: number): Nodes {
  return nodes.flatMap(({ children }) => children[index] ?? []);
}

export function kindsOf(nodes: Nodes): string[] {
  return [...new Set(nodes.map(({ kind }) => kind))];
}

export function allEqual(nodes: Nodes): boolean {
  return nodes.every(({ words }) => words === nodes[0]?.words);
}

export function nameAt(index: number): string {
  const letter = String.fromCharCode('A'.charCodeAt(0) + (index % 26));
  return index < 26 ? letter : `${letter}${Math.floor(index / 26)}`;
}
