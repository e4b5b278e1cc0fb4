import { describe, expect, it } from 'vitest';
import { SnapshotShelf } from '../../../src/core/replay/snapshotShelf.ts';
import type { StateRequest } from '../../../src/core/replay/statePool.ts';
import { migrationOf, testPool } from '../../support/replayShadow.ts';

const test = testPool();
const one = migrationOf('1', 'create table one (id int); select broken;');
const two = migrationOf('2', 'create table two (id int);');
const three = migrationOf('3', 'create table three (id int);');

async function build(request: StateRequest): Promise<{
  readonly ran: readonly string[];
  readonly tables: readonly unknown[];
  readonly failures: number;
}> {
  const ran: string[] = [];
  const state = await test.pool.stateAfter(request, { onScript: (_done, _total, name) => ran.push(name) });
  const rows = await state.database.query(
    "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1",
  );
  await test.pool.park(request, state, state.database);
  return { ran, tables: rows.map(({ relname }) => relname), failures: state.failures.length };
}

const start = { platform: 'postgres', purpose: 'replay' } as const;

describe('the next state', () => {
  it('starts where the earlier one still holds', async () => {
    const first = await build({ ...start, migrations: [one, two, three] });
    expect(first).toEqual({
      ran: ['1', '2', '3'],
      tables: ['one', 'three', 'two'],
      failures: 1,
    });
    const same = await build({ ...start, migrations: [one, two, three] });
    expect(same).toEqual({ ...first, ran: [] });
    const changed = migrationOf('3', 'create table changed (id int);');
    expect(await build({ ...start, migrations: [one, two, changed] })).toEqual({
      ran: ['3'],
      tables: ['changed', 'one', 'two'],
      failures: 1,
    });
    const shorter = await build({ ...start, migrations: [one, two] });
    expect(shorter).toEqual({ ran: [], tables: ['one', 'two'], failures: 1 });
  });

  it('runs anew when an early script changed, or how it is run', async () => {
    const changed = migrationOf('1', 'create table first (id int);');
    expect((await build({ ...start, migrations: [changed, two] })).tables).toEqual(['first', 'two']);
    const alone = migrationOf('1', one.up.text, false);
    expect((await build({ ...start, migrations: [alone] })).ran).toEqual(['1']);
  });

  it('starts with the base schema and leaves out what cannot be run', async () => {
    const baseSchema = { path: 'schema.sql', text: 'create table base (id int);' };
    const built = await build({ ...start, baseSchema, migrations: [one, two], leftOut: ['1'] });
    expect(built).toMatchObject({ tables: ['base', 'two'], failures: 0 });
  });

  it('is empty without migrations', async () => {
    expect(await build({ ...start, migrations: [] })).toEqual({ ran: [], tables: [], failures: 0 });
  });
});

describe('the shelf of snapshots', () => {
  const snapshot = (sizeBytes: number): { readonly sizeBytes: number } => ({ sizeBytes });

  it('keeps no more than it may, by count and by size', () => {
    const shelf = new SnapshotShelf<{ readonly sizeBytes: number }, undefined>({
      countMax: 3,
      totalBytesMax: 100,
    });
    shelf.put('base', snapshot(10), undefined, true);
    shelf.put('a', snapshot(10), undefined);
    shelf.put('b', snapshot(10), undefined);
    shelf.nearest(['a']);
    shelf.put('c', snapshot(10), undefined);
    expect(['base', 'a', 'b', 'c'].filter((key) => shelf.nearest([key]))).toEqual(['base', 'a', 'c']);
    shelf.put('huge', snapshot(95), undefined);
    expect(['base', 'a', 'c', 'huge'].filter((key) => shelf.nearest([key]))).toEqual(['huge']);
  });

  it('gives the last of the keys it has', () => {
    const shelf = new SnapshotShelf<{ readonly sizeBytes: number }, string>();
    shelf.put('a', snapshot(1), 'first');
    shelf.put('b', snapshot(1), 'second');
    expect(shelf.nearest(['a', 'b', 'c'])).toMatchObject({ index: 1, extra: 'second' });
    expect(shelf.nearest(['x'])).toBeUndefined();
  });
});
