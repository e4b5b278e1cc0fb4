import { z } from 'zod';
import type { StoreCallOptions, StoreTransport } from '../store.ts';
import { batchSchema, callStore, type InWorkspace } from './storeResult.ts';

type Store = Pick<StoreTransport, 'call'>;

/** Whatever was not measured is left out. Ratios are 0 to 1. */
export interface PerformanceToRecord {
  readonly id?: string;
  readonly at?: string;
  /** Whole milliseconds. */
  readonly response_time_ms: number;
  readonly request_type?: string;
  readonly model_version?: string;
  readonly endpoint?: string;
  readonly tokens_in?: number;
  readonly tokens_out?: number;
  readonly cache_hit_rate?: number;
  /** 1 for a request that failed, 0 for one that did not. */
  readonly error_rate?: number;
  readonly system_load?: number;
  readonly memory_usage_mb?: number;
  readonly cpu_usage_percent?: number;
  readonly token_efficiency?: number;
  readonly confidence_accuracy?: number;
  readonly hallucination_rate?: number;
  /** 1 to 5. */
  readonly user_satisfaction_score?: number;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly confidence_score_id?: string;
  readonly client_id?: string;
  readonly client_seq?: number;
}

/** 5,000 at most. Metrics are kept once by id, and by client id and number. */
export function recordPerformance(
  store: Store,
  request: InWorkspace & { readonly metrics: readonly PerformanceToRecord[] },
  options?: StoreCallOptions,
) {
  const schema = batchSchema({ id: z.string(), created: z.boolean() });
  return callStore(store, 'record_performance', request, schema, options);
}
