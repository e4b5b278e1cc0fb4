import { Client } from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ParseScript } from '../../../src/core/ports.ts';
import {
  type ReadLimits,
  type ReadOutcome,
  runReadOnly,
} from '../../../src/engines/database/readOnlyQuery.ts';
import { loadLibpgQuery } from '../../../src/engines/libpgQuery.ts';
import { installedPostgres, PASSWORD, temporaryPostgres } from '../../support/temporaryPostgres.ts';

const binFolder = installedPostgres();

const SCHEMA = `
  CREATE TABLE docs (id int PRIMARY KEY, title text, big numeric, data jsonb, made timestamptz, ok boolean, bytes bytea);
  INSERT INTO docs SELECT n, 'title ' || n, 12345678901234567890.5, '{"a": [1]}', '2026-01-02 03:04:05+00', n % 2 = 0, '\\x00ff'
    FROM generate_series(1, 1000) n;
  CREATE TABLE log (at timestamptz DEFAULT now());
  CREATE FUNCTION write_it() RETURNS int LANGUAGE sql AS 'INSERT INTO log DEFAULT VALUES; SELECT 1';
  CREATE FUNCTION sneaky(docs) RETURNS int LANGUAGE sql AS 'INSERT INTO log DEFAULT VALUES; SELECT 1';
  CREATE FUNCTION lower(d docs) RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT ''shadowed''';
  CREATE FUNCTION eager(int, int) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN true; END';
  CREATE OPERATOR ?& (LEFTARG = int, RIGHTARG = int, FUNCTION = eager);
  CREATE VIEW quiet AS SELECT id FROM docs;
  CREATE VIEW loud AS SELECT write_it() AS x;
  CREATE VIEW outer_loud AS SELECT x FROM loud;
  CREATE EXTENSION postgres_fdw;
  CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '1');
  CREATE USER MAPPING FOR PUBLIC SERVER elsewhere OPTIONS (password_required 'false');
  CREATE FOREIGN TABLE far (id int) SERVER elsewhere;
  CREATE ROLE reader LOGIN NOINHERIT;
  GRANT SELECT ON docs, quiet, loud TO reader;
  CREATE ROLE writer LOGIN;
  GRANT SELECT, INSERT ON docs TO writer;
`;

let parse: ParseScript;

