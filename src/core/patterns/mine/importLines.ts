import type { Language } from '../../rules/languages.ts';
import { textOf } from '../learn/companions/importedName.ts';
import { hasImports, importsOf } from '../learn/companions/readImports.ts';
import type { ParsePlainTree } from '../learn/plainTree.ts';
import { codeTokens } from './codeTokens.ts';

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

/** The import statements by which a file has names of the code, as lines; empty where there are none. */
export function importLines(code: string, text: string, language: Language, parse: ParsePlainTree): string {
  return hasImports(language) ? importsIn(text, language, new Set(codeTokens(code, language)), parse) : '';
}

function importsIn(
  text: string,
  language: Language,
  names: ReadonlySet<string>,
  parse: ParsePlainTree,
): string {
  const head = text.slice(0, HEAD_LENGTH).replaceAll('\r\n', '\n');
  const found = STATEMENTS.flatMap((pattern) => [...head.matchAll(pattern)]);
  const statements = new Set(found.sort((a, b) => a.index - b.index).map(([statement]) => statement));
  if (statements.size === 0) return '';
  const tree = parse(language, `${[...statements].join('\n')}\n`);
  if (!tree || tree.errorCount > 0) return '';
  const wanted = importsOf(tree).filter(({ bound }) => names.has(bound));
  const lines = new Set(wanted.map(({ statement }) => textOf(tree, statement)));
  return [...lines].map((line) => `${line}\n`).join('');
}
