import { z } from 'zod';
import type { StoreCallOptions, StoreTransport } from '../store.ts';
import { batchSchema, callStore, type InWorkspace } from './storeResult.ts';

type Store = Pick<StoreTransport, 'call'>;

const savedSchema = batchSchema({
  path: z.string(),
  version: z.number(),
  bytes: z.number(),
  hash: z.string(),
  changed: z.boolean(),
});

/** The same text makes no new version. A text takes 1 MB at most. */
export function saveConsultationFiles(
  store: Store,
  request: InWorkspace & {
    readonly consultation_id: string;
    readonly files: readonly {
      /** `migrations/001_portfolio.up.sql` */
      readonly path: string;
      readonly text: string;
      readonly author: string;
      /** The version that was changed, 0 for none; another one since is a conflict. */
      readonly base_version?: number;
    }[];
  },
  options?: StoreCallOptions,
) {
  return callStore(store, 'save_consultation_files', request, savedSchema, options);
}

const listedSchema = z.object({
  files: z.array(
    z.object({
      path: z.string(),
      version: z.number(),
      bytes: z.number(),
      hash: z.string(),
      author: z.string(),
      created_at: z.string(),
      updated_at: z.string(),
    }),
  ),
});

/** Each in its last version, without its text. */
export function listConsultationFiles(
  store: Store,
  request: InWorkspace & { readonly consultation_id: string },
  options?: StoreCallOptions,
) {
  return callStore(store, 'list_consultation_files', request, listedSchema, options);
}

const fileSchema = z.object({
  path: z.string(),
  version: z.number(),
  text: z.string(),
  bytes: z.number(),
  hash: z.string(),
  author: z.string(),
  updated_at: z.string(),
  versions: z.array(
    z.object({
      version: z.number(),
      bytes: z.number(),
      author: z.string(),
      hash: z.string(),
      created_at: z.string(),
    }),
  ),
});

export function getConsultationFile(
  store: Store,
  request: InWorkspace & {
    readonly consultation_id: string;
    readonly path: string;
    /** The last one when absent. */
    readonly version?: number;
  },
  options?: StoreCallOptions,
) {
  return callStore(store, 'get_consultation_file', request, fileSchema, options);
}
