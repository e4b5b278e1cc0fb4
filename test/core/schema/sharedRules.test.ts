import { describe, expect, it } from 'vitest';
import { RULES_OVER_SCHEMA } from '../../../src/core/schema/rulesOverSchema.ts';
import { exampleSettings, reportsOf } from '../../support/schemaExamples.ts';
import { testShadow } from '../../support/shadowDatabase.ts';

const shadow = testShadow();

const SUPABASE = exampleSettings('supabase/migrations/1.sql');
const POSTGRES = exampleSettings(undefined);

const ORDERS = 'create table orders (id bigint primary key, user_id uuid);\n';
const GUARDED = `${ORDERS}alter table orders enable row level security;\n`;

interface Case {
  readonly rule: string;
  readonly sql: string;
  readonly found?: readonly string[];
  readonly settings?: typeof SUPABASE;
  /** Remedies whose first, run, leaves nothing. */
  readonly mends?: boolean;
}

const CASES: readonly Case[] = [
  { rule: 'rls-disabled', sql: ORDERS, found: ['public.orders'], mends: true },
  { rule: 'rls-disabled', sql: GUARDED },
  { rule: 'rls-disabled', sql: `${ORDERS}revoke all on orders from public, anon, authenticated;` },
  { rule: 'rls-disabled', sql: 'create schema private;\ncreate table private.orders (id bigint);' },
  { rule: 'rls-disabled', sql: ORDERS, settings: POSTGRES },
  {
    rule: 'rls-disabled',
    sql: 'create schema api;\ncreate table api."Größe" (id bigint);\ngrant select on api."Größe" to anon;',
    settings: { ...SUPABASE, exposedSchemas: ['api'] },
    found: ['api."Größe"'],
    mends: true,
  },
  {
    rule: 'rls-always-true',
    sql: `${GUARDED}create policy anyone on orders for all using (true);\ncreate policy lesser on orders for select using (true);`,
    found: ['policy anyone on public.orders'],
  },
  {
    rule: 'rls-always-true',
    sql: `${GUARDED}create policy "any one" on orders for insert to anon with check (1 = 1);`,
    found: ['policy "any one" on public.orders'],
    settings: SUPABASE,
  },
  {
    rule: 'rls-always-true',
    sql: `${GUARDED}create policy moved on orders for update using ((select auth.uid()) = user_id) with check (true);`,
    found: ['policy moved on public.orders'],
  },
  { rule: 'rls-always-true', sql: `${GUARDED}create policy r on orders as restrictive using (true);` },
  { rule: 'rls-always-true', sql: `${GUARDED}create policy s on orders to service_role using (true);` },
  { rule: 'rls-always-true', sql: `${ORDERS}create policy off on orders using (true);` },
  {
    rule: 'rls-initplan',
    sql: `${GUARDED}create policy own on orders for all using (auth.uid() = user_id) with check (user_id = auth.uid());`,
    found: ['policy own on public.orders'],
    mends: true,
  },
  {
    rule: 'rls-initplan',
    sql: `${GUARDED}create policy own on orders using (user_id = current_setting('app.user', true)::uuid);`,
    settings: POSTGRES,
    found: ['policy own on public.orders'],
    mends: true,
  },
  {
    rule: 'rls-initplan',
    sql: `${GUARDED}create policy own on orders using (exists (select from orders o where o.user_id = auth.uid()));`,
    found: ['policy own on public.orders'],
    mends: true,
  },
  {
    rule: 'rls-initplan',
    sql: `${GUARDED}create policy own on orders using ((select auth.uid()) = user_id);`,
  },
  {
    rule: 'rls-initplan',
    sql: `${GUARDED}create policy own on orders using (user_id = (select (auth.jwt() ->> 'sub')::uuid));`,
  },
  { rule: 'rls-initplan', sql: `${ORDERS}create policy own on orders using (auth.uid() = user_id);` },
  {
    rule: 'rls-initplan',
    sql: `create schema app;\ncreate function app.me() returns uuid language sql as 'select null::uuid';\n${GUARDED}create policy own on orders using (app.me() = user_id);`,
    settings: { ...POSTGRES, authFunctions: ['app.me'] },
    found: ['policy own on public.orders'],
    mends: true,
  },
  {
    rule: 'rls-user-metadata',
    sql: `${GUARDED}create policy admin on orders using (auth.jwt() -> 'user_metadata' ->> 'role' = 'admin');`,
    found: ['policy admin on public.orders'],
  },
  {
    rule: 'rls-user-metadata',
    sql: `${GUARDED}create policy admin on orders using (exists (select from auth.users where raw_user_meta_data ? 'admin'));`,
    found: ['policy admin on public.orders'],
  },
  {
    rule: 'rls-user-metadata',
    sql: `${GUARDED}create policy admin on orders using (auth.jwt() -> 'app_metadata' ->> 'role' = 'admin');`,
  },
  {
    rule: 'security-definer-view',
    sql: `${GUARDED}create view totals as select count(*) from orders;`,
    found: ['public.totals'],
    mends: true,
  },
  {
    rule: 'security-definer-view',
    sql: `${GUARDED}create view totals with (security_invoker = on) as select count(*) from orders;`,
  },
  {
    rule: 'security-definer-view',
    sql: `${GUARDED}create view totals as select count(*) from orders;`,
    settings: { ...SUPABASE, targetVersion: 14 },
  },
  {
    rule: 'function-search-path',
    sql: "create function f(a int) returns int language sql as 'select 1';",
    found: ['public.f(a integer)'],
    mends: true,
  },
  {
    rule: 'function-search-path',
    sql: "create function f() returns int language sql as 'select 1';\ncreate procedure p() security definer language sql as 'select 1';",
    settings: POSTGRES,
    found: ['public.p()'],
    mends: true,
  },
  {
    rule: 'function-search-path',
    sql: "create function f() returns int language sql set search_path = public as 'select 1';\ncreate function g() returns int return 1;",
  },
  {
    rule: 'extension-in-public',
    sql: 'create extension citext with schema public;',
    found: ['extension citext'],
    mends: true,
  },
  { rule: 'extension-in-public', sql: 'create extension citext with schema extensions;' },
  { rule: 'extension-in-public', sql: 'create extension citext;', settings: POSTGRES },
  {
    rule: 'reg-types',
    sql: 'create table jobs (id bigint primary key, worker regproc, kind regclass);',
    settings: POSTGRES,
    found: ['public.jobs.worker'],
  },
  {
    rule: 'money-as-float',
    sql: 'create table orders (id bigint primary key, "unitPrice" real, weight real, total double precision);',
    settings: POSTGRES,
    found: ['public.orders."unitPrice"', 'public.orders.total'],
  },
];

describe('rules that read statements and the final schema alike', () => {
  it.each(CASES.map((one) => ({ one, name: `${one.rule}: ${one.sql.split('\n').at(-1)?.slice(0, 90)}` })))(
    '$name',
    async ({ one }) => {
      const rules = RULES_OVER_SCHEMA.filter(({ id }) => id === one.rule);
      expect(rules).toHaveLength(1);
      const settings = one.settings ?? SUPABASE;
      const reports = await reportsOf(shadow.database, rules, one.sql, settings);
      expect(reports.map(({ object }) => object.name)).toEqual(one.found ?? []);
      if (one.mends !== true) return;
      const left = await reportsOf(shadow.database, rules, one.sql, settings, () =>
        reports.map(({ remedies = [] }) => remedies[0]?.sql ?? '').join('\n'),
      );
      expect(left).toEqual([]);
    },
  );
});
