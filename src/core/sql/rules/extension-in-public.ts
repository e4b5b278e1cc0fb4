import type { Rule } from '../../rules/ruleModel.ts';
import { extensionInPublicMatcher } from '../../schema/rules/extension-in-public.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { nodeAs, statementNode } from '../sqlStatement.ts';
import { inAuthorsCase, indexOfWord, insertAfter, spanOfTokens } from '../statementTokens.ts';
import { isSupabaseMigration } from '../supabase.ts';

/** Where Supabase keeps extensions; every role finds it on its search path. */
const EXTENSIONS_SCHEMA = 'extensions';

/** Their control files name the schema, whatever the statement says. */
const CHOOSES_ITS_SCHEMA: ReadonlySet<string> = new Set([
  'pg_cron',
  'pg_graphql',
  'pg_tle',
  'pgmq',
  'pgsodium',
  'plpgsql',
  'plpgsql_check',
  'plv8',
  'postgis_tiger_geocoder',
  'postgis_topology',
  'supabase_vault',
]);

/** A new project has these elsewhere: with IF NOT EXISTS nothing happens. */
const ALREADY_INSTALLED: ReadonlySet<string> = new Set(['pg_stat_statements', 'pgcrypto', 'uuid-ossp']);

const check: SqlCheck = (statement, context) => {
  const create = statementNode(statement, 'CreateExtensionStmt');
  if (!create || !isSupabaseMigration(context) || context.isDownMigration) return [];
  const name = create.extname ?? '';
  const schema = (create.options ?? [])
    .map((option) => nodeAs(option, 'DefElem'))
    .find((option) => option?.defname === 'schema');
  const given = nodeAs(schema?.arg, 'String')?.sval;
  if ((given !== undefined && given !== 'public') || CHOOSES_ITS_SCHEMA.has(name)) return [];
  if (create.if_not_exists && ALREADY_INSTALLED.has(name)) return [];
  const moved = `extension-schema:${name}`;
  if (context.happensLater(moved) || context.happensInLaterFile(moved)) return [];
  const keyword = indexOfWord(statement, 'extension');
  const at = create.if_not_exists ? keyword + 4 : keyword + 1;
  const written = indexOfWord(statement, 'schema', at);
  const hasWith = statement.tokens[at + 1]?.word === 'with';
  const edit =
    written >= 0
      ? { span: spanOfTokens(statement, written + 1), newText: EXTENSIONS_SCHEMA }
      : insertAfter(
          statement,
          hasWith ? at + 1 : at,
          ` ${inAuthorsCase(statement, hasWith ? 'SCHEMA' : 'WITH SCHEMA')} ${EXTENSIONS_SCHEMA}`,
        );
  return [
    {
      span: spanOfTokens(statement, written >= 0 ? written + 1 : at),
      message: `The functions of ${name} land in public, where anyone who holds the public key can call them.`,
      fixes: [{ title: `Install into ${EXTENSIONS_SCHEMA}`, kind: 'auto', edits: [edit] }],
    },
  ];
};

export const rule: Rule = {
  id: 'extension-in-public',
  title: 'Extension in the served schema',
  kind: 'prevention',
  severity: 'MEDIUM',
  problemType: 'Security',
  languages: ['sql'],
  message:
    'The functions of this extension land in public, where anyone who holds the public key can call them.',
  actionRequired: 'Install the extension into the schema extensions.',
  why: 'Supabase serves the functions of schema `public` over HTTP. An extension installed there, as happens when no schema is named, offers its functions as endpoints, and its names stand among those of the application, where the next version may collide with them.',
  howToFix:
    'Write `CREATE EXTENSION … WITH SCHEMA extensions`. To move an installed one run `ALTER EXTENSION … SET SCHEMA extensions`; names that were written with `public.` have to follow.',
  references: ['https://supabase.com/docs/guides/database/database-advisors?lint=0014_extension_in_public'],
  aliases: ['extension_in_public', '0014_extension_in_public', 'ST001'],
  match: [{ kind: 'sqlCheck', statements: ['CreateExtensionStmt'], check }, extensionInPublicMatcher],
  examples: {
    fires: [
      {
        code: 'create extension vector;',
        path: 'supabase/migrations/1_search.sql',
        marks: 'vector',
        fixed: 'create extension vector with schema extensions;',
      },
      {
        code: 'CREATE EXTENSION IF NOT EXISTS "postgis" WITH SCHEMA public VERSION \'3.3\';',
        path: 'supabase/migrations/1_map.sql',
        marks: 'public',
        fixed: 'CREATE EXTENSION IF NOT EXISTS "postgis" WITH SCHEMA extensions VERSION \'3.3\';',
      },
      {
        code: "create extension if not exists citext with version '1.6';",
        path: 'supabase/migrations/1_names.sql',
        fixed: "create extension if not exists citext with schema extensions version '1.6';",
      },
    ],
    silent: [
      { code: 'create extension vector with schema extensions;', path: 'supabase/migrations/1_search.sql' },
      { code: 'create extension if not exists "uuid-ossp";', path: 'supabase/migrations/1_ids.sql' },
      { code: 'create extension pg_cron;', path: 'supabase/migrations/1_jobs.sql' },
      {
        code: 'create extension citext;\nalter extension citext set schema extensions;',
        path: 'supabase/migrations/1_names.sql',
      },
      { code: 'create extension vector;', path: 'migrations/1_search/up.sql' },
    ],
  },
};
