import type { FuncCall, Node } from '@pgsql/types';
import { recipeFix } from '../../recipes/recipeFix.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import { columnConstraint, columnNameSpan, isInNewTable, writtenColumns } from '../columns.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { nodeAs } from '../sqlStatement.ts';
import { nameOfParts } from '../statementFacts.ts';
import { walkTree } from '../walkTree.ts';

/** Functions of Postgres that give one value for all rows, as long as their arguments do. */
const STABLE: ReadonlySet<string> = new Set(
  (
    'abs age array_append array_cat array_fill array_length array_prepend array_remove array_to_json ' +
    'array_to_string ascii bit_length bool box btrim cardinality ceil ceiling char_length chr circle ' +
    'coalesce concat concat_ws convert_from convert_to current_database current_schema ' +
    'current_setting current_user date date_part date_trunc daterange decode degrees div encode exp ' +
    'extract floor format hashtext host inet_client_addr initcap int4 int4range int8 int8range ' +
    'interval isfinite json_build_array json_build_object json_object jsonb_build_array ' +
    'jsonb_build_object jsonb_object jsonb_set jsonb_strip_nulls justify_days justify_hours ' +
    'justify_interval left length ln log lower lpad lseg ltrim make_date make_interval make_time ' +
    'make_timestamp make_timestamptz md5 mod network now numeric numrange octet_length path ' +
    'pg_backend_pid pg_client_encoding pg_current_xact_id pi plainto_tsquery point polygon position ' +
    'power quote_ident quote_literal quote_nullable radians regexp_match regexp_replace repeat ' +
    'replace reverse right round row_to_json rpad rtrim session_user setweight sha224 sha256 sha384 ' +
    'sha512 sign split_part sqrt statement_timestamp string_to_array strpos substr substring text ' +
    'timezone to_char to_date to_json to_jsonb to_number to_timestamp to_tsquery to_tsvector ' +
    'transaction_timestamp translate trunc tsrange tstzrange txid_current upper version'
  ).split(' '),
);

/** Since this release a constant default is kept once, and not written to every row. */
const KEEPS_DEFAULTS = 11;

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
    const given = columnConstraint(column, 'CONSTR_DEFAULT');
    const call = unstableCall(given?.raw_expr);
    const isWritten = given !== undefined && context.targetVersion < KEEPS_DEFAULTS;
    // Postgres 18 can compute a generated column on reading instead, which rewrites nothing.
    const isStored =
      generated !== undefined &&
      generated.generated_kind !== 'v' &&
      !context.isActive('add-stored-generated');
    if ((!call && !isStored && !isWritten) || isInNewTable(column, context)) return [];
    const why = call
      ? `default calls ${nameOfParts(call.funcname)}(), which Postgres runs for every row`
      : `value is ${isStored ? 'computed and ' : ''}stored for every row`;
    return [
      {
        span: columnNameSpan(statement, column),
        message: `Adding column ${column.name} rewrites ${column.table} under an exclusive lock: its ${why}.`,
        fixes: given ? [recipeFix('default-later')] : [],
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
  aliases: ['addingFieldWithDefault', 'add-column-non-constant-default', 'E10', 'US011', 'US031'],
  match: [{ kind: 'sqlCheck', statements: ['AlterTableStmt'], check }],
  examples: {
    fires: [
      { code: 'ALTER TABLE orders ADD COLUMN token uuid DEFAULT gen_random_uuid();', marks: 'token' },
      {
        code: 'ALTER TABLE orders ADD total numeric GENERATED ALWAYS AS (net + tax) STORED;',
        marks: 'total',
      },
      { code: 'ALTER TABLE orders ADD COLUMN code text DEFAULT app.next_code();', marks: 'code' },
      { code: 'ALTER TABLE orders ADD COLUMN lot float DEFAULT round(random() * 9);', marks: 'lot' },
      { code: 'ALTER TABLE orders ADD COLUMN lot int DEFAULT 9;', postgres: 10, marks: 'lot' },
    ],
    silent: [
      { code: "ALTER TABLE orders ADD COLUMN region text DEFAULT 'eu';" },
      { code: "ALTER TABLE orders ADD COLUMN code text DEFAULT lpad(upper('a'), 3, '0');" },
      { code: "ALTER TABLE orders ADD COLUMN due timestamptz DEFAULT now() + interval '1 day';" },
      { code: 'CREATE TABLE orders (token uuid DEFAULT gen_random_uuid());' },
      {
        code: 'CREATE TABLE orders (id bigint);\nALTER TABLE orders ADD COLUMN token uuid DEFAULT gen_random_uuid();',
      },
    ],
  },
};
