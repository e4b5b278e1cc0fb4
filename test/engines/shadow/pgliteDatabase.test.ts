import { describe, expect, it } from 'vitest';
import { ShadowSqlError } from '../../../src/core/proof/shadowDatabase.ts';
import { openPglite } from '../../../src/engines/shadow/pgliteDatabase.ts';
import { testShadow } from '../../support/shadowDatabase.ts';

const shadow = testShadow(async (database) => {
  await database.run('create table kept (id int primary key); insert into kept values (1);');
});

async function errorOf(call: Promise<unknown>): Promise<ShadowSqlError> {
  const thrown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof ShadowSqlError) return thrown;
  throw new Error(`not refused by Postgres: ${String(thrown)}`);
}

describe('the embedded database', () => {
  it('names its engine and version', () => {
    expect(shadow.database.engine.name).toBe('PGlite');
    expect(shadow.database.engine.version).toMatch(/^18\.\d+$/);
  });

  it('reads values as the contract says', async () => {
    const rows = await shadow.database.query(
      `select 7::int8 as small, 9007199254740993::int8 as large, true as yes, null as nothing,
        '2024-01-31'::date as day, timestamptz '2024-01-31 10:00+00' as moment, '\\x01ff'::bytea as bytes,
        jsonb_build_object('a', array[1, 2]) as tree, 1.50::numeric as exact, $1::text as given`,
      ['żółw 🐢'],
    );
    expect(rows).toEqual([
      {
        small: 7,
        large: '9007199254740993',
        yes: true,
        nothing: null,
        day: '2024-01-31',
        moment: expect.stringContaining('2024-01-31 10:00:00'),
        bytes: '\\x01ff',
        tree: { a: [1, 2] },
        exact: '1.50',
        given: 'żółw 🐢',
      },
    ]);
  });

  it.each([
    ['ascii', 'select 1; select nope from kept', 17],
    ['characters of two units', "select '🐢🐢'; select '🐢', nope from kept", 28],
    ['line ends of Windows', 'select 1;\r\nselect\r\n  nope from kept;', 21],
  ])('says where a statement is wrong in UTF-16 units: %s', async (_, sql, offset) => {
    const error = await errorOf(shadow.database.run(sql));
    expect(error).toMatchObject({ code: '42703', offset });
    expect(sql.slice(error.offset, (error.offset ?? 0) + 4)).toBe('nope');
  });

  it('keeps detail and hint', async () => {
    const error = await errorOf(shadow.database.run('insert into kept values (1)'));
    expect(error).toMatchObject({ code: '23505', detail: 'Key (id)=(1) already exists.', offset: undefined });
  });

  it('runs each statement by itself', async () => {
    await shadow.database.run('create table alone (id int); create index concurrently on alone (id);');
    await errorOf(
      shadow.database.run('insert into alone values (1); select 1/0; insert into alone values (2)'),
    );
    expect(await shadow.database.query('select id from alone')).toEqual([{ id: 1 }]);
  });

  it('keeps a transaction open between calls and can be used after a failure', async () => {
    await shadow.database.run('begin; create table gone (id int)');
    await errorOf(shadow.database.run('select 1/0'));
    await shadow.database.run('rollback');
    expect(await shadow.database.query("select to_regclass('gone') is null as none")).toEqual([
      { none: true },
    ]);
  });

  it.each([
    ...['btree_gin', 'btree_gist', 'citext', 'cube', 'hstore', 'intarray', 'ltree', 'pg_stat_statements'],
    ...['pg_trgm', 'pgcrypto', 'tablefunc', 'unaccent', 'uuid-ossp', 'vector'],
  ])('has the extension %s', async (name) => {
    await shadow.database.run(`create extension if not exists "${name}" cascade`);
    expect(
      await shadow.database.query('select 1 as is from pg_extension where extname = $1', [name]),
    ).toEqual([{ is: 1 }]);
  });

  it('runs nothing for a text without statements', async () => {
    await shadow.database.run('');
    await shadow.database.run('-- nothing\n;\n/* here */');
  });

  it('opens a snapshot as often as wanted, each free of the others', async () => {
    const snapshot = await (await shadow.reset()).snapshot();
    await shadow.database.run('insert into kept values (2)');
    const copy = await openPglite({ snapshot });
    try {
      expect(await copy.query('select id from kept')).toEqual([{ id: 1 }]);
      await copy.run('drop table kept');
    } finally {
      await copy.close();
    }
    expect(await shadow.database.query('select id from kept order by id')).toEqual([{ id: 1 }, { id: 2 }]);
    expect(snapshot.sizeBytes).toBeLessThan(25 * 1024 * 1024);
  });
});
