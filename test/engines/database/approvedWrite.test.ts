import { Client } from 'pg';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readOnlyRoleSql } from '../../../src/core/policy/sql/readOnlyRole.ts';
import type { ParseScript } from '../../../src/core/ports.ts';
import { sha256 } from '../../../src/core/proof/fingerprint/sha256.ts';
import {
  runApprovedWrite,
  type WriteOutcome,
  type WriteRequest,
} from '../../../src/engines/database/approvedWrite.ts';
import { runReadOnly } from '../../../src/engines/database/readOnlyQuery.ts';
import { loadLibpgQuery } from '../../../src/engines/libpgQuery.ts';
import { installedPostgres, temporaryPostgres } from '../../support/temporaryPostgres.ts';

const binFolder = installedPostgres();
let parse: ParseScript;

describe.skipIf(binFolder === undefined)('running an approved migration', () => {
  const server = temporaryPostgres(binFolder ?? '');
  let owner: Client;

  beforeAll(async () => {
    parse = (await loadLibpgQuery()).parseScript;
  });
  beforeEach(async () => {
    owner = new Client({ connectionString: server.address() });
    await owner.connect();
    await owner.query(
      'CREATE TABLE orders (id int PRIMARY KEY, total int); INSERT INTO orders VALUES (1, 1), (2, 2)',
    );
  });
  afterEach(async () => {
    await owner.query('ROLLBACK; DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    await owner.end();
  });

  function run(text: string, change: Partial<WriteRequest> = {}): Promise<WriteOutcome> {
    return runApprovedWrite({
      address: server.address(),
      environment: 'development',
      writable: true,
      text,
      hash: sha256(text),
      parse,
      ...change,
    });
  }

  async function tables(): Promise<readonly string[]> {
    const { rows } = await owner.query<{ name: string }>(
      "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i') ORDER BY 1",
    );
    return rows.map(({ name }) => name);
  }

  it('runs all of it in one transaction, and tells of each statement', async () => {
    const text =
      '-- A note.\r\nCREATE TABLE notes (id int);\r\nINSERT INTO notes SELECT id FROM orders;\r\n/* ž */ UPDATE orders SET total = 0 WHERE id = 1;';
    expect(await run(text)).toMatchObject({
      ok: true,
      statements: [
        { index: 0, head: 'CREATE TABLE notes (id int)', state: 'done', command: 'CREATE' },
        { index: 1, state: 'done', command: 'INSERT', rowCount: 2 },
        { index: 2, head: 'UPDATE orders SET total = 0 WHERE id = 1', state: 'done', rowCount: 1 },
      ],
    });
    expect(await tables()).toEqual(['notes', 'orders', 'orders_pkey']);
  });

  it('keeps nothing of a transaction that fails', async () => {
    const outcome = await run(
      'CREATE TABLE notes (id int); INSERT INTO orders VALUES (1, 1); DROP TABLE orders',
    );
    expect(outcome).toMatchObject({
      ok: false,
      code: 'failed',
      message: expect.stringMatching(/duplicate key/u),
      statements: [{ state: 'rolled_back' }, { state: 'failed' }, { state: 'not_tried' }],
    });
    expect(await tables()).toEqual(['orders', 'orders_pkey']);
  });

  it('takes a dry run back, constraints that wait for the end included', async () => {
    const text =
      'ALTER TABLE orders ADD parent int REFERENCES orders DEFERRABLE INITIALLY DEFERRED; UPDATE orders SET parent = 1';
    expect(await run(text, { dryRun: true })).toMatchObject({
      ok: true,
      statements: [{ state: 'rolled_back' }, { state: 'rolled_back', rowCount: 2 }],
    });
    const broken = await run(text.replace('= 1', '= 9'), { dryRun: true });
    expect(broken).toMatchObject({ ok: false, message: expect.stringMatching(/foreign key/u) });
    const { rows } = await owner.query('SELECT * FROM orders LIMIT 1');
    expect(rows).toEqual([{ id: 1, total: 1 }]);
  });

  it('runs by itself what cannot run in a transaction, and not in a dry run', async () => {
    const text =
      'CREATE TABLE a (b int); CREATE INDEX CONCURRENTLY total ON orders (total); VACUUM orders; CREATE TABLE c ()';
    expect(await run(text, { dryRun: true })).toMatchObject({
      ok: true,
      statements: [
        { state: 'rolled_back' },
        { state: 'not_tried' },
        { state: 'not_tried' },
        { state: 'rolled_back' },
      ],
    });
    expect(await run(text)).toMatchObject({
      ok: true,
      statements: Array.from({ length: 4 }, () => ({ state: 'done' })),
    });
    expect(await tables()).toEqual(['a', 'c', 'orders', 'orders_pkey', 'total']);
  });

  it('tells what stayed when a later part fails', async () => {
    const outcome = await run(
      'CREATE TABLE a (); CREATE INDEX CONCURRENTLY i ON gone (b); CREATE TABLE c ()',
    );
    expect(outcome).toMatchObject({
      ok: false,
      statements: [{ state: 'done' }, { state: 'failed' }, { state: 'not_tried' }],
    });
    expect(await tables()).toContain('a');
  });

  it('gives up a lock that others hold, a statement that takes too long, and when it is cancelled', async () => {
    await owner.query('BEGIN; LOCK TABLE orders');
    const locked = await run('ALTER TABLE orders ADD a int', { limits: { lockTimeoutMs: 100 } });
    expect(locked).toMatchObject({ code: 'timeout', message: expect.stringMatching(/lock/u) });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 200);
    expect(await run('ALTER TABLE orders ADD a int', { signal: stop.signal })).toMatchObject({
      code: 'cancelled',
      statements: [{ state: 'failed' }],
    });
    await owner.query('ROLLBACK');
    const endless = 'CREATE TABLE x AS SELECT count(*) FROM generate_series(1, 100000000000)';
    expect(await run(endless, { limits: { statementTimeoutMs: 100 } })).toMatchObject({ code: 'timeout' });
    expect(await run(endless, { limits: { wallMs: 100 } })).toMatchObject({ code: 'timeout' });
    expect(await tables()).toEqual(['orders', 'orders_pkey']);
  });

  it.each<[string, Partial<WriteRequest>, RegExp]>([
    ['on production', { environment: 'production' }, /Production/u],
    ['on a database of no known kind', { environment: undefined }, /Production/u],
    ['through a profile that only reads', { writable: false }, /does not allow writing/u],
    ['with another hash', { hash: sha256('DROP TABLE a') }, /not the text that was approved/u],
    ['with a hash in capitals', { hash: sha256('CREATE TABLE a ()').toUpperCase() }, /not the text/u],
  ])('refuses to run %s', async (_, change, message) => {
    expect(await run('CREATE TABLE a ()', change)).toMatchObject({
      ok: false,
      code: 'refused',
      message: expect.stringMatching(message),
      statements: [],
    });
    expect(await tables()).toEqual(['orders', 'orders_pkey']);
  });

  it.each([
    ['', /no statement/u],
    ['CREATE TABEL a', /cannot be read/u],
    ['CREATE TABLE a (); DO $$ BEGIN END $$', /never run/u],
    ['CREATE TABLE a (); COMMIT; DROP TABLE orders', /transactions of its own/u],
    ["CREATE TABLE a AS SELECT pg_read_file('postgresql.conf')", /never run/u],
    ['CREATE TABLE a ();\0DROP TABLE orders', /zero byte/u],
  ])('refuses %j before it connects', async (text, message) => {
    const outcome = await run(text, { address: 'postgres://nowhere.invalid/x' });
    expect(outcome).toMatchObject({ ok: false, code: 'refused', message: expect.stringMatching(message) });
  });

  it('makes a role that can only read', async () => {
    const sql = readOnlyRoleSql({ name: 'Čtenář "1"', database: 'postgres', schemas: ['public'] });
    expect(await run(sql)).toMatchObject({ ok: true });
    const address = server.address('postgres', encodeURIComponent('Čtenář "1"'));
    expect(await runReadOnly({ address, sql: 'SELECT count(*) FROM orders', parse })).toMatchObject({
      ok: true,
      rows: [['2']],
      warnings: [],
    });
    await owner.query('CREATE TABLE later (id int)');
    expect(await runReadOnly({ address, sql: 'SELECT count(*) FROM later', parse })).toMatchObject({
      ok: true,
    });
    await owner.query('DROP OWNED BY "Čtenář ""1"""; DROP ROLE "Čtenář ""1"""');
  });
});
