import type { Node } from '@pgsql/types';
import type { Rule } from '../../rules/ruleModel.ts';
import { openingSpan } from '../openingSpan.ts';
import { splitTransaction } from '../splitTransaction.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { nodeAs, statementNode } from '../sqlStatement.ts';
import { relationName } from '../statementFacts.ts';

/** Columns whose one value names one row, or few. */
const KEY_COLUMN = /(?:^|_)(?:id|uuid|key|slug|name|email|code)$/iu;

/** `id = 7` and the like: a statement that touches a handful of rows is over at once. */
function picksFewRows(where: Node | undefined): boolean {
  const both = nodeAs(where, 'BoolExpr');
  if (both?.boolop === 'AND_EXPR') return (both.args ?? []).some(picksFewRows);
  const equals = nodeAs(where, 'A_Expr');
  if (equals?.kind !== 'AEXPR_OP' || nodeAs(equals.name?.[0], 'String')?.sval !== '=') return false;
  const column = nodeAs(nodeAs(equals.lexpr, 'ColumnRef')?.fields?.at(-1), 'String')?.sval ?? '';
  const value = nodeAs(equals.rexpr, 'TypeCast')?.arg ?? equals.rexpr;
  return KEY_COLUMN.test(column) && nodeAs(value, 'A_Const') !== undefined;
}

const check: SqlCheck = (statement, context) => {
  const change = statementNode(statement, 'UpdateStmt') ?? statementNode(statement, 'DeleteStmt');
  if (!change || !context.inTransaction || picksFewRows(change.whereClause)) return [];
  const table = relationName(change.relation);
  if (!context.lockedBefore().includes(table)) return [];
  return [
    {
      span: openingSpan(statement),
      message: `${table} was changed above in the same transaction, so nobody can read or write it until this has gone through its rows.`,
      fixes: splitTransaction(statement, context, 'before'),
    },
  ];
};

export const rule: Rule = {
  id: 'backfill-in-same-transaction',
  title: 'Rows changed in the transaction that changes their table',
  kind: 'prevention',
  severity: 'MEDIUM',
  problemType: 'Performance',
  languages: ['sql'],
  message:
    'The table is locked since the change above, so nobody can use it until this has gone through its rows.',
  actionRequired: 'Move the update to a migration of its own, in batches.',
  why: '`ALTER TABLE` takes its `ACCESS EXCLUSIVE` lock for a moment, but the lock stays until the transaction ends. An update of all rows behind it turns that moment into minutes in which not even reads get through.',
  howToFix: `1. one migration that changes the table;
2. a second one, or a job, that updates the rows a few thousand at a time, each batch in its own transaction;
3. a third for what needs the rows filled, such as \`SET NOT NULL\`.`,
  references: ['https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES'],
  match: [{ kind: 'sqlCheck', statements: ['UpdateStmt', 'DeleteStmt'], check }],
  examples: {
    fires: [
      {
        code: "BEGIN;\nALTER TABLE orders ADD COLUMN region text;\nUPDATE orders SET region = 'eu' WHERE region IS NULL;\nCOMMIT;",
        marks: 'UPDATE',
        fixed:
          "BEGIN;\nALTER TABLE orders ADD COLUMN region text;\nCOMMIT;\nBEGIN;\nUPDATE orders SET region = 'eu' WHERE region IS NULL;\nCOMMIT;",
      },
      {
        code: 'alter table orders add column region text;\ndelete from public.orders where placed is null;',
        path: 'supabase/migrations/1_a.sql',
        marks: 'delete from',
      },
      {
        code: 'DO $$ BEGIN\n  ALTER TABLE orders ADD COLUMN total int;\n  UPDATE orders SET total = net + tax WHERE net > 0;\nEND $$;',
        marks: 'UPDATE',
      },
    ],
    silent: [
      {
        code: "ALTER TABLE orders ADD COLUMN region text;\nUPDATE orders SET region = 'eu' WHERE region IS NULL;",
      },
      {
        code: "BEGIN;\nALTER TABLE orders ADD a int;\nUPDATE orders SET a = 1 WHERE id = 'x'::text;\nCOMMIT;",
      },
      { code: 'BEGIN;\nALTER TABLE orders ADD a int;\nUPDATE lines SET b = 1 WHERE c > 2;\nCOMMIT;' },
      { code: 'BEGIN;\nUPDATE orders SET a = 1 WHERE a > 2;\nALTER TABLE orders ADD b int;\nCOMMIT;' },
      {
        code: 'BEGIN;\nCREATE TABLE orders (a int);\nALTER TABLE orders ADD b int;\nUPDATE orders SET b = a WHERE a > 1;\nCOMMIT;',
      },
    ],
  },
};
