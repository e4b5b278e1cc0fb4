import type { Rule } from '../../rules/ruleModel.ts';
import { isNoExtensions, isProjectSchema, qualifiedName } from '../catalogSql.ts';
import { indexObject } from '../keySql.ts';
import { textIn, unquoted } from '../schemaRow.ts';
import type { SchemaMatcher } from '../schemaRule.ts';

const matcher: SchemaMatcher = {
  kind: 'schema',
  // The index of a partitioned table is invalid until each partition has its part; one that is being built will be.
  query: (
    settings,
  ) => `SELECT ic.oid::pg_catalog.text AS oid, ${qualifiedName('n.nspname', 'ic.relname')} AS name,
    pg_catalog.quote_ident(ic.relname) AS index, ${qualifiedName('n.nspname', 'c.relname')} AS relation
  FROM pg_catalog.pg_index AS i
    JOIN pg_catalog.pg_class AS ic ON ic.oid = i.indexrelid AND ic.relkind = 'i'
    JOIN pg_catalog.pg_class AS c ON c.oid = i.indrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE NOT i.indisvalid
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index AS b WHERE b.index_relid = ic.oid)
    AND ${isProjectSchema('n.nspname', settings)} AND ${isNoExtensions('ic.oid')}
  ORDER BY n.nspname, c.relname, ic.relname`,
  report: (row) => {
    const name = textIn(row, 'name');
    return {
      object: indexObject(row),
      message: `Index ${textIn(row, 'index')} on ${textIn(row, 'relation')} is invalid: writes pay for it and no query uses it.`,
      marks: [unquoted(textIn(row, 'index'))],
      remedies: [
        { title: `Build ${name} again`, kind: 'suggest', sql: `REINDEX INDEX CONCURRENTLY ${name};` },
        { title: `Drop ${name}`, kind: 'suggest', sql: `DROP INDEX ${name};` },
      ],
    };
  },
};

export const rule: Rule = {
  id: 'invalid-index',
  title: 'Index left invalid by a failed build',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'This index is invalid: writes pay for it and no query uses it.',
  actionRequired: 'Build the index again, or drop it.',
  why: 'When `CREATE INDEX CONCURRENTLY` fails, as on a duplicate value or a timeout, the half-built index stays. It is kept up to date and never used, and the next `CREATE INDEX IF NOT EXISTS` takes it for the real one.',
  howToFix:
    '`REINDEX INDEX CONCURRENTLY orders_state_idx;` once the reason is mended, or drop it and create it again.',
  references: ['https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY'],
  aliases: ['invalid_index', '0030_invalid_index'],
  match: [matcher],
  examples: {
    fires: [
      {
        code: "create table orders (id bigint primary key, state text);\ncreate index broken on orders (state);\nupdate pg_catalog.pg_index set indisvalid = false where indexrelid = 'broken'::regclass;",
      },
    ],
    silent: [
      {
        code: 'create table orders (id bigint primary key, state text);\ncreate index whole on orders (state);',
      },
    ],
  },
};
