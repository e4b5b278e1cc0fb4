import type { Rule } from '../../rules/ruleModel.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { statementNode } from '../sqlStatement.ts';
import { afterName, closingIndex, indexOfWord, spanOfTokens } from '../statementTokens.ts';

/** Beyond this few queries have a condition on every column, and each write pays for all. */
const KEY_COLUMNS_MAX = 3;

const check: SqlCheck = (statement) => {
  const index = statementNode(statement, 'IndexStmt');
  const count = index?.indexParams?.length ?? 0;
  // A unique index says what must not repeat: its columns are not a matter of speed.
  if (!index || index.unique || count <= KEY_COLUMNS_MAX) return [];
  const method = index.accessMethod ?? 'btree';
  if (method !== 'btree') return [];
  const on = indexOfWord(statement, 'on');
  const only = statement.tokens[on + 1]?.word === 'only' ? on + 2 : on + 1;
  const open = indexOfWord(statement, '(', afterName(statement, only));
  return [
    {
      span: spanOfTokens(statement, open, closingIndex(statement, open)),
      message: `An index on ${count} columns helps only queries that fix the first of them, and every write pays for it.`,
    },
  ];
};

export const rule: Rule = {
  id: 'wide-index',
  title: 'Index on more than three columns',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Performance',
  languages: ['sql'],
  message:
    'An index on so many columns helps only queries that fix the first of them, and every write pays for it.',
  actionRequired: 'Keep the columns that narrow the result, the most selective equality first.',
  why: 'A B-tree is read from its first column on: a query that does not fix the leading ones reads much of the index or none. Each further column makes entries longer, the tree deeper, and rules out updates that touch only the row.',
  howToFix:
    'Keep the one to three columns that narrow the rows. Columns that are only read belong into `INCLUDE (…)`, conditions that never change into `WHERE`.',
  references: ['https://www.postgresql.org/docs/current/indexes-multicolumn.html'],
  optIn: true,
  match: [{ kind: 'sqlCheck', statements: ['IndexStmt'], check }],
  examples: {
    fires: [
      {
        code: 'CREATE INDEX orders_idx ON orders (tenant_id, state, created_at DESC, id);',
        marks: '(tenant_id, state, created_at DESC, id)',
      },
      { code: 'create index on only shop.orders using btree (a, lower("größe"), c, d);' },
    ],
    silent: [
      { code: 'CREATE INDEX orders_idx ON orders (tenant_id, state, created_at) INCLUDE (id, total);' },
      { code: 'CREATE UNIQUE INDEX orders_key ON orders (a, b, c, d);' },
      { code: 'CREATE INDEX orders_idx ON orders USING gin (a, b, c, d);' },
    ],
  },
};
