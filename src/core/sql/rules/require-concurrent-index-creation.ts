import type { FixProposal } from '../../rules/finding.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { statementNode } from '../sqlStatement.ts';
import { relationName } from '../statementFacts.ts';
import { inAuthorsCase, indexOfWord, insertAfter, spanOfTokens } from '../statementTokens.ts';

const check: SqlCheck = (statement, context) => {
  const index = statementNode(statement, 'IndexStmt');
  // On a partitioned table alone, `ON ONLY`, nothing is built.
  if (!index || index.concurrent || !index.relation?.inh) return [];
  const table = relationName(index.relation);
  if (context.createdEarlier('table', table) || context.createdEarlier('view', table)) return [];
  const keyword = indexOfWord(statement, 'index');
  const span = spanOfTokens(statement, 0, keyword);
  if (context.isWrapped) {
    return [
      {
        span,
        message: `Building this index blocks every write to ${table}; move it to a migration of its own that runs outside a transaction and use CONCURRENTLY.`,
      },
    ];
  }
  // A concurrent build that fails stays half done, which the other rule asks to allow for.
  const isNamed = index.idxname !== undefined && !index.if_not_exists;
  const clause =
    isNamed && context.isActive('prefer-robust-stmts') ? 'CONCURRENTLY IF NOT EXISTS' : 'CONCURRENTLY';
  const fixes: FixProposal[] = context.inExplicitTransaction
    ? []
    : [
        {
          title: 'Build the index concurrently',
          kind: 'auto',
          edits: [insertAfter(statement, keyword, ` ${inAuthorsCase(statement, clause)}`)],
        },
      ];
  return [{ span, message: `Building this index blocks every write to ${table} until it is done.`, fixes }];
};

export const rule: Rule = {
  id: 'require-concurrent-index-creation',
  title: 'Index built without CONCURRENTLY',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'Building this index blocks every write to its table until it is done.',
  actionRequired: 'Create the index with CONCURRENTLY, outside a transaction.',
  why: `A plain \`CREATE INDEX\` takes a \`SHARE\` lock: reads go on, but every \`INSERT\`, \`UPDATE\` and \`DELETE\` on the table waits until the whole table has been read. On a table of some gigabytes that is minutes of failing requests.`,
  howToFix: `Write \`CREATE INDEX CONCURRENTLY\`. It cannot run inside a transaction, so give it a migration of its own and switch the transaction off the way your tool does it (\`-- +goose NO TRANSACTION\`, \`run_in_transaction = false\`, …). If the build fails, drop the invalid index it leaves and try again.

An index on a table that the same file creates needs none of this: nobody writes to the table yet.`,
  references: ['https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY'],
  aliases: ['requireConcurrentIndexCreation', 'create-index-not-concurrent', 'E6', 'US016'],
  match: [{ kind: 'sqlCheck', statements: ['IndexStmt'], check }],
  examples: {
    fires: [
      {
        code: 'CREATE INDEX orders_customer_idx ON orders (customer_id);',
        fixed: 'CREATE INDEX CONCURRENTLY orders_customer_idx ON orders (customer_id);',
        marks: 'CREATE INDEX',
      },
      {
        code: 'create unique index on shop.orders (number);',
        fixed: 'create unique index concurrently on shop.orders (number);',
        marks: 'create unique index',
      },
      {
        code: 'CREATE INDEX orders_customer_idx ON orders (customer_id);',
        path: 'supabase/migrations/20250101000000_orders.sql',
        fixed: 'CREATE INDEX orders_customer_idx ON orders (customer_id);',
      },
      { code: 'BEGIN;\nCREATE INDEX orders_customer_idx ON orders (customer_id);\nCOMMIT;' },
    ],
    silent: [
      { code: 'CREATE INDEX orders_customer_idx ON ONLY orders (customer_id);' },
      { code: 'CREATE INDEX CONCURRENTLY orders_customer_idx ON orders (customer_id);' },
      {
        code: 'CREATE TABLE orders (customer_id bigint);\nCREATE INDEX orders_customer_idx ON public.orders (customer_id);',
      },
      { code: 'CREATE MATERIALIZED VIEW totals AS SELECT 1 AS n;\nCREATE UNIQUE INDEX ON totals (n);' },
    ],
  },
};
