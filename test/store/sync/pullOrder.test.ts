import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPostgresStore } from '../../../src/store/postgres/postgresStore.ts';
import type { StoreTransport } from '../../../src/store/store.ts';
import { nativePostgres } from '../../support/nativePostgres.ts';
import { connectNative, type NativeSession, openNativeStore } from '../../support/nativeStore.ts';
import type { OpenStore, Tenant } from '../../support/storeDatabase.ts';
import { temporaryPostgres } from '../../support/temporaryPostgres.ts';

const native = nativePostgres();

/** Several transactions at a time: only a server has them. */
describe.skipIf('missing' in native)('reading a log that several transactions write', () => {
  const server = temporaryPostgres('missing' in native ? '' : native.binFolder);
  let store: OpenStore;
  let tenant: Tenant;
  let reader: StoreTransport;
  const writers: NativeSession[] = [];
  beforeAll(async () => {
    store = await openNativeStore(server, 'pulls');
    tenant = await store.tenant();
    const url = `postgresql://owner@localhost/pulls?host=${encodeURIComponent(server.folder)}`;
    reader = openPostgresStore({ url, userId: tenant.userId });
    for (let writer = 0; writer < 3; writer += 1) writers.push(await connectNative(server.address('pulls')));
  });
  afterAll(async () => {
    await reader.close();
    for (const writer of writers) await writer.end();
    await store.close();
  });

  const insert = async (writer: NativeSession | undefined, key: string): Promise<void> => {
    await writer?.query(
      `insert into fixward.fix_patterns (workspace_id, key, title, problem_type, severity, problem_description, created_by)
       values ($1, $2, $2, 'Data', 'LOW', 'x', $3)`,
      [tenant.workspaceId, key, tenant.userId],
    );
  };
  const pull = async (after: string | undefined): Promise<{ keys: string[]; cursor: string }> => {
    const request = { workspace_id: tenant.workspaceId, ...(after !== undefined && { after }) };
    const answer = await reader.call('sync_pull', request);
    if (!answer.ok) throw new Error(answer.error.message);
    // SAFETY: what the contract suite checks of this function's answer.
    const { changes, cursor } = answer.data as { changes: { fields: { key: string } }[]; cursor: string };
    return { keys: changes.map((change) => change.fields.key), cursor };
  };

  it('waits for the older transaction rather than skip what it commits later', async () => {
    const [older, newer] = writers;
    await older?.exec('begin');
    await insert(older, 'older');
    await insert(newer, 'newer');
    const during = await pull(undefined);
    expect(during.keys).toEqual([]);
    await older?.exec('commit');
    expect((await pull(during.cursor)).keys).toEqual(['older', 'newer']);
  });

  it('waits for nobody who writes to another database of the server', async () => {
    const elsewhere = await connectNative(server.address('postgres'));
    await elsewhere.exec('begin; select pg_current_xact_id()');
    const { cursor } = await pull(undefined);
    await insert(writers[0], 'not-held-up');
    expect((await pull(cursor)).keys).toEqual(['not-held-up']);
    // One here is waited for all the same, also before it has written anything.
    await writers[1]?.exec('begin; select pg_current_xact_id()');
    await insert(writers[0], 'held-up');
    const during = await pull(cursor);
    expect(during.keys).toEqual(['not-held-up']);
    await insert(writers[1], 'before-it');
    await writers[1]?.exec('commit');
    expect((await pull(during.cursor)).keys).toEqual(['before-it', 'held-up']);
    await elsewhere.exec('rollback');
    await elsewhere.end();
  });

  it('misses nothing of many writers, however long each of them takes', async () => {
    const seen = new Set<string>();
    let cursor: string | undefined;
    let writing = true;
    const written: string[] = [];
    const write = async (writer: NativeSession, name: number): Promise<void> => {
      for (let turn = 0; turn < 25; turn += 1) {
        await writer.exec('begin');
        for (let row = 0; row < 1 + ((turn + name) % 3); row += 1) {
          const key = `w-${name}-${turn}-${row}`;
          await insert(writer, key);
          written.push(key);
          await new Promise((resolve) => setTimeout(resolve, (turn * 7 + name * 3 + row) % 5));
        }
        await writer.exec('commit');
      }
    };
    const reading = (async () => {
      while (writing) {
        const page = await pull(cursor);
        cursor = page.cursor;
        for (const key of page.keys) seen.add(key);
      }
    })();
    await Promise.all(writers.map(write));
    writing = false;
    await reading;
    for (const key of (await pull(cursor)).keys) seen.add(key);
    expect(written.filter((key) => !seen.has(key))).toEqual([]);
  });

  it('answers two people who push the same key at once with one row', async () => {
    const users = [await store.user(tenant, 'member'), await store.user(tenant, 'maintainer')];
    const url = `postgresql://owner@localhost/pulls?host=${encodeURIComponent(server.folder)}`;
    const transports = users.map((userId) => openPostgresStore({ url, userId }));
    const fields = { title: 'T', problem_type: 'Data', severity: 'LOW', problem_description: 'x' };
    await Promise.all(
      transports.map(async (transport) => {
        const ops = Array.from({ length: 20 }, (_, index) => ({
          client_seq: index + 1,
          table: 'fix_patterns',
          id: randomUUID(),
          kind: 'put',
          fields: { key: `both-${index}`, ...fields },
        }));
        const request = { workspace_id: tenant.workspaceId, client_id: randomUUID(), ops };
        const answer = await transport.call('sync_push', request);
        expect(answer.ok, JSON.stringify(answer)).toBe(true);
      }),
    );
    for (const transport of transports) await transport.close();
    const { rows } = await store.session.query<{ count: string }>(
      `select count(*) as count from fixward.fix_patterns where key like 'both-%'`,
    );
    expect(Number(rows[0]?.count)).toBe(20);
  });
});
