import { isName, isSqlDefinition, isValue } from './listKinds.ts';
import type { Hunk } from './treeDiff.ts';
import type { TreeNode } from './treeNode.ts';

const KEYWORD_ARGUMENT = /^(?:keyword_argument|named_argument|value_argument)$/u;
const ARGUMENTS = /^(?:arguments|argument_list|value_arguments)$/u;
const CALL = /call|invocation|new_expression|object_creation/u;
const MEMBER_ACCESS =
  /^(?:attribute|member_expression|selector_expression|field_expression|navigation_expression)$/u;
const SQL_NAMES: readonly string[] = ['identifier', 'qualified_name'];
/** Nodes of SQL whose sign means the same beside any number or text. */
const SIGNED = /^(?:comparison|assignment)$/u;
const SAMENESS = /^(?:is|is not|[!=]==?)$/u;
const TEXT = 'string';
const NUMBERS: readonly string[] = ['integer', 'float', 'number'];
/** Two, and the operator between them. */
const OPERANDS = 3;
const CONSTANT = /^(?:null|none|nil|true|false|undefined|unknown|default)$/iu;

/**
 * Where the pattern of an edit begins at the least: the smallest node with all of it; more where that alone would say
 * something else. A keyword argument's name belongs to what is called, an operator to the constant beside it.
 */
export function editRoot(hunks: readonly Hunk[]): TreeNode | undefined {
  const [first] = hunks;
  if (!first) return undefined;
  if (hunks.length === 1 && first.to === first.from + 1) {
    const node = first.parent.children[first.from];
    return (
      node &&
      (callOfArgumentName(node) ??
        callOfConstant(node) ??
        testOfConstant(node) ??
        memberOfCarried(node, first) ??
        definitionOf(node, first) ??
        node)
    );
  }
  const root = commonRoot(hunks);
  return (root && callOfArguments(root)) ?? root;
}

/** The smallest node that all the runs stand in. */
function commonRoot([first, ...others]: readonly Hunk[]): TreeNode | undefined {
  let root = first?.parent;
  for (const { parent } of others) {
    while (root && !isWithin(parent, root)) root = root.parent;
  }
  return root;
}

/** Arguments that come, go or change their order mean what the callee makes of them. */
function callOfArguments({ kind, parent }: TreeNode): TreeNode | undefined {
  return parent && ARGUMENTS.test(kind) && CALL.test(parent.kind) ? parent : undefined;
}

/**
 * The node around the root that also holds the names which the edit writes and takes from beside it, in a SQL definition:
 * `ALTER b TYPE int` that becomes `… USING b::int` speaks of any column, not of one called `b`.
 */
export function withWrittenNames(root: TreeNode, hunks: readonly Hunk[]): TreeNode {
  let statement: TreeNode | undefined = root;
  while (statement && !isSqlDefinition(statement)) statement = statement.parent;
  if (!statement) return root;
  const written = new Set<string>();
  const visit = (node: TreeNode): void => {
    if (node.named && isName(node)) written.add(node.words);
    node.children.forEach(visit);
  };
  for (const { afterParent, afterFrom, afterTo } of hunks)
    afterParent.children.slice(afterFrom, afterTo).forEach(visit);
  let found = root;
  for (let at: TreeNode | undefined = root; at && at !== statement.parent; at = at.parent) {
    const held = namesIn(at, written);
    if (held.size === 0) continue;
    for (const name of held) written.delete(name);
    found = at;
  }
  return found;
}

function namesIn(node: TreeNode, among: ReadonlySet<string>): Set<string> {
  const names = new Set<string>();
  const visit = (at: TreeNode): void => {
    if (at.named && among.has(at.words)) names.add(at.words);
    at.children.forEach(visit);
  };
  visit(node);
  return names;
}

/** Whether what stands around the edit is part of what it says. */
export function leansOnContext(hunks: readonly Hunk[]): boolean {
  const [first] = hunks;
  const node =
    hunks.length === 1 && first && first.to === first.from + 1
      ? first.parent.children[first.from]
      : undefined;
  return editRoot(hunks) !== (node ?? commonRoot(hunks));
}

