import type { ParsePlainTree } from '../../patterns/learn/plainTree.ts';
import type { ParseScript } from '../../ports.ts';
import { type Language, languageOfPath } from '../../rules/languages.ts';
import { codeKey } from './codeKey.ts';
import { sqlKey } from './sqlKey.ts';
import { numberKey, textKey } from './textKey.ts';

/** What is compared of an answer. */
export interface SaidAnswer {
  /** Markdown */
  readonly recommendation: string;
  readonly sql: readonly { readonly sql: string }[];
}

export interface AnswerParsers {
  readonly sql: ParseScript;
  readonly trees: ParsePlainTree;
}

/** By what answers to one question are told alike. */
export interface AnswerKeys {
  readonly kind: 'sql' | 'code' | 'value';
  readonly keyOf: (answer: SaidAnswer) => string | undefined;
}

const FENCE = /^(```|~~~)([\w+#-]+)[^\n]*\n([\s\S]*?)^\1[ \t]*$/gmu;
/** A name, a number, a yes: longer answers say things that can be said in other words. */
const VALUE_CHARACTERS_MAX = 60;

/**
 * How answers are brought to one form that are to be held against this one: its SQL by the parse, its code by the syntax
 * tree, a bare value by its text. Undefined for an answer in words, of which only a reader can tell what it means.
 */
export function answerKeys(answer: SaidAnswer, parsers: AnswerParsers): AnswerKeys | undefined {
  if (answer.sql.some(({ sql }) => sql.trim() !== '')) {
    const key = sqlKey(parsers.sql);
    const keyOf = ({ sql }: SaidAnswer): string | undefined =>
      sql.length === 0 ? undefined : key(sql.map((one) => one.sql).join(';\n'));
    return { kind: 'sql', keyOf };
  }
  if (blocksIn(answer.recommendation).length > 0) {
    return { kind: 'code', keyOf: ({ recommendation }) => codeKeyOf(recommendation, parsers.trees) };
  }
  const value = textKey(answer.recommendation);
  const isValue =
    value !== undefined &&
    value.length <= VALUE_CHARACTERS_MAX &&
    (numberKey(value) !== undefined || !/\s/u.test(value));
  return isValue ? { kind: 'value', keyOf: ({ recommendation }) => textKey(recommendation) } : undefined;
}

interface Block {
  readonly language: Language;
  readonly code: string;
}

function codeKeyOf(recommendation: string, trees: ParsePlainTree): string | undefined {
  const keys = blocksIn(recommendation).map(({ language, code }) => codeKey(trees, language)(code));
  return keys.length === 0 || keys.includes(undefined) ? undefined : keys.join('\n');
}

/** Blocks in a language that is known, but for SQL, which an answer holds beside its words. */
function blocksIn(markdown: string): readonly Block[] {
  return [...markdown.matchAll(FENCE)].flatMap(([, , name = '', code = '']) => {
    const language = LONG_NAMES[name.toLowerCase()] ?? languageOfPath(`code.${name.toLowerCase()}`);
    return language === undefined || language === 'sql' || code.trim() === '' ? [] : [{ language, code }];
  });
}

/** As fences are named that are not named by a file's extension. */
const LONG_NAMES: Readonly<Record<string, Language>> = {
  typescript: 'typescript',
  javascript: 'javascript',
  python: 'python',
  rust: 'rust',
  ruby: 'ruby',
  csharp: 'csharp',
  'c#': 'csharp',
  kotlin: 'kotlin',
  shell: 'bash',
};
