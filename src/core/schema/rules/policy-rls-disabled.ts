import type { Rule } from '../../rules/ruleModel.ts';
import { isNoExtensions, isProjectSchema, qualifiedName } from '../catalogSql.ts';
import { listed, listIn, textIn, unquoted } from '../schemaRow.ts';
import type { SchemaMatcher } from '../schemaRule.ts';

const matcher: SchemaMatcher = {
  kind: 'schema',
  query: (
    settings,
  ) => `SELECT c.oid::pg_catalog.text AS oid, ${qualifiedName('n.nspname', 'c.relname')} AS relation,
    (SELECT pg_catalog.jsonb_agg(pg_catalog.quote_ident(p.polname) ORDER BY p.polname)
      FROM pg_catalog.pg_policy AS p WHERE p.polrelid = c.oid) AS policies,
    (SELECT max(p.oid)::pg_catalog.text FROM pg_catalog.pg_policy AS p WHERE p.polrelid = c.oid) AS policy_oid
  FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND NOT c.relrowsecurity
    AND EXISTS (SELECT FROM pg_catalog.pg_policy AS p WHERE p.polrelid = c.oid)
    AND ${isProjectSchema('n.nspname', settings)} AND ${isNoExtensions('c.oid')}
  ORDER BY n.nspname, c.relname`,
  report: (row) => {
    const relation = textIn(row, 'relation');
    const policies = listIn(row, 'policies');
    return {
      object: { catalog: 'pg_policy', oid: textIn(row, 'policy_oid'), name: relation },
      message: `Row level security is off for ${relation}, so ${listed(policies)} ${policies.length === 1 ? 'protects' : 'protect'} nothing.`,
      marks: policies.map(unquoted),
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

export const rule: Rule = {
  id: 'policy-rls-disabled',
  title: 'Policy on a table without row level security',
  kind: 'detection',
  severity: 'CRITICAL',
  problemType: 'Security',
  languages: ['sql'],
  message: 'Row level security is off for this table, so its policies protect nothing.',
  actionRequired: 'Enable row level security on the table.',
  why: 'Postgres reads policies only once row level security is enabled on the table. Until then the table looks protected in every listing of policies and is open to all who hold a grant.',
  howToFix: 'Add `ALTER TABLE orders ENABLE ROW LEVEL SECURITY;` after the policies.',
  references: [
    'https://www.postgresql.org/docs/current/ddl-rowsecurity.html',
    'https://supabase.com/docs/guides/database/database-advisors?lint=0007_policy_exists_rls_disabled',
  ],
  aliases: ['policy_exists_rls_disabled', '0007_policy_exists_rls_disabled'],
  match: [matcher],
  examples: {
    fires: [
      {
        code: 'create table orders (id bigint primary key, open boolean);\ncreate policy open_ones on orders for select using (open);',
      },
    ],
    silent: [
      {
        code: 'create table orders (id bigint primary key, open boolean);\ncreate policy open_ones on orders for select using (open);\nalter table orders enable row level security;',
      },
      {
        code: 'create table orders (id bigint primary key, open boolean);\ncreate policy open_ones on orders for select using (open);\ndrop policy open_ones on orders;',
      },
    ],
  },
};
