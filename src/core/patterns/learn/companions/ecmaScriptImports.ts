import type { PlainNode, PlainTree } from '../plainTree.ts';
import { type ImportedName, textOf } from './importedName.ts';

/** `import` statements, and `require` calls whose result is given a name. */
export function ecmaScriptImports(tree: PlainTree, statement: PlainNode): readonly ImportedName[] {
  if (statement.kind === 'import_statement') return importStatement(tree, statement);
  if (statement.kind === 'lexical_declaration' || statement.kind === 'variable_declaration')
    return statement.children.flatMap((declarator) => requireCall(tree, statement, declarator));
  return [];
}

function importStatement(tree: PlainTree, statement: PlainNode): readonly ImportedName[] {
  const source = statement.children.find(({ kind }) => kind === 'string');
  if (!source) return [];
  const module = contentOf(tree, source);
  const mode = statement.children[1]?.kind === 'type' ? { mode: 'type' } : {};
  const clause = statement.children.find(({ kind }) => kind === 'import_clause');
  if (!clause) return [{ form: 'all', module, bound: '', node: statement, statement }];
  return clause.children.flatMap((child): readonly ImportedName[] => {
    const bound = textOf(tree, child);
    if (child.kind === 'identifier')
      return [{ form: 'default', module, local: bound, bound, ...mode, node: child, statement }];
    if (child.kind === 'namespace_import') {
      const name = child.children.at(-1);
      const local = name ? textOf(tree, name) : '';
      return [{ form: 'module', module, local, bound: local, ...mode, node: child, statement }];
    }
    if (child.kind !== 'named_imports') return [];
    return child.children
      .filter(({ kind }) => kind === 'import_specifier')
      .map((node) => ({ ...specifier(tree, node), form: 'named', module, ...mode, node, statement }));
  });
}

function specifier(
  tree: PlainTree,
  node: PlainNode,
): Pick<ImportedName, 'name' | 'local' | 'bound' | 'mode'> {
  const isType = node.children[0]?.kind === 'type' && node.children.length > 1;
  const names = node.children.filter(({ kind }) => kind === 'identifier' || kind === 'string');
  const name = names[0] ? textOf(tree, names[0]) : textOf(tree, node);
  const local = names[1] ? textOf(tree, names[1]) : undefined;
  return {
    name,
    ...(local !== undefined && { local }),
    bound: local ?? name,
    ...(isType && { mode: 'type' }),
  };
}

function requireCall(tree: PlainTree, statement: PlainNode, declarator: PlainNode): readonly ImportedName[] {
  if (declarator.kind !== 'variable_declarator') return [];
  const target = declarator.children[0];
  const call = declarator.children.at(-1);
  const callee = call?.children[0];
  const source = call?.children[1]?.children.find(({ kind }) => kind === 'string');
  if (call?.kind !== 'call_expression' || !target || !callee || !source) return [];
  if (textOf(tree, callee) !== 'require') return [];
  const module = contentOf(tree, source);
  const mode = 'require';
  if (target.kind === 'identifier') {
    const bound = textOf(tree, target);
    return [{ form: 'module', module, local: bound, bound, mode, node: target, statement }];
  }
  return target.children
    .filter(({ named }) => named)
    .map((node) => {
      const [key, , value] = node.children;
      const name = textOf(tree, key ?? node);
      const local = value ? textOf(tree, value) : undefined;
      return {
        form: 'named',
        module,
        name,
        ...(local !== undefined && { local }),
        bound: local ?? name,
        mode,
        node,
        statement,
      };
    });
}

function contentOf(tree: PlainTree, source: PlainNode): string {
  return textOf(tree, source).slice(1, -1);
}
