import type { TreeNode } from './treeNode.ts';

/** What a name does where it stands; the same letters in another role are another thing. */
export const NAME_ROLES = [
  'used',
  'declared',
  'imported',
  'key',
  'member',
  'called',
  'constraint',
  'default',
  'argument',
  'assigned',
  'returned',
  'part',
] as const;

export type NameRole = (typeof NAME_ROLES)[number];

/** Of these, the first child is the name that is declared. */
const DECLARES_FIRST =
  /^(?:variable_declarator|required_parameter|optional_parameter|object_assignment_pattern|assignment_pattern|type_parameter|default_parameter|typed_parameter|typed_default_parameter|named_expression|for_in_clause)$/u;
/** Of these, every name that is a child of its own. */
const DECLARES_ALL =
  /^(?:formal_parameters|parameters|lambda_parameters|rest_pattern|array_pattern|list_splat_pattern|dictionary_splat_pattern|catch_clause|as_pattern_target|pattern_list|tuple_pattern)$/u;
/** Of these, the name that stands behind the language's own word. */
const DECLARES_NAMED =
  /^(?:function_declaration|function_expression|generator_function_declaration|class_declaration|abstract_class_declaration|class|type_alias_declaration|interface_declaration|enum_declaration|function_definition|class_definition)$/u;
const IMPORTS =
  /^(?:import_specifier|import_clause|namespace_import|export_specifier|import_from_statement|import_statement|aliased_import)$/u;
const KEYS =
  /^(?:pair|pair_pattern|method_definition|method_signature|abstract_method_signature|property_signature|public_field_definition|field_definition|keyword_argument)$/u;
const MEMBERS = /^(?:member_expression|attribute)$/u;
const TYPES =
  /^(?:array_type|readonly_type|generic_type|type_arguments|union_type|intersection_type|tuple_type|nested_type_identifier|parenthesized_type)$/u;

/** What the node does where it stands. */
export function roleOf(node: TreeNode): NameRole {
  return node.children.length === 0 ? nameRole(node) : expressionRole(node);
}

/** What is made of an expression's value. */
function expressionRole({ parent, index }: TreeNode): NameRole {
  switch (parent?.kind) {
    case 'arguments':
    case 'argument_list':
    case 'keyword_argument':
      return 'argument';
    case 'variable_declarator':
    case 'assignment_expression':
    case 'assignment':
    case 'pair':
    case 'public_field_definition':
    case 'field_definition':
      return index > 0 ? 'assigned' : 'part';
    case 'return_statement':
    case 'arrow_function':
    case 'lambda':
      return 'returned';
    case 'parenthesized_expression':
      return expressionRole(parent);
    default:
      return 'part';
  }
}

/** The role of a leaf; `used` where nothing more is known. */
export function nameRole(node: TreeNode): NameRole {
  const { parent, index } = node;
  if (!parent) return 'used';
  if (node.kind === 'shorthand_property_identifier_pattern') return 'declared';
  const { kind } = parent;
  if (MEMBERS.test(kind)) return index === 0 ? 'used' : roleOfMember(parent);
  if (IMPORTS.test(kind) || (kind === 'dotted_name' && IMPORTS.test(parent.parent?.kind ?? '')))
    return 'imported';
  if (KEYS.test(kind) && isKey(node, kind)) return 'key';
  if (isDeclared(node, parent)) return 'declared';
  return roleOfType(parent);
}

function roleOfMember(access: TreeNode): NameRole {
  const isCallee = access.index === 0 && /^(?:call|call_expression)$/u.test(access.parent?.kind ?? '');
  return isCallee ? 'called' : 'member';
}

/** Behind the colon or the sign of a value stands no key. */
function isKey({ parent, index }: TreeNode, kind: string): boolean {
  const before = parent?.children.slice(0, index) ?? [];
  if (kind === 'pair_pattern' || kind === 'pair' || kind === 'keyword_argument') return index === 0;
  return !before.some((sibling) => sibling.kind === '=' || sibling.kind === 'formal_parameters');
}

function isDeclared({ index }: TreeNode, parent: TreeNode): boolean {
  const { kind, children } = parent;
  if (DECLARES_ALL.test(kind)) return true;
  if (DECLARES_FIRST.test(kind))
    return index === 0 || (index === 1 && children[0]?.kind === 'accessibility_modifier');
  if (DECLARES_NAMED.test(kind)) return children.findIndex(({ named }) => named) === index;
  if (kind === 'pair_pattern') return index > 0;
  if (kind === 'arrow_function') return children[index + 1]?.kind === '=>';
  if (kind === 'assignment') return index === 0;
  if (kind === 'for_in_statement' || kind === 'for_statement')
    return children.slice(index + 1).some((sibling) => sibling.kind === 'of' || sibling.kind === 'in');
  return false;
}

function roleOfType(parent: TreeNode): NameRole {
  let at: TreeNode | undefined = parent;
  while (at && TYPES.test(at.kind)) at = at.parent;
  if (at?.kind === 'constraint') return 'constraint';
  return at?.kind === 'default_type' ? 'default' : 'used';
}

/** Roles of which the same is said as of these; undefined for all: with its declaration, a name changes everywhere. */
export function rolesLike(shown: readonly NameRole[]): NameRole[] | undefined {
  return shown.some((role) => role === 'declared' || role === 'imported') ? undefined : [...new Set(shown)];
}
