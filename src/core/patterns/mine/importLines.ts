import type { Language } from '../../rules/languages.ts';
import { type ImportedName, sameImport, textOf } from '../learn/companions/importedName.ts';
import { hasImports, importsOf } from '../learn/companions/readImports.ts';
import type { ParsePlainTree } from '../learn/plainTree.ts';
import { codeTokens } from './codeTokens.ts';
import type { FilePair, StatementPair } from './hunkExample.ts';

/** An example with the imports of its names above it, and these imports by themselves, as before the change. */
export interface ImportingExample extends StatementPair {
  readonly imports: string;
}

/** Statements that may import something, at the margin. Reading them alone costs a hundredth of parsing the file. */
const STATEMENTS: readonly RegExp[] = [
  /^import\s[^'"\n;]*(?:\n[^'"\n;]*){0,60}['"][^'"\n]+['"];?/gmu,
  /^(?:const|let|var)\s[^=\n]*(?:\n[^=\n]*){0,60}=\s*require\([^()\n]*\)[^\n]*/gmu,
  /^from\s+\S+\s+import\s+(?:\([^()]*\)|[^\n]+)/gmu,
  /^(?:import|use|using)\s[^\n'"{]+;?[ \t]*$/gmu,
  /^use\s[^\n;]*\{[^{}]*\};/gmu,
];

/** Imports stand at the top; a file of data is not searched to its end. */
const HEAD_LENGTH = 20_000;

/**
 * The example with the import statements that its file has for names in it, before and after: from these a learner sees
 * what the names stand for, and which import a change brings or makes needless. The example itself where there are none.
 */
export function withImportLines(
  example: StatementPair,
  { before, after, language }: Pick<FilePair, 'before' | 'after' | 'language'>,
  parse: ParsePlainTree,
): ImportingExample {
  const plain = { ...example, imports: '' };
  if (!hasImports(language)) return plain;
  const names = new Set([...codeTokens(example.before, language), ...codeTokens(example.after, language)]);
  const [old, fresh] = [before, after].map((text) => importsIn(text, language, names, parse));
  if (!old || !fresh || (old.length === 0 && fresh.length === 0)) return plain;
  // A statement that only got other names beside ours says nothing of this change.
  const kept = (one: Import): Import => old.find((other) => sameImport(one.imported, other.imported)) ?? one;
  const imports = linesOf(old);
  return {
    ...example,
    before: imports + example.before,
    after: linesOf(fresh.map(kept)) + example.after,
    imports,
  };
}

interface Import {
  readonly imported: ImportedName;
  readonly text: string;
}

function importsIn(
  text: string,
  language: Language,
  names: ReadonlySet<string>,
  parse: ParsePlainTree,
): readonly Import[] | undefined {
  const head = text.slice(0, HEAD_LENGTH);
  const statements = STATEMENTS.flatMap((pattern) => [...head.matchAll(pattern)]);
  const lines = [...new Set(statements.sort((a, b) => a.index - b.index).map(([statement]) => statement))];
  if (lines.length === 0) return [];
  const tree = parse(language, `${lines.join('\n')}\n`);
  if (!tree || tree.errorCount > 0) return undefined;
  return importsOf(tree)
    .filter(({ bound }) => names.has(bound))
    .map((imported) => ({ imported, text: textOf(tree, imported.statement).replaceAll('\r\n', '\n') }));
}

function linesOf(imports: readonly Import[]): string {
  return [...new Set(imports.map(({ text }) => text))].map((text) => `${text}\n`).join('');
}
