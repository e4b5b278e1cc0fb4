import type { Rule } from '../../rules/ruleModel.ts';
import { isNoExtensions, isProjectSchema, qualifiedName } from '../catalogSql.ts';
import { listed, listIn, textIn, unquoted } from '../schemaRow.ts';
import type { SchemaMatcher } from '../schemaRule.ts';

const matcher: SchemaMatcher = {
  kind: 'schema',
  // A policy for everyone is one for each role that policies bind; elsewhere than on Supabase the project's roles are
  // made outside its migrations, so that `public` stands for them.
  query: (settings) => `WITH bound_role AS (
    SELECT r.oid, r.rolname::pg_catalog.text AS name FROM pg_catalog.pg_roles AS r
    WHERE r.rolname NOT LIKE 'pg\\_%' AND r.rolname NOT LIKE 'supabase%admin' AND NOT r.rolbypassrls
    ${settings.platform === 'supabase' ? '' : "UNION ALL SELECT 0::pg_catalog.oid, 'public'"}
  ), applied AS (
    SELECT p.oid, p.polname, p.polrelid, r.name AS role, acts.action
    FROM pg_catalog.pg_policy AS p
      JOIN pg_catalog.pg_class AS c ON c.oid = p.polrelid
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
      JOIN bound_role AS r ON r.oid = ANY (p.polroles) OR p.polroles = ARRAY[0::pg_catalog.oid]
      CROSS JOIN LATERAL (VALUES ('SELECT', 'r'), ('INSERT', 'a'), ('UPDATE', 'w'), ('DELETE', 'd')) AS acts(action, code)
    WHERE p.polpermissive AND c.relkind IN ('r', 'p') AND (p.polcmd = '*' OR p.polcmd::pg_catalog.text = acts.code)
      AND ${isProjectSchema('n.nspname', settings)} AND ${isNoExtensions('c.oid')}
  ), met AS (
    SELECT polrelid, role, action, pg_catalog.array_agg(polname::pg_catalog.text ORDER BY polname) AS policies,
      max(oid) AS newest
    FROM applied GROUP BY polrelid, role, action HAVING count(*) > 1
  )
  SELECT c.oid::pg_catalog.text AS relation_oid, met.newest::pg_catalog.text AS oid,
    ${qualifiedName('n.nspname', 'c.relname')} AS relation,
    pg_catalog.to_jsonb(met.policies) AS policies,
    (SELECT pg_catalog.quote_ident(p.polname) FROM pg_catalog.pg_policy AS p WHERE p.oid = met.newest) AS newest_policy,
    pg_catalog.jsonb_agg(DISTINCT met.role) AS roles,
    pg_catalog.jsonb_agg(DISTINCT met.action) AS actions,
    pg_catalog.jsonb_agg(pg_catalog.jsonb_build_array(met.role, met.action) ORDER BY met.role, met.action) AS pairs
  FROM met JOIN pg_catalog.pg_class AS c ON c.oid = met.polrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  GROUP BY c.oid, n.nspname, c.relname, met.policies, met.newest
  ORDER BY n.nspname, c.relname, met.policies`,
  report: (row) => {
    const [relation, newest] = [textIn(row, 'relation'), textIn(row, 'newest_policy')];
    const [policies, roles] = [listIn(row, 'policies'), listIn(row, 'roles')];
    return {
      object: { catalog: 'pg_policy', oid: textIn(row, 'oid'), name: `policy ${newest} on ${relation}` },
      message: `${listed(policies.map((policy) => `"${policy}"`))} are all evaluated for each ${listed(listIn(row, 'actions'))} on ${relation} (${listed(roles)}).`,
      marks: [unquoted(newest)],
    };
  },
};

export const rule: Rule = {
  id: 'multiple-permissive',
  title: 'Several permissive policies for the same role and action',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'Several permissive policies are evaluated for the same role and action.',
  actionRequired: 'Join the policies into one, or restrict each to its own roles and actions.',
  why: 'Permissive policies are joined with OR, so every one of them is evaluated for each row. Besides the cost, whoever tightens one of them leaves the door of the other open.',
  howToFix:
    'Write one policy per role and action with both conditions: `USING (published OR (SELECT auth.uid()) = author_id)`. A policy `FOR ALL` beside one `FOR SELECT` counts twice for reading: name the writing actions instead.',
  references: [
    'https://supabase.com/docs/guides/database/database-advisors?lint=0006_multiple_permissive_policies',
  ],
  aliases: ['multiple_permissive_policies', '0006_multiple_permissive_policies'],
  match: [matcher],
  examples: {
    fires: [
      {
        code: 'create table posts (id bigint primary key, published boolean, author uuid);\nalter table posts enable row level security;\ncreate policy published_ones on posts for select using (published);\ncreate policy own on posts for all using ((select auth.uid()) = author);',
        path: 'supabase/migrations/1_posts.sql',
      },
      {
        code: 'create table posts (id bigint primary key, published boolean, draft boolean);\ncreate policy a on posts for select using (published);\ncreate policy b on posts for select using (draft);',
      },
    ],
    silent: [
      {
        code: 'create table posts (id bigint primary key, published boolean);\nalter table posts enable row level security;\ncreate policy readers on posts for select to anon using (published);\ncreate policy members on posts for select to authenticated using (true);',
        path: 'supabase/migrations/1_posts.sql',
      },
      {
        code: 'create table posts (id bigint primary key, published boolean);\ncreate policy a on posts for select using (published);\ncreate policy b on posts as restrictive for select using (id > 0);',
      },
    ],
  },
};
