import { openingSpan } from '../sql/openingSpan.ts';
import type { SqlStatement } from '../sql/sqlStatement.ts';
import { indexOfWord, spanOfTokens } from '../sql/statementTokens.ts';
import { nameOfToken, type SqlToken } from '../sql/token.ts';
import type { Span } from '../text/span.ts';
import { unquoted } from './schemaRow.ts';
import type { SchemaReport } from './schemaRule.ts';

/** A longer literal is a function's body, which no one name stands for. */
const LITERAL_MAX = 200;

/**
 * Where in its statement a report stands: the first of its marks that is written there, else the object's own name, else
 * the statement's opening words. Offsets count from the statement.
 */
export function nameSpan(statement: SqlStatement, report: Pick<SchemaReport, 'object' | 'marks'>): Span {
  const { object, marks = [] } = report;
  const own = ownNames(object.name);
  const isPart = object.catalog === 'pg_attribute' || object.catalog === 'pg_constraint';
  // A column may be called like its table.
  const first = isPart && statement.kind === 'CreateStmt' ? indexOfWord(statement, '(') + 1 : 1;
  for (const [name, from] of [
    ...marks.map((mark) => [mark, first] as const),
    ...own.map((mark) => [mark, 1] as const),
  ]) {
    const index = statement.tokens.findIndex(
      (token, at) => at >= from && spells(token, statement.text, name),
    );
    if (index < 0) continue;
    const isQualified = statement.tokens[index - 1]?.word === '.' && index >= 2;
    return spanOfTokens(statement, isQualified && !isPart ? index - 2 : index, index);
  }
  return openingSpan(statement);
}

function spells(token: SqlToken, text: string, name: string): boolean {
  if (token.kind === 'word' || token.kind === 'quotedName') return nameOfToken(token, text) === name;
  if (token.kind !== 'string' || token.end - token.start > LITERAL_MAX) return false;
  return text.slice(token.start, token.end).includes(name);
}

/** `orders` of `public.orders`, `state` and `orders` of `public.orders.state`, `close` of `public.close(bigint)`. */
function ownNames(name: string): readonly string[] {
  const path = (/ on (.+)$/u.exec(name)?.[1] ?? name)
    .replace(/\(.*$/u, '')
    .replace(/^(?:policy|extension) /u, '');
  const parts = [...path.matchAll(/"(?:[^"]|"")*"|[^."]+/gu)].map(([part]) => unquoted(part));
  // The first is the schema.
  return parts.length > 1 ? parts.slice(1).reverse() : parts;
}
