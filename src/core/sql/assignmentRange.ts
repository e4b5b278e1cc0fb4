import type { Span } from '../text/span.ts';
import type { SqlStatement } from './sqlStatement.ts';

/** Words that end an assignment, a column definition or another item of a list when they stand outside brackets. */
const ENDS: ReadonlySet<string> = new Set([
  ',',
  ')',
  'where',
  'returning',
  'when',
  'into',
  'union',
  'intersect',
  'except',
  'group',
  'having',
  'window',
  'order',
  'limit',
  'offset',
  'fetch',
]);

/** Index of the last token of the list item that starts at `first`, as in `SET a = 1, b = 2`. */
export function lastOfItem(statement: SqlStatement, first: number): number {
  let depth = 0;
  let index = first;
  for (; index < statement.tokens.length; index++) {
    const word = statement.tokens[index]?.word ?? '';
    if (depth === 0 && (ENDS.has(word) || startsFrom(statement, index))) break;
    if (word === '(' || word === '[' || word === 'case') depth++;
    else if (word === ')' || word === ']' || (word === 'end' && depth > 0)) depth--;
  }
  return Math.max(first, index - 1);
}

/** `FROM` begins a clause, save in `IS DISTINCT FROM`. */
function startsFrom(statement: SqlStatement, index: number): boolean {
  return statement.tokens[index]?.word === 'from' && statement.tokens[index - 1]?.word !== 'distinct';
}

/** What to remove so that the item is gone with its comma; a comment after the comma belongs to the next item. */
export function itemWithComma(statement: SqlStatement, first: number, last: number): Span {
  const start = statement.tokens[first]?.start ?? 0;
  const comma = statement.tokens[last + 1];
  if (comma?.word === ',') {
    const space = /^\s*/u.exec(statement.text.slice(comma.end))?.[0].length ?? 0;
    return { start, end: comma.end + space };
  }
  const before = statement.tokens[first - 1];
  const end = statement.tokens[last]?.end ?? statement.bodyEnd;
  return { start: before?.word === ',' ? before.start : start, end };
}
