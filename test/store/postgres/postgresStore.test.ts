import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { postgresAddress } from '../../../src/store/postgres/postgresAddress.ts';
import { postgresError } from '../../../src/store/postgres/postgresErrors.ts';
import {
  openPostgresSession,
  openPostgresStore,
  type PostgresSession,
} from '../../../src/store/postgres/postgresStore.ts';
import type { StoreTransport } from '../../../src/store/store.ts';
import { installedPostgres, PASSWORD, temporaryPostgres } from '../../support/temporaryPostgres.ts';

describe('the address of a database', () => {
  it('is shown without user and password', () => {
    const { shown, secrets } = postgresAddress(
      'postgresql://me:s%C3%A9cret@db.example:6543/app?sslmode=require',
    );

    expect(shown).toBe('db.example:6543/app');
    expect(secrets).toEqual(expect.arrayContaining(['s%C3%A9cret', 'sécret']));
  });

  it('may name a socket instead of a host', () => {
    expect(postgresAddress('postgresql://me:secret@/app?host=/run/pg').shown).toBe('/run/pg/app');
    expect(postgresAddress('postgresql:///app').shown).toBe('localhost/app');
  });

  it.each(['', 'localhost', 'mysql://me:secret@host/x', 'postgresql://me:secret@ho st/x'])(
    'that is "%s" is none, which is said without repeating it',
    (url) => {
      expect(() => postgresAddress(url)).toThrow(/^this is no address of a Postgres database/u);
    },
  );

  it.each(['postgresql://me:hunt/er2@host/app', 'postgresql://me:h@unt/er2@host/app'])(
    'that is "%s" has a password to encode, which is said without repeating it',
    (url) => {
      expect(() => postgresAddress(url)).toThrow(/^the user and the password .* percent-encoded/u);
    },
  );

  it('without the password that is asked for is told of', () => {
    const thrown = new Error('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string');

    expect(postgresError(thrown, postgresAddress('postgresql://me@host/app')).message).toBe(
      'host/app asks for a password; name one in the address',
    );
  });

  it('leaves its password out of what others say', () => {
    const address = postgresAddress('postgresql://me:hunter2@host/app');

    expect(postgresError(new Error('tried hunter2\nand more'), address).message).toBe('tried ***');
  });
});

describe('a database that cannot be reached', () => {
  it('is an answer of its own', async () => {
    const store = openPostgresStore({ url: 'postgresql://me:hunter2@127.0.0.1:1/app' });

    expect(await store.call('list_workspaces', {})).toEqual({
      ok: false,
      error: { code: 'unavailable', message: '127.0.0.1:1/app cannot be reached (ECONNREFUSED).' },
    });
    await store.close();
  });
});

const binFolder = installedPostgres();

describe.skipIf(binFolder === undefined)('a store in a real database', () => {
  const server = temporaryPostgres(binFolder ?? '');
  let admin: PostgresSession;
  let store: StoreTransport;

  beforeAll(async () => {
    admin = await openPostgresSession(server.address());
  });

  afterEach(() => store?.close());

  afterAll(() => admin?.close());

  const withCall = async (body: string): Promise<void> => {
    await admin.exec(`
      create schema if not exists fixward;
      do $$ begin create role authenticated nologin; exception when duplicate_object then null; end $$;
      grant usage on schema fixward to authenticated;
      create or replace function fixward.call(name text, request jsonb) returns jsonb language plpgsql as $f$ ${body} $f$;
    `);
  };

  it('is asked in one transaction, as a signed-in user', async () => {
    await withCall(`begin return jsonb_build_object('ok', true, 'data', jsonb_build_object(
      'role', current_user, 'login', session_user, 'claims', current_setting('request.jwt.claims', true),
      'name', name, 'id', request ->> 'request_id', 'given', request -> 'given')); end`);
    const userId = '00000000-0000-4000-8000-000000000001';
    const requestId = '00000000-0000-4000-8000-000000000002';
    store = openPostgresStore({ url: server.address(), userId });

    expect(await store.call('anything', { given: ["'; drop", 'ä🐘'] }, { requestId })).toEqual({
      ok: true,
      data: {
        role: 'authenticated',
        login: 'owner',
        claims: JSON.stringify({ sub: userId, role: 'authenticated' }),
        name: 'anything',
        id: requestId,
        given: ["'; drop", 'ä🐘'],
      },
    });
  });

  it('says where it is not installed, also on a server that never had a store', async () => {
    await admin.exec('drop schema if exists fixward cascade; drop role if exists authenticated');
    store = openPostgresStore({ url: server.address() });
    expect(await store.call('list_workspaces', {})).toMatchObject({
      ok: false,
      error: { code: 'unavailable', message: expect.stringContaining('fixward store migrate') },
    });
    await admin.exec(
      'do $$ begin create role authenticated nologin; exception when duplicate_object then null; end $$',
    );

    expect(await store.call('list_workspaces', {})).toMatchObject({
      ok: false,
      error: { code: 'unavailable', message: expect.stringContaining('fixward store migrate') },
    });
  });

  it('stops a call that takes too long, and one that its caller gives up', async () => {
    await withCall(`begin perform pg_sleep(30); return '{"ok": true, "data": null}'; end`);
    store = openPostgresStore({ url: server.address(), statementTimeoutMs: 200 });
    expect(await store.call('slow', {})).toMatchObject({ ok: false, error: { code: 'unavailable' } });
    await store.close();

    store = openPostgresStore({ url: server.address() });
    const given = new AbortController();
    const asked = store.call('slow', {}, { signal: given.signal });
    await wait(200);
    given.abort();

    await expect(asked).rejects.toThrow(/abort/iu);
    const busy = await admin.query(
      "select 1 from pg_stat_activity where state = 'active' and query like '%fixward.call%' and pid <> pg_backend_pid()",
    );
    expect(busy).toEqual([]);
  });

  it('gets over a connection that the server ended', async () => {
    await withCall(`begin return '{"ok": true, "data": 1}'; end`);
    store = openPostgresStore({ url: server.address() });
    await store.call('first', {});
    await admin.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'fixward' and pid <> pg_backend_pid()",
    );

    expect(await store.call('second', {})).toEqual({ ok: true, data: 1 });
  });

  it('throws when the other end is no store', async () => {
    await withCall(`begin return '{"rows": []}'; end`);
    store = openPostgresStore({ url: server.address() });

    await expect(store.call('any', {})).rejects.toThrow(/any answered with something that is no envelope/u);
  });

  it('keeps the password out of what it says of a refused login', async () => {
    await expect(openPostgresSession(server.address('no_such_database'))).rejects.toThrow(
      /no such database/u,
    );
    await expect(openPostgresSession(server.address('no_such_database'))).rejects.not.toThrow(PASSWORD);
  });
});
