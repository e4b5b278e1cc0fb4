import { isExposedSchemaSql, isNoExtensions, isReadableOverApi, qualifiedName } from '../catalogSql.ts';
import { textIn } from '../schemaRow.ts';
import type { SchemaMatcher } from '../schemaRule.ts';

export const rlsDisabledMatcher: SchemaMatcher = {
  kind: 'schema',
  applies: ({ platform }) => platform === 'supabase',
  query: (
    settings,
  ) => `SELECT c.oid::pg_catalog.text AS oid, ${qualifiedName('n.nspname', 'c.relname')} AS relation
  FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND NOT c.relrowsecurity
    AND ${isReadableOverApi('c.oid')} AND ${isExposedSchemaSql('n.nspname', settings)} AND ${isNoExtensions('c.oid')}
  ORDER BY n.nspname, c.relname`,
  report: (row) => {
    const relation = textIn(row, 'relation');
    return {
      object: { catalog: 'pg_class', oid: textIn(row, 'oid'), name: relation },
      message: `Anyone who holds the public key can read and write every row of ${relation}.`,
      remedies: [
        {
          title: `Enable row level security on ${relation}`,
          kind: 'auto',
          sql: `ALTER TABLE ${relation} ENABLE ROW LEVEL SECURITY;`,
        },
      ],
    };
  },
};
