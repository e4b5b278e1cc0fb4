import { z } from 'zod';
import type { StoreCallOptions, StoreTransport } from '../store.ts';
import { batchSchema, callStore, type InWorkspace } from './storeResult.ts';

type Store = Pick<StoreTransport, 'call'>;

const changeSchema = z.object({
  id: z.string(),
  /** Absent once the snapshot made room for newer ones. */
  snapshot_id: z.string().exactOptional(),
  source: z.string(),
  object: z.string(),
  change: z.enum(['added', 'removed', 'changed']),
  was: z.unknown().exactOptional(),
  becomes: z.unknown().exactOptional(),
  /** Empty until somebody explained it. */
  explanation: z.string(),
  happened_at: z.string(),
  created_by: z.string(),
});

const savedSchema = z.object({
  id: z.string(),
  /** False: nothing became different. */
  created: z.boolean(),
  /** Nothing is known from before, so that nothing is different. */
  first: z.boolean(),
  changes: z.array(changeSchema),
  /** How many memories are about what changed. */
  stale: z.number(),
});

/** Compares with the snapshot before it and keeps both the snapshot and the differences. */
export function saveSchemaSnapshot(
  store: Store,
  request: InWorkspace & {
    /** Where it was seen: a connection's name, or a folder of migrations. */
    readonly source: string;
    readonly fingerprint: string;
    /** By name what each object is; 8 MB at most. */
    readonly objects: Readonly<Record<string, unknown>>;
    /** By name why an object is different. */
    readonly explanations?: Readonly<Record<string, string>>;
    readonly taken_at?: string;
  },
  options?: StoreCallOptions,
) {
  return callStore(store, 'save_schema_snapshot', request, savedSchema, options);
}

const snapshotSchema = z.object({
  id: z.string(),
  source: z.string(),
  fingerprint: z.string(),
  object_count: z.number(),
  taken_at: z.string(),
  /** When it was last found to be still so. */
  seen_at: z.string(),
  created_by: z.string(),
});

/** The latest first, without their objects; the last 20 of a source are kept. */
export function listSchemaSnapshots(
  store: Store,
  request: InWorkspace & { readonly sources?: readonly string[]; readonly limit?: number } = {},
  options?: StoreCallOptions,
) {
  return callStore(
    store,
    'list_schema_snapshots',
    request,
    z.object({ snapshots: z.array(snapshotSchema) }),
    options,
  );
}

const wholeSchema = snapshotSchema.extend({ objects: z.record(z.string(), z.unknown()) });

/** The one named, or the last of a source; absent in the answer when there is none. */
export function getSchemaSnapshot(
  store: Store,
  request: InWorkspace & ({ readonly id: string } | { readonly source: string }),
  options?: StoreCallOptions,
) {
  return callStore(
    store,
    'get_schema_snapshot',
    request,
    z.object({ snapshot: wholeSchema.exactOptional() }),
    options,
  );
}

/** What became different, the latest first. */
export function listSchemaChanges(
  store: Store,
  request: InWorkspace & {
    readonly sources?: readonly string[];
    readonly objects?: readonly string[];
    readonly explained?: boolean;
    readonly since?: string;
    readonly until?: string;
    readonly limit?: number;
    readonly cursor?: string;
  } = {},
  options?: StoreCallOptions,
) {
  return callStore(
    store,
    'list_schema_changes',
    request,
    z.object({ changes: z.array(changeSchema), next_cursor: z.string().exactOptional() }),
    options,
  );
}

export function explainSchemaChanges(
  store: Store,
  request: InWorkspace & {
    readonly changes: readonly { readonly id: string; readonly explanation: string }[];
  },
  options?: StoreCallOptions,
) {
  return callStore(store, 'explain_schema_changes', request, batchSchema({ id: z.string() }), options);
}
