import { z } from 'zod';
import type { StoreCallOptions, StoreTransport } from '../store.ts';
import { callStore, type InWorkspace } from './storeResult.ts';

/** A thread of the consultant's graph, and a namespace in it: the graph's own when absent. */
export interface CheckpointPlace extends InWorkspace {
  readonly thread_id: string;
  readonly checkpoint_ns?: string;
}

/** Bytes as base64, with how they were written. */
interface TypedBytes {
  readonly type: string;
  readonly bytes: string;
}

export interface CheckpointToPut extends CheckpointPlace {
  readonly checkpoint_id: string;
  readonly parent_checkpoint_id?: string;
  readonly type: string;
  /** Base64, without the channels' values. */
  readonly checkpoint: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly channel_versions: Readonly<Record<string, string>>;
  /** Of channels that are new with this checkpoint. */
  readonly values: readonly (TypedBytes & { readonly channel: string; readonly version: string })[];
}

export function putCheckpoint(
  store: Pick<StoreTransport, 'call'>,
  request: CheckpointToPut,
  options?: StoreCallOptions,
) {
  return callStore(store, 'checkpoint_put', request, z.object({ checkpoint_id: z.string() }), options);
}

export interface CheckpointWrites extends CheckpointPlace {
  readonly checkpoint_id: string;
  readonly task_id: string;
  /** The first write of a place stays; places below 0 take the last. */
  readonly writes: readonly (TypedBytes & { readonly idx: number; readonly channel: string })[];
}

export function putCheckpointWrites(
  store: Pick<StoreTransport, 'call'>,
  request: CheckpointWrites,
  options?: StoreCallOptions,
) {
  return callStore(store, 'checkpoint_put_writes', request, z.object({ written: z.number() }), options);
}

const checkpointSchema = z.object({
  thread_id: z.string(),
  checkpoint_ns: z.string(),
  checkpoint_id: z.string(),
  parent_checkpoint_id: z.string().exactOptional(),
  type: z.string(),
  checkpoint: z.string(),
  metadata: z.record(z.string(), z.unknown()),
  values: z.array(z.object({ channel: z.string(), type: z.string(), bytes: z.string() })),
  writes: z.array(
    z.object({ task_id: z.string(), channel: z.string(), type: z.string(), bytes: z.string() }),
  ),
});
export type StoredCheckpoint = z.infer<typeof checkpointSchema>;

/** The last checkpoint, or the one named; absent in the answer when there is none. */
export function getCheckpoint(
  store: Pick<StoreTransport, 'call'>,
  request: CheckpointPlace & { readonly checkpoint_id?: string },
  options?: StoreCallOptions,
) {
  return callStore(
    store,
    'checkpoint_get',
    request,
    z.object({ checkpoint: checkpointSchema.exactOptional() }),
    options,
  );
}

/** The latest first; without a thread those of all the user's threads. */
export function listCheckpoints(
  store: Pick<StoreTransport, 'call'>,
  request: InWorkspace & {
    readonly thread_id?: string;
    readonly checkpoint_ns?: string;
    readonly checkpoint_id?: string;
    /** Only checkpoints with a lesser id. */
    readonly before?: string;
    /** What its fields have to be. */
    readonly metadata?: Readonly<Record<string, unknown>>;
    readonly limit?: number;
    readonly cursor?: string;
  },
  options?: StoreCallOptions,
) {
  return callStore(
    store,
    'checkpoint_list',
    request,
    z.object({ checkpoints: z.array(checkpointSchema), next_cursor: z.string().exactOptional() }),
    options,
  );
}

/** With a checkpoint's id the copy goes on from there, else from the end. A conflict when the new thread is there. */
export function copyCheckpointThread(
  store: Pick<StoreTransport, 'call'>,
  request: InWorkspace & {
    readonly from_thread_id: string;
    readonly to_thread_id: string;
    readonly checkpoint_id?: string;
  },
  options?: StoreCallOptions,
) {
  return callStore(store, 'checkpoint_copy_thread', request, z.object({ checkpoints: z.number() }), options);
}

export function deleteCheckpointThread(
  store: Pick<StoreTransport, 'call'>,
  request: InWorkspace & { readonly thread_id: string },
  options?: StoreCallOptions,
) {
  return callStore(
    store,
    'checkpoint_delete_thread',
    request,
    z.object({ checkpoints: z.number() }),
    options,
  );
}
