import type { Rule } from '../../rules/ruleModel.ts';
import { isExposedSchemaSql, isNoExtensions, isReadableOverApi, qualifiedName } from '../catalogSql.ts';
import { textIn } from '../schemaRow.ts';
import type { SchemaMatcher } from '../schemaRule.ts';

const matcher: SchemaMatcher = {
  kind: 'schema',
  applies: ({ platform }) => platform === 'supabase',
  query: (
    settings,
  ) => `SELECT c.oid::pg_catalog.text AS oid, ${qualifiedName('n.nspname', 'c.relname')} AS relation
  FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.relkind = 'f' AND ${isReadableOverApi('c.oid')}
    AND ${isExposedSchemaSql('n.nspname', settings)} AND ${isNoExtensions('c.oid')}
  ORDER BY n.nspname, c.relname`,
  report: (row) => {
    const relation = textIn(row, 'relation');
    return {
      object: { catalog: 'pg_class', oid: textIn(row, 'oid'), name: relation },
      message: `Foreign table ${relation} shows all its rows over the API: no policy can protect it.`,
      remedies: [
        {
          title: `Take ${relation} out of the API`,
          kind: 'suggest',
          sql: `REVOKE SELECT ON ${relation} FROM PUBLIC, anon, authenticated;`,
        },
      ],
    };
  },
};

export const rule: Rule = {
  id: 'foreign-table-in-api',
  title: 'Foreign table open to the API',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Security',
  languages: ['sql'],
  message: 'This foreign table shows all its rows over the API: no policy can protect it.',
  actionRequired: 'Take it out of the API, or move it to a schema that is not served.',
  why: 'A foreign table knows no row level security: whoever may read it reads all that the connection behind it shows, with the rights of that connection.',
  howToFix:
    'Create foreign tables in a schema that is not served, and show what clients need through a function or view that checks the caller.',
  references: ['https://supabase.com/docs/guides/database/database-advisors?lint=0017_foreign_table_in_api'],
  aliases: ['foreign_table_in_api', '0017_foreign_table_in_api'],
  match: [matcher],
  examples: {
    fires: [
      {
        code: 'create foreign data wrapper remote;\ncreate server other foreign data wrapper remote;\ncreate foreign table public.people (id bigint) server other;',
        path: 'supabase/migrations/1_api.sql',
      },
    ],
    silent: [
      {
        code: 'create foreign data wrapper remote;\ncreate server other foreign data wrapper remote;\ncreate schema private;\ncreate foreign table private.people (id bigint) server other;',
        path: 'supabase/migrations/1_api.sql',
      },
    ],
  },
};
