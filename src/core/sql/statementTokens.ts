import type { Span } from '../text/span.ts';
import type { SqlStatement } from './sqlStatement.ts';
import type { SqlToken } from './token.ts';

/** Index of the first token at or after `from` that is this keyword or symbol; -1 when there is none. */
export function indexOfWord(statement: SqlStatement, word: string, from = 0): number {
  for (let index = from; index < statement.tokens.length; index++) {
    if (statement.tokens[index]?.word === word) return index;
  }
  return -1;
}

/** Index of the first token where these keywords follow each other; -1 when they do not. */
export function indexOfWords(statement: SqlStatement, words: readonly string[], from = 0): number {
  for (let index = from; index + words.length <= statement.tokens.length; index++) {
    if (words.every((word, offset) => statement.tokens[index + offset]?.word === word)) return index;
  }
  return -1;
}

/** Index of the token that starts at or, failing that, covers the offset. */
export function tokenIndexAt(statement: SqlStatement, offset: number): number {
  const { tokens } = statement;
  let low = 0;
  let high = tokens.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tokens[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** From the first to the last token, both included. */
export function spanOfTokens(statement: SqlStatement, first: number, last = first): Span {
  const start = statement.tokens[first]?.start ?? 0;
  return { start, end: statement.tokens[last]?.end ?? statement.bodyEnd };
}

export function textOfSpan(statement: SqlStatement, span: Span): string {
  return statement.text.slice(span.start, span.end);
}

/** The index of the bracket that closes the one at `open`, or the last token when none does. */
export function closingIndex(statement: SqlStatement, open: number): number {
  let depth = 0;
  for (let index = open; index < statement.tokens.length; index++) {
    const word = statement.tokens[index]?.word;
    if (word === '(' || word === '[') depth++;
    else if ((word === ')' || word === ']') && --depth <= 0) return index;
  }
  return statement.tokens.length - 1;
}

/** Index after a possibly dotted name that starts at `from`. */
export function afterName(statement: SqlStatement, from: number): number {
  let index = from + 1;
  while (statement.tokens[index]?.word === '.' && isNameToken(statement.tokens[index + 1])) index += 2;
  return index;
}

function isNameToken(token: SqlToken | undefined): boolean {
  return token?.kind === 'word' || token?.kind === 'quotedName' || token?.kind === 'hole';
}

/** Writes keywords in the case the author uses: that of the statement's first word. */
export function inAuthorsCase(statement: SqlStatement, keywords: string): string {
  const first = statement.tokens[0];
  const written = first ? statement.text.slice(first.start, first.end) : '';
  return written !== '' && written === written.toLowerCase()
    ? keywords.toLowerCase()
    : keywords.toUpperCase();
}

/** Inserts after a token, with a space before. */
export function insertAfter(statement: SqlStatement, index: number, text: string) {
  const offset = statement.tokens[index]?.end ?? statement.bodyEnd;
  return { span: { start: offset, end: offset }, newText: text };
}

/** Removes tokens and the space before them. */
export function removeTokens(statement: SqlStatement, first: number, last: number) {
  const start = statement.tokens[first - 1]?.end ?? 0;
  return { span: { start, end: statement.tokens[last]?.end ?? statement.bodyEnd }, newText: '' };
}

/** Splits a token range at its top-level commas; each part is [first, last]. */
export function commaParts(
  statement: SqlStatement,
  first: number,
  last: number,
): readonly { readonly first: number; readonly last: number }[] {
  const parts: { first: number; last: number }[] = [];
  let depth = 0;
  let partFirst = first;
  for (let index = first; index <= last; index++) {
    const word = statement.tokens[index]?.word;
    if (word === '(' || word === '[') depth++;
    else if (word === ')' || word === ']') depth--;
    else if (word === ',' && depth === 0) {
      if (index > partFirst) parts.push({ first: partFirst, last: index - 1 });
      partFirst = index + 1;
    }
  }
  if (partFirst <= last) parts.push({ first: partFirst, last });
  return parts;
}
