import { beforeAll, describe, expect, it } from 'vitest';
import { type Carry, createCarry, type Example } from '../carried.ts';

let carried: Carry;

beforeAll(async () => {
  carried = await createCarry();
});

/** What is learned from the examples makes each site's first text its second. */
type Case = readonly [what: string, examples: readonly Example[], sites: readonly Example[]];

const POLICIES: readonly Case[] = [
  [
    'asks who the user is once for a query',
    [
      [
        'CREATE POLICY own ON notes FOR SELECT USING (auth.uid() = owner);\n',
        'CREATE POLICY own ON notes FOR SELECT USING ((SELECT auth.uid()) = owner);\n',
      ],
    ],
    [
      [
        'create policy "their own" on public.files for update using (owner_id = auth.uid()) with check (owner_id = auth.uid());\n',
        'create policy "their own" on public.files for update using (owner_id = (select auth.uid())) with check (owner_id = (select auth.uid()));\n',
      ],
      [
        'CREATE POLICY p ON t USING (auth.uid() IN (SELECT who FROM members WHERE team = t.team));\n',
        'CREATE POLICY p ON t USING ((SELECT auth.uid()) IN (SELECT who FROM members WHERE team = t.team));\n',
      ],
      [
        'CREATE POLICY p ON t USING ((SELECT auth.uid()) = a);\n',
        'CREATE POLICY p ON t USING ((SELECT auth.uid()) = a);\n',
      ],
    ],
  ],
  [
    'guards a table by rows as soon as it is made',
    [
      [
        'CREATE TABLE notes (id bigint);\n',
        'CREATE TABLE notes (id bigint);\nALTER TABLE notes ENABLE ROW LEVEL SECURITY;\n',
      ],
    ],
    [
      [
        'create table shop.items (\n  id bigint primary key,\n  name text\n);\n',
        'create table shop.items (\n  id bigint primary key,\n  name text\n);\nalter table shop.items enable row level security;\n',
      ],
    ],
  ],
  [
    'fixes what a function finds its names in',
    [
      [
        'CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS $$ SELECT 1 $$;\n',
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$ SELECT 1 $$;\n",
      ],
    ],
    [
      [
        'CREATE OR REPLACE FUNCTION app.g(a int, b text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $fn$ BEGIN NULL; END $fn$;\n',
        "CREATE OR REPLACE FUNCTION app.g(a int, b text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $fn$ BEGIN NULL; END $fn$;\n",
      ],
      [
        'create function h() returns trigger language plpgsql security definer as $$ begin return new; end $$;\n',
        "create function h() returns trigger language plpgsql security definer set search_path = '' as $$ begin return new; end $$;\n",
      ],
      [
        'CREATE FUNCTION i() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;\n',
        'CREATE FUNCTION i() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;\n',
      ],
    ],
  ],
  [
    'takes a right away from everybody',
    [['GRANT EXECUTE ON FUNCTION f() TO PUBLIC;', 'GRANT EXECUTE ON FUNCTION f() TO app;']],
    [
      [
        'GRANT EXECUTE ON FUNCTION s.g(int, text) TO PUBLIC;',
        'GRANT EXECUTE ON FUNCTION s.g(int, text) TO app;',
      ],
      ['grant execute on function h() to public;', 'grant execute on function h() to app;'],
    ],
  ],
  [
    'names the role of a policy',
    [
      [
        'CREATE POLICY p ON t FOR SELECT USING (true);',
        'CREATE POLICY p ON t FOR SELECT TO authenticated USING (true);',
      ],
    ],
    [
      [
        'create policy "q r" on s.u for select using (auth.uid() = id);',
        'create policy "q r" on s.u for select to authenticated using (auth.uid() = id);',
      ],
    ],
  ],
];

describe('an edit of a policy or a right', () => {
  it.each(
    POLICIES.flatMap(([what, examples, sites]) =>
      sites.map((site) => [what, site[0], site[1], examples] as const),
    ),
  )('%s: %s', (_case, before, after, examples) => {
    expect(carried('sql', examples, before)).toBe(after);
  });
});
