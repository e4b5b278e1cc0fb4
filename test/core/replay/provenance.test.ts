import { describe, expect, it } from 'vitest';
import type { Migration } from '../../../src/core/migrations/migration.ts';
import { placesOf } from '../../../src/core/replay/placesOf.ts';
import { placeOfXid } from '../../../src/core/replay/provenance.ts';
import type { CatalogObject } from '../../../src/core/schema/schemaRule.ts';
import { migrationOf, testPool } from '../../support/replayShadow.ts';

const test = testPool();

/** Runs migrations and tells the text of the statement that each object, found by SQL for its number, came from. */
async function origins(
  migrations: readonly Migration[],
  objects: Readonly<
    Record<string, readonly [catalog: CatalogObject['catalog'], sql: string, column?: number]>
  >,
): Promise<Readonly<Record<string, string | undefined>>> {
  const request = { platform: 'postgres' as const, purpose: 'replay' as const, migrations };
  const state = await test.pool.stateAfter(request);
  expect(state.failures).toEqual([]);
  const found: Record<string, string | undefined> = {};
  for (const [name, [catalog, sql, column]] of Object.entries(objects)) {
    const [row] = await state.database.query(`select (${sql})::oid::text as oid`);
    const object = { catalog, oid: String(row?.oid), name, ...(column !== undefined && { column }) };
    const [place] = await placesOf(state.database, [object], state.provenance);
    const text = migrations.find(({ up }) => up.path === place?.path)?.up.text;
    found[name] = place && text?.slice(place.start, place.end).replace(/\s+/gu, ' ');
  }
  await test.pool.park(request, state, state.database);
  return found;
}

const TABLE = '\'public."zamówienia 🐢"\'::regclass';

describe('the statement that wrote an object', () => {
  it('is the one that made it, whatever later ones did to it', async () => {
    const first = migrationOf(
      '1',
      `-- żółw 🐢
       create table "zamówienia 🐢" (id int, at timestamp, kind text); create type mood as enum ('a');
       create function f() returns int language sql as 'select 1';
       create schema side;
       alter table "zamówienia 🐢" add primary key (id);
       alter table "zamówienia 🐢" add constraint positive check (id > 0) not valid;`,
    );
    const second = migrationOf(
      '2',
      `alter table "zamówienia 🐢" alter at set not null, alter at set default now();
       alter table "zamówienia 🐢" validate constraint positive;
       alter table "zamówienia 🐢" enable row level security;
       create index by_kind on "zamówienia 🐢" (kind);
       alter table "zamówienia 🐢" rename kind to sort;
       create policy p on "zamówienia 🐢" for select using (true);
       revoke execute on function f() from public; alter function f() cost 5;
       grant usage on schema side to public; alter type mood owner to postgres; alter type mood add value 'b';`,
    );
    const third = migrationOf('3', 'alter table "zamówienia 🐢" alter sort type varchar(20);', false);
    expect(
      await origins([first, second, third], {
        table: ['pg_class', TABLE],
        at: ['pg_attribute', TABLE, 2],
        sort: ['pg_attribute', TABLE, 3],
        id: ['pg_attribute', TABLE, 1],
        check: ['pg_constraint', "select oid from pg_constraint where conname = 'positive'"],
        index: ['pg_class', "'by_kind'::regclass"],
        sameIndex: ['pg_index', "'by_kind'::regclass"],
        policy: ['pg_policy', "select oid from pg_policy where polname = 'p'"],
        function: ['pg_proc', "'f'::regproc"],
        schema: ['pg_namespace', "'side'::regnamespace"],
        type: ['pg_type', "'mood'::regtype"],
        builtin: ['pg_class', "'pg_catalog.pg_class'::regclass"],
        absent: ['pg_class', "'4000000000'"],
      }),
    ).toEqual({
      table: 'create table "zamówienia 🐢" (id int, at timestamp, kind text);',
      at: 'create table "zamówienia 🐢" (id int, at timestamp, kind text);',
      sort: 'alter table "zamówienia 🐢" alter sort type varchar(20);',
      id: 'create table "zamówienia 🐢" (id int, at timestamp, kind text);',
      check: 'alter table "zamówienia 🐢" add constraint positive check (id > 0) not valid;',
      index: 'create index by_kind on "zamówienia 🐢" (kind);',
      sameIndex: 'create index by_kind on "zamówienia 🐢" (kind);',
      policy: 'create policy p on "zamówienia 🐢" for select using (true);',
      function: "create function f() returns int language sql as 'select 1';",
      schema: 'create schema side;',
      type: "create type mood as enum ('a');",
      builtin: undefined,
      absent: undefined,
    });
  });

  it('is the last one that defined a view or function anew', async () => {
    const migrations = [
      migrationOf(
        '1',
        "create view v as select 1 as a; create function g() returns int language sql as 'select 1';",
      ),
      migrationOf(
        '2',
        `create or replace view v as select 2 as a;
         create or replace function g() returns int language sql as 'select 2';
         alter view v set (security_invoker = on); grant execute on function g() to public;`,
      ),
    ];
    expect(
      await origins(migrations, {
        view: ['pg_class', "'v'::regclass"],
        rule: ['pg_rewrite', "'v'::regclass"],
        function: ['pg_proc', "'g'::regproc"],
      }),
    ).toEqual({
      view: 'create or replace view v as select 2 as a;',
      rule: 'create or replace view v as select 2 as a;',
      function: "create or replace function g() returns int language sql as 'select 2';",
    });
  });

  it('is the block that made it, even in parts of its own', async () => {
    const block = `do $$ begin
        begin execute 'create table inner_one (id int)'; exception when others then raise; end;
        begin create table inner_two (id int); perform 1/0; exception when others then null; end;
        create table inner_two (id bigint);
      end $$;`;
    const migrations = [
      migrationOf('1', `create table before (id int);\n${block}\ncreate table after (id int);`),
    ];
    const found = await origins(migrations, {
      before: ['pg_class', "'before'::regclass"],
      one: ['pg_class', "'inner_one'::regclass"],
      two: ['pg_class', "'inner_two'::regclass"],
      after: ['pg_class', "'after'::regclass"],
    });
    expect(found.before).toBe('create table before (id int);');
    expect(found.one).toContain('do $$');
    expect(found.two).toContain('do $$');
    expect(found.after).toBe('create table after (id int);');
  });

  it('stays known when a block grants or alters in passing', async () => {
    const migrations = [
      migrationOf('1', 'create table t (id int, at timestamp);'),
      migrationOf('2', "do $$ begin execute 'alter table t alter at set not null'; end $$;"),
    ];
    expect(await origins(migrations, { at: ['pg_attribute', "'t'::regclass", 2] })).toEqual({
      at: 'create table t (id int, at timestamp);',
    });
  });
});

describe('a transaction number', () => {
  const marks = [
    { xid: 10, path: 'a', start: 0, end: 1 },
    { xid: 20, path: 'b', start: 2, end: 3 },
  ];
  it.each([
    [9, undefined],
    [10, 'a'],
    [19, 'a'],
    [20, 'b'],
    [4294967295, 'b'],
  ])('%i belongs to %s', (xid, path) => {
    expect(placeOfXid(marks, xid)?.path).toBe(path);
  });

  it('belongs to nothing when nothing ran', () => {
    expect(placeOfXid([], 10)).toBeUndefined();
  });
});
