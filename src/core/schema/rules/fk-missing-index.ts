import type { Rule } from '../../rules/ruleModel.ts';
import { columnNames, isNoExtensions, isProjectSchema, qualifiedName } from '../catalogSql.ts';
import { constraintObject, keyMarks } from '../keySql.ts';
import { listIn, textIn } from '../schemaRow.ts';
import type { SchemaMatcher } from '../schemaRule.ts';

const matcher: SchemaMatcher = {
  kind: 'schema',
  // An index serves the key when it begins with its columns; a partial one only when it leaves out nothing but nulls.
  query: (settings) => `SELECT k.oid::pg_catalog.text AS oid, pg_catalog.quote_ident(k.conname) AS name,
    ${qualifiedName('n.nspname', 'c.relname')} AS relation, ${qualifiedName('rn.nspname', 'rc.relname')} AS target,
    ${columnNames('c.oid', 'k.conkey')} AS columns
  FROM pg_catalog.pg_constraint AS k
    JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_class AS rc ON rc.oid = k.confrelid
    JOIN pg_catalog.pg_namespace AS rn ON rn.oid = rc.relnamespace
  WHERE k.contype = 'f' AND k.conparentid = 0 AND c.relkind IN ('r', 'p')
    AND ${isProjectSchema('n.nspname', settings)} AND ${isNoExtensions('c.oid')}
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_index AS i
        JOIN pg_catalog.pg_class AS ic ON ic.oid = i.indexrelid
        JOIN pg_catalog.pg_am AS m ON m.oid = ic.relam
      WHERE i.indrelid = k.conrelid AND i.indisvalid AND m.amname IN ('btree', 'hash')
        AND (pg_catalog.string_to_array(i.indkey::pg_catalog.text, ' ')::pg_catalog.int2[])[1:pg_catalog.cardinality(k.conkey)] = k.conkey
        AND (i.indpred IS NULL OR pg_catalog.pg_get_expr(i.indpred, i.indrelid) IN (
          SELECT pg_catalog.format('(%I IS NOT NULL)', a.attname) FROM pg_catalog.pg_attribute AS a
          WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey))))
  ORDER BY n.nspname, c.relname, k.conname`,
  report: (row) => {
    const [relation, columns] = [textIn(row, 'relation'), listIn(row, 'columns').join(', ')];
    return {
      object: constraintObject(row),
      message: `Foreign key ${textIn(row, 'name')} has no index on ${relation} (${columns}): a delete from ${textIn(row, 'target')} reads all of ${relation}.`,
      marks: keyMarks(row),
      remedies: [
        {
          title: `Create an index on ${relation} (${columns})`,
          kind: 'auto',
          sql: `CREATE INDEX ON ${relation} (${columns});`,
        },
      ],
    };
  },
};

export const rule: Rule = {
  id: 'fk-missing-index',
  title: 'Foreign key without an index',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'No index begins with the columns of this foreign key.',
  actionRequired: 'Create an index on the columns of the foreign key.',
  why: 'Postgres indexes the key that is referred to, not the columns that refer. Each delete of a parent row, and each change of its key, then reads the whole child table to find its rows, while it holds locks; joins from parent to child read it whole as well.',
  howToFix:
    '`CREATE INDEX ON order_lines (order_id);`, or with `CONCURRENTLY` outside a transaction where the table has rows. An index that begins with the columns of the key, in their order, serves too.',
  references: [
    'https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK',
    'https://supabase.com/docs/guides/database/database-advisors?lint=0001_unindexed_foreign_keys',
  ],
  aliases: ['unindexed_foreign_keys', '0001_unindexed_foreign_keys', 'E15'],
  match: [matcher],
  examples: {
    fires: [
      {
        code: 'create table orders (id bigint primary key);\ncreate table lines (id bigint primary key, order_id bigint references orders);',
      },
      {
        code: 'create table orders (a bigint, b bigint, primary key (a, b));\ncreate table lines (id bigint primary key, a bigint, b bigint, foreign key (a, b) references orders (a, b));\ncreate index on lines (b, a);',
      },
      {
        code: 'create table orders (id bigint primary key);\ncreate table lines (id bigint primary key, order_id bigint references orders, open boolean);\ncreate index on lines (order_id) where open;',
      },
    ],
    silent: [
      {
        code: 'create table orders (id bigint primary key);\ncreate table lines (id bigint primary key, order_id bigint references orders);\ncreate index on lines (order_id);',
      },
      {
        code: 'create table tenants (id bigint primary key);\ncreate table members (tenant_id bigint references tenants, user_id bigint, primary key (tenant_id, user_id));',
      },
      {
        code: 'create table orders (id bigint primary key);\ncreate table lines (id bigint primary key, order_id bigint references orders);\ncreate index on lines (order_id) where order_id is not null;',
      },
    ],
  },
};
