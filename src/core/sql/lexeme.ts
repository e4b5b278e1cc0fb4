import { NEAR_CHARACTERS, type TextMarks } from './textMarks.ts';
import type { SqlTokenKind } from './token.ts';

export interface Lexeme {
  readonly kind: SqlTokenKind | 'space' | 'comment';
  readonly end: number;
  readonly word: string;
  /** The text ended before the closing quote or comment mark. */
  readonly unclosed: boolean;
}

const SPACE = /[ \t\r\n\f\v]+/y;
// Postgres takes every character beyond ASCII as a letter.
const WORD = /[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*/y;
const NUMBER =
  /0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*)?\.?\d[\d_]*(?:\.(?!\.)[\d_]*)?(?:[eE][+-]?\d+)?/y;
const PARAMETER = /\$\d+/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/y;
const OPERATOR = /[+*/<>=~!@#%^&|`?-]+/y;
const LINE_COMMENT = /--[^\r\n]*/y;

/** The lexical element at `at`; `at` must be inside the text, which `marks` are of. */
export function scanLexeme(text: string, at: number, marks?: TextMarks): Lexeme {
  const char = text[at] ?? '';
  const next = text[at + 1] ?? '';
  switch (char) {
    case ' ':
    case '\t':
    case '\r':
    case '\n':
    case '\f':
    case '\v':
      return done('space', matchEnd(SPACE, text, at));
    case "'":
      return plainString(text, at);
    case '"':
      return quotedName(text, at);
    case '$':
      return dollar(text, at, marks);
    case '(':
    case ')':
    case '[':
    case ']':
    case ';':
    case ',':
    case '\\':
      return done('symbol', at + 1, char);
    case ':':
      return next === ':' || next === '='
        ? done('symbol', at + 2, char + next)
        : done('symbol', at + 1, char);
    case '.':
      if (next === '.') return done('symbol', at + 2, '..');
      return isDigit(next) ? done('number', matchEnd(NUMBER, text, at)) : done('symbol', at + 1, char);
    case '-':
      if (next === '-') return done('comment', matchEnd(LINE_COMMENT, text, at));
      break;
    case '/':
      if (next === '*') return blockComment(text, at, marks);
      break;
    default:
  }
  if (isDigit(char)) return done('number', Math.max(at + 1, matchEnd(NUMBER, text, at)));
  const prefixed = prefixedQuote(text, at, char, next);
  if (prefixed) return prefixed;
  const wordEnd = matchEnd(WORD, text, at);
  if (wordEnd > at) return done('word', wordEnd, text.slice(at, wordEnd).toLowerCase());
  return operator(text, at);
}

function done(kind: Lexeme['kind'], end: number, word = '', unclosed = false): Lexeme {
  return { kind, end, word, unclosed };
}

function matchEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9';
}

/** `E'…'`, `B'…'`, `X'…'`, `N'…'`, `U&'…'` and `U&"…"`. */
function prefixedQuote(text: string, at: number, char: string, next: string): Lexeme | undefined {
  if (next === "'") {
    if (char === 'e' || char === 'E') return escapeString(text, at);
    if ('bBxXnN'.includes(char)) return plainString(text, at + 1);
  }
  if (next === '&' && (char === 'u' || char === 'U')) {
    if (text[at + 2] === "'") return plainString(text, at + 2);
    if (text[at + 2] === '"') return quotedName(text, at + 2);
  }
  return undefined;
}

function plainString(text: string, open: number): Lexeme {
  return doubledQuote(text, open, "'", 'string');
}

function quotedName(text: string, open: number): Lexeme {
  return doubledQuote(text, open, '"', 'quotedName');
}

/** A quote that is escaped by writing it twice. */
function doubledQuote(text: string, open: number, quote: string, kind: SqlTokenKind): Lexeme {
  let close = text.indexOf(quote, open + 1);
  while (close >= 0 && text[close + 1] === quote) close = text.indexOf(quote, close + 2);
  return close < 0 ? done(kind, text.length, '', true) : done(kind, close + 1);
}

function escapeString(text: string, at: number): Lexeme {
  let offset = at + 2;
  while (offset < text.length) {
    const char = text[offset];
    if (char === '\\') offset += 2;
    else if (char !== "'") offset++;
    else if (text[offset + 1] === "'") offset += 2;
    else return done('string', offset + 1);
  }
  return done('string', text.length, '', true);
}

function dollar(text: string, at: number, marks: TextMarks | undefined): Lexeme {
  const parameterEnd = matchEnd(PARAMETER, text, at);
  if (parameterEnd > at) return done('parameter', parameterEnd);
  const tagEnd = matchEnd(DOLLAR_TAG, text, at);
  if (tagEnd === at) return done('symbol', at + 1, '$');
  const close = tagFrom(text, text.slice(at, tagEnd), tagEnd, marks);
  return close < 0 ? done('string', text.length, '', true) : done('string', close + tagEnd - at);
}

function tagFrom(text: string, tag: string, from: number, marks: TextMarks | undefined): number {
  const near = marks && text.length - from > NEAR_CHARACTERS ? from + NEAR_CHARACTERS : text.length;
  const close = text.slice(from, near).indexOf(tag);
  if (close >= 0) return from + close;
  return near === text.length || !marks ? -1 : marks.tagFrom(tag, near - tag.length);
}

/** Block comments nest in Postgres. */
function blockComment(text: string, at: number, marks: TextMarks | undefined): Lexeme {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = at + 2;
  let depth = 1;
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    if (marks && found.index - at > NEAR_CHARACTERS) {
      const end = marks.commentEnd(at);
      if (end !== undefined) return end < 0 ? done('comment', text.length, '', true) : done('comment', end);
    }
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return done('comment', mark.lastIndex);
  }
  return done('comment', text.length, '', true);
}

/** Operators stop where a comment starts, and a sign ends one unless an unusual character stands before it. */
function operator(text: string, at: number): Lexeme {
  let end = matchEnd(OPERATOR, text, at);
  if (end === at) return done('symbol', at + 1, text[at] ?? '');
  for (let offset = at + 1; offset < end; offset++) {
    const pair = text.slice(offset, offset + 2);
    if (pair === '--' || pair === '/*') end = offset;
  }
  while (end - at > 1 && '+-'.includes(text[end - 1] ?? '') && !/[~!@#%^&|`?]/.test(text.slice(at, end)))
    end--;
  return done('symbol', end, text.slice(at, end));
}
