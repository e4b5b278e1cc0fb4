import type { Rule } from '../../rules/ruleModel.ts';
import { isNoExtensions, isProjectSchema, qualifiedName } from '../catalogSql.ts';
import { constraintObject, keyMarks } from '../keySql.ts';
import { textIn } from '../schemaRow.ts';
import type { SchemaMatcher } from '../schemaRule.ts';

const BASE_TYPE = (type: string) =>
  `(CASE WHEN ${type}.typtype = 'd' THEN ${type}.typbasetype ELSE ${type}.oid END)`;

const matcher: SchemaMatcher = {
  kind: 'schema',
  // text and varchar hold the same values.
  query: (settings) => `SELECT k.oid::pg_catalog.text AS oid, pg_catalog.quote_ident(k.conname) AS name,
    ${qualifiedName('n.nspname', 'c.relname')} AS relation, ${qualifiedName('rn.nspname', 'rc.relname')} AS target,
    pg_catalog.quote_ident(a.attname) AS own_column, pg_catalog.format_type(a.atttypid, a.atttypmod) AS own_type,
    pg_catalog.quote_ident(ra.attname) AS target_column, pg_catalog.format_type(ra.atttypid, ra.atttypmod) AS target_type,
    pg_catalog.jsonb_build_array(a.attname) AS columns
  FROM pg_catalog.pg_constraint AS k
    JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_class AS rc ON rc.oid = k.confrelid
    JOIN pg_catalog.pg_namespace AS rn ON rn.oid = rc.relnamespace
    CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(k.conkey), pg_catalog.unnest(k.confkey)) AS pair(own, referred)
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = pair.own
    JOIN pg_catalog.pg_attribute AS ra ON ra.attrelid = k.confrelid AND ra.attnum = pair.referred
    JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
    JOIN pg_catalog.pg_type AS rt ON rt.oid = ra.atttypid
  WHERE k.contype = 'f' AND k.conparentid = 0 AND ${BASE_TYPE('t')} <> ${BASE_TYPE('rt')}
    AND NOT (${BASE_TYPE('t')}::pg_catalog.regtype::pg_catalog.text IN ('text', 'character varying')
      AND ${BASE_TYPE('rt')}::pg_catalog.regtype::pg_catalog.text IN ('text', 'character varying'))
    AND ${isProjectSchema('n.nspname', settings)} AND ${isNoExtensions('c.oid')}
  ORDER BY n.nspname, c.relname, k.conname, a.attnum`,
  report: (row) => {
    const relation = textIn(row, 'relation');
    const [column, type] = [textIn(row, 'own_column'), textIn(row, 'target_type')];
    return {
      object: constraintObject(row),
      message: `${relation}.${column} is ${textIn(row, 'own_type')} and refers to ${textIn(row, 'target')}.${textIn(row, 'target_column')}, which is ${type}.`,
      marks: [...keyMarks(row)].reverse(),
      remedies: [
        {
          title: `Change ${relation}.${column} to ${type}`,
          kind: 'suggest',
          sql: `ALTER TABLE ${relation} ALTER COLUMN ${column} TYPE ${type};`,
        },
      ],
    };
  },
};

export const rule: Rule = {
  id: 'fk-type-mismatch',
  title: 'Foreign key of another type than its target',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Data',
  languages: ['sql'],
  message: 'This column has another type than the column it refers to.',
  actionRequired: 'Give both columns the same type.',
  why: 'An `integer` that refers to a `bigint` works until the first parent row beyond its range, which then can have no children. Comparisons across types may also leave an index unused.',
  howToFix:
    '`ALTER TABLE lines ALTER COLUMN order_id TYPE bigint;` while the table is small: the change rewrites it.',
  references: ['https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK'],
  match: [matcher],
  examples: {
    fires: [
      {
        code: 'create table orders (id bigint primary key);\ncreate table lines (id bigint primary key, order_id integer references orders);',
      },
    ],
    silent: [
      {
        code: 'create table orders (id bigint primary key);\ncreate table lines (id bigint primary key, order_id bigint references orders);',
      },
      {
        code: 'create table states (name text primary key);\ncreate table orders (id bigint primary key, state varchar(20) references states);',
      },
      {
        code: 'create domain key as bigint;\ncreate table orders (id key primary key);\ncreate table lines (id bigint primary key, order_id bigint references orders);',
      },
    ],
  },
};
