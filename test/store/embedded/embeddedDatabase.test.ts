import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPgliteAssets } from '../../../src/engines/shadow/pgliteAssets.ts';
import { type EmbeddedDatabase, openEmbeddedDatabase } from '../../../src/store/embedded/embeddedDatabase.ts';
import { purgeAnswers, upkeepStep } from '../../../src/store/embedded/upkeep.ts';
import { installStore } from '../../../src/store/migrations/installStore.ts';
import { findSqlFolder } from '../../../src/store/migrations/sqlFolder.ts';

let folder: string;
let database: EmbeddedDatabase;
const userId = randomUUID();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fixward-embedded-'));
  database = await openEmbeddedDatabase({ folder: join(folder, 'store'), assets: await loadPgliteAssets() });
  await installStore(database.session, findSqlFolder(import.meta.url));
});

afterAll(async () => {
  await database?.close();
  rmSync(folder, { recursive: true, force: true });
});

const settings = async (): Promise<unknown> =>
  (
    await database.session.query(
      "select current_user as role, current_setting('transaction_read_only') as read_only",
    )
  )[0];

const claims = async (): Promise<string> => {
  const rows = await database.session.query("select current_setting('request.jwt.claims', true) as claims");
  return String(rows[0]?.claims);
};

const setting = async (sql: string): Promise<number> => Number((await database.session.query(sql))[0]?.value);

describe('a call', () => {
  it('runs as its user, and leaves role and claims to nobody after it', async () => {
    const made = await database.call({
      name: 'create_organisation',
      request: { name: 'Mine' },
      userId,
      requestId: randomUUID(),
    });
    expect(made).toMatchObject({ ok: true });

    expect(await settings()).toMatchObject({ role: 'postgres', read_only: 'off' });
    expect(await claims()).not.toContain(userId);
    const [seen] = await Promise.all([
      database.call({ name: 'list_workspaces', request: {}, userId: randomUUID() }),
      database.call({ name: 'list_workspaces', request: {}, userId }),
    ]);
    expect(seen).toEqual({ ok: true, data: { workspaces: [] } });
  });

  it('that writes is refused where only reading is allowed', async () => {
    const call = { request: { name: 'Never' }, userId, requestId: randomUUID(), readOnly: true };

    await expect(database.call({ ...call, name: 'create_organisation' })).rejects.toThrow(/read-only/u);
    expect(await database.call({ ...call, request: {}, name: 'list_workspaces' })).toMatchObject({
      ok: true,
    });
  });

  it('takes no user that is no UUID', async () => {
    const forged = `x', true); reset role; select ('`;

    await expect(database.call({ name: 'list_workspaces', request: {}, userId: forged })).rejects.toThrow(
      /not a user/u,
    );
  });
});

describe('upkeep', () => {
  const settle = async (): Promise<void> => {
    for (let steps = 0; (await upkeepStep(database.session)) !== undefined; steps++) {
      if (steps > 100) throw new Error('upkeep does not come to its end');
    }
  };

  it('writes a checkpoint when the log has grown by 64 MB, and not before', async () => {
    await settle();
    const since = `select pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn)::bigint as value from pg_control_checkpoint()`;
    await database.session.exec('create table public.filler (text text)');
    const fill = 'insert into public.filler select repeat(md5(g::text), 30) from generate_series(1, 20000) g';
    await database.session.exec(fill);
    const before = await setting(since);
    expect(before).toBeLessThan(64 * 1024 * 1024);
    expect(await upkeepStep(database.session)).toBeUndefined();

    while ((await setting(since)) < 64 * 1024 * 1024) await database.session.exec(fill);

    expect(await upkeepStep(database.session)).toEqual({ kind: 'checkpoint' });
    expect(await setting(since)).toBeLessThan(1024 * 1024);
  });

  it('vacuums a table with many dead rows, analyzes one that changed, and then rests', async () => {
    await settle();
    await database.session.exec(
      "insert into fixward.call_results (request_id, user_id, name, result, created_at) select gen_random_uuid(), gen_random_uuid(), 'x', '{}', now() - interval '30 days' from generate_series(1, 500)",
    );
    expect(await upkeepStep(database.session)).toEqual({ kind: 'analyze', table: 'fixward.call_results' });

    expect(await purgeAnswers(database.session)).toBe(500);

    expect(await upkeepStep(database.session)).toEqual({ kind: 'vacuum', table: 'fixward.call_results' });
    expect(await upkeepStep(database.session)).toBeUndefined();
  });

  it('keeps answers that may still be asked for', async () => {
    await database.call({
      name: 'create_organisation',
      request: { name: 'Kept' },
      userId,
      requestId: randomUUID(),
    });

    expect(await purgeAnswers(database.session)).toBe(0);
  });
});
