import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  deleteMemories,
  listMemories,
  type MemoryToSave,
  saveMemories,
  searchMemories,
  useMemories,
} from '../../../src/store/functions/memories.ts';
import { modelUsageReport, recordModelUsage } from '../../../src/store/functions/modelUsage.ts';
import type { StoreTransport } from '../../../src/store/store.ts';
import { openStoreDatabase, type StoreDatabase, type Tenant } from '../../support/storeDatabase.ts';
import { dataOf, userTransport } from '../../support/userTransport.ts';

let database: StoreDatabase;
let tenant: Tenant;
let owner: StoreTransport;
let member: StoreTransport;

beforeAll(async () => {
  database = await openStoreDatabase();
  tenant = await database.tenant();
  owner = userTransport(database.as(tenant.userId));
  member = userTransport(database.as(await database.user(tenant, 'member')));
});
afterAll(() => database.close());

const failed = (code: string) => ({ ok: false, error: expect.objectContaining({ code }) });

async function remember(store: StoreTransport, ...memories: readonly MemoryToSave[]): Promise<string[]> {
  const { results } = await dataOf(saveMemories(store, { memories }));
  return results.map((result) => (result.ok ? result.id : result.error.code));
}

/** A store user with no memories yet. */
async function freshUser(): Promise<StoreTransport> {
  const other = await database.tenant();
  return userTransport(database.as(other.userId));
}

describe('memories', () => {
  it('are one when they say the same, and change where they are named', async () => {
    const store = await freshUser();
    const memory = { kind: 'fact', text: 'orders has 40 million rows', project: '/app' } as const;
    const [id = ''] = await remember(store, memory);
    expect(await remember(store, memory, memory)).toEqual([id, id]);
    const [elsewhere] = await remember(store, { ...memory, project: '/other' });
    expect(elsewhere).not.toBe(id);
    await remember(store, { id, text: 'orders has 50 million rows' });
    const { memories } = await dataOf(listMemories(store, { filters: { ids: [id] } }));
    expect(memories).toMatchObject([{ ...memory, text: 'orders has 50 million rows', version: 2, used: 0 }]);
    const { results } = await dataOf(
      saveMemories(store, { memories: [{ id, text: 'late', base_version: 1 }, { text: 'no kind' }] }),
    );
    expect(results).toMatchObject([failed('conflict'), failed('not_found')]);
  });

  it('are found by words, stems, parts of names and misspellings, the nearest first', async () => {
    const store = await freshUser();
    const texts = [
      'Indexes on orders are created concurrently, in a migration of their own.',
      'We never use ENUM types; a check constraint does.',
      'The function calculateInvoiceTotal rounds half to even.',
      'Сначала добавляем столбец, потом заполняем.',
    ];
    await remember(store, ...texts.map((text) => ({ kind: 'decision' as const, text })));
    const nearest = async (query: string) =>
      (await dataOf(searchMemories(store, { query }))).memories[0]?.text;
    expect(await nearest('How should I add an index to the orders table?')).toBe(texts[0]);
    expect(await nearest('enum or constraint?')).toBe(texts[1]);
    expect(await nearest('invoice totals')).toBe(texts[2]);
    expect(await nearest('calculateInvoceTotal')).toBe(texts[2]);
    expect(await nearest('constrant')).toBe(texts[1]);
    expect(await nearest('заполняем столбец')).toBe(texts[3]);
    expect(await nearest('zebra')).toBeUndefined();
    expect(await nearest('the and of')).toBeUndefined();
    expect(await nearest(`'); drop table x; -- & | ! <->`)).toBeUndefined();
    const long = `${'unrelated chatter '.repeat(200)} orders index`;
    expect(await nearest(long)).toBe(texts[0]);
  });

  it('of another project do not come up, those of none do', async () => {
    const store = await freshUser();
    const text = (name: string) => `Partition ${name} by month`;
    await remember(
      store,
      { kind: 'worked', text: text('events'), project: '/a' },
      { kind: 'failed', text: text('logs'), project: '/b' },
      { kind: 'preference', text: text('everything') },
    );
    const found = async (more: object) =>
      (await dataOf(searchMemories(store, { query: 'partition month', ...more }))).memories
        .map(({ text: said }) => said)
        .sort();
    expect(await found({ project: '/a' })).toEqual([text('events'), text('everything')]);
    expect(await found({ kinds: ['failed'] })).toEqual([text('logs')]);
    expect(await found({ limit: 1 })).toHaveLength(1);
  });

  it('that are stale weigh less until they are written anew', async () => {
    const store = await freshUser();
    const [old = ''] = await remember(
      store,
      { kind: 'fact', text: 'users is keyed by email', objects: ['public.users'] },
      { kind: 'fact', text: 'users is keyed by emails' },
    );
    await remember(store, { id: old, stale: true });
    const found = await dataOf(searchMemories(store, { query: 'users keyed by email' }));
    expect(found.memories.map(({ id }) => id).at(-1)).toBe(old);
    await remember(store, { id: old, text: 'users is keyed by id' });
    const { memories } = await dataOf(listMemories(store, { filters: { ids: [old], stale: false } }));
    expect(memories).toMatchObject([{ objects: ['public.users'] }]);
  });

  it('count how often they were given, which changes nothing else of them', async () => {
    const store = await freshUser();
    const [id = ''] = await remember(store, { kind: 'fact', text: 'counted' });
    await dataOf(useMemories(store, { ids: [id] }));
    expect(await dataOf(useMemories(store, { ids: [id, randomUUID()] }))).toEqual({ used: 1 });
    const { memories } = await dataOf(listMemories(store, { order: 'used' }));
    expect(memories).toMatchObject([{ used: 2, version: 1 }]);
  });

  it('are gone once they are deleted', async () => {
    const store = await freshUser();
    const text = 'something that nobody may read again';
    const [id = ''] = await remember(store, { kind: 'fact', text });
    expect((await dataOf(deleteMemories(store, { ids: [id] }))).results).toMatchObject([{ ok: true }]);
    expect((await dataOf(searchMemories(store, { query: text }))).memories).toEqual([]);
    expect(await remember(store, { id, text: 'back' })).toEqual(['not_found']);
    const { rows } = await database.pglite.query<{ row: string }>(
      'select m::text as row from fixward.memories m where id = $1',
      [id],
    );
    expect(rows[0]?.row).not.toContain('nobody');
    expect(await remember(store, { kind: 'fact', text })).not.toEqual([id]);
  });

  it('are their user’s until they are shared; then maintainers keep them as well', async () => {
    const [id = ''] = await remember(member, { kind: 'decision', text: 'Snake case for all names' });
    const maintainer = userTransport(database.as(await database.user(tenant, 'maintainer')));
    const other = userTransport(database.as(await database.user(tenant, 'member')));
    const seen = async (store: StoreTransport) => (await dataOf(listMemories(store))).memories.length;
    expect([await seen(owner), await seen(other)]).toEqual([0, 0]);
    await remember(member, { id, shared: true });
    expect([await seen(owner), await seen(other)]).toEqual([1, 1]);
    expect(await remember(other, { id, text: 'Camel case' })).toEqual(['forbidden']);
    expect((await dataOf(deleteMemories(other, { ids: [id] }))).results).toMatchObject([failed('forbidden')]);
    expect(await remember(maintainer, { id, text: 'Snake case for all names of tables' })).toEqual([id]);
    expect((await dataOf(deleteMemories(maintainer, { ids: [id] }))).results).toMatchObject([{ ok: true }]);
  });
});

