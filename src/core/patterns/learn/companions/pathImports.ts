import type { PlainNode, PlainTree } from '../plainTree.ts';
import { type ImportedName, textOf } from './importedName.ts';

/** Imports of languages that name what they import by one path. */
export function pathImports(tree: PlainTree, statement: PlainNode): readonly ImportedName[] {
  switch (statement.kind) {
    case 'import_declaration':
      return tree.language === 'go' ? goImports(tree, statement) : dotted(tree, statement, statement);
    case 'import_header':
    case 'using_directive':
      return dotted(tree, statement, statement);
    case 'use_declaration':
      return statement.children.flatMap((part) => rustImports(tree, statement, part, ''));
    case 'namespace_use_declaration':
      return phpImports(tree, statement);
    case 'call':
      return rubyImports(tree, statement);
    default:
      return [];
  }
}

/** `import static a.b.C;`, `import a.b.C as D`, `using D = a.b.C;`, `import a.b.*`. */
function dotted(tree: PlainTree, statement: PlainNode, node: PlainNode): readonly ImportedName[] {
  const found =
    /^(?:import|using)\s+(?:(static|global)\s+)?(?:(\w+)\s*=\s*)?([\w.\s`]+?)(\.\s*\*)?(?:\s+as\s+(\w+))?\s*;?$/u.exec(
      textOf(tree, statement),
    );
  if (!found) return [];
  const [, word, named, written = '', star, alias] = found;
  const path = written.replace(/\s/gu, '');
  const mode = word === undefined ? {} : { mode: word };
  const local = named ?? alias;
  const isNamespace = tree.language === 'csharp' && local === undefined;
  if (star !== undefined || isNamespace)
    return [{ form: 'all', module: path, bound: '', ...mode, node, statement }];
  return [{ ...pathNames(path, '.', local), ...mode, node, statement }];
}

function pathNames(
  path: string,
  separator: string,
  local: string | undefined,
): Pick<ImportedName, 'form' | 'module' | 'name' | 'local' | 'bound'> {
  const at = path.lastIndexOf(separator);
  const name = at < 0 ? path : path.slice(at + separator.length);
  return {
    form: 'named',
    module: at < 0 ? '' : path.slice(0, at),
    name,
    ...(local !== undefined && { local }),
    bound: local ?? name,
  };
}

function goImports(tree: PlainTree, statement: PlainNode): readonly ImportedName[] {
  const specs = statement.children.flatMap((child) =>
    child.kind === 'import_spec_list' ? child.children : [child],
  );
  return specs
    .filter(({ kind }) => kind === 'import_spec')
    .map((node) => {
      const path = node.children.at(-1);
      const alias = node.children.length > 1 ? node.children[0] : undefined;
      const module = path ? textOf(tree, path).slice(1, -1) : '';
      const local = alias && textOf(tree, alias);
      return {
        form: 'module',
        module,
        ...(local !== undefined && { local }),
        bound: local ?? packageOf(module),
        node: specs.length > 1 || statement.children.length > 2 ? node : statement,
        statement,
      };
    });
}

/** The name that a Go path most likely binds: its last part that is no version. */
function packageOf(path: string): string {
  const parts = path.split('/').filter((part) => !/^v\d+$/u.test(part));
  return (parts.at(-1) ?? path).replace(/^go-|-go$|\.v\d+$/gu, '');
}

function rustImports(
  tree: PlainTree,
  statement: PlainNode,
  node: PlainNode,
  within: string,
): readonly ImportedName[] {
  const joined = (path: string): string => (within === '' ? path : `${within}::${path}`);
  const place = { node: within === '' ? statement : node, statement };
  const text = textOf(tree, node);
  switch (node.kind) {
    case 'identifier':
    case 'scoped_identifier':
    case 'crate':
    case 'self':
      return [{ ...pathNames(joined(text), '::', undefined), ...place }];
    case 'use_as_clause': {
      const [path, , alias] = node.children;
      if (!path || !alias) return [];
      return [{ ...pathNames(joined(textOf(tree, path)), '::', textOf(tree, alias)), ...place }];
    }
    case 'use_wildcard':
      return [{ form: 'all', module: joined(text.replace(/\s*::\s*\*$/u, '')), bound: '', ...place }];
    case 'use_list':
      return node.children.flatMap((child) => rustImports(tree, statement, child, within));
    case 'scoped_use_list': {
      const [path, , list] = node.children;
      return path && list ? rustImports(tree, statement, list, joined(textOf(tree, path))) : [];
    }
    default:
      return [];
  }
}

function phpImports(tree: PlainTree, statement: PlainNode): readonly ImportedName[] {
  const group = statement.children.find(({ kind }) => kind === 'namespace_use_group');
  const prefix = group
    ? (statement.children.find(({ kind }) => kind === 'namespace_name') ?? undefined)
    : undefined;
  const within = prefix ? `${textOf(tree, prefix)}\\` : '';
  const clauses = (group ?? statement).children.filter(({ kind }) => kind === 'namespace_use_clause');
  return clauses.map((node) => {
    const parts = node.children.filter(({ named }) => named);
    const word = node.children.find(({ kind }) => kind === 'function' || kind === 'const');
    const path = within + (parts[0] ? textOf(tree, parts[0]) : '');
    const local = parts[1] && textOf(tree, parts[1]);
    return {
      ...pathNames(path.replace(/^\\/u, ''), '\\', local),
      ...(word && { mode: word.kind }),
      node: clauses.length > 1 || group ? node : statement,
      statement,
    };
  });
}

function rubyImports(tree: PlainTree, statement: PlainNode): readonly ImportedName[] {
  const found = /^(require(?:_relative)?)[\s(]+(["'])(.*)\2\s*\)?$/u.exec(textOf(tree, statement));
  if (!found) return [];
  const mode = found[1] === 'require' ? {} : { mode: 'relative' };
  return [{ form: 'all', module: found[3] ?? '', bound: '', ...mode, node: statement, statement }];
}
