import type { PlainNode, PlainTree } from '../plainTree.ts';
import { type ImportedName, textOf } from './importedName.ts';

/** `import a.b as c` and `from a import b as c`. */
export function pythonImports(tree: PlainTree, statement: PlainNode): readonly ImportedName[] {
  switch (statement.kind) {
    case 'import_statement':
      return itemsOf(statement, 0).map((node) => moduleImport(tree, statement, node));
    case 'import_from_statement':
    case 'future_import_statement':
      return fromImport(tree, statement);
    default:
      return [];
  }
}

function itemsOf(statement: PlainNode, from: number): readonly PlainNode[] {
  return statement.children.slice(from).filter(({ kind }) => ITEMS.has(kind));
}

const ITEMS: ReadonlySet<string> = new Set(['dotted_name', 'aliased_import', 'wildcard_import']);

function moduleImport(tree: PlainTree, statement: PlainNode, node: PlainNode): ImportedName {
  const { name, local } = namesOf(tree, node);
  return {
    form: 'module',
    module: name,
    ...(local !== undefined && { local }),
    bound: local ?? name.split('.')[0] ?? name,
    node,
    statement,
  };
}

function fromImport(tree: PlainTree, statement: PlainNode): readonly ImportedName[] {
  const at = statement.children.findIndex(({ kind }) => kind === 'import');
  const source = statement.children[1];
  if (at < 0 || !source) return [];
  const module = textOf(tree, source);
  return itemsOf(statement, at + 1).map((node) => {
    if (node.kind === 'wildcard_import') return { form: 'all', module, bound: '', node, statement };
    const { name, local } = namesOf(tree, node);
    return {
      form: 'named',
      module,
      name,
      ...(local !== undefined && { local }),
      bound: local ?? name,
      node,
      statement,
    };
  });
}

function namesOf(tree: PlainTree, node: PlainNode): { readonly name: string; readonly local?: string } {
  if (node.kind !== 'aliased_import') return { name: textOf(tree, node) };
  const [name, , local] = node.children;
  return { name: name ? textOf(tree, name) : '', ...(local && { local: textOf(tree, local) }) };
}
