import { describe, expect, it } from 'vitest';
import { type FilledTables, fillTables } from '../../../src/core/proof/probeRows/fillTables.ts';
import { readTableShapes } from '../../../src/core/proof/probeRows/tableShape.ts';
import type { ShadowRow } from '../../../src/core/proof/shadowDatabase.ts';
import { testShadow } from '../../support/shadowDatabase.ts';

const TYPES = [
  'smallint',
  'integer',
  'bigint',
  'numeric',
  'numeric(10,2)',
  'numeric(4,0)',
  'real',
  'double precision',
  'money',
  'text',
  'varchar(3)',
  'char(2)',
  '"char"',
  'name',
  'boolean',
  'bytea',
  'date',
  'timestamp',
  'timestamptz',
  'timestamp(0)',
  'time',
  'timetz',
  'interval',
  'uuid',
  'json',
  'jsonb',
  'inet',
  'cidr',
  'macaddr',
  'macaddr8',
  'bit(4)',
  'varbit',
  'tsvector',
  'tsquery',
  'xml',
  'point',
  'box',
  'lseg',
  'line',
  'path',
  'polygon',
  'circle',
  'pg_lsn',
  'oid',
  'int4range',
  'tstzrange',
  'nummultirange',
  'text[]',
  'integer[]',
  'timestamptz[]',
  'mood',
  'mood[]',
  'positive',
  'label',
];

describe('probe rows', { timeout: 60_000 }, () => {
  const shadow = testShadow((database) =>
    database.run(
      `create type mood as enum ('good', 'bad'); create domain positive as int check (value > 0);
       create domain label as varchar(20) not null;`,
    ),
  );

  async function filled(
    tables: string,
    names: readonly string[],
    query?: string,
  ): Promise<FilledTables & { readonly found: readonly ShadowRow[] }> {
    const { database } = shadow;
    await database.run('begin');
    try {
      await database.run(tables);
      const wanted = names.map((name) => `public.${name}`);
      const shapes = await readTableShapes(database, wanted);
      const style = { edges: true, texts: 'words' } as const;
      const { rows, notes } = await fillTables(database, shapes, new Set(wanted), style);
      return { rows, notes, found: query === undefined ? [] : await database.query(query) };
    } finally {
      await database.run('rollback');
    }
  }

  it.each(TYPES)('are written at the edges of %s', async (type) => {
    const { rows, notes } = await filled(`create table t (id serial, value ${type})`, ['t']);
    expect({ rows: rows.get('public.t') ?? 0, notes }).toEqual({
      // Below the domain's check there is no smallest number.
      rows: type === 'positive' ? 4 : 5,
      notes: [],
    });
  });

  it('hold emptiness, other scripts and nothing', async () => {
    const { found } = await filled('create table t (value text)', ['t'], 'select value from t');
    expect(found.map(({ value }) => value)).toEqual(
      expect.arrayContaining([null, '', expect.stringContaining('漢字 👩‍💻')]),
    );
  });

  it('keep foreign keys, to tables nobody asked for too', async () => {
    const { rows, found } = await filled(
      `create table a (id uuid primary key); create table b (id bigint generated always as identity primary key,
        a_id uuid not null references a); create table c (b_id bigint references b, n int)`,
      ['c'],
      'select (select count(*) from a)::int as a, (select count(*) from b)::int as b, count(b_id)::int as c from c',
    );
    expect([...rows]).toEqual([['public.c', 5]]);
    expect(found).toEqual([{ a: 3, b: 3, c: 4 }]);
  });

  it('enter circles of references by leaving one empty', async () => {
    const { rows, notes } = await filled(
      `create table a (id int primary key, b_id int); create table b (id int primary key, a_id int references a);
       alter table a add foreign key (b_id) references b; create table tree (id serial primary key, up int references tree)`,
      ['a', 'b', 'tree'],
    );
    expect([...rows.keys()].sort()).toEqual(['public.a', 'public.b', 'public.tree']);
    expect(notes).toEqual([]);
  });

  it.each([
    ['a list of words', `kind text not null check (kind in ('card', 'cash'))`],
    ['a range of numbers', 'rating int not null check (rating between 10 and 20)'],
    ['a length', 'code text not null check (length(code) = 7)'],
    ['a pattern', `code text not null check (code ~ '^[A-Z]+$')`],
    ['bytes of a length', 'hash bytea not null check (octet_length(hash) = 32)'],
    ['two columns', `a int not null, b int not null, check (a = 5), check (b = 6)`],
    ['a version, by a trigger', 'num text not null check (num ~ $$^\\d+\\.\\d+\\.\\d+$$)'],
  ])('find what a check wants: %s', async (_, column) => {
    const { rows } = await filled(`create table t (id serial primary key, ${column})`, ['t']);
    expect(rows.get('public.t') ?? 0).toBeGreaterThan(0);
  });

  it('leave generated columns to Postgres and numbers to sequences', async () => {
    const { found } = await filled(
      'create table t (id int generated always as identity, n int, twice int generated always as (n / 2) stored)',
      ['t'],
      'select id from t order by id',
    );
    expect(found.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5]);
  });

  it('switch off a trigger that refuses them', async () => {
    const { rows } = await filled(
      `create table t (a int); create function no() returns trigger language plpgsql as
        $$ begin raise exception 'closed'; end $$;
       create trigger no before insert on t for each row execute function no();`,
      ['t'],
    );
    expect(rows.get('public.t')).toBe(5);
  });

  it('say so when no row can be written', async () => {
    const { rows, notes } = await filled('create table t (a int not null check (a <> a))', ['t']);
    expect(rows.size).toBe(0);
    expect(notes).toEqual([expect.stringMatching(/^No row could be written into public\.t: /u)]);
  });

  it('take names that need quotes', async () => {
    const { database } = shadow;
    await database.run('begin; create table "Größe ""1""" ("a b" int, "select" text)');
    const name = 'public."Größe ""1"""';
    const shapes = await readTableShapes(database, [name]);
    const { rows } = await fillTables(database, shapes, new Set([name]), { edges: true, texts: 'words' });
    await database.run('rollback');
    expect([...rows]).toEqual([[name, 5]]);
  });
});
