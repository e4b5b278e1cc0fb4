import { describe, expect, it } from 'vitest';
import type { ShadowDatabase } from '../../src/core/proof/shadowDatabase.ts';
import type { Rule, RuleExample } from '../../src/core/rules/ruleModel.ts';
import { type RuleReport, runSchemaRules } from '../../src/core/schema/runSchemaRules.ts';
import type { SchemaSettings } from '../../src/core/schema/schemaRule.ts';
import { testShadow } from './shadowDatabase.ts';

/** An example belongs to a Supabase project when its path says so. */
export function exampleSettings(path: string | undefined): SchemaSettings {
  return path?.startsWith('supabase/')
    ? {
        platform: 'supabase',
        exposedSchemas: ['public', 'graphql_public', 'pgmq_public'],
        authFunctions: ['auth.uid', 'auth.jwt', 'auth.role', 'auth.email'],
        targetVersion: 15,
      }
    : { platform: 'postgres', exposedSchemas: [], authFunctions: [], targetVersion: 15 };
}

/** What a new Supabase project has, as far as the rules' examples need it. */
const SUPABASE = `
create role anon nologin; create role authenticated nologin; create role service_role nologin bypassrls;
create schema auth; create schema storage; create schema extensions; create schema graphql_public;
create table auth.users (id uuid primary key, email text, raw_user_meta_data jsonb, raw_app_meta_data jsonb);
create function auth.uid() returns uuid language sql stable as $$ select null::uuid $$;
create function auth.jwt() returns jsonb language sql stable as $$ select null::jsonb $$;
create function auth.role() returns text language sql stable as $$ select null::text $$;
create function auth.email() returns text language sql stable as $$ select null::text $$;
create table storage.buckets (id text primary key, name text not null, public boolean default false);
create table storage.objects (id uuid primary key, bucket_id text references storage.buckets, name text);
alter table storage.objects enable row level security;
grant usage on schema public to anon, authenticated, service_role;
alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
`;

/** Runs SQL as a new project's first migration, then the rules over what came of it; leaves nothing behind. */
export async function reportsOf(
  database: ShadowDatabase,
  rules: readonly Rule[],
  sql: string,
  settings: SchemaSettings,
  after?: (reports: readonly RuleReport[]) => string,
): Promise<readonly RuleReport[]> {
  await database.run('begin');
  try {
    if (settings.platform === 'supabase') await database.run(SUPABASE);
    await database.run(sql);
    const { reports, notes } = await runSchemaRules(database, rules, settings);
    expect(notes).toEqual([]);
    if (!after) return reports;
    await database.run(after(reports));
    return (await runSchemaRules(database, rules, settings)).reports;
  } finally {
    await database.run('rollback');
  }
}

/** Registers one test per example, on one embedded Postgres: the rule speaks as often as said, and its remedies mend. */
export function describeSchemaExamples(rules: readonly Rule[]): void {
  const shadow = testShadow();
  for (const rule of rules) {
    describe(rule.id, () => {
      it.each(rule.examples.fires.map((example, index) => ({ example, name: titleOf(example, index) })))(
        'fires: $name',
        async ({ example }) => {
          const settings = exampleSettings(example.path);
          const found = await reportsOf(shadow.database, [rule], example.code, settings);
          expect(found.map(({ ruleId }) => ruleId)).toEqual(
            Array.from({ length: example.count ?? 1 }, () => rule.id),
          );
          for (const report of found) expectWhole(report);
          await expectMended(shadow.database, rule, example, found);
        },
      );
      it.each(rule.examples.silent.map((example, index) => ({ example, name: titleOf(example, index) })))(
        'silent: $name',
        async ({ example }) => {
          const settings = exampleSettings(example.path);
          expect(await reportsOf(shadow.database, [rule], example.code, settings)).toEqual([]);
        },
      );
    });
  }
}

function expectWhole(report: RuleReport): void {
  expect(report.object.oid).toMatch(/^[1-9]\d*$/u);
  expect(report.object.name).not.toMatch(/undefined|null/u);
  expect(report.message).toMatch(/^\S.*[.]$/u);
  expect(report.message).not.toMatch(/undefined|null |NaN| {2}|\(\)/u);
}

/** Each remedy, run alone after the example, takes its finding away. */
async function expectMended(
  database: ShadowDatabase,
  rule: Rule,
  example: RuleExample,
  found: readonly RuleReport[],
): Promise<void> {
  const [first] = found;
  for (const remedy of first?.remedies ?? []) {
    if (/concurrently/iu.test(remedy.sql)) continue;
    const left = await reportsOf(
      database,
      [rule],
      example.code,
      exampleSettings(example.path),
      () => remedy.sql,
    );
    expect(left.length, remedy.sql).toBe(found.length - 1);
  }
}

function titleOf({ code, path }: RuleExample, index: number): string {
  const line = code.split('\n').at(-1) ?? '';
  return `${index + 1} ${path?.startsWith('supabase/') ? 'Supabase ' : ''}${line.trim().slice(0, 60)}`;
}
