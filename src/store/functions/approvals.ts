import { z } from 'zod';
import type { StoreCallOptions, StoreTransport } from '../store.ts';
import { batchSchema, callStore, type InWorkspace } from './storeResult.ts';

type Store = Pick<StoreTransport, 'call'>;

const APPROVAL_STATES = ['waiting', 'approved', 'rejected', 'edited', 'used', 'expired'] as const;
export type StoredApprovalState = (typeof APPROVAL_STATES)[number];

export interface ApprovalToAsk {
  readonly id?: string;
  readonly consultation_id?: string;
  readonly title: string;
  readonly tool: string;
  readonly agent: string;
  /** The exact text that is approved; 1 MB at most. */
  readonly text: string;
  /** SHA-256 of the text as UTF-8, in small hexadecimal digits; the store looks whether it is. */
  readonly hash: string;
  readonly target?: string;
  readonly environment?: string;
  readonly typed_confirmation?: string;
  readonly policy_id: string;
  readonly reason: string;
  readonly proposal_id?: string;
  /** 7 days from now at most. */
  readonly expires_at: string;
}

/** What the user decided of one that waits; an approval may be taken back by `rejected`. */
export interface ApprovalDecision {
  readonly id: string;
  readonly state: 'approved' | 'rejected' | 'edited';
  readonly note?: string;
}

const savedSchema = batchSchema({ id: z.string(), state: z.enum(APPROVAL_STATES), created: z.boolean() });

export function saveApprovals(
  store: Store,
  request: InWorkspace & { readonly approvals: readonly (ApprovalToAsk | ApprovalDecision)[] },
  options?: StoreCallOptions,
) {
  return callStore(store, 'save_approvals', request, savedSchema, options);
}

const rowSchema = z.object({
  id: z.string(),
  consultation_id: z.string().exactOptional(),
  title: z.string(),
  tool: z.string(),
  agent: z.string(),
  text: z.string(),
  hash: z.string(),
  target: z.string().exactOptional(),
  environment: z.string().exactOptional(),
  typed_confirmation: z.string().exactOptional(),
  policy_id: z.string(),
  reason: z.string(),
  proposal_id: z.string().exactOptional(),
  note: z.string().exactOptional(),
  state: z.enum(APPROVAL_STATES),
  expires_at: z.string(),
  decided_at: z.string().exactOptional(),
  used_at: z.string().exactOptional(),
  created_by: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
});
export type StoredApproval = z.infer<typeof rowSchema>;

/**
 * Uses it up: only who gets `ok` may do what it allows. Fails with `not_found`, `hash_mismatch`, `wrong_use`, `expired`,
 * `already_used` or `not_approved`. Send a request id, so that a lost answer can be asked for again.
 */
export function useApproval(
  store: Store,
  request: InWorkspace & {
    readonly id: string;
    readonly hash: string;
    /** What it is used for; refused when it was given for another. */
    readonly tool?: string;
    readonly target?: string;
  },
  options?: StoreCallOptions,
) {
  return callStore(store, 'use_approval', request, z.object({ approval: rowSchema }), options);
}

/** The user's own, the newest first. */
export function listApprovals(
  store: Store,
  request: InWorkspace & {
    readonly consultation_ids?: readonly string[];
    readonly ids?: readonly string[];
    readonly states?: readonly StoredApprovalState[];
    readonly limit?: number;
  } = {},
  options?: StoreCallOptions,
) {
  return callStore(store, 'list_approvals', request, z.object({ approvals: z.array(rowSchema) }), options);
}
