import type { Lexeme } from './lexeme.ts';
import type { SqlToken } from './token.ts';

/** Template placeholders of migration tools and languages that embed SQL: Go and Jinja, ERB, shell and JavaScript. */
const DELIMITERS: readonly (readonly [open: string, close: string])[] = [
  ['{{', '}}'],
  ['{%', '%}'],
  ['{#', '#}'],
  ['<%', '%>'],
  ['${', '}'],
];

// A placeholder that does not close within this many characters is taken as ordinary text.
export const HOLE_LENGTH_MAX = 2_000;

const PSQL_VARIABLE = /:(?:[A-Za-z_][A-Za-z0-9_]*|'[A-Za-z_][A-Za-z0-9_]*'|"[A-Za-z_][A-Za-z0-9_]*")/y;
const CONTROL =
  /^(?:\{%|\{#|<%(?!=)|\{\{[-~]?\s*(?:\/\*|!|#|\/|if\b|else\b|end\b|range\b|with\b|define\b|template\b|block\b|\$?\w+\s*:=))/;

/** The placeholder at `at`, or undefined. `inBrackets` keeps array slices such as `a[1:n]` whole. */
export function scanHole(text: string, at: number, inBrackets: boolean): Lexeme | undefined {
  const char = text[at];
  if (char === '{' || char === '<' || char === '$') {
    for (const [open, close] of DELIMITERS) {
      if (!text.startsWith(open, at)) continue;
      const found = text.slice(at, at + HOLE_LENGTH_MAX).indexOf(close, open.length);
      if (found >= 0) return hole(at + found + close.length);
    }
    return undefined;
  }
  if (char === ':' && !inBrackets && text[at - 1] !== ':') {
    PSQL_VARIABLE.lastIndex = at;
    if (PSQL_VARIABLE.test(text)) return hole(PSQL_VARIABLE.lastIndex);
  }
  return undefined;
}

/** True where a placeholder starts or would start if it were closed soon enough. */
export function opensHole(text: string, at: number): boolean {
  return DELIMITERS.some(([open]) => text.startsWith(open, at));
}

function hole(end: number): Lexeme {
  return { kind: 'hole', end, word: '', unclosed: false };
}

/**
 * The text to parse in place of one with placeholders: same length, control blocks blank, values a made-up name.
 * The tokens' offsets count from `lead`.
 */
export function fillHoles(text: string, tokens: readonly SqlToken[], lead = 0): string {
  let filled = '';
  let cursor = 0;
  for (const token of tokens) {
    if (token.kind !== 'hole') continue;
    filled +=
      text.slice(cursor, lead + token.start) + standIn(text.slice(lead + token.start, lead + token.end));
    cursor = lead + token.end;
  }
  return filled + text.slice(cursor);
}

/** What the parser reads in place of a placeholder; of the same length. */
export function standIn(hole: string): string {
  if (CONTROL.test(hole)) return hole.replace(/[^\r\n]/g, ' ');
  if (/^:['"]/.test(hole)) return ` ${hole.slice(1)}`;
  return `h${'_'.repeat(Math.max(0, hole.length - 1))}`;
}
