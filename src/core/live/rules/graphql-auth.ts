import type { Rule } from '../../rules/ruleModel.ts';
import { graphqlReadableMatcher } from '../graphqlReadableMatcher.ts';

export const rule: Rule = {
  id: 'graphql-auth',
  title: 'Names that the GraphQL schema shows to every signed-in user',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'Security',
  languages: ['sql'],
  message: 'Every signed-in user can see this relation and its columns in the GraphQL schema.',
  actionRequired: 'Revoke SELECT from authenticated where no client of that kind reads the relation.',
  why: 'With `pg_graphql` installed, `/graphql/v1` describes every relation that the caller’s role may read a column of: names, types and links. Row level security hides rows, not that description, which tells an attacker what there is to look for.',
  howToFix:
    '`REVOKE SELECT ON audit_log FROM authenticated;`, or drop the extension where nobody uses GraphQL: `DROP EXTENSION pg_graphql;`. What clients do read may stay: add a waiver with that reason.',
  references: [
    'https://supabase.com/docs/guides/database/database-advisors?lint=0027_pg_graphql_authenticated_table_exposed',
  ],
  aliases: ['pg_graphql_authenticated_table_exposed', '0027_pg_graphql_authenticated_table_exposed'],
  match: [graphqlReadableMatcher('authenticated', 'Every signed-in user')],
  examples: {
    fires: [
      {
        code: 'create extension pg_graphql;\ncreate table public.audit_log (id bigint primary key);\ngrant select (id) on public.audit_log to authenticated;',
        path: 'supabase/migrations/1_log.sql',
      },
    ],
    silent: [
      {
        code: 'create extension pg_graphql;\ncreate table public.audit_log (id bigint primary key);\nrevoke all on public.audit_log from public, anon, authenticated;',
        path: 'supabase/migrations/1_log.sql',
      },
      {
        code: 'create table public.audit_log (id bigint primary key);\ngrant select on public.audit_log to authenticated;',
        path: 'supabase/migrations/1_log.sql',
      },
    ],
  },
};
