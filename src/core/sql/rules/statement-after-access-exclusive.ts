import type { Rule } from '../../rules/ruleModel.ts';
import { openingSpan } from '../openingSpan.ts';
import { mayShareTransaction } from '../sharedTransaction.ts';
import { splitTransaction } from '../splitTransaction.ts';
import type { SqlCheck } from '../sqlRule.ts';

/** They take no time worth speaking of. */
const INSTANT: ReadonlySet<string> = new Set([
  'TransactionStmt',
  'VariableSetStmt',
  'VariableShowStmt',
  'CommentStmt',
]);

/** More tables than this only lengthen the message. */
const NAMED_MAX = 3;

const check: SqlCheck = (statement, context) => {
  if (statement.kind === undefined || INSTANT.has(statement.kind)) return [];
  const locked = context.lockedBefore();
  if (locked.length === 0 || !mayShareTransaction(context)) return [];
  const more = locked.length > NAMED_MAX ? ` and ${locked.length - NAMED_MAX} more` : '';
  const names = `${locked.slice(0, NAMED_MAX).join(', ')}${more}`;
  return [
    {
      span: openingSpan(statement),
      message: `While this runs, nobody can read or write ${names}.`,
      fixes: splitTransaction(statement, context, 'before'),
    },
  ];
};

export const rule: Rule = {
  id: 'statement-after-access-exclusive',
  title: 'Statement run while a table is locked',
  kind: 'prevention',
  severity: 'LOW',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'While this runs, nobody can read or write the tables locked above.',
  actionRequired: 'Commit after the statement that takes the lock, or move this one before it.',
  why: 'A lock stays until its transaction ends. `ALTER TABLE … ADD COLUMN` takes a moment, but with a query of a minute behind it in the same transaction the table is closed for that minute.',
  howToFix:
    'Put the statement that takes an `ACCESS EXCLUSIVE` lock last, or give it a migration of its own. Joining several changes of one table into one `ALTER TABLE` helps too.',
  references: ['https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES'],
  aliases: ['runningStatementWhileHoldingAccessExclusive', 'E4'],
  optIn: true,
  match: [{ kind: 'sqlCheck', check }],
  examples: {
    fires: [
      {
        code: 'BEGIN;\nALTER TABLE orders ADD COLUMN note text;\nSELECT count(*) FROM orders;\nCOMMIT;',
        marks: 'SELECT',
        fixed:
          'BEGIN;\nALTER TABLE orders ADD COLUMN note text;\nCOMMIT;\nBEGIN;\nSELECT count(*) FROM orders;\nCOMMIT;',
      },
      {
        code: 'alter table orders add column note text;\ncreate index on lines (order_id);\ndelete from carts;',
        path: 'supabase/migrations/1_a.sql',
        count: 2,
        marks: 'create index',
      },
    ],
    silent: [
      { code: 'BEGIN;\nSELECT count(*) FROM orders;\nALTER TABLE orders ADD COLUMN note text;\nCOMMIT;' },
      { code: 'BEGIN;\nALTER TABLE orders ADD COLUMN note text;\nCOMMIT;\nSELECT count(*) FROM orders;' },
      { code: 'BEGIN;\nCREATE TABLE orders (id bigint);\nALTER TABLE orders ADD a int;\nSELECT 1;\nCOMMIT;' },
      { code: 'ALTER TABLE orders VALIDATE CONSTRAINT c;\nSELECT 1;' },
    ],
  },
};
