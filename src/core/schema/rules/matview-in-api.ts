import type { Rule } from '../../rules/ruleModel.ts';
import { openRelationMatcher } from '../openRelationMatcher.ts';

const matcher = openRelationMatcher({
  condition: "c.relkind = 'm'",
  message: (relation) =>
    `Materialized view ${relation} shows all its rows over the API: no policy can protect it.`,
  remedy: (relation) => ({
    title: `Take ${relation} out of the API`,
    kind: 'auto',
    sql: `REVOKE SELECT ON ${relation} FROM PUBLIC, anon, authenticated;`,
  }),
});

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