describe('usage of models', () => {
  it('adds up by day, key and model, and counts what is sent again once', async () => {
    const store = await freshUser();
    const usage = [
      {
        day: '2026-02-01',
        provider: 'openai',
        key_label: 'one',
        model: 'o3',
        tokens_in: 100,
        tokens_out: 10,
        cost_usd: 0.5,
      },
      { day: '2026-02-01', provider: 'openai', key_label: 'two', model: 'o3', tokens_in: 50, cost_usd: 0.25 },
      {
        day: '2026-02-02',
        provider: 'openai',
        key_label: 'one',
        model: 'small',
        tokens_in: 7,
        requests: 3,
        estimated: 2,
      },
    ];
    const requestId = randomUUID();
    await dataOf(recordModelUsage(store, { usage }, { requestId }));
    await dataOf(recordModelUsage(store, { usage }, { requestId }));
    await dataOf(recordModelUsage(store, { usage: usage.slice(0, 1) }, { requestId: randomUUID() }));
    const report = await dataOf(modelUsageReport(store, { since: '2026-02-01', until: '2026-02-28' }));
    expect(report.total).toEqual({
      requests: 6,
      estimated: 2,
      unpriced: 3,
      tokens_in: 257,
      tokens_out: 20,
      tokens_reasoning: 0,
      cost_usd: 1.25,
    });
    expect(report.days.map(({ day, tokens_in }) => [day, tokens_in])).toEqual([
      ['2026-02-01', 250],
      ['2026-02-02', 7],
    ]);
    expect(report.keys.map(({ key_label, tokens_in }) => [key_label, tokens_in])).toEqual([
      ['one', 207],
      ['two', 50],
    ]);
    expect(report.models.map(({ model, requests }) => [model, requests])).toEqual([
      ['o3', 3],
      ['small', 3],
    ]);
    const { total } = await dataOf(modelUsageReport(store, { since: '2026-02-02', until: '2026-02-02' }));
    expect(total).toMatchObject({ tokens_in: 7 });
  });

  it('of nothing is nothing, and a day that there is not is refused', async () => {
    const store = await freshUser();
    expect(await dataOf(modelUsageReport(store))).toEqual({ days: [], keys: [], models: [] });
    const { results } = await dataOf(
      recordModelUsage(store, {
        usage: [
          { day: '2026-02-30', model: 'o3' },
          { model: 'o3', tokens_in: 1 },
        ],
      }),
    );
    expect(results).toMatchObject([failed('invalid'), { ok: true }]);
    expect(await modelUsageReport(store, { since: '2026-02-30' })).toMatchObject(failed('invalid'));
  });

  it('is the user’s own', async () => {
    await dataOf(recordModelUsage(member, { usage: [{ model: 'o3', tokens_in: 5 }] }));
    expect((await dataOf(modelUsageReport(owner))).models).toEqual([]);
  });
});
