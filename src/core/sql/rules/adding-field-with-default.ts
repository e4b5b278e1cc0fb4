import type { FuncCall, Node } from '@pgsql/types';
import type { Rule } from '../../rules/ruleModel.ts';
import { columnConstraint, columnNameSpan, isInNewTable, writtenColumns } from '../columns.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { nodeAs } from '../sqlStatement.ts';
import { nameOfParts } from '../statementFacts.ts';
import { walkTree } from '../walkTree.ts';

/** Functions without arguments whose one value serves all rows, and cheap ones that depend on their arguments only. */
const STABLE: ReadonlySet<string> = new Set([
  'now',
  'transaction_timestamp',
  'statement_timestamp',
  'current_setting',
  'current_user',
  'timezone',
  'date_trunc',
  'make_interval',
  'make_date',
  'lower',
  'upper',
  'concat',
  'coalesce',
  'to_tsvector',
  'json_build_object',
  'jsonb_build_object',
  'json_build_array',
  'jsonb_build_array',
  'array_fill',
  'to_timestamp',
  'to_jsonb',
  'md5',
  'txid_current',
  'pg_current_xact_id',
]);

function unstableCall(expression: Node | undefined): FuncCall | undefined {
  let found: FuncCall | undefined;
  walkTree(expression, (node) => {
    const call = nodeAs(node, 'FuncCall');
    if (!call) return;
    const name = nameOfParts(call.funcname).replace(/^pg_catalog\./u, '');
    if (!STABLE.has(name)) found = call;
  });
  return found;
}

const check: SqlCheck = (statement, context) =>
  writtenColumns(statement).flatMap((column) => {
    if (column.place !== 'add') return [];
    const generated = columnConstraint(column, 'CONSTR_GENERATED');
    const call = unstableCall(columnConstraint(column, 'CONSTR_DEFAULT')?.raw_expr);
    // Postgres 18 can compute a generated column on reading instead, which rewrites nothing.
    const isStored =
      generated !== undefined &&
      generated.generated_kind !== 'v' &&
      !context.isActive('add-stored-generated');
    if ((!call && !isStored) || isInNewTable(column, context)) return [];
    const why = call
      ? `default calls ${nameOfParts(call.funcname)}(), which Postgres runs for every row`
      : 'value is computed and stored for every row';
    return [
      {
        span: columnNameSpan(statement, column),
        message: `Adding column ${column.name} rewrites ${column.table} under an exclusive lock: its ${why}.`,
      },
    ];
  });

export const rule: Rule = {
  id: 'adding-field-with-default',
  title: 'Column added with a default that rewrites the table',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'Adding this column rewrites the table under an exclusive lock.',
  actionRequired: 'Add the column without the default, then set the default, then fill old rows in batches.',
  why: 'A constant default is kept once for all old rows. A default that may differ for each row, such as `gen_random_uuid()` or a function of your own, and a stored generated column make Postgres write every row anew while nobody can read or write the table.',
  howToFix: `1. \`ALTER TABLE orders ADD COLUMN token uuid;\`
2. \`ALTER TABLE orders ALTER COLUMN token SET DEFAULT gen_random_uuid();\` (new rows only, instant)
3. fill old rows in batches, then require the column if need be.

A generated column can be a view’s expression, a \`VIRTUAL\` column on Postgres 18, or a plain column kept by a trigger.`,
  references: ['https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES'],
  aliases: ['addingFieldWithDefault', 'add-column-non-constant-default', 'US011'],
  match: [{ kind: 'sqlCheck', check }],
  examples: {
    fires: [
      { code: 'ALTER TABLE orders ADD COLUMN token uuid DEFAULT gen_random_uuid();', marks: 'token' },
      {
        code: 'ALTER TABLE orders ADD total numeric GENERATED ALWAYS AS (net + tax) STORED;',
        marks: 'total',
      },
      { code: 'ALTER TABLE orders ADD COLUMN code text DEFAULT app.next_code();', marks: 'code' },
    ],
    silent: [
      { code: "ALTER TABLE orders ADD COLUMN region text DEFAULT 'eu';" },
      { code: "ALTER TABLE orders ADD COLUMN due timestamptz DEFAULT now() + interval '1 day';" },
      { code: 'CREATE TABLE orders (token uuid DEFAULT gen_random_uuid());' },
      {
        code: 'CREATE TABLE orders (id bigint);\nALTER TABLE orders ADD COLUMN token uuid DEFAULT gen_random_uuid();',
      },
    ],
  },
};
