import type { Nodes } from './alignedNodes.ts';
import type { TemplatePart } from './learnedEdit.ts';
import { PLAIN_NAME } from './transforms/textChange.ts';
import type { TreeNode } from './treeNode.ts';

/** Shorter words stand in names by chance. */
const CARRIED_MIN = 2;

/**
 * A name that is put together of others, as those of constraints and indexes are: `orders_day_check`. Words between `_` that
 * are one of the names carried over are written as such; undefined where none is, or where one instance does otherwise.
 */
export function composedName(
  nodes: Nodes,
  carried: Iterable<Nodes>,
  nameOf: (nodes: Nodes) => string | undefined,
): readonly TemplatePart[] | undefined {
  const [first] = nodes;
  if (!first || !nodes.every(isPlainSqlName)) return undefined;
  const parts = [...carried]
    .filter((each) => each.every(isPlainSqlName) && each.every(({ words }) => words.length >= CARRIED_MIN))
    .sort((a, b) => (b[0]?.words.length ?? 0) - (a[0]?.words.length ?? 0));
  const pieces = piecesOf(first.words.split('_'), parts);
  const written = (instance: number): string =>
    pieces.map((piece) => (typeof piece === 'string' ? piece : (piece[instance]?.words ?? ''))).join('_');
  const fits = pieces.length > 1 && nodes.every(({ words }, instance) => written(instance) === words);
  if (!fits || pieces.every((piece) => typeof piece === 'string')) return undefined;
  const template: TemplatePart[] = [];
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) template.push('_');
    if (typeof piece === 'string') template.push(piece);
    else {
      const hole = nameOf(piece);
      if (hole === undefined) return undefined;
      template.push({ hole });
    }
  }
  return template;
}

/** Words of a name, each by itself or as the name that it and those behind it make. */
function piecesOf(words: readonly string[], parts: readonly Nodes[]): readonly (string | Nodes)[] {
  const pieces: (string | Nodes)[] = [];
  for (let at = 0; at < words.length; ) {
    const part = parts.find((each) => {
      const own = each[0]?.words.split('_') ?? [];
      return own.length < words.length && own.every((word, index) => word === words[at + index]);
    });
    pieces.push(part ?? words[at] ?? '');
    at += part?.[0]?.words.split('_').length ?? 1;
  }
  return pieces;
}

function isPlainSqlName(node: TreeNode): boolean {
  if (node.children.length > 0 || node.kind !== 'identifier' || !PLAIN_NAME.test(node.words)) return false;
  for (let at: TreeNode | undefined = node; at; at = at.parent) if (at.kind.startsWith('sql_')) return true;
  return false;
}
