import { z } from 'zod';
import type { StoreCallOptions, StoreTransport } from '../store.ts';
import { batchSchema, callStore, deletedSchema, type InWorkspace } from './storeResult.ts';

type Store = Pick<StoreTransport, 'call'>;

const CONSULTATION_STATES = ['open', 'running', 'waiting', 'done', 'failed', 'stopped'] as const;
export type StoredConsultationState = (typeof CONSULTATION_STATES)[number];

/** How a consultation stands; fields that are not sent stay as they are. */
export interface ConsultationStanding {
  readonly title?: string;
  readonly project?: string | null;
  readonly state?: StoredConsultationState;
  readonly model?: string | null;
  readonly shared?: boolean;
  readonly tokens_in?: number;
  readonly tokens_out?: number;
  readonly cost_usd?: number | null;
  /** For lists: counts of steps, proposals and what waits; 64 KB at most. */
  readonly summary?: Readonly<Record<string, unknown>>;
  /** What is needed to go on with it; 1 MB at most. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface ConsultationToSave extends ConsultationStanding {
  readonly id?: string;
  /** Makes a new one; without it an id that is not there, or no longer, is `not_found`. */
  readonly question?: string;
}

const savedSchema = batchSchema({ id: z.string(), version: z.number(), created: z.boolean() });

export function saveConsultations(
  store: Store,
  request: InWorkspace & { readonly consultations: readonly ConsultationToSave[] },
  options?: StoreCallOptions,
) {
  return callStore(store, 'save_consultations', request, savedSchema, options);
}

const rowSchema = z.object({
  id: z.string(),
  title: z.string(),
  question: z.string(),
  project: z.string().exactOptional(),
  state: z.enum(CONSULTATION_STATES),
  model: z.string().exactOptional(),
  shared: z.boolean(),
  mine: z.boolean(),
  tokens_in: z.number(),
  tokens_out: z.number(),
  cost_usd: z.number().exactOptional(),
  summary: z.record(z.string(), z.unknown()),
  last_position: z.number(),
  forked_from: z.string().exactOptional(),
  created_by: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
  version: z.number(),
});
export type StoredConsultation = z.infer<typeof rowSchema>;

const pageSchema = z.object({
  consultations: z.array(rowSchema),
  next_cursor: z.string().exactOptional(),
  total: z.number(),
});

/** Newest first: the user's own and the shared ones, each with the beginning of its question. */
export function listConsultations(
  store: Store,
  request: InWorkspace & {
    readonly filters?: {
      /** Words, each of which is in the title or the question. */
      readonly query?: string;
      readonly project?: string;
      readonly states?: readonly StoredConsultationState[];
      readonly ids?: readonly string[];
      readonly mine?: boolean;
    };
    readonly order?: 'recent' | 'created';
    readonly limit?: number;
    readonly cursor?: string;
  } = {},
  options?: StoreCallOptions,
) {
  return callStore(store, 'list_consultations', request, pageSchema, options);
}

const wholeSchema = z.object({
  consultation: rowSchema.extend({ details: z.record(z.string(), z.unknown()) }),
});

/** One with its whole question and its details. */
export function getConsultation(
  store: Store,
  request: InWorkspace & { readonly id: string },
  options?: StoreCallOptions,
) {
  return callStore(store, 'get_consultation', request, wholeSchema, options);
}

/** With events and files. What the policy decided stays; checkpoints are deleted by their thread. */
export function deleteConsultations(
  store: Store,
  request: InWorkspace & { readonly ids: readonly string[] },
  options?: StoreCallOptions,
) {
  return callStore(store, 'delete_consultations', request, deletedSchema, options);
}

const copiedSchema = z.object({ id: z.string(), position: z.number(), files: z.number() });

/** A new consultation with the events up to a position and the files of that time. */
export function copyConsultation(
  store: Store,
  request: InWorkspace & {
    readonly id: string;
    readonly new_id?: string;
    readonly title?: string;
    readonly position?: number;
  },
  options?: StoreCallOptions,
) {
  return callStore(store, 'copy_consultation', request, copiedSchema, options);
}
