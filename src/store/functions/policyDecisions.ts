import { z } from 'zod';
import type { StoreCallOptions, StoreTransport } from '../store.ts';
import { batchSchema, callStore, type InWorkspace } from './storeResult.ts';

type Store = Pick<StoreTransport, 'call'>;

const DECISIONS = ['allow', 'ask', 'deny'] as const;

export interface PolicyDecisionToRecord {
  /** Names it, so that it is kept once however often it is sent. */
  readonly id?: string;
  readonly consultation_id?: string;
  readonly principal: string;
  readonly tool: string;
  readonly action: string;
  readonly target_kind: string;
  readonly target_name?: string;
  readonly environment?: string;
  readonly tainted?: boolean;
  readonly trusted?: boolean;
  readonly writable?: boolean;
  readonly approved?: boolean;
  readonly decision: (typeof DECISIONS)[number];
  readonly policy_id: string;
  readonly reason?: string;
  readonly happened_at?: string;
}

const recordedSchema = batchSchema({ id: z.string(), duplicate: z.boolean() });

export function recordPolicyDecisions(
  store: Store,
  request: InWorkspace & { readonly decisions: readonly PolicyDecisionToRecord[] },
  options?: StoreCallOptions,
) {
  return callStore(store, 'record_policy_decisions', request, recordedSchema, options);
}

const listedSchema = z.object({
  decisions: z.array(
    z.object({
      id: z.string(),
      consultation_id: z.string().exactOptional(),
      principal: z.string(),
      tool: z.string(),
      action: z.string(),
      target_kind: z.string(),
      target_name: z.string().exactOptional(),
      environment: z.string().exactOptional(),
      tainted: z.boolean(),
      trusted: z.boolean(),
      writable: z.boolean(),
      approved: z.boolean(),
      decision: z.enum(DECISIONS),
      policy_id: z.string(),
      reason: z.string(),
      created_by: z.string(),
      happened_at: z.string(),
    }),
  ),
  next_cursor: z.string().exactOptional(),
});

/** The latest first: the user's own; for maintainers, everyone's. */
export function listPolicyDecisions(
  store: Store,
  request: InWorkspace & {
    readonly consultation_ids?: readonly string[];
    readonly decisions?: readonly (typeof DECISIONS)[number][];
    readonly tools?: readonly string[];
    readonly principals?: readonly string[];
    readonly policy_ids?: readonly string[];
    readonly limit?: number;
    readonly cursor?: string;
  } = {},
  options?: StoreCallOptions,
) {
  return callStore(store, 'list_policy_decisions', request, listedSchema, options);
}
