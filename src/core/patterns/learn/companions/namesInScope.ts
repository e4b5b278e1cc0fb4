import type { PlainNode, PlainTree } from '../plainTree.ts';
import { importsOf } from './readImports.ts';

const FUNCTIONS =
  /^(?:function_definition|function_declaration|function_expression|generator_function|generator_function_declaration|arrow_function|lambda|lambda_expression|method_definition|method_declaration|constructor_declaration|func_literal|function_item|closure_expression|anonymous_function|local_function_statement|method|singleton_method|block|do_block|for_statement|for_in_statement|with_statement|catch_clause|except_clause)$/u;
const DECLARES =
  /(?:parameters?|parameter_list|declarator|declaration|assignment|binding|pattern|definition|clause|_item|short_var_declaration|let_declaration|for_statement|for_in_statement|for_in_clause|with_item|named_expression|as_pattern|as_pattern_target|property)$/u;
const NAME = /(?:identifier|_name|^name|identifier_pattern)$/u;
/** Of a declaration, what follows this is a value. */
const VALUE_FOLLOWS: ReadonlySet<string> = new Set([
  '=',
  ':=',
  'in',
  'of',
  '=>',
  '->',
  ':',
  'extends',
  'return',
]);

/** Whether the name means something at the offset: bound by an import, at the file's top, or by a function around it. */
export function isNameInScope(tree: PlainTree, name: string, offset: number): boolean {
  if (importsOf(tree).some(({ bound }) => bound === name)) return true;
  let node: PlainNode | undefined = tree.root;
  while (node) {
    if ((node === tree.root || FUNCTIONS.test(node.kind)) && binds(tree, node, name, offset)) return true;
    node = node.children.find(({ start, end }) => start <= offset && offset < end);
  }
  return false;
}

/** A declaration of the name in the function, not within another one that does not hold the place. */
function binds(tree: PlainTree, outer: PlainNode, name: string, offset: number): boolean {
  const visit = (node: PlainNode, declares: boolean): boolean => {
    if (node.children.length === 0)
      return declares && NAME.test(node.kind) && tree.text.slice(node.start, node.end) === name;
    let declaring = declares || DECLARES.test(node.kind);
    for (const child of node.children) {
      if (!child.named && VALUE_FOLLOWS.has(child.kind)) declaring = false;
      const holdsPlace = child.start <= offset && offset < child.end;
      const isInner = FUNCTIONS.test(child.kind) && !holdsPlace;
      if (isInner ? visitsHead(child, declaring) : visit(child, declaring && isTarget(child))) return true;
    }
    return false;
  };
  /** Of a function that does not hold the place only its name is seen. */
  const visitsHead = (node: PlainNode, declaring: boolean): boolean => {
    const head = node.children.find(({ kind }) => NAME.test(kind));
    return head !== undefined && visit(head, declaring || DECLARES.test(node.kind));
  };
  return visit(outer, false);
}

/** Whether what stands there can hold names that are declared: `a.b = 1` and `f(x) = 1` declare none. */
function isTarget({ kind }: PlainNode): boolean {
  return !/^(?:attribute|member_expression|subscript|subscript_expression|call|call_expression|type|type_annotation|selector_expression|field_expression|decorator|string)$/u.test(
    kind,
  );
}
