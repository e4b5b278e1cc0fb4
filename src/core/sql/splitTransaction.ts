import type { FixProposal } from '../rules/finding.ts';
import type { SqlFileContext } from './sqlFileContext.ts';
import type { SqlStatement } from './sqlStatement.ts';
import { inAuthorsCase } from './statementTokens.ts';

/**
 * Ends the transaction before or after the statement and begins another: a choice, for what came before then stays.
 * Only where the file opens its transactions itself.
 */
export function splitTransaction(
  statement: SqlStatement,
  context: SqlFileContext,
  place: 'before' | 'after',
): readonly FixProposal[] {
  if (context.isWrapped || !context.inExplicitTransaction) return [];
  const words = [inAuthorsCase(statement, 'COMMIT;'), inAuthorsCase(statement, 'BEGIN;')];
  const at = place === 'before' ? 0 : statement.text.length;
  if (place === 'after' && !statement.terminated) return [];
  const newText =
    place === 'before'
      ? words.map((word) => `${word}${context.lineBreak}`).join('')
      : words.map((word) => `${context.lineBreak}${word}`).join('');
  return [
    {
      title: `Commit ${place} this statement`,
      kind: 'suggest',
      edits: [{ span: { start: at, end: at }, newText }],
    },
  ];
}
