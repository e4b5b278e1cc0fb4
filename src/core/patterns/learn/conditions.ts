import { holdsImport } from './companions/importCondition.ts';
import type { LearnedEdit, LearnedWhere } from './learnedEdit.ts';
import { holdsOfName } from './nameConditions.ts';
import type { IndexedTree, TreeNode } from './treeNode.ts';

/** Whether every condition that is switched on holds for a node. */
export function holdsWhere(where: readonly LearnedWhere[], node: TreeNode, tree: IndexedTree): boolean {
  return where.every((condition) => !condition.on || holds(condition, node, tree));
}

const OF_NAMES: ReadonlySet<LearnedWhere['kind']> = new Set(['in-scope', 'not-declared', 'unused']);

/** Whether a condition speaks of what names mean at the place. */
export function isOfNames(kind: LearnedWhere['kind']): boolean {
  return OF_NAMES.has(kind);
}

/** Whether the edit asks for code far from its places, and has to see a text whole once it fits anywhere. */
export function looksFar({ parts }: Pick<LearnedEdit, 'parts'>): boolean {
  return parts.some(({ where }) =>
    where.some(({ kind, on }) => on && (kind === 'except' || isOfNames(kind))),
  );
}

function holds({ kind, value }: LearnedWhere, node: TreeNode, indexed: IndexedTree): boolean {
  const { tree } = indexed;
  switch (kind) {
    case 'inside':
      return isInside(node, value);
    case 'not-inside':
      return !isInside(node, value);
    case 'except':
      return !isAmong(node, value);
    case 'import':
      return holdsImport(value, tree);
    case 'no-import':
      return !holdsImport(value, tree);
    case 'text':
      return tree.text.includes(value);
    case 'no-text':
      return !tree.text.includes(value);
    case 'in-scope':
    case 'not-declared':
    case 'unused':
      return holdsOfName({ kind, value }, node, indexed);
  }
}

/** The node or one around it reads exactly so. */
function isAmong(node: TreeNode, words: string): boolean {
  for (let at: TreeNode | undefined = node; at && at.words.length <= words.length; at = at.parent) {
    if (at.words === words) return true;
  }
  return false;
}

/** The node or one around it has that kind, or is a call of that name. */
function isInside(node: TreeNode, value: string): boolean {
  for (let at: TreeNode | undefined = node; at; at = at.parent)
    if (at.kind === value || calleeOf(at) === value) return true;
  return false;
}

/** The last name of what is called, where the node is a call. */
export function calleeOf(node: TreeNode): string | undefined {
  if (!/call|invocation|new_expression|object_creation/u.test(node.kind)) return undefined;
  const callee = node.children.find(({ named }) => named);
  return callee?.words.split(/[\s.]+/u).at(-1);
}
