import type { Rule } from '../../rules/ruleModel.ts';
import { columnMarks, columnObject, columnsSql } from '../columnSql.ts';
import { textIn } from '../schemaRow.ts';
import type { SchemaMatcher } from '../schemaRule.ts';

const matcher: SchemaMatcher = {
  kind: 'schema',
  // A key that nobody counts up, such as a list of countries, does not run out.
  query: (settings) =>
    columnsSql(
      settings,
      `a.atttypid IN ('pg_catalog.int2'::pg_catalog.regtype, 'pg_catalog.int4'::pg_catalog.regtype)
      AND EXISTS (SELECT FROM pg_catalog.pg_index AS i
        WHERE i.indrelid = c.oid AND i.indisprimary AND i.indkey::pg_catalog.text = a.attnum::pg_catalog.text)
      AND (a.attidentity <> '' OR EXISTS (SELECT FROM pg_catalog.pg_attrdef AS d
        WHERE d.adrelid = c.oid AND d.adnum = a.attnum AND pg_catalog.pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%'))`,
      ", CASE WHEN a.atttypid = 'pg_catalog.int2'::pg_catalog.regtype THEN '32 767' ELSE '2 147 483 647' END AS last",
    ),
  report: (row) => {
    const [relation, name] = [textIn(row, 'relation'), textIn(row, 'name')];
    return {
      object: columnObject(row),
      message: `Key ${relation}.${name} is ${textIn(row, 'type')} and counted up: inserts fail after ${textIn(row, 'last')}.`,
      marks: columnMarks(row),
      remedies: [
        {
          title: `Change ${relation}.${name} to bigint`,
          kind: 'suggest',
          sql: `ALTER TABLE ${relation} ALTER COLUMN ${name} TYPE bigint;`,
        },
      ],
    };
  },
};

export const rule: Rule = {
  id: 'int-primary-key',
  title: 'Counted key that runs out',
  kind: 'prevention',
  severity: 'LOW',
  problemType: 'Data',
  languages: ['sql'],
  message: 'This key is counted up in a type that runs out.',
  actionRequired: 'Make the key bigint while the table is small.',
  why: 'Numbers are used up by failed inserts and rolled-back transactions too, so a busy table passes 2 147 483 647 long before it holds as many rows. From then on no insert succeeds, and the change to `bigint` rewrites the table and every table that refers to it.',
  howToFix:
    '`bigint GENERATED ALWAYS AS IDENTITY` in the statement that creates the table. In a large table go by way of a second column that a trigger fills.',
  references: ['https://www.postgresql.org/docs/current/datatype-numeric.html'],
  match: [matcher],
  examples: {
    fires: [
      { code: 'create table orders (id serial primary key);' },
      { code: 'create table orders (id smallint generated always as identity primary key);' },
    ],
    silent: [
      { code: 'create table orders (id bigserial primary key);' },
      { code: 'create table countries (id integer primary key, name text);' },
      { code: 'create table lines (id bigint primary key, place serial);' },
    ],
  },
};
