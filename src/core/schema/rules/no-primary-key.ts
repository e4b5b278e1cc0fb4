import type { ShadowRow } from '../../proof/shadowDatabase.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import { columnNames, isNoExtensions, isProjectSchema, qualifiedName } from '../catalogSql.ts';
import { listIn, textIn } from '../schemaRow.ts';
import type { SchemaMatcher, SchemaRemedy } from '../schemaRule.ts';

const matcher: SchemaMatcher = {
  kind: 'schema',
  query: (
    settings,
  ) => `SELECT c.oid::pg_catalog.text AS oid, ${qualifiedName('n.nspname', 'c.relname')} AS relation,
    (SELECT ${columnNames('c.oid', "pg_catalog.string_to_array(i.indkey::pg_catalog.text, ' ')::pg_catalog.int2[]")}
      FROM pg_catalog.pg_index AS i
      WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
        AND i.indnatts = i.indnkeyatts
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = c.oid AND NOT a.attnotnull
          AND a.attnum = ANY (pg_catalog.string_to_array(i.indkey::pg_catalog.text, ' ')::pg_catalog.int2[]))
      ORDER BY i.indnatts, i.indexrelid LIMIT 1) AS unique_columns,
    EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
      WHERE a.attrelid = c.oid AND a.attname = 'id' AND NOT a.attisdropped) AS has_id,
    (SELECT pg_catalog.jsonb_agg(pg_catalog.quote_ident(a.attname) ORDER BY a.attnum) FROM pg_catalog.pg_attribute AS a
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND EXISTS (
        SELECT FROM pg_catalog.pg_constraint AS k
        WHERE k.contype = 'f' AND k.conrelid = c.oid AND k.conkey = ARRAY[a.attnum])) AS referring
  FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND NOT c.relispartition
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_index AS i WHERE i.indrelid = c.oid AND i.indisprimary)
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits AS child WHERE child.inhrelid = c.oid)
    AND ${isProjectSchema('n.nspname', settings)} AND ${isNoExtensions('c.oid')}
  ORDER BY n.nspname, c.relname`,
  report: (row) => {
    const relation = textIn(row, 'relation');
    return {
      object: { catalog: 'pg_class', oid: textIn(row, 'oid'), name: relation },
      message: `Table ${relation} has no primary key: nothing tells its rows apart.`,
      remedies: [remedyOf(row)],
    };
  },
};

/** Two columns that refer to other tables are what joins them. */
const JOIN_TABLE_COLUMNS = 2;

function remedyOf(row: ShadowRow): SchemaRemedy {
  const relation = textIn(row, 'relation');
  const referring = listIn(row, 'referring');
  const columns = [
    listIn(row, 'unique_columns'),
    row.has_id === true ? ['id'] : [],
    referring.length === JOIN_TABLE_COLUMNS ? referring : [],
  ].find(({ length }) => length > 0);
  return columns
    ? {
        title: `Make ${columns.join(', ')} the primary key of ${relation}`,
        kind: 'suggest',
        sql: `ALTER TABLE ${relation} ADD PRIMARY KEY (${columns.join(', ')});`,
      }
    : {
        title: `Add a numbered primary key to ${relation}`,
        kind: 'suggest',
        sql: `ALTER TABLE ${relation} ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;`,
      };
}

export const rule: Rule = {
  id: 'no-primary-key',
  title: 'Table without a primary key',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'Data',
  languages: ['sql'],
  message: 'This table has no primary key: nothing tells its rows apart.',
  actionRequired: 'Give the table a primary key.',
  why: 'Two equal rows cannot be told apart, so that neither can be changed or removed alone. Logical replication refuses updates and deletes of such a table, and most tools that edit rows show it read-only.',
  howToFix:
    'Make what identifies a row the key: `ALTER TABLE memberships ADD PRIMARY KEY (user_id, team_id);`, or add `id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY`.',
  references: [
    'https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS',
    'https://supabase.com/docs/guides/database/database-advisors?lint=0004_no_primary_key',
  ],
  aliases: ['no_primary_key', '0004_no_primary_key', 'GN004'],
  match: [matcher],
  examples: {
    fires: [
      { code: 'create table events (at timestamptz, what text);' },
      { code: 'create table events (id bigint not null unique, what text);' },
      {
        code: 'create table a (id bigint primary key);\ncreate table b (id bigint primary key);\ncreate table a_b (a bigint references a, b bigint references b);',
      },
    ],
    silent: [
      { code: 'create table events (id bigint primary key);' },
      { code: 'create temporary table events (what text);' },
      {
        code: 'create table events (id bigint, day date, primary key (id, day)) partition by range (day);\ncreate table events_1 partition of events default;',
      },
    ],
  },
};
