import type { TreeNode } from './treeNode.ts';

const LIST_KIND =
  /(?:^|_)(?:list|arguments|parameters|block|body|program|module|object|array|tuple|set|dictionary|elements|source_file|source|suite|statements|clauses|declarations|specifiers|named_imports|template_string|string|chain|stream|document|mapping|sequence)$/u;

/** Whether the node may have any number of children, so that what stands beside a child says little. */
export function isList(node: TreeNode): boolean {
  if (node.kind.startsWith('sql')) return true;
  return LIST_KIND.test(node.kind) || node.children.some(({ kind }) => kind === ',' || kind === ';');
}

const BLOCK_KIND =
  /^(?:program|module|source_file|document|stylesheet|compilation_unit|block|statement_block|class_body|declaration_list|body_statement|suite|interface_body|object_type|enum_body|source|dollar_body|table_elements)$/u;

/** Whether statements or members stand in the node; what is edited in two of them is two edits. */
export function isBlock(node: TreeNode): boolean {
  return BLOCK_KIND.test(node.kind);
}

const NAME_KIND = /(?:identifier|name|constant|keyword|operator|^this$|^self$|^super$)$/u;

/** A word that names something, as against a value. */
export function isName(node: TreeNode): boolean {
  return node.children.length === 0 && NAME_KIND.test(node.kind);
}

const VALUE_KIND =
  /(?:string|string_literal|number|integer|float|regex|true|false|none|null|undefined|char_literal|boolean)$/u;

/** A literal: what is learned from one is not said of a name or a call. */
export function isValue(node: TreeNode): boolean {
  return VALUE_KIND.test(node.kind);
}

/** What stands behind a SQL type: a length, or a precision and a scale. */
export function isTypeLength({ kind, children }: TreeNode): boolean {
  return (
    kind === 'type_arguments' && children.every(({ kind: inner, named }) => !named || inner === 'number')
  );
}

/** A SQL statement that makes, changes or drops something, told by its first words. */
export function isSqlDefinition({ kind, children }: TreeNode): boolean {
  const [head] = children;
  return kind.startsWith('sql_') && head !== undefined && isHead(head);
}

/** The first words of a SQL definition: `create table`. */
export function isHead({ kind }: TreeNode): boolean {
  return kind.endsWith('_head');
}

/** A part of a SQL query that begins with a word of its own: `values`, `order by`. */
export function isClause({ kind }: TreeNode): boolean {
  return kind.endsWith('_clause');
}
