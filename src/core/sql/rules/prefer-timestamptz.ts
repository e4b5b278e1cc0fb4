import type { Rule } from '../../rules/ruleModel.ts';
import { spanOfTokens, textOfSpan } from '../statementTokens.ts';
import { checkTypes } from '../typeChoice.ts';

const check = checkTypes((column, statement, context) => {
  // Prisma writes its migrations itself; the type is chosen in the schema file.
  if (column.type !== 'timestamp' || context.tool === 'prisma') return undefined;
  const open = statement.tokens.findIndex(
    ({ word }, index) => word === '(' && index > column.typeFirst && index <= column.typeLast,
  );
  const precision = open < 0 ? '' : textOfSpan(statement, spanOfTokens(statement, open, open + 2));
  const isArray = (column.definition.typeName?.arrayBounds?.length ?? 0) > 0;
  return {
    better: `timestamptz${precision}${isArray ? '[]' : ''}`,
    replacesModifiers: true,
    message: `Column ${column.name} does not say in which time zone it counts.`,
    fix: 'suggest',
  };
});

export const rule: Rule = {
  id: 'prefer-timestamptz',
  title: 'timestamp without time zone',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Data',
  languages: ['sql'],
  message: 'This column does not say in which time zone it counts.',
  actionRequired: 'Use timestamptz for moments in time.',
  why: 'A `timestamp` stores what a clock on some wall showed. Two servers, or one session with another `TimeZone`, read the same value as different moments, and the hour that repeats in autumn cannot be told apart. `timestamptz` takes the same eight bytes and stores the moment itself.',
  howToFix:
    "Use `timestamptz`. To change an existing column say what its values meant: `ALTER COLUMN created_at TYPE timestamptz USING created_at AT TIME ZONE 'UTC'`; that rewrites the table unless the session’s time zone is UTC.",
  references: ['https://www.postgresql.org/docs/current/datatype-datetime.html'],
  aliases: ['prefer-timestamp-tz', 'preferTimestamptz', 'TP001'],
  match: [{ kind: 'sqlCheck', statements: ['CreateStmt', 'AlterTableStmt'], check }],
  examples: {
    fires: [
      {
        code: 'CREATE TABLE orders (created_at timestamp DEFAULT now());',
        marks: 'timestamp',
        fixed: 'CREATE TABLE orders (created_at timestamptz DEFAULT now());',
      },
      {
        code: 'CREATE TABLE orders (paid_at TIMESTAMP(3) WITHOUT TIME ZONE);',
        marks: 'TIMESTAMP(3) WITHOUT TIME ZONE',
        fixed: 'CREATE TABLE orders (paid_at TIMESTAMPTZ(3));',
      },
    ],
    silent: [
      {
        code: 'CREATE TABLE "Order" ("createdAt" TIMESTAMP(3));',
        path: 'prisma/migrations/1_a/migration.sql',
      },
      { code: 'CREATE TABLE orders (created_at timestamptz, paid_at timestamp with time zone, day date);' },
    ],
  },
};
