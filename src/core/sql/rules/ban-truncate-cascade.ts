import type { Rule } from '../../rules/ruleModel.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { statementNode } from '../sqlStatement.ts';
import { removeTokens, spanOfTokens } from '../statementTokens.ts';

const check: SqlCheck = (statement) => {
  const truncate = statementNode(statement, 'TruncateStmt');
  if (truncate?.behavior !== 'DROP_CASCADE') return [];
  const at = statement.tokens.length - 1;
  return [
    {
      span: spanOfTokens(statement, at),
      fixes: [
        {
          title: 'Truncate only the tables named',
          kind: 'suggest',
          edits: [removeTokens(statement, at, at)],
        },
      ],
    },
  ];
};

export const rule: Rule = {
  id: 'ban-truncate-cascade',
  title: 'TRUNCATE … CASCADE',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Data',
  languages: ['sql'],
  message: 'CASCADE also empties every table that refers to this one, and those that refer to them.',
  actionRequired: 'Name the tables to empty.',
  why: 'The foreign keys decide which tables lose their rows, and each new reference adds one more that nobody who wrote the statement thought of.',
  howToFix:
    'List all tables: `TRUNCATE orders, order_lines;`. Postgres refuses when a referring table is missing from the list, which is the reminder you want.',
  references: ['https://www.postgresql.org/docs/current/sql-truncate.html'],
  aliases: ['banTruncateCascade', 'truncate-cascade'],
  exceptPaths: ['**/tests/**', '**/test/**', '**/seed*.sql', '**/seeds/**'],
  match: [{ kind: 'sqlCheck', statements: ['TruncateStmt'], check }],
  examples: {
    fires: [
      { code: 'TRUNCATE orders CASCADE;', marks: 'CASCADE', fixed: 'TRUNCATE orders;' },
      {
        code: 'truncate table orders restart identity cascade;',
        fixed: 'truncate table orders restart identity;',
      },
    ],
    silent: [{ code: 'TRUNCATE orders, order_lines;' }, { code: 'TRUNCATE orders RESTRICT;' }],
  },
};
