import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { openLiveDatabase } from '../../../src/engines/live/liveDatabase.ts';
import { connectionProblem, readAddress } from '../../../src/engines/live/liveErrors.ts';
import { installedPostgres, PASSWORD, temporaryPostgres } from '../../support/temporaryPostgres.ts';

const binFolder = installedPostgres();

describe.skipIf(binFolder === undefined)('a server in use', () => {
  const server = temporaryPostgres(binFolder ?? '');

  it('says its version and answers', async () => {
    const database = await openLiveDatabase(server.address());
    expect(database.engine.name).toBe('PostgreSQL');
    expect(Number.parseInt(database.engine.version, 10)).toBeGreaterThanOrEqual(12);
    expect(await database.query('SELECT $1::text AS a, true AS b', ['ž'])).toEqual([{ a: 'ž', b: true }]);
    await database.close();
  });

  it('refuses to write, and goes on after what fails', async () => {
    const database = await openLiveDatabase(server.address());
    await expect(database.query('CREATE TABLE public.a (b int)')).rejects.toThrow(/read-only transaction/u);
    await expect(database.query('SELECT nothing')).rejects.toThrow(/does not exist/u);
    expect(await database.query('SHOW transaction_read_only')).toEqual([{ transaction_read_only: 'on' }]);
    expect(await database.query('SHOW default_transaction_read_only')).toEqual([
      { default_transaction_read_only: 'on' },
    ]);
    expect(await database.query('SHOW application_name')).toEqual([{ application_name: 'fixward' }]);
    await database.close();
  });

  it('gives up a question that takes too long', async () => {
    const database = await openLiveDatabase(server.address(), { statementTimeoutMs: 50 });
    await expect(database.query('SELECT pg_sleep(60)')).rejects.toThrow('the question took too long');
    expect(await database.query('SELECT 1 AS a')).toEqual([{ a: 1 }]);
    await database.close();
  });

  it('tells a connection that ended', async () => {
    const database = await openLiveDatabase(server.address());
    const other = new Client({ connectionString: server.address() });
    await other.connect();
    await other.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'fixward'",
    );
    await other.end();
    await expect(database.query('SELECT 1')).rejects.toThrow(/\S/u);
    await database.close();
  });

  it('names a database that is not there, without the password', async () => {
    await expect(openLiveDatabase(server.address('gone'))).rejects.toThrow('database "gone" does not exist');
  });
});

describe('addresses', () => {
  it.each(['', 'localhost', 'mysql://a:secret@b/c', 'postgres://[bad:secret@', 'host=a password=secret'])(
    'refuses %j without repeating it',
    (address) => {
      const told = (() => {
        try {
          readAddress(address);
          return '';
        } catch (error) {
          return String(error);
        }
      })();
      expect(told).toContain('is no address of a Postgres database');
      expect(told).not.toContain('secret@b');
      expect(told).not.toContain('bad:');
    },
  );

  it('shows host and port, and hides passwords as written and as meant', () => {
    const place = readAddress(
      `postgresql://me:${encodeURIComponent(PASSWORD)}@db.example.org/shop?sslmode=require`,
    );
    expect(place).toMatchObject({ host: 'db.example.org:5432', database: 'shop' });
    const error = new Error(`bad ${PASSWORD} or ${encodeURIComponent(PASSWORD)}\nsecond line`);
    expect(connectionProblem(error, place).message).toBe('bad *** or ***');
  });

  it.each([
    ['ENOTFOUND', 'unreachable', 'no server is known as db:5432'],
    ['ECONNREFUSED', 'unreachable', 'no server listens at db:5432'],
    ['ETIMEDOUT', 'unreachable', 'db:5432 does not answer'],
    ['28P01', 'refused', 'db:5432 does not accept this user and password'],
  ])('tells %s in words', (code, reason, message) => {
    const place = readAddress('postgres://me:secret@db/shop');
    const error = Object.assign(new Error('connect failed: postgres://me:secret@db/shop'), { code });
    expect(connectionProblem(error, place)).toMatchObject({ reason, message });
    expect(connectionProblem(new AggregateError([error]), place).message).toBe(message);
  });
});

it('does not wait for a server that is not there', async () => {
  await expect(openLiveDatabase('postgres://me:secret@127.0.0.1:1/shop')).rejects.toThrow(
    'no server listens at 127.0.0.1:1',
  );
});
