import { textIn, unquoted } from '../schemaRow.ts';
import type { SchemaMatcher } from '../schemaRule.ts';

export const extensionInPublicMatcher: SchemaMatcher = {
  kind: 'schema',
  applies: ({ platform }) => platform === 'supabase',
  query:
    () => `SELECT e.oid::pg_catalog.text AS oid, pg_catalog.quote_ident(e.extname) AS name, e.extrelocatable AS movable
  FROM pg_catalog.pg_extension AS e JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
  WHERE n.nspname = 'public' AND e.extname <> 'plpgsql' ORDER BY e.extname`,
  report: (row) => {
    const name = textIn(row, 'name');
    return {
      object: { catalog: 'pg_extension', oid: textIn(row, 'oid'), name: `extension ${name}` },
      message: `Extension ${name} puts its objects into schema public, where the API serves them.`,
      marks: [unquoted(name)],
      remedies: row.movable
        ? [
            {
              title: `Move ${name} to schema extensions`,
              kind: 'suggest',
              sql: `CREATE SCHEMA IF NOT EXISTS extensions;\nALTER EXTENSION ${name} SET SCHEMA extensions;`,
            },
          ]
        : [],
    };
  },
};
