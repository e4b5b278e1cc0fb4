import { describe, expect, it } from 'vitest';
import {
  compareFingerprints,
  type SchemaDifference,
} from '../../../src/core/proof/compare/compareFingerprints.ts';
import { takeFingerprint } from '../../../src/core/proof/fingerprint/fingerprint.ts';
import { testShadow } from '../../support/shadowDatabase.ts';

const BASE = `
  create role reader;
  create type status as enum ('new', 'done');
  create domain positive as int check (value > 0);
  create type pair as (a int, b text);
  create table users (id bigint generated always as identity primary key, email text unique);
  create table orders (
    id serial primary key, user_id bigint references users, state status default 'new',
    note varchar(10), amount positive, "Größe" int
  );
  create index orders_user on orders (user_id);
  create view open_orders as select id from orders where state = 'new';
  create materialized view totals as select count(*) as n from orders;
  create function twice(n int) returns int language sql immutable as 'select n * 2';
  create function touch() returns trigger language plpgsql as 'begin return new; end';
  create trigger touch before update on orders for each row execute function touch();
  create policy own on orders for select using (user_id = 1);
  create sequence tickets;
  create publication changes for table users;
  create text search configuration plain (copy = simple);
  create statistics orders_stats on user_id, state from orders;
  comment on column orders.note is 'a note';
  grant select on users to reader;
`;

