import { z } from 'zod';
import type { StoreCallOptions, StoreTransport } from '../store.ts';
import { batchSchema, callStore, deletedSchema, type InWorkspace } from './storeResult.ts';

type Store = Pick<StoreTransport, 'call'>;

const MEMORY_KINDS = ['decision', 'worked', 'failed', 'preference', 'fact'] as const;
export type StoredMemoryKind = (typeof MEMORY_KINDS)[number];

/** A new one has no id, a kind and a text; fields that are not sent stay as they are. */
export interface MemoryToSave {
  readonly id?: string;
  readonly kind?: StoredMemoryKind;
  readonly text?: string;
  readonly project?: string | null;
  readonly consultation_id?: string | null;
  /** Objects of the schema that it is about, named as in the snapshots; their change makes it stale. */
  readonly objects?: readonly string[];
  /** Readable for the whole workspace; the user's alone when false, as by default. */
  readonly shared?: boolean;
  readonly stale?: boolean;
  readonly base_version?: number;
}

const savedSchema = batchSchema({ id: z.string(), version: z.number(), created: z.boolean() });

/** The same text of a kind and a project is one memory. */
export function saveMemories(
  store: Store,
  request: InWorkspace & { readonly memories: readonly MemoryToSave[] },
  options?: StoreCallOptions,
) {
  return callStore(store, 'save_memories', request, savedSchema, options);
}

const rowSchema = z.object({
  id: z.string(),
  kind: z.enum(MEMORY_KINDS),
  text: z.string(),
  project: z.string().exactOptional(),
  consultation_id: z.string().exactOptional(),
  objects: z.array(z.string()),
  shared: z.boolean(),
  mine: z.boolean(),
  stale_since: z.string().exactOptional(),
  used: z.number(),
  last_used_at: z.string().exactOptional(),
  created_by: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
  version: z.number(),
});
export type StoredMemory = z.infer<typeof rowSchema>;

const pageSchema = z.object({
  memories: z.array(rowSchema),
  next_cursor: z.string().exactOptional(),
  total: z.number(),
});

export function listMemories(
  store: Store,
  request: InWorkspace & {
    readonly filters?: {
      readonly query?: string;
      readonly kinds?: readonly StoredMemoryKind[];
      readonly project?: string;
      readonly consultation_ids?: readonly string[];
      readonly ids?: readonly string[];
      readonly stale?: boolean;
      readonly mine?: boolean;
    };
    readonly order?: 'recent' | 'used';
    readonly limit?: number;
    readonly cursor?: string;
  } = {},
  options?: StoreCallOptions,
) {
  return callStore(store, 'list_memories', request, pageSchema, options);
}

const foundSchema = z.object({ memories: z.array(rowSchema.extend({ score: z.number() })) });

/** What bears on a question, the nearest first; of the project, when one is given, and of none. */
export function searchMemories(
  store: Store,
  request: InWorkspace & {
    readonly query: string;
    readonly kinds?: readonly StoredMemoryKind[];
    readonly project?: string;
    readonly limit?: number;
  },
  options?: StoreCallOptions,
) {
  return callStore(store, 'search_memories', request, foundSchema, options);
}

/** Counts that they were given to the consultant. */
export function useMemories(
  store: Store,
  request: InWorkspace & { readonly ids: readonly string[] },
  options?: StoreCallOptions,
) {
  return callStore(store, 'use_memories', request, z.object({ used: z.number() }), options);
}

export function deleteMemories(
  store: Store,
  request: InWorkspace & { readonly ids: readonly string[] },
  options?: StoreCallOptions,
) {
  return callStore(store, 'delete_memories', request, deletedSchema, options);
}
