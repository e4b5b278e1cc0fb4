import type { Rule } from '../../rules/ruleModel.ts';
import { isNoExtensions, isProjectSchema, qualifiedName } from '../catalogSql.ts';
import { textIn } from '../schemaRow.ts';
import type { SchemaMatcher, SchemaRemedy } from '../schemaRule.ts';

const matcher: SchemaMatcher = {
  kind: 'schema',
  query: (
    settings,
  ) => `SELECT c.oid::pg_catalog.text AS oid, ${qualifiedName('n.nspname', 'c.relname')} AS relation,
    (SELECT pg_catalog.quote_ident(a.attname) FROM pg_catalog.pg_attribute AS a
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        AND a.atttypid = 'pg_catalog.uuid'::pg_catalog.regtype AND a.attname IN ('user_id', 'owner_id', 'profile_id')
      ORDER BY a.attname DESC LIMIT 1) AS owner
  FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND c.relrowsecurity
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_policy AS p WHERE p.polrelid = c.oid)
    AND ${isProjectSchema('n.nspname', settings)} AND ${isNoExtensions('c.oid')}
  ORDER BY n.nspname, c.relname`,
  report: (row, { platform }) => {
    const [relation, owner] = [textIn(row, 'relation'), textIn(row, 'owner')];
    const remedies: readonly SchemaRemedy[] =
      platform === 'supabase' && owner !== ''
        ? [
            {
              title: `Let signed-in users read their own rows of ${relation}`,
              kind: 'suggest',
              sql: `CREATE POLICY "Users read their own rows" ON ${relation} FOR SELECT TO authenticated USING ((SELECT auth.uid()) = ${owner});`,
            },
          ]
        : [];
    return {
      object: { catalog: 'pg_class', oid: textIn(row, 'oid'), name: relation },
      message: `Row level security is on for ${relation} and no policy lets anyone in: clients see no rows.`,
      remedies,
    };
  },
};

export const rule: Rule = {
  id: 'rls-no-policy',
  title: 'Row level security without any policy',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'Security',
  languages: ['sql'],
  message: 'Row level security is on for this table and no policy lets anyone in.',
  actionRequired:
    'Add a policy for each kind of access that clients need, or say that the table is the server’s.',
  why: 'With row level security on and no policy, every query of a client comes back empty and every write fails, without an error that says why. Often a policy was dropped or is still to be written; a table that only the server uses is safe as it is.',
  howToFix:
    'Write a policy: `CREATE POLICY "own rows" ON orders FOR SELECT TO authenticated USING ((SELECT auth.uid()) = user_id);`. For a table of the server, add a waiver with that reason under `database.waivers` in `.fixward/config.yaml`.',
  references: ['https://supabase.com/docs/guides/database/database-advisors?lint=0008_rls_enabled_no_policy'],
  aliases: ['rls_enabled_no_policy', '0008_rls_enabled_no_policy'],
  match: [matcher],
  examples: {
    fires: [
      {
        code: 'create table orders (id bigint primary key, user_id uuid);\nalter table orders enable row level security;',
        path: 'supabase/migrations/1_orders.sql',
      },
    ],
    silent: [
      {
        code: 'create table orders (id bigint primary key, open boolean);\nalter table orders enable row level security;\ncreate policy open_ones on orders for select using (open);',
        path: 'supabase/migrations/1_orders.sql',
      },
      { code: 'create table orders (id bigint primary key);', path: 'supabase/migrations/1_orders.sql' },
    ],
  },
};
