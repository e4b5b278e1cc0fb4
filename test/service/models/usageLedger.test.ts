import { afterAll, beforeAll, expect, it } from 'vitest';
import { readUsage } from '../../../src/service/models/readUsage.ts';
import { UsageLedger, type UsedByProvider } from '../../../src/service/models/usageLedger.ts';
import type { ServiceContext } from '../../../src/service/serviceContext.ts';
import type { StoreAnswer, StoreCallOptions } from '../../../src/store/store.ts';
import { openStoreDatabase, type StoreDatabase } from '../../support/storeDatabase.ts';

let database: StoreDatabase;
beforeAll(async () => {
  database = await openStoreDatabase();
}, 120_000);
afterAll(() => database.close());

const USED: UsedByProvider = {
  provider: 'openai',
  baseUrl: 'https://api.openai.com/v1',
  keyLabel: 'key a',
  model: 'o3',
  tokensIn: 1_000_000,
  tokensCachedIn: 0,
  tokensOut: 1_000,
  tokensReasoning: 400,
  method: 'reported',
};

function ledgerOver(
  call: (
    name: string,
    request: Readonly<Record<string, unknown>>,
    options?: StoreCallOptions,
  ) => Promise<StoreAnswer>,
) {
  const logged: string[] = [];
  const ending = new AbortController();
  const context: ServiceContext = {
    store: { kind: 'embedded', call, close: async () => {} },
    home: '',
    environment: {},
    version: '0.0.0',
    ending: ending.signal,
    onWrite: () => {},
    emit: () => {},
    log: (line) => logged.push(line),
    keepAlive: () => {},
  };
  return { ledger: new UsageLedger(context, () => new Date(2026, 10, 21, 23, 59)), logged };
}

it('keeps sums by day, key and model, with the price where it is known', async () => {
  const tenant = await database.tenant('Usage');
  const user = database.as(tenant.userId);
  const { ledger, logged } = ledgerOver((name, request) => user.call(name, request));
  ledger.add(USED);
  ledger.add(USED);
  ledger.add({
    ...USED,
    provider: 'local',
    baseUrl: 'http://localhost/v1',
    keyLabel: '',
    model: 'qwen3:4b',
    method: 'estimated',
  });
  await ledger.flush();
  await ledger.flush();
  expect(logged).toEqual([]);
  const report = await user.data('model_usage_report', { since: '2026-11-21', until: '2026-11-21' });
  expect(report).toMatchObject({
    days: [{ day: '2026-11-21', requests: 3 }],
    keys: [
      { provider: 'local', key_label: '', estimated: 1, unpriced: 1, cost_usd: 0 },
      {
        provider: 'openai',
        key_label: 'key a',
        requests: 2,
        tokens_in: 2_000_000,
        tokens_reasoning: 800,
        cost_usd: 4.016,
      },
    ],
  });
});

it('is read back for the view of usage', async () => {
  const tenant = await database.tenant('Usage read');
  const user = database.as(tenant.userId);
  const { ledger } = ledgerOver((name, request) => user.call(name, request));
  ledger.add(USED);
  await ledger.flush();
  const store = { kind: 'embedded', call: user.call, close: async () => {} } as const;
  const sum = {
    requests: 1,
    estimated: 0,
    unpriced: 0,
    tokensIn: 1_000_000,
    tokensOut: 1_000,
    tokensReasoning: 400,
    costUsd: 2.008,
  };
  expect(await readUsage(store, { since: '2026-11-21' })).toEqual({
    days: [{ day: '2026-11-21', ...sum }],
    keys: [{ provider: 'openai', keyLabel: 'key a', ...sum }],
    models: [{ model: 'o3', ...sum }],
  });
  expect(await readUsage(store, { since: '2026-11-22' })).toEqual({ days: [], keys: [], models: [] });
  await expect(readUsage(store, { since: 'now' })).rejects.toMatchObject({ code: 'refused' });
});

it('keeps what it has while the store is away, and sends it again as what it was', async () => {
  const sent: { readonly requestId: string | undefined; readonly usage: unknown }[] = [];
  let isAway = true;
  const { ledger } = ledgerOver(async (_name, { usage }, options) => {
    sent.push({ requestId: options?.requestId, usage });
    if (isAway) throw new Error('the store recovers, and may have kept it');
    return { ok: true, data: {} };
  });
  ledger.add(USED);
  await ledger.flush();
  isAway = false;
  ledger.add({ ...USED, model: 'o4-mini' });
  await ledger.flush();
  expect(sent).toMatchObject([
    { usage: [{ model: 'o3' }] },
    { usage: [{ model: 'o3' }] },
    { usage: [{ model: 'o4-mini' }] },
  ]);
  expect(sent[1]?.requestId).toBe(sent[0]?.requestId);
  expect(sent[2]?.requestId).not.toBe(sent[0]?.requestId);
});

it('says in the log what a store refuses, which an older one may', async () => {
  const error = { code: 'unknown_function', message: 'no function is called record_model_usage' };
  const { ledger, logged } = ledgerOver(async () => ({ ok: false, error }));
  ledger.add(USED);
  await ledger.flush();
  expect(logged).toEqual(['models: usage was not kept: no function is called record_model_usage']);
});