describe.skipIf(binFolder === undefined)('a query that only reads', () => {
  const server = temporaryPostgres(binFolder ?? '');

  beforeAll(async () => {
    parse = (await loadLibpgQuery()).parseScript;
    await asOwner(SCHEMA);
  });

  async function asOwner(sql: string): Promise<readonly unknown[]> {
    const client = new Client({ connectionString: server.address() });
    await client.connect();
    try {
      return (await client.query({ text: sql, rowMode: 'array' })).rows;
    } finally {
      await client.end();
    }
  }

  function read(
    sql: string,
    {
      limits,
      user = 'reader',
      signal,
    }: { limits?: Partial<ReadLimits>; user?: string; signal?: AbortSignal } = {},
  ): Promise<ReadOutcome> {
    return runReadOnly({
      address: server.address('postgres', user),
      sql,
      parse,
      ...(limits && { limits }),
      signal,
    });
  }

  it('gives columns with types, and cells that lose nothing', async () => {
    expect(
      await read('SELECT *, id AS id FROM docs WHERE id <= 2 ORDER BY id -- the first two'),
    ).toMatchObject({
      ok: true,
      columns: [
        { name: 'id', type: 'integer' },
        { name: 'title', type: 'text' },
        { name: 'big', type: 'numeric' },
        { name: 'data', type: 'jsonb' },
        { name: 'made', type: 'timestamp with time zone' },
        { name: 'ok', type: 'boolean' },
        { name: 'bytes', type: 'bytea' },
        { name: 'id', type: 'integer' },
      ],
      rows: [
        [
          1,
          'title 1',
          '12345678901234567890.5',
          '{"a": [1]}',
          expect.stringContaining('2026-01-02'),
          false,
          '\\x00ff',
          1,
        ],
        [
          2,
          'title 2',
          '12345678901234567890.5',
          '{"a": [1]}',
          expect.stringContaining('2026-01-02'),
          true,
          '\\x00ff',
          2,
        ],
      ],
      truncated: [],
      warnings: [],
    });
  });

  it.each([
    ["SELECT NULL::int, 'NaN'::float8", [[null, 'NaN']]],
    ['VALUES (1), (2);', [[1], [2]]],
    ['(SELECT 1) UNION ALL (SELECT 2) ORDER BY 1', [[1], [2]]],
    ['SHOW transaction_read_only', [['on']]],
    ["SELECT current_setting('search_path')", [['"$user", public, pg_temp']]],
    ["SELECT 'žluť 🦊', E'a\\'b', '\\'", [['žluť 🦊', "a'b", '\\']]],
    ['SELECT id FROM docs WHERE false', []],
    ['SELECT', [[]]],
  ])('answers %s', async (sql, rows) => {
    expect(await read(sql)).toMatchObject({ ok: true, rows });
  });

  it('explains, with and without running', async () => {
    const plan = await read('EXPLAIN (FORMAT json) SELECT * FROM docs');
    expect(plan).toMatchObject({ ok: true, columns: [{ name: 'QUERY PLAN', type: 'json' }] });
    const ran = await read('EXPLAIN ANALYZE SELECT * FROM docs');
    expect(JSON.stringify(ran)).toContain('actual time');
  });

  it('stops at the number of rows, and says so', async () => {
    const first = await read('SELECT id FROM docs ORDER BY id', { limits: { rowsMax: 250 } });
    expect(first).toMatchObject({ ok: true, truncated: ['rows'] });
    expect(first.ok && first.rows.length).toBe(250);
    const all = await read('SELECT id FROM docs', { limits: { rowsMax: 1000 } });
    expect(all.ok && [all.rows.length, all.truncated]).toEqual([1000, []]);
  });

  it('stops at the number of bytes, and cuts long cells without breaking a character', async () => {
    const wide = await read("SELECT repeat('x', 1000) FROM docs", { limits: { bytesMax: 10_000 } });
    expect(wide).toMatchObject({ ok: true, truncated: ['bytes'] });
    expect(wide.ok && wide.rows.length).toBe(9);
    const long = await read("SELECT repeat('🦊', 100)", { limits: { cellCharsMax: 11 } });
    expect(long).toMatchObject({ ok: true, rows: [['🦊🦊🦊🦊🦊… (200 characters)']], truncated: ['cells'] });
  });

  it('gives up a value too large to take in', async () => {
    const huge = await read("SELECT repeat('x', 90000000)");
    expect(huge).toMatchObject({ ok: false, code: 'failed', message: expect.stringMatching(/too large/u) });
  });

  it('ends what takes too long, by the statement and by the clock', async () => {
    const endless = 'SELECT count(*) FROM generate_series(1, 1000000000000)';
    expect(await read(endless, { limits: { statementTimeoutMs: 100 } })).toMatchObject({ code: 'timeout' });
    expect(await read(endless, { limits: { wallMs: 100 } })).toMatchObject({ code: 'timeout' });
    const running = await asOwner(
      "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%generate_series%' AND state = 'active' AND pid <> pg_backend_pid()",
    );
    expect(running).toEqual([]);
  });

  it('can be cancelled before and while it runs', async () => {
    const before = new AbortController();
    before.abort();
    expect(await read('SELECT 1', { signal: before.signal })).toMatchObject({ code: 'cancelled' });
    const during = new AbortController();
    setTimeout(() => during.abort(), 200);
    const endless = 'SELECT count(*) FROM generate_series(1, 1000000000000)';
    expect(await read(endless, { signal: during.signal })).toMatchObject({ code: 'cancelled' });
  });

  it('tells an error of the query in one line, with its hint', async () => {
    expect(await read('SELECT titel FROM docs')).toMatchObject({
      ok: false,
      code: 'failed',
      message: expect.stringMatching(/"titel" does not exist.*docs\.title/u),
    });
    expect(await read('SELECT * FROM log')).toMatchObject({
      message: expect.stringMatching(/permission denied/u),
    });
    expect(await read('SELECT 1 / 0')).toMatchObject({ ok: false, code: 'failed' });
  });

  it('tells of a server that is not there, without the password', async () => {
    const gone = await runReadOnly({
      address: `postgres://u:${encodeURIComponent(PASSWORD)}@127.0.0.1:1/x`,
      sql: 'SELECT 1',
      parse,
    });
    expect(gone).toMatchObject({
      ok: false,
      code: 'unavailable',
      message: 'no server listens at 127.0.0.1:1',
    });
    expect(await runReadOnly({ address: 'nonsense', sql: 'SELECT 1', parse })).toMatchObject({
      code: 'unavailable',
    });
  });

  describe('what stands behind names', () => {
    it.each([
      ['a function of the system that is shadowed', 'SELECT lower(d) FROM docs d', /public\.lower/u],
      ['a function called as a column', 'SELECT d.sneaky FROM docs d', /public\.sneaky/u],
      ['a function called as a field', 'SELECT (d).sneaky FROM docs d', /public\.sneaky/u],
      ["an operator of the system's name", 'SELECT 1 ?& 2', /public\.\?&/u],
    ])('refuses %s', async (_, sql, name) => {
      for (const user of ['reader', 'owner']) {
        const outcome = await read(sql, { user });
        expect(outcome).toMatchObject({ ok: false, code: 'refused', message: expect.stringMatching(name) });
      }
    });

    it('warns of a view that calls more than it looks, and the transaction still stops it', async () => {
      expect(await read('SELECT x FROM loud', { user: 'owner' })).toMatchObject({
        ok: false,
        code: 'refused',
      });
      expect(await read('EXPLAIN SELECT x FROM outer_loud', { user: 'owner' })).toMatchObject({
        ok: true,
        warnings: expect.arrayContaining([expect.stringMatching(/view outer_loud calls public\.write_it/u)]),
      });
      expect(await read('SELECT id FROM quiet LIMIT 1')).toMatchObject({ ok: true, warnings: [] });
      expect(await asOwner('SELECT count(*) FROM log')).toEqual([['0']]);
    });
  });

  it('warns of a table on another server', async () => {
    expect(await read('EXPLAIN SELECT id FROM far', { user: 'owner' })).toMatchObject({
      ok: true,
      warnings: expect.arrayContaining(['The table far lives on another server, which sees what is asked.']),
    });
  });

  it('warns when the role could do more than read', async () => {
    const warned = async (user: string) => {
      const outcome = await read('SELECT 1', { user });
      return outcome.ok ? outcome.warnings.join() : outcome.message;
    };
    expect(await warned('reader')).toBe('');
    expect(await warned('writer')).toMatch(/writer may write to tables\./u);
    expect(await warned('owner')).toMatch(/owner is a superuser\./u);
  });

  it('leaves no connection and no setting behind', async () => {
    await read('SELECT 1');
    await read('SELECT 1 / 0');
    const left = await asOwner("SELECT state FROM pg_stat_activity WHERE application_name = 'fixward'");
    expect(left).toEqual([]);
  });
});
