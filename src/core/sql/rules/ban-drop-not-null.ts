import type { Rule } from '../../rules/ruleModel.ts';
import { alterCommands } from '../alterCommands.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { spanOfTokens } from '../statementTokens.ts';

const check: SqlCheck = (statement, context) =>
  alterCommands(statement).flatMap(({ command, table, last }) => {
    if (command.subtype !== 'AT_DropNotNull') return [];
    const column = command.name ?? '';
    if (context.createdEarlier('table', table) || context.createdEarlier('column', `${table}.${column}`))
      return [];
    if (context.isDownMigration) return [];
    return [
      {
        span: spanOfTokens(statement, last - 2, last),
        message: `Clients that count on a value in ${column} fail at the first null they read.`,
      },
    ];
  });

export const rule: Rule = {
  id: 'ban-drop-not-null',
  title: 'NOT NULL dropped',
  kind: 'prevention',
  severity: 'LOW',
  problemType: 'Architecture',
  languages: ['sql'],
  message: 'Clients that count on a value in this column fail at the first null they read.',
  actionRequired: 'Release code that can read a null from the column first.',
  why: 'Servers of the release before map the column to a type without null, so the first row written without a value breaks every query that returns it. Once such rows exist the constraint cannot come back without inventing values for them.',
  howToFix: `1. Release code that reads the column as something that may be missing, though it never is yet.
2. Drop the constraint in the release after, and only then write nulls.

A default, or a value that says “none”, often does without a null. Say that readers are ready with \`-- fixward-ignore ban-drop-not-null: …\`.`,
  references: ['https://www.postgresql.org/docs/current/sql-altertable.html'],
  aliases: ['banDropNotNull', 'drop-not-null'],
  optIn: true,
  match: [{ kind: 'sqlCheck', statements: ['AlterTableStmt'], check }],
  examples: {
    fires: [
      { code: 'ALTER TABLE orders ALTER COLUMN customer_id DROP NOT NULL;', marks: 'DROP NOT NULL' },
      {
        code: 'alter table orders alter "größe" drop not null, alter color drop not null;',
        count: 2,
        marks: 'drop not null',
      },
    ],
    silent: [
      { code: 'ALTER TABLE orders ALTER COLUMN customer_id SET NOT NULL;' },
      { code: 'CREATE TABLE orders (a int NOT NULL);\nALTER TABLE orders ALTER a DROP NOT NULL;' },
      { code: 'ALTER TABLE orders ALTER a DROP NOT NULL;', path: 'migrations/0001_orders.down.sql' },
    ],
  },
};