/** Whether the node is an argument that is told by its name: it is no other, wherever it stands. */
export function isKeywordArgument({ kind }: TreeNode): boolean {
  return KEYWORD_ARGUMENT.test(kind);
}

/** Whether the node is what its parent calls. */
export function isCallee({ parent, index }: TreeNode): boolean {
  return index === 0 && parent !== undefined && CALL.test(parent.kind);
}

/** What is said of one kind of number is said of all; what is said of how a value is compared is said of texts as well. */
export function withOtherValues(nodes: readonly TreeNode[]): string[] {
  const kinds = nodes.map(({ kind }) => kind);
  const hasNumber = kinds.some((kind) => NUMBERS.includes(kind));
  const isSame = (hasNumber || kinds.includes(TEXT)) && nodes.every(isCompared);
  return [...new Set([...kinds, ...(hasNumber || isSame ? NUMBERS : []), ...(isSame ? [TEXT] : [])])];
}

/** Whether the node stands beside a sign that asks for sameness, which means the same for numbers and texts. */
function isCompared({ parent }: TreeNode): boolean {
  return parent?.children.length === OPERANDS && SAMENESS.test(parent.children[1]?.words ?? '');
}

/** Whether the node is a member that is taken of something. */
export function isMember({ parent, index }: TreeNode): boolean {
  return index > 0 && parent !== undefined && MEMBER_ACCESS.test(parent.kind);
}

/** `a.x` that becomes `a.b.x` says something of `x`: other members of `a` may stay where they are. */
function memberOfCarried(node: TreeNode, { afterParent, afterFrom, afterTo }: Hunk): TreeNode | undefined {
  const { parent } = node;
  if (!parent || node.index !== 0 || node.children.length > 0 || !MEMBER_ACCESS.test(parent.kind))
    return undefined;
  const holds = (at: TreeNode): boolean => at.words === node.words || at.children.some(holds);
  return afterParent.children.slice(afterFrom, afterTo).some(holds) ? parent : undefined;
}

/** More that is said of what a SQL statement makes or changes is said of that statement, whatever the name. */
function definitionOf({ parent, words }: TreeNode, hunk: Hunk): TreeNode | undefined {
  if (!parent || !isSqlDefinition(parent)) return undefined;
  const holds = (at: TreeNode): boolean => at.words === words || at.children.some(holds);
  return hunk.afterParent.children.slice(hunk.afterFrom, hunk.afterTo).some(holds) ? parent : undefined;
}

/** Whether nothing but keywords stands in the node: it is as fixed as one of them. */
export function isKeywordRun(node: TreeNode): boolean {
  return node.folded === true || (node.children.length > 0 && node.children.every(isKeywordRun));
}

export function isSqlName({ kind }: TreeNode): boolean {
  return SQL_NAMES.includes(kind);
}

/** A name with its schema is a name as well. */
export function withOtherNames(kinds: readonly string[]): string[] {
  return kinds.some((kind) => SQL_NAMES.includes(kind)) ? [...new Set([...kinds, ...SQL_NAMES])] : [...kinds];
}

/** A constant that is handed over means what the callee makes of it. */
function callOfConstant(node: TreeNode): TreeNode | undefined {
  const { parent } = node;
  if (!isValue(node) || node.children.length > 0 || !parent || !/argument/u.test(parent.kind))
    return undefined;
  return parent.parent;
}

function callOfArgumentName(node: TreeNode): TreeNode | undefined {
  const { parent } = node;
  if (!parent || !KEYWORD_ARGUMENT.test(parent.kind) || node.index !== 0) return undefined;
  return parent.parent?.parent;
}

function testOfConstant(node: TreeNode): TreeNode | undefined {
  const { parent } = node;
  if (node.named || !parent || parent.children.length !== OPERANDS || node.index !== 1) return undefined;
  const isAnyValue = (child: TreeNode): boolean => !SIGNED.test(parent.kind) && isValue(child);
  const isConstant = parent.children.some((child) => CONSTANT.test(child.words) || isAnyValue(child));
  return isConstant ? parent : undefined;
}

function isWithin(node: TreeNode, outer: TreeNode): boolean {
  for (let at: TreeNode | undefined = node; at; at = at.parent) if (at === outer) return true;
  return false;
}
