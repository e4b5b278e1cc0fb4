import type { Language } from '../../rules/languages.ts';
import { importsOf } from './companions/readImports.ts';
import type { LearnedEdit, PatternItem } from './learnedEdit.ts';
import { nameRole } from './nameRole.ts';
import type { PlainTree } from './plainTree.ts';
import { type IndexedTree, indexTree, type TreeNode } from './treeNode.ts';

/** Languages whose declarations are told from uses. */
const KNOWN: ReadonlySet<Language> = new Set(['javascript', 'typescript', 'tsx', 'python']);
const NAMES: readonly string[] = [
  'identifier',
  'type_identifier',
  'property_identifier',
  'private_property_identifier',
  'shorthand_property_identifier',
  'shorthand_property_identifier_pattern',
];
/** What is declared within is not known outside. */
const SCOPE =
  /^(?:function_definition|function_declaration|function_expression|generator_function|generator_function_declaration|arrow_function|lambda|method_definition|class_declaration|abstract_class_declaration|class|class_definition|type_alias_declaration|interface_declaration|method_signature|function_signature|function_type)$/u;

/** How a name comes to mean something at a place: the file declares it there, imports it, or neither. */
export type Origin = 'declared' | 'imported' | 'unknown';

export function tellsDeclarations(language: Language): boolean {
  return KNOWN.has(language);
}

export function originOf(name: string, node: TreeNode, indexed: IndexedTree): Origin {
  if (importsOf(indexed.tree).some(({ bound }) => bound === name)) return 'imported';
  const declares = leavesOf(name, indexed).some((leaf) => {
    const role = nameRole(leaf);
    return role === 'declared' && isWithin(node, scopeOf(leaf) ?? indexed.root);
  });
  return declares ? 'declared' : 'unknown';
}

/** Whether the file uses the name though it declares it nowhere: so it is known everywhere. */
export function isUsedAsGlobal(name: string, indexed: IndexedTree): boolean {
  const roles = leavesOf(name, indexed).map(nameRole);
  return roles.includes('used') && !roles.includes('declared') && !roles.includes('imported');
}

/** Uses of the name within what surrounds the place. */
export function usesAround(name: string, node: TreeNode, indexed: IndexedTree): number {
  let scope: TreeNode | undefined = node;
  while (scope && !SCOPE.test(scope.kind)) scope = scope.parent;
  const within = scope ?? indexed.root;
  return leavesOf(name, indexed).filter((leaf) => nameRole(leaf) === 'used' && isWithin(leaf, within)).length;
}

/** How often a text declares, as a function, a member or a variable, what the edit looks for by its letters as it is used. */
export function declarationsOf(edit: LearnedEdit, tree: PlainTree): number {
  const indexed = indexTree(tree);
  const names = [...new Set(edit.parts.flatMap(({ match }) => namesUsed(match)))];
  return names.flatMap((name) => leavesOf(name, indexed).filter(declares)).length;
}

function namesUsed(item: PatternItem): readonly string[] {
  if ('rest' in item) return [];
  const own = item.role && item.text ? item.text : [];
  return [...own, ...(item.children ?? []).flatMap(namesUsed)];
}

function declares(leaf: TreeNode): boolean {
  const role = nameRole(leaf);
  return (
    role === 'declared' ||
    (role === 'key' && !/^(?:pair|pair_pattern|keyword_argument)$/u.test(leaf.parent?.kind ?? ''))
  );
}

function leavesOf(name: string, { byKind }: IndexedTree): readonly TreeNode[] {
  return NAMES.flatMap((kind) => byKind.get(kind) ?? []).filter(({ words }) => words === name);
}

/** The smallest node that a declared name is known in; its own function's name is known outside of it. */
function scopeOf(leaf: TreeNode): TreeNode | undefined {
  const { parent } = leaf;
  const isOwnName =
    parent !== undefined &&
    SCOPE.test(parent.kind) &&
    parent.kind !== 'arrow_function' &&
    parent.kind !== 'lambda';
  let at = isOwnName ? parent.parent : parent;
  while (at && !SCOPE.test(at.kind)) at = at.parent;
  return at;
}

function isWithin(node: TreeNode, outer: TreeNode): boolean {
  return node.start >= outer.start && node.end <= outer.end;
}
