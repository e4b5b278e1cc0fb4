import type { Span } from '../text/span.ts';
import type { SqlStatement } from './sqlStatement.ts';
import { spanOfTokens } from './statementTokens.ts';

/** Words before the kind of object that a statement is about. */
const MODIFIERS: ReadonlySet<string> = new Set([
  'or',
  'replace',
  'unique',
  'temp',
  'temporary',
  'unlogged',
  'materialized',
  'recursive',
  'constraint',
  'foreign',
  'event',
]);

/** First words that say nothing without the next: `ALTER TABLE`, `DELETE FROM`. */
const NEED_OBJECT: ReadonlySet<string> = new Set([
  'alter',
  'create',
  'delete',
  'drop',
  'insert',
  'lock',
  'refresh',
  'reindex',
  'truncate',
  'vacuum',
]);

/** Kinds of objects, and words that take their place. */
const OBJECTS: ReadonlySet<string> = new Set([
  'table',
  'index',
  'view',
  'from',
  'into',
  'full',
  'trigger',
  'type',
  'policy',
  'function',
  'procedure',
  'schema',
  'sequence',
  'rule',
  'extension',
  'database',
]);

/** The words a statement is known by, to point at it without marking all of it. */
export function openingSpan(statement: SqlStatement): Span {
  const word = (index: number): string => statement.tokens[index]?.word ?? '';
  if (!NEED_OBJECT.has(word(0))) return spanOfTokens(statement, 0);
  let index = 1;
  while (MODIFIERS.has(word(index))) index++;
  return spanOfTokens(statement, 0, OBJECTS.has(word(index)) ? index : 0);
}
