import type { Rule } from '../../rules/ruleModel.ts';
import { isNoExtensions, isProjectSchema, qualifiedName } from '../../schema/catalogSql.ts';
import { numberIn, textIn } from '../../schema/schemaRow.ts';
import type { SchemaMatcher } from '../../schema/schemaRule.ts';

/** At this share there is mostly still time for a change that locks nobody out. */
const USED_MIN = 0.8;

const matcher: SchemaMatcher = {
  kind: 'schema',
  live: true,
  // The column that a sequence feeds may end before the sequence does.
  query: (
    settings,
  ) => `SELECT c.oid::pg_catalog.text AS oid, ${qualifiedName('n.nspname', 'c.relname')} AS name,
    last.value::pg_catalog.text AS last, least(s.seqmax, fed.column_max)::pg_catalog.text AS limit,
    (last.value::pg_catalog.numeric / least(s.seqmax, fed.column_max))::pg_catalog.float8 AS used, fed.column_name AS "column"
  FROM pg_catalog.pg_sequence AS s
    JOIN pg_catalog.pg_class AS c ON c.oid = s.seqrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_sequences AS q ON q.schemaname = n.nspname AND q.sequencename = c.relname
    CROSS JOIN LATERAL (SELECT q.last_value AS value) AS last
    LEFT JOIN LATERAL (SELECT pg_catalog.format('%I.%I.%I', tn.nspname, tc.relname, a.attname) AS column_name,
        CASE a.atttypid WHEN 'pg_catalog.int2'::pg_catalog.regtype THEN 32767
          WHEN 'pg_catalog.int4'::pg_catalog.regtype THEN 2147483647 END::pg_catalog.int8 AS column_max
      FROM pg_catalog.pg_depend AS d
        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        JOIN pg_catalog.pg_class AS tc ON tc.oid = a.attrelid
        JOIN pg_catalog.pg_namespace AS tn ON tn.oid = tc.relnamespace
      WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
        AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass LIMIT 1) AS fed ON true
  WHERE NOT s.seqcycle AND s.seqincrement > 0 AND last.value > 0
    AND ${isProjectSchema('n.nspname', settings)} AND ${isNoExtensions('c.oid')}
  ORDER BY used DESC`,
  report: (row) => {
    const used = numberIn(row, 'used');
    if (!(used >= USED_MIN)) return undefined;
    const [name, column] = [textIn(row, 'name'), textIn(row, 'column')];
    return {
      object: { catalog: 'pg_class', oid: textIn(row, 'oid'), name },
      message: `Sequence ${name} has used ${Math.floor(used * 100)} % of its numbers (${textIn(row, 'last')} of ${textIn(row, 'limit')})${column === '' ? '' : `: inserts into ${column} fail when they are gone`}.`,
    };
  },
};

export const rule: Rule = {
  id: 'sequence-near-end',
  title: 'Sequence near its end',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Data',
  languages: ['sql'],
  message: 'This sequence has used most of its numbers.',
  actionRequired: 'Widen the column to bigint before the numbers are gone.',
  why: 'When a sequence, or the `integer` column it fills, comes to its end, every insert into the table fails at once. Widening the column then rewrites a table of two thousand million rows while the product stands still.',
  howToFix:
    'Add a `bigint` column that a trigger fills, copy the old values in batches, build its unique index concurrently and swap the two. Tables that refer to the key need the same.',
  references: ['https://www.postgresql.org/docs/current/sql-createsequence.html'],
  match: [matcher],
  examples: {
    fires: [
      { code: "create table orders (id serial primary key);\nselect setval('orders_id_seq', 2000000000);" },
      {
        code: "create table orders (id integer primary key);\ncreate sequence numbers owned by orders.id;\nselect setval('numbers', 2100000000);",
      },
    ],
    silent: [
      { code: "create table orders (id serial primary key);\nselect setval('orders_id_seq', 1000);" },
      {
        code: "create table orders (id bigserial primary key);\nselect setval('orders_id_seq', 2100000000);",
      },
      { code: "create sequence ring maxvalue 10 cycle;\nselect setval('ring', 9);" },
    ],
  },
};
