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
  WHERE c.relkind = 'm' AND ${isReadableOverApi('c.oid')}
    AND ${isExposedSchemaSql('n.nspname', settings)} AND ${isNoExtensions('c.oid')}
  ORDER BY n.nspname, c.relname`,
  report: (row) => {
    const relation = textIn(row, 'relation');
    return {
      object: { catalog: 'pg_class', oid: textIn(row, 'oid'), name: relation },
      message: `Materialized view ${relation} shows all its rows over the API: no policy can protect it.`,
      remedies: [
        {
          title: `Take ${relation} out of the API`,
          kind: 'auto',
          sql: `REVOKE SELECT ON ${relation} FROM PUBLIC, anon, authenticated;`,
        },
      ],
    };
  },
};

export const rule: Rule = {
  id: 'matview-in-api',
  title: 'Materialized view open to the API',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Security',
  languages: ['sql'],
  message: 'This materialized view shows all its rows over the API: no policy can protect it.',
  actionRequired: 'Take it out of the API, or move it to a schema that is not served.',
  why: 'A materialized view keeps a copy of what its owner saw and knows no row level security: whoever may read it reads all of it, whatever the policies of its tables say.',
  howToFix:
    'Revoke `SELECT` from `anon` and `authenticated`, or create it in a schema that is not served and show it through a function or view that checks the caller.',
  references: [
    'https://supabase.com/docs/guides/database/database-advisors?lint=0016_materialized_view_in_api',
  ],
  aliases: ['materialized_view_in_api', '0016_materialized_view_in_api'],
  match: [matcher],
  examples: {
    fires: [
      {
        code: 'create table private_orders (id bigint primary key, total numeric);\ncreate materialized view totals as select sum(total) from private_orders;',
        path: 'supabase/migrations/1_api.sql',
      },
    ],
    silent: [
      {
        code: 'create materialized view totals as select 1 as total;\nrevoke select on totals from public, anon, authenticated;',
        path: 'supabase/migrations/1_api.sql',
      },
      {
        code: 'create schema private;\ncreate materialized view private.totals as select 1 as total;',
        path: 'supabase/migrations/1_api.sql',
      },
    ],
  },
};
