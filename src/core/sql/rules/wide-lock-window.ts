import type { Rule } from '../../rules/ruleModel.ts';
import { openingSpan } from '../openingSpan.ts';
import { mayShareTransaction } from '../sharedTransaction.ts';
import { splitTransaction } from '../splitTransaction.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { afterName, spanOfTokens, tokenIndexAt } from '../statementTokens.ts';
import { tableLocks } from '../tableLocks.ts';

const check: SqlCheck = (statement, context) => {
  const own = tableLocks(statement).find(
    ({ table, mode }) =>
      mode === 'ACCESS EXCLUSIVE' && table !== undefined && !context.createdEarlier('table', table),
  );
  if (own?.table === undefined) return [];
  const held = context.lockedBefore();
  const others = held.filter((table) => table !== own.table);
  if (others.length === 0 || held.includes(own.table) || !mayShareTransaction(context)) return [];
  const at = own.location === undefined ? -1 : tokenIndexAt(statement, statement.offsetOf(own.location));
  return [
    {
      span: at < 0 ? openingSpan(statement) : spanOfTokens(statement, at, afterName(statement, at) - 1),
      message: `This locks ${own.table} while the transaction already keeps ${others.at(-1)} closed to everybody.`,
      fixes: splitTransaction(statement, context, 'before'),
    },
  ];
};

export const rule: Rule = {
  id: 'wide-lock-window',
  title: 'Several tables locked in one transaction',
  kind: 'prevention',
  severity: 'LOW',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'This locks a second table while the transaction already keeps another closed to everybody.',
  actionRequired: 'Change each table in a migration of its own.',
  why: 'The second statement waits for its lock while the first table is already closed, so one slow query on the second stops both. Two such transactions that take the tables in another order, or one and the application, end in a deadlock.',
  howToFix:
    'Split the migration by table, or commit in between. Where the changes must come together, set `lock_timeout` and touch the tables in the order in which the application does.',
  references: ['https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-DEADLOCKS'],
  aliases: ['avoidWideLockWindow'],
  optIn: true,
  match: [{ kind: 'sqlCheck', check }],
  examples: {
    fires: [
      {
        code: 'BEGIN;\nALTER TABLE orders ADD COLUMN note text;\nALTER TABLE shop.lines ADD COLUMN note text;\nCOMMIT;',
        marks: 'shop.lines',
        fixed:
          'BEGIN;\nALTER TABLE orders ADD COLUMN note text;\nCOMMIT;\nBEGIN;\nALTER TABLE shop.lines ADD COLUMN note text;\nCOMMIT;',
      },
      {
        code: 'alter table orders add column note text;\ndrop table carts;',
        path: 'supabase/migrations/1_a.sql',
        marks: 'drop table',
      },
    ],
    silent: [
      { code: 'BEGIN;\nALTER TABLE orders ADD a int;\nALTER TABLE orders ADD b int;\nCOMMIT;' },
      {
        code: 'BEGIN;\nALTER TABLE orders ADD a int;\nCOMMIT;\nBEGIN;\nALTER TABLE lines ADD a int;\nCOMMIT;',
      },
      { code: 'BEGIN;\nALTER TABLE orders ADD a int;\nCREATE INDEX ON lines (a);\nCOMMIT;' },
      {
        code: 'BEGIN;\nALTER TABLE orders ADD a int;\nCREATE TABLE lines (id int);\nALTER TABLE lines ADD a int;\nCOMMIT;',
      },
    ],
  },
};
