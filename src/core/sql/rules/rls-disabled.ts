import type { Rule } from '../../rules/ruleModel.ts';
import { rlsDisabledMatcher } from '../../schema/rules/rls-disabled.ts';
import { saidLater } from '../mendedLater.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { statementNode } from '../sqlStatement.ts';
import { enablesRlsFact, relationName } from '../statementFacts.ts';
import { afterName, inAuthorsCase, indexOfWord, spanOfTokens, textOfSpan } from '../statementTokens.ts';
import { isExposedSchema, isSupabaseMigration } from '../supabase.ts';

const check: SqlCheck = (statement, context) => {
  const create = statementNode(statement, 'CreateStmt');
  if (!create || !isSupabaseMigration(context)) return [];
  if (create.relation?.relpersistence === 't' || !isExposedSchema(create.relation?.schemaname)) return [];
  if (context.isDownMigration) return [];
  const table = relationName(create.relation);
  if (context.happensAnywhere(enablesRlsFact('*')) || context.createdEarlier('table', table)) return [];
  const mended = [enablesRlsFact(table), enablesRlsFact('*'), `drop:table:${table}`];
  if (saidLater(context, mended)) return [];
  const keyword = indexOfWord(statement, 'table');
  const first = statement.tokens[keyword + 1]?.word === 'if' ? keyword + 4 : keyword + 1;
  const span = spanOfTokens(statement, first, afterName(statement, first) - 1);
  const semicolon = statement.terminated ? '' : ';';
  const offset = statement.text.length;
  const enable = `${inAuthorsCase(statement, 'ALTER TABLE')} ${textOfSpan(statement, span)} ${inAuthorsCase(statement, 'ENABLE ROW LEVEL SECURITY')};`;
  return [
    {
      span,
      message: `Anyone who holds the public key can read and write every row of ${table}.`,
      fixes: [
        {
          title: `Enable row level security on ${table}`,
          kind: 'auto',
          edits: [
            { span: { start: offset, end: offset }, newText: `${semicolon}${context.lineBreak}${enable}` },
          ],
        },
      ],
    },
  ];
};

export const rule: Rule = {
  id: 'rls-disabled',
  title: 'Table without row level security',
  kind: 'prevention',
  severity: 'CRITICAL',
  problemType: 'Security',
  languages: ['sql'],
  message: 'Anyone who holds the public key can read and write every row of this table.',
  actionRequired: 'Enable row level security in the migration that creates the table.',
  why: `Supabase serves every table of schema \`public\` over HTTP to anyone with the public key, which every visitor’s browser holds. Without row level security nothing but that key stands between a visitor and all rows.`,
  howToFix:
    'Add `ALTER TABLE … ENABLE ROW LEVEL SECURITY;` to the same file, then a policy for each kind of access that clients need. Without a policy only the service role gets in. Tables for the server alone can live in another schema.',
  references: ['https://supabase.com/docs/guides/database/postgres/row-level-security'],
  aliases: ['rls_disabled_in_public', '0013_rls_disabled_in_public'],
  match: [{ kind: 'sqlCheck', check }, rlsDisabledMatcher],
  examples: {
    fires: [
      {
        code: 'create table public.orders (id bigint primary key);\n',
        path: 'supabase/migrations/20250101_orders.sql',
        marks: 'public.orders',
        fixed:
          'create table public.orders (id bigint primary key);\nalter table public.orders enable row level security;\n',
      },
      {
        code: 'CREATE TABLE IF NOT EXISTS "Orders" (id bigint)',
        path: 'supabase/migrations/20250101_orders.sql',
        marks: '"Orders"',
        fixed:
          'CREATE TABLE IF NOT EXISTS "Orders" (id bigint);\nALTER TABLE "Orders" ENABLE ROW LEVEL SECURITY;',
      },
    ],
    silent: [
      {
        code: 'create table orders (id bigint);\nalter table public.orders enable row level security;',
        path: 'supabase/migrations/20250101_orders.sql',
      },
      { code: 'create table private.orders (id bigint);', path: 'supabase/migrations/20250101_orders.sql' },
      { code: 'create table orders (id bigint);', path: 'db/migrations/1_orders.sql' },
      { code: 'create table orders (id bigint);', path: 'supabase/tests/orders.test.sql' },
    ],
  },
};
