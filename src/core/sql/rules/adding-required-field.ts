import type { Rule } from '../../rules/ruleModel.ts';
import { columnConstraint, columnNameSpan, isInNewTable, writtenColumns } from '../columns.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { removeTokens, tokenIndexAt } from '../statementTokens.ts';

const check: SqlCheck = (statement, context) =>
  writtenColumns(statement).flatMap((column) => {
    if (column.place !== 'add') return [];
    const notNull = columnConstraint(column, 'CONSTR_NOTNULL');
    if (!notNull || column.type.includes('serial')) return [];
    for (const filled of ['CONSTR_DEFAULT', 'CONSTR_GENERATED', 'CONSTR_IDENTITY'] as const) {
      if (columnConstraint(column, filled)) return [];
    }
    if (isInNewTable(column, context) || context.isDownMigration) return [];
    const at = tokenIndexAt(statement, statement.offsetOf(notNull.location));
    return [
      {
        span: columnNameSpan(statement, column),
        message: `Adding required column ${column.name} fails as soon as ${column.table} holds a row, and breaks clients that insert without it.`,
        fixes: [
          {
            title: 'Add the column without NOT NULL',
            kind: 'suggest' as const,
            edits: [removeTokens(statement, at, at + 1)],
          },
        ],
      },
    ];
  });

export const rule: Rule = {
  id: 'adding-required-field',
  title: 'Required column added without a default',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Data',
  languages: ['sql'],
  message: 'Adding a required column without a default fails as soon as the table holds a row.',
  actionRequired: 'Give the column a default, or add it nullable and require it later.',
  why: 'Rows that exist have no value for the new column, so Postgres refuses the statement on any table that is not empty: the migration passes on a fresh test database and fails in production. Clients of the release before, which insert without the column, fail too.',
  howToFix: `Either give it a constant default: \`ADD COLUMN region text NOT NULL DEFAULT 'eu'\` changes no row on Postgres 11 and later. Or:

1. add the column without \`NOT NULL\`;
2. release code that writes it and fill old rows in batches;
3. require it with a \`CHECK (region IS NOT NULL) NOT VALID\`, \`VALIDATE CONSTRAINT\`, then \`SET NOT NULL\`.`,
  references: ['https://www.postgresql.org/docs/current/sql-altertable.html'],
  aliases: ['addingRequiredField', 'add-column-not-null-no-default'],
  match: [{ kind: 'sqlCheck', statements: ['AlterTableStmt'], check }],
  examples: {
    fires: [
      {
        code: 'ALTER TABLE orders ADD COLUMN region text NOT NULL;',
        marks: 'region',
        fixed: 'ALTER TABLE orders ADD COLUMN region text;',
      },
      {
        code: 'alter table orders add "Region" text not null check ("Region" <> \'\');',
        marks: '"Region"',
        fixed: 'alter table orders add "Region" text check ("Region" <> \'\');',
      },
    ],
    silent: [
      { code: "ALTER TABLE orders ADD COLUMN region text NOT NULL DEFAULT 'eu';" },
      { code: 'ALTER TABLE orders ADD COLUMN n bigint GENERATED ALWAYS AS IDENTITY NOT NULL;' },
      { code: 'CREATE TABLE orders (id bigint);\nALTER TABLE orders ADD COLUMN region text NOT NULL;' },
      { code: 'ALTER TABLE orders ADD COLUMN region text;' },
    ],
  },
};
