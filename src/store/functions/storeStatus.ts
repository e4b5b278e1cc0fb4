import { z } from 'zod';
import type { StoreCallOptions, StoreTransport } from '../store.ts';
import { callStore, type InWorkspace } from './storeResult.ts';

const statusSchema = z.object({
  schema_version: z.number(),
  postgres: z.string(),
  vector: z.string().exactOptional(),
  database_bytes: z.number(),
  user_id: z.string(),
  /** Absent: the user belongs to no workspace yet. */
  workspace_id: z.string().exactOptional(),
  role: z.enum(['owner', 'maintainer', 'member', 'reader']).exactOptional(),
  /** By kind: patterns, rules, relations, files, applications. */
  rows: z.record(z.string(), z.number()),
  jobs: z.object({ waiting: z.number(), running: z.number(), failed: z.number() }),
});

/** The store in figures; needs a signed-in user, and no workspace. */
export function storeStatus(
  transport: StoreTransport,
  request: InWorkspace = {},
  options?: StoreCallOptions,
) {
  return callStore(transport, 'store_status', request, statusSchema, options);
}

const prunedSchema = z.object({ call_results: z.number(), jobs: z.number() });

/** Forgets answers kept for repeated requests, and finished jobs, that are older than a week or as many days as given. */
export function pruneStore(
  transport: StoreTransport,
  request: InWorkspace & { readonly days?: number } = {},
  options?: StoreCallOptions,
) {
  return callStore(transport, 'prune_store', request, prunedSchema, options);
}
