import { z } from 'zod';
import type { StoreCallOptions, StoreTransport } from '../store.ts';
import { batchSchema, callStore, type InWorkspace } from './storeResult.ts';

type Store = Pick<StoreTransport, 'call'>;

export interface ModelUsageToRecord {
  /** `YYYY-MM-DD`, the user's own day; the store's when absent. */
  readonly day?: string;
  readonly provider?: string;
  /** Of the key, never the key. */
  readonly key_label?: string;
  readonly model: string;
  /** 1 when absent. */
  readonly requests?: number;
  /** Of these, those whose tokens nobody reported. */
  readonly estimated?: number;
  readonly tokens_in?: number;
  readonly tokens_out?: number;
  readonly tokens_reasoning?: number;
  /** Absent where the price is unknown. */
  readonly cost_usd?: number;
}

/** Adds to the day's sums. Send a request id: what is sent again counts once by it. */
export function recordModelUsage(
  store: Store,
  request: InWorkspace & { readonly usage: readonly ModelUsageToRecord[] },
  options?: StoreCallOptions,
) {
  return callStore(store, 'record_model_usage', request, batchSchema({ day: z.string() }), options);
}

const sums = {
  requests: z.number(),
  estimated: z.number(),
  /** Requests whose price is unknown. */
  unpriced: z.number(),
  tokens_in: z.number(),
  tokens_out: z.number(),
  tokens_reasoning: z.number(),
  cost_usd: z.number(),
};

const reportSchema = z.object({
  days: z.array(z.object({ day: z.string(), ...sums })),
  keys: z.array(z.object({ provider: z.string(), key_label: z.string(), ...sums })),
  models: z.array(z.object({ model: z.string(), ...sums })),
  /** Absent when there was nothing. */
  total: z.object(sums).exactOptional(),
});

/** From one day to another, both `YYYY-MM-DD` and both included; the last 30 days when neither is given. */
export function modelUsageReport(
  store: Store,
  request: InWorkspace & { readonly since?: string; readonly until?: string } = {},
  options?: StoreCallOptions,
) {
  return callStore(store, 'model_usage_report', request, reportSchema, options);
}