describe('the fingerprint of a schema', { timeout: 60_000 }, () => {
  const shadow = testShadow((database) => database.run(BASE));

  /** What a change looks like from the state before it; the change is not kept. */
  async function differenceAfter(change: string): Promise<SchemaDifference> {
    const { database } = shadow;
    await database.run('begin');
    try {
      const before = await takeFingerprint(database);
      await database.run(change);
      return compareFingerprints(before, await takeFingerprint(database));
    } finally {
      await database.run('rollback');
    }
  }

  it.each([
    ['create type mood as enum ()', 'enum type public.mood'],
    ['create table t (a int primary key, b int default 1)', 'table public.t'],
    ['create schema extra', 'schema extra'],
    ['alter table orders add x int', 'column public.orders.x'],
    ['alter table orders alter note set default 1', 'default of public.orders.note'],
    ['alter table orders alter note set not null', 'NOT NULL of public.orders.note'],
    ['create index i on orders (state)', 'index public.i'],
    ['alter table orders add constraint c check (id > 0)', 'constraint c on public.orders'],
    ['grant insert on orders to reader', 'grant of INSERT on table public.orders to reader'],
    ['grant update (note) on orders to reader', 'grant of UPDATE on column public.orders.note to reader'],
    ['grant usage on schema public to reader', 'grant of USAGE on schema public to reader'],
    ['grant usage on sequence tickets to reader', 'grant of USAGE on sequence public.tickets to reader'],
    [
      'alter default privileges in schema public grant select on tables to reader',
      'default privileges of postgres on tables in schema public',
    ],
    [`comment on table orders is 'x'`, 'comment on table public.orders'],
    ['create policy p on users using (true)', 'policy p on public.users'],
    ['alter table users enable row level security', 'row level security of table public.users'],
    [`alter type status add value 'late'`, `value 'late' of enum type public.status`],
    ['create rule r as on delete to users do instead nothing', 'rule r on public.users'],
    ['alter table orders set (fillfactor = 70)', 'option fillfactor=70 of table public.orders'],
    ['alter table orders alter note set statistics 500', 'statistics target of public.orders.note'],
    ['alter table orders alter note set storage plain', 'storage mode of public.orders.note'],
    [
      'alter function twice set search_path = public',
      'setting search_path=public of function public.twice(n integer)',
    ],
    ['alter publication changes add table orders', 'table public.orders of publication changes'],
    [`alter publication changes set (publish = 'insert')`, 'setting delete=false of publication changes'],
    ['create extension if not exists plpgsql; create role app', 'role app'],
    ['grant reader to postgres', 'membership of role postgres in reader'],
    ['alter sequence tickets restart 500', 'next value of sequence public.tickets'],
    ["create collation german (provider = builtin, locale = 'C')", 'collation public.german'],
    ['create aggregate total (int) (sfunc = int4pl, stype = int)', 'aggregate public.total(integer)'],
    ['create type span as range (subtype = int)', 'range type public.span'],
    [
      'create operator === (leftarg = int, rightarg = int, function = int4eq)',
      'operator public.===(integer,integer)',
    ],
  ])('sees %s', async (change, words) => {
    const { leftBehind } = await differenceAfter(change);
    expect(leftBehind).toContain(words);
  });

  it.each([
    ['alter table orders alter state drop default', 'default of public.orders.state'],
    ['drop index orders_user', 'index public.orders_user'],
    ['drop view open_orders', 'view public.open_orders'],
    ['drop materialized view totals', 'materialized view public.totals'],
    ['drop trigger touch on orders', 'trigger touch on public.orders'],
    ['drop policy own on orders', 'policy own on public.orders'],
    ['drop statistics orders_stats', 'statistics public.orders_stats'],
    ['drop publication changes', 'publication changes'],
    ['drop text search configuration plain', 'text search configuration public.plain'],
    ['comment on column orders.note is null', 'comment on column public.orders.note'],
    ['revoke select on users from reader', 'grant of SELECT on table public.users to reader'],
    ['alter table users alter id drop identity', 'identity of public.users.id'],
    ['alter domain positive drop constraint positive_check', 'constraint positive_check on public.positive'],
  ])('misses what %s takes', async (change, words) => {
    const { lost } = await differenceAfter(change);
    expect(lost).toContain(words);
  });

  it.each([
    [
      'alter table orders alter note type text',
      'type of public.orders.note: text instead of character varying(10)',
    ],
    [
      'alter table orders drop note; alter table orders add note varchar(10)',
      'column order of public.orders: id, user_id, state, amount, Größe, note instead of id, user_id, state, note, amount, Größe',
    ],
    [
      'alter table orders disable trigger touch',
      'state of trigger touch on public.orders: disabled instead of enabled',
    ],
    [
      'alter function twice security definer',
      'security of function public.twice(n integer): definer instead of invoker',
    ],
    ['alter sequence tickets increment 5', 'increment of sequence public.tickets: 5 instead of 1'],
    ['alter table orders rename "Größe" to size', 'column public.orders."Größe" is called size'],
    ['alter table users rename to people', 'table public.users is called people'],
    ['alter index orders_user rename to by_user', 'index public.orders_user is called by_user'],
    [
      'alter policy own on orders using (user_id = 2)',
      'USING expression of policy own on public.orders: (user_id = 2) instead of (user_id = 1)',
    ],
  ])('tells what %s changes', async (change, words) => {
    expect((await differenceAfter(change)).changed).toContain(words);
  });

  it('says a missing table without its columns, indexes, comments and sequences', async () => {
    const { lost, leftBehind, changed } = await differenceAfter('drop table orders cascade');
    expect({ lost, leftBehind, changed }).toEqual({
      lost: ['materialized view public.totals', 'table public.orders', 'view public.open_orders'],
      leftBehind: [],
      changed: [],
    });
  });

  it('says a renamed column once, not again for each index and constraint that names it', async () => {
    const { lost, leftBehind, changed } = await differenceAfter(
      'drop view open_orders; drop policy own on orders; drop statistics orders_stats; alter table orders rename user_id to owner_id',
    );
    expect(changed).toEqual(['column public.orders.user_id is called owner_id']);
    expect(leftBehind).toEqual([]);
    expect(lost).toEqual([
      'policy own on public.orders',
      'statistics public.orders_stats',
      'view public.open_orders',
    ]);
  });

  it.each([
    'alter table orders add x int; alter table orders drop x',
    'grant select on orders to reader; revoke select on orders from reader',
    `set local search_path = 'pg_temp'`,
    'create temporary table t (a int)',
    'alter table orders set (fillfactor = 70); alter table orders reset (fillfactor)',
    `insert into users (email) values ('a')`,
  ])('is the same after %s', async (change) => {
    const { leftBehind, lost, changed } = await differenceAfter(change);
    // A number given out is told; everything else is as before.
    const rest = [...leftBehind, ...lost, ...changed].filter((words) => !words.startsWith('last value of'));
    expect(rest).toEqual([]);
  });

  it('leaves the search path of the session alone', async () => {
    const { database } = shadow;
    await database.run('set search_path = extra, public');
    await takeFingerprint(database);
    expect(await database.query('show search_path')).toEqual([{ search_path: 'extra, public' }]);
    await database.run('reset search_path');
  });
});
