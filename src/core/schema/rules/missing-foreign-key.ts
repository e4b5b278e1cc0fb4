import type { Rule } from '../../rules/ruleModel.ts';
import { qualifiedName } from '../catalogSql.ts';
import { columnMarks, columnObject, columnsSql } from '../columnSql.ts';
import { isReferenceName, keepsRecords, plainName, stemOfReference } from '../nameSql.ts';
import { textIn, unquoted } from '../schemaRow.ts';
import type { SchemaMatcher } from '../schemaRule.ts';

const matcher: SchemaMatcher = {
  kind: 'schema',
  // The table is one of the same schema, called like the column in singular or plural, with one key of the same type.
  query: (
    settings,
  ) => `SELECT found.*, ${qualifiedName('tn.nspname', 'tc.relname')} AS target, pg_catalog.quote_ident(ta.attname) AS key
  FROM (${columnsSql(
    settings,
    `${isReferenceName('a.attname')} AND NOT ${keepsRecords('c.relname')}
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint AS k
      WHERE k.contype = 'f' AND k.conrelid = c.oid AND a.attnum = ANY (k.conkey))
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute AS b WHERE b.attrelid = c.oid AND NOT b.attisdropped
      AND ${plainName('b.attname')} = ${plainName(`${stemOfReference('a.attname')} || 'type'`)})`,
    `, c.oid AS own, a.atttypid AS type_oid, c.relnamespace AS namespace, ${plainName(stemOfReference('a.attname'))} AS stem`,
  )}) AS found
    JOIN pg_catalog.pg_class AS tc ON tc.relnamespace = found.namespace AND tc.relkind IN ('r', 'p') AND tc.oid <> found.own
      AND ${plainName('tc.relname')} IN (found.stem, found.stem || 's', found.stem || 'es',
        pg_catalog.regexp_replace(found.stem, 'y$', 'ies'))
    JOIN pg_catalog.pg_namespace AS tn ON tn.oid = tc.relnamespace
    JOIN pg_catalog.pg_index AS ti ON ti.indrelid = tc.oid AND ti.indisprimary AND ti.indnkeyatts = 1
    JOIN pg_catalog.pg_attribute AS ta ON ta.attrelid = tc.oid AND ta.attnum::pg_catalog.text = ti.indkey::pg_catalog.text
      AND ta.atttypid = found.type_oid`,
  report: (row) => {
    const [relation, name, target] = [textIn(row, 'relation'), textIn(row, 'name'), textIn(row, 'target')];
    const table = unquoted(relation.split('.').at(-1) ?? '');
    const constraint = `"${`${table}_${unquoted(name)}_fkey`.replaceAll('"', '""')}"`;
    return {
      object: columnObject(row),
      message: `${relation}.${name} is called like a reference to ${target}, and no foreign key holds it to that.`,
      marks: columnMarks(row),
      remedies: [
        {
          title: `Add a foreign key to ${target}`,
          kind: 'suggest',
          sql: `ALTER TABLE ${relation} ADD CONSTRAINT ${constraint} FOREIGN KEY (${name}) REFERENCES ${target} (${textIn(row, 'key')}) NOT VALID;\nALTER TABLE ${relation} VALIDATE CONSTRAINT ${constraint};`,
        },
      ],
    };
  },
};

export const rule: Rule = {
  id: 'missing-foreign-key',
  title: 'Reference without a foreign key',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'Data',
  languages: ['sql'],
  message: 'This column is called like a reference and has no foreign key.',
  actionRequired: 'Add a foreign key, or say in a waiver why there is none.',
  why: 'Without a foreign key a row may refer to one that never was or is no more. Such rows turn up as missing names and broken totals long after the write that made them.',
  howToFix:
    '`ALTER TABLE orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;` and validate it in a later migration.',
  references: ['https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK'],
  match: [matcher],
  examples: {
    fires: [
      {
        code: 'create table customers (id bigint primary key);\ncreate table orders (id bigint primary key, customer_id bigint);',
      },
      {
        code: 'create table category (id uuid primary key);\ncreate table posts (id bigint primary key, category_id uuid);',
      },
      {
        code: 'create table "OrderLine" (id text primary key);\ncreate table "Note" (id text primary key, "orderLineId" text);',
      },
    ],
    silent: [
      {
        code: 'create table customers (id bigint primary key);\ncreate table orders (id bigint primary key, customer_id bigint references customers);',
      },
      {
        code: 'create table customers (id bigint primary key);\ncreate table orders (id bigint primary key, customer_id text);',
      },
      { code: 'create table orders (id bigint primary key, payment_id bigint);' },
      {
        code: 'create table customers (id bigint primary key);\ncreate table audit_logs (id bigint primary key, customer_id bigint);',
      },
    ],
  },
};
