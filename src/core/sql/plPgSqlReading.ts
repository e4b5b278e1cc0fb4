import type { ParserReading } from './sqlStatement.ts';
import type { SqlToken } from './token.ts';

/**
 * A SQL statement of PL/pgSQL as Postgres' grammar takes it: `PERFORM` is a `SELECT`, and `INTO` with the variables that
 * take the result is blank.
 */
export function readAsSql(text: string, tokens: readonly SqlToken[]): ParserReading {
  let reading = text;
  const blank = (start: number, end: number, by = ''): void => {
    reading = reading.slice(0, start) + by.padEnd(end - start) + reading.slice(end);
  };
  const first = tokens[0];
  if (first?.word === 'perform') blank(first.start, first.end, 'SELECT');
  if (first && RETURNS_ROWS.has(first.word)) {
    const into = indexOfInto(tokens);
    if (into !== undefined) {
      const end = tokens[lastTarget(tokens, into)]?.end;
      const start = tokens[into]?.start;
      if (start !== undefined && end !== undefined) blank(start, end);
    }
  }
  return { text: reading, lead: 0 };
}

/** An expression as the target of a `SELECT`. */
export function readAsSelect(text: string): ParserReading {
  return { text: `SELECT ${text}`, lead: 'SELECT '.length };
}

const RETURNS_ROWS: ReadonlySet<string> = new Set([
  'select',
  'with',
  'insert',
  'update',
  'delete',
  'merge',
  'values',
  'perform',
]);

function indexOfInto(tokens: readonly SqlToken[]): number | undefined {
  let depth = 0;
  for (const [index, { word }] of tokens.entries()) {
    if (word === '(' || word === '[') depth++;
    else if (word === ')' || word === ']') depth--;
    else if (word === 'into' && depth === 0) {
      const before = tokens[index - 1]?.word;
      if (before !== 'insert' && before !== 'merge') return index;
    }
  }
  return undefined;
}

function lastTarget(tokens: readonly SqlToken[], into: number): number {
  let at = into + 1;
  if (tokens[at]?.word === 'strict') at++;
  for (;;) {
    while (tokens[at + 1]?.word === '.' && tokens[at + 2] !== undefined) at += 2;
    while (tokens[at + 1]?.word === '[') {
      at++;
      while (tokens[at] !== undefined && tokens[at]?.word !== ']') at++;
    }
    if (tokens[at + 1]?.word !== ',' || tokens[at + 2] === undefined) return Math.min(at, tokens.length - 1);
    at += 2;
  }
}
