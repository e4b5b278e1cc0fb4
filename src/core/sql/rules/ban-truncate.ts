import type { Rule } from '../../rules/ruleModel.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { nodeAs, statementNode } from '../sqlStatement.ts';
import { relationName } from '../statementFacts.ts';
import { afterName, spanOfTokens, tokenIndexAt } from '../statementTokens.ts';

const check: SqlCheck = (statement, context) =>
  (statementNode(statement, 'TruncateStmt')?.relations ?? []).flatMap((node) => {
    const relation = nodeAs(node, 'RangeVar');
    const table = relationName(relation);
    if (context.createdEarlier('table', table)) return [];
    const first = tokenIndexAt(statement, statement.offsetOf(relation?.location));
    return [
      {
        span: spanOfTokens(statement, first, afterName(statement, first) - 1),
        message: `This empties ${table} and makes every reader and writer of it wait.`,
      },
    ];
  });

export const rule: Rule = {
  id: 'ban-truncate',
  title: 'Table emptied with TRUNCATE',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Data',
  languages: ['sql'],
  message: 'This empties the table and makes every reader and writer of it wait.',
  actionRequired: 'Delete the rows that have to go, in batches, with a condition.',
  why: '`TRUNCATE` has no `WHERE`: run against the wrong database it leaves nothing, and delete triggers, audit trails among them, do not see it. It takes an exclusive lock on the table, so even readers wait behind it.',
  howToFix:
    'Say which rows have to go: `DELETE FROM events WHERE created_at < …`, in batches where there are many. Where a table that holds nothing worth keeping is emptied on purpose, say so with `-- fixward-ignore ban-truncate: rebuilt by …`.',
  references: ['https://www.postgresql.org/docs/current/sql-truncate.html'],
  aliases: ['banTruncate', 'truncate', 'US029'],
  exceptPaths: ['**/tests/**', '**/test/**', '**/seed*.sql', '**/seeds/**'],
  match: [{ kind: 'sqlCheck', statements: ['TruncateStmt'], check }],
  examples: {
    fires: [
      { code: 'TRUNCATE orders;', marks: 'orders' },
      {
        code: 'truncate table only shop."Größen", lines restart identity;',
        count: 2,
        marks: 'shop."Größen"',
      },
    ],
    silent: [
      { code: 'CREATE TEMP TABLE scratch (id int);\nTRUNCATE scratch;' },
      { code: 'DELETE FROM orders WHERE id = 1;' },
    ],
  },
};
