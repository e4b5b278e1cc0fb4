import type { Rule } from '../../rules/ruleModel.ts';
import { isProjectSchema, qualifiedName } from '../catalogSql.ts';
import { constraintObject, keyMarks } from '../keySql.ts';
import { textIn } from '../schemaRow.ts';
import type { SchemaMatcher } from '../schemaRule.ts';

const matcher: SchemaMatcher = {
  kind: 'schema',
  applies: ({ platform }) => platform === 'supabase',
  query: (settings) => `SELECT k.oid::pg_catalog.text AS oid, pg_catalog.quote_ident(k.conname) AS name,
    ${qualifiedName('n.nspname', 'c.relname')} AS relation, ${qualifiedName('rn.nspname', 'rc.relname')} AS target,
    (SELECT pg_catalog.jsonb_agg(a.attname) FROM pg_catalog.pg_attribute AS a
      WHERE a.attrelid = c.oid AND a.attnum = ANY (k.conkey)) AS columns
  FROM pg_catalog.pg_constraint AS k
    JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_class AS rc ON rc.oid = k.confrelid
    JOIN pg_catalog.pg_namespace AS rn ON rn.oid = rc.relnamespace AND rn.nspname = 'auth'
    JOIN pg_catalog.pg_index AS i ON i.indexrelid = k.conindid AND i.indisunique AND NOT i.indisprimary
  WHERE k.contype = 'f' AND k.conparentid = 0 AND ${isProjectSchema('n.nspname', settings)}
  ORDER BY n.nspname, c.relname, k.conname`,
  report: (row) => {
    const [relation, name] = [textIn(row, 'relation'), textIn(row, 'name')];
    return {
      object: constraintObject(row),
      message: `Foreign key ${name} of ${relation} hangs on a unique key of ${textIn(row, 'target')} that Supabase may change.`,
      marks: keyMarks(row),
      remedies: [
        {
          title: `Drop foreign key ${name}`,
          kind: 'suggest',
          sql: `ALTER TABLE ${relation} DROP CONSTRAINT ${name};`,
        },
      ],
    };
  },
};

export const rule: Rule = {
  id: 'fkey-to-auth-unique',
  title: 'Foreign key to a unique key in schema auth',
  kind: 'prevention',
  severity: 'MEDIUM',
  problemType: 'Data',
  languages: ['sql'],
  message: 'This foreign key hangs on a unique key of schema auth that Supabase may change.',
  actionRequired: 'Refer to the primary key, auth.users (id).',
  why: 'Supabase upgrades the tables of schema `auth` itself and promises only their primary keys. A foreign key to another unique key, such as that of `email` or `phone`, makes such an upgrade fail, and with it the sign-in of the project.',
  howToFix: 'Keep `user_id uuid REFERENCES auth.users (id) ON DELETE CASCADE` and join for the rest.',
  references: ['https://supabase.com/docs/guides/database/database-advisors?lint=0021_fkey_to_auth_unique'],
  aliases: ['fkey_to_auth_unique', '0021_fkey_to_auth_unique'],
  match: [matcher],
  examples: {
    fires: [
      {
        code: 'create table auth.keys (id uuid primary key, name text unique);\ncreate table public.letters (id bigint primary key, sender text references auth.keys (name));',
        path: 'supabase/migrations/1_letters.sql',
      },
    ],
    silent: [
      {
        code: 'create table public.letters (id bigint primary key, sender uuid references auth.users (id));',
        path: 'supabase/migrations/1_letters.sql',
      },
    ],
  },
};
