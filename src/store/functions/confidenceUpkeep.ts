import { z } from 'zod';
import type { StoreCallOptions, StoreTransport } from '../store.ts';
import type { ConfidenceScoreToRecord } from './confidenceScores.ts';
import { batchSchema, callStore, type InWorkspace } from './storeResult.ts';

type Store = Pick<StoreTransport, 'call'>;

const retainedSchema = z.object({
  scores: z.number(),
  metrics: z.number(),
  hourly_sums: z.number(),
  /** More is to be removed: call again. */
  more: z.boolean(),
});

/**
 * Removes the user's scores and metrics that are older than `keep_days` (400), with their outcomes, and sums by the hour older
 * than `keep_hourly_days` (35). Sums by the day stay, so that trends keep their past. Up to `limit` rows of a kind a call.
 */
export function confidenceRetention(
  store: Store,
  request: InWorkspace & {
    readonly keep_days?: number;
    readonly keep_hourly_days?: number;
    readonly limit?: number;
    readonly dry_run?: boolean;
  } = {},
  options?: StoreCallOptions,
) {
  return callStore(store, 'confidence_retention', request, retainedSchema, options);
}

const rebuiltSchema = z.object({
  scores: z.number(),
  outcomes: z.number(),
  metrics: z.number(),
  /** The day to go on with, where `days` left some. */
  next: z.string().exactOptional(),
});

/**
 * Makes the user's sums anew from his rows, from the day of `from` on, as many days as `days` says; all of them without.
 * Nobody can write while it works: a few days at a time keep that short.
 */
export function rebuildConfidenceRollups(
  store: Store,
  request: InWorkspace & { readonly from?: string; readonly days?: number } = {},
  options?: StoreCallOptions,
) {
  return callStore(store, 'rebuild_confidence_rollups', request, rebuiltSchema, options);
}

const importedSchema = batchSchema({ id: z.string(), created: z.boolean() });

/** As `record_confidence_scores`, for records of other programs: each has an id of its own, and `dry_run` writes nothing. */
export function importLegacyConfidence(
  store: Store,
  request: InWorkspace & {
    readonly scores: readonly (ConfidenceScoreToRecord & { readonly id: string })[];
    readonly dry_run?: boolean;
  },
  options?: StoreCallOptions,
) {
  return callStore(store, 'import_legacy_confidence', request, importedSchema, options);
}
