import type { Language } from '../../../rules/languages.ts';
import type { PlainNode, PlainTree } from '../plainTree.ts';
import { ecmaScriptImports } from './ecmaScriptImports.ts';
import type { ImportedName } from './importedName.ts';
import { pathImports } from './pathImports.ts';
import { pythonImports } from './pythonImports.ts';

type ReadStatement = (tree: PlainTree, statement: PlainNode) => readonly ImportedName[];

const READERS: Readonly<Partial<Record<Language, ReadStatement>>> = {
  python: pythonImports,
  typescript: ecmaScriptImports,
  tsx: ecmaScriptImports,
  javascript: ecmaScriptImports,
  go: pathImports,
  java: pathImports,
  rust: pathImports,
  kotlin: pathImports,
  csharp: pathImports,
  php: pathImports,
  ruby: pathImports,
};

/** Nodes that hold the imports of a file beside other statements of its top level. */
const HOLDERS: ReadonlySet<string> = new Set(['import_list', 'program', 'module', 'namespace_definition']);

const known = new WeakMap<PlainTree, readonly ImportedName[]>();

/** The imports at the top level of the file, in order; none for a language that Fixward knows no imports of. */
export function importsOf(tree: PlainTree): readonly ImportedName[] {
  const made = known.get(tree);
  if (made) return made;
  const read = READERS[tree.language];
  const imports = read ? statementsOf(tree.root).flatMap((statement) => read(tree, statement)) : [];
  known.set(tree, imports);
  return imports;
}

/** Whether the language's imports can be read and written here. */
export function hasImports(language: Language): boolean {
  return READERS[language] !== undefined;
}

/** Statements of the file's top level. */
export function statementsOf(root: PlainNode): readonly PlainNode[] {
  return root.children.flatMap((child) => (HOLDERS.has(child.kind) ? statementsOf(child) : [child]));
}
