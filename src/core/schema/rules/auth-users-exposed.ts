import type { Rule } from '../../rules/ruleModel.ts';
import { isExposedSchemaSql, isInvokerView, isReadableOverApi, qualifiedName } from '../catalogSql.ts';
import { textIn } from '../schemaRow.ts';
import type { SchemaMatcher } from '../schemaRule.ts';

const matcher: SchemaMatcher = {
  kind: 'schema',
  applies: ({ platform }) => platform === 'supabase',
  query: (
    settings,
  ) => `SELECT DISTINCT v.oid::pg_catalog.text AS oid, n.nspname, v.relname, v.relkind::pg_catalog.text AS kind,
    ${qualifiedName('n.nspname', 'v.relname')} AS relation
  FROM pg_catalog.pg_class AS users
    JOIN pg_catalog.pg_namespace AS auth ON auth.oid = users.relnamespace AND auth.nspname = 'auth'
    JOIN pg_catalog.pg_depend AS d ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
      AND d.refobjid = users.oid AND d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.deptype = 'n'
    JOIN pg_catalog.pg_rewrite AS r ON r.oid = d.objid
    JOIN pg_catalog.pg_class AS v ON v.oid = r.ev_class
    JOIN pg_catalog.pg_namespace AS n ON n.oid = v.relnamespace
  WHERE users.relname = 'users' AND ${isReadableOverApi('v.oid')} AND ${isExposedSchemaSql('n.nspname', settings)}
    AND (v.relkind = 'm'
      OR v.relkind = 'v' AND NOT (${isInvokerView('v.reloptions')} AND users.relrowsecurity))
  ORDER BY n.nspname, v.relname`,
  report: (row) => {
    const relation = textIn(row, 'relation');
    return {
      object: { catalog: 'pg_class', oid: textIn(row, 'oid'), name: relation },
      message: `${relation} shows rows of auth.users to everyone who may read it over the API.`,
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
  id: 'auth-users-exposed',
  title: 'View that shows auth.users',
  kind: 'detection',
  severity: 'CRITICAL',
  problemType: 'Security',
  languages: ['sql'],
  message: 'This view shows rows of auth.users to everyone who may read it over the API.',
  actionRequired: 'Show a profile table with policies of its own instead of auth.users.',
  why: '`auth.users` holds e-mail addresses, phone numbers and password hashes of all accounts. A view over it in an exposed schema hands them to anyone with the public key: a view reads with its owner’s rights, and a materialized view has no row level security at all.',
  howToFix:
    'Keep what the public may see in `public.profiles`, filled by a trigger on `auth.users`, with row level security. If only the server reads the view, revoke `SELECT` from `anon` and `authenticated` or move it to a schema that is not served.',
  references: ['https://supabase.com/docs/guides/database/database-advisors?lint=0002_auth_users_exposed'],
  aliases: ['auth_users_exposed', '0002_auth_users_exposed'],
  match: [matcher],
  examples: {
    fires: [
      {
        code: 'create view public.people as select id, email from auth.users;',
        path: 'supabase/migrations/1_people.sql',
      },
      {
        code: 'create materialized view public.people as select id, email from auth.users;',
        path: 'supabase/migrations/1_people.sql',
      },
    ],
    silent: [
      {
        code: 'create view public.people as select id, email from auth.users;\nrevoke select on public.people from public, anon, authenticated;',
        path: 'supabase/migrations/1_people.sql',
      },
      {
        code: 'create schema private;\ncreate view private.people as select id, email from auth.users;',
        path: 'supabase/migrations/1_people.sql',
      },
    ],
  },
};
