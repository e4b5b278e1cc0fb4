import type { ShadowRow, ShadowValue } from '../../proof/shadowDatabase.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import { listed, textIn, unquoted } from '../schemaRow.ts';
import type { SchemaMatcher, SchemaReport } from '../schemaRule.ts';

const matcher: SchemaMatcher = {
  kind: 'schema',
  applies: ({ platform }) => platform === 'supabase',
  // Buckets are rows of a table that is missing where storage is not installed, so that no plain query may name it.
  // Their ids travel as hexadecimal digits, which XML leaves alone.
  query: () => `WITH bucket AS (
    SELECT pg_catalog.convert_from(pg_catalog.decode(
      (pg_catalog.xpath('/row/id/text()', found.piece))[1]::pg_catalog.text, 'hex'), 'UTF8') AS id
    FROM pg_catalog.pg_class AS c
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = 'storage'
      CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.xpath('/table/row', pg_catalog.query_to_xml(
        'SELECT pg_catalog.encode(pg_catalog.convert_to(id::pg_catalog.text, ''UTF8''), ''hex'') AS id FROM storage.buckets WHERE public',
        false, false, ''))) AS found(piece)
    WHERE c.relname = 'buckets' AND c.relkind IN ('r', 'p')
  ), reading AS (
    SELECT p.oid, p.polname, pg_catalog.pg_get_expr(p.polqual, p.polrelid) AS condition
    FROM pg_catalog.pg_policy AS p
      JOIN pg_catalog.pg_class AS c ON c.oid = p.polrelid AND c.relname = 'objects'
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = 'storage'
    WHERE p.polpermissive AND p.polcmd IN ('r', '*')
      AND (0::pg_catalog.oid = ANY (p.polroles) OR EXISTS (SELECT FROM pg_catalog.pg_roles AS r
        WHERE r.oid = ANY (p.polroles) AND r.rolname IN ('anon', 'authenticated')))
  )
  SELECT bucket.id AS bucket, pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
    'oid', reading.oid::pg_catalog.text, 'policy', pg_catalog.quote_ident(reading.polname),
    'condition', reading.condition) ORDER BY reading.polname) AS policies
  FROM bucket CROSS JOIN reading GROUP BY bucket.id ORDER BY bucket.id`,
  report,
};

const ALWAYS_TRUE: ReadonlySet<string> = new Set(['true', '(true)', '1=1', '(1=1)']);

/** A condition on nothing but the bucket; the first group is its name as a literal. */
const BUCKET_ALONE = /^\s*\(*\s*bucket_id\s*=\s*('(?:[^']|'')*')(?:\s*::\s*[\w.]+)?\s*\)*\s*$/iu;

function report(row: ShadowRow): SchemaReport | undefined {
  const bucket = textIn(row, 'bucket');
  const policies = rowsOf(row.policies).filter((policy) => listsBucket(textIn(policy, 'condition'), bucket));
  const last = policies.at(-1);
  if (!last) return undefined;
  const names = policies.map((policy) => textIn(policy, 'policy'));
  return {
    object: {
      catalog: 'pg_policy',
      oid: textIn(last, 'oid'),
      name: `policy ${textIn(last, 'policy')} on storage.objects`,
    },
    message: `Clients can list every file of the public bucket ${bucket}: ${listed(names)} ${names.length === 1 ? 'lets' : 'let'} them read all its rows.`,
    marks: [unquoted(textIn(last, 'policy'))],
    remedies: [
      {
        title: `Drop ${listed(names)}`,
        kind: 'suggest',
        sql: names.map((name) => `DROP POLICY ${name} ON storage.objects;`).join('\n'),
      },
    ],
  };
}

function listsBucket(condition: string, bucket: string): boolean {
  if (condition === '' || ALWAYS_TRUE.has(condition.toLowerCase().replace(/\s/gu, ''))) return true;
  return BUCKET_ALONE.exec(condition)?.[1] === `'${bucket.replaceAll("'", "''")}'`;
}

function rowsOf(value: ShadowValue | undefined): readonly ShadowRow[] {
  return Array.isArray(value) ? value.filter(isRow) : [];
}

function isRow(value: ShadowValue): value is ShadowRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const rule: Rule = {
  id: 'public-bucket-listing',
  title: 'Public bucket whose files can be listed',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Security',
  languages: ['sql'],
  message: 'Clients can list every file of a public bucket.',
  actionRequired: 'Drop the policy, or narrow it to the files that a client may list.',
  why: 'Files of a public bucket are served to whoever knows their address, without any policy. A policy that lets clients read the bucket’s rows in `storage.objects` adds one thing: the list of all files, with names that were never meant to be found.',
  howToFix:
    'Drop the `SELECT` policy: links to files keep working. Where clients must list their own files, compare a folder of the name: `(storage.foldername(name))[1] = (SELECT auth.uid()::text)`.',
  references: [
    'https://supabase.com/docs/guides/database/database-advisors?lint=0025_public_bucket_allows_listing',
  ],
  aliases: ['public_bucket_allows_listing', '0025_public_bucket_allows_listing'],
  match: [matcher],
  examples: {
    fires: [
      {
        code: "insert into storage.buckets (id, name, public) values ('avatars', 'avatars', true);\ncreate policy avatars on storage.objects for select using (bucket_id = 'avatars');",
        path: 'supabase/migrations/1_avatars.sql',
      },
      {
        code: "insert into storage.buckets (id, name, public) values ('it''s <b>', 'odd', true);\ncreate policy everything on storage.objects for all to authenticated using (true);",
        path: 'supabase/migrations/1_avatars.sql',
      },
    ],
    silent: [
      {
        code: "insert into storage.buckets (id, name, public) values ('avatars', 'avatars', true);\ncreate policy own on storage.objects for select using (bucket_id = 'avatars' and name like 'open/%');",
        path: 'supabase/migrations/1_avatars.sql',
      },
      {
        code: "insert into storage.buckets (id, name, public) values ('letters', 'letters', false);\ncreate policy letters on storage.objects for select using (bucket_id = 'letters');",
        path: 'supabase/migrations/1_letters.sql',
      },
      {
        code: "insert into storage.buckets (id, name, public) values ('avatars', 'avatars', true);\ncreate policy fewer on storage.objects as restrictive for select using (bucket_id = 'avatars');",
        path: 'supabase/migrations/1_avatars.sql',
      },
    ],
  },
};
