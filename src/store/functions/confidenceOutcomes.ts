import { z } from 'zod';
import type { StoreCallOptions, StoreTransport } from '../store.ts';
import { CONFIDENCE_METHODS, type StoredConfidenceMethod } from './confidenceScores.ts';
import { batchSchema, callStore, type InWorkspace } from './storeResult.ts';

type Store = Pick<StoreTransport, 'call'>;

export interface ConfidenceOutcomeToRecord {
  readonly score_id: string;
  readonly validation_method:
    | 'human_review'
    | 'automated_test'
    | 'cross_validation'
    | 'compile'
    | 'lint'
    | 'user_accept'
    | 'user_revert';
  /** 1 turned out well, 0 did not; something between where it can be measured. */
  readonly actual_accuracy: number;
  readonly validated_at?: string;
  /** 1 to 5. */
  readonly feedback_score?: number;
  readonly note?: string;
  readonly weight?: number;
}

/**
 * What became of answers. The user's later verdict by the same method replaces his earlier one; `replaced` says so, and an
 * older one than is there changes nothing.
 */
export function recordConfidenceOutcomes(
  store: Store,
  request: InWorkspace & { readonly outcomes: readonly ConfidenceOutcomeToRecord[] },
  options?: StoreCallOptions,
) {
  const schema = batchSchema({ id: z.string(), created: z.boolean(), replaced: z.boolean() });
  return callStore(store, 'record_confidence_outcomes', request, schema, options);
}

export interface ExposureToRecord {
  readonly score_id: string;
  /** `withheld`: selective answering hid it; `skipped`: it was there and nobody acted on it. */
  readonly event: 'shown' | 'opened' | 'dismissed' | 'skipped' | 'withheld';
  readonly happened_at?: string;
}

/** Once for a score and event; the first time counts. */
export function recordExposures(
  store: Store,
  request: InWorkspace & { readonly exposures: readonly ExposureToRecord[] },
  options?: StoreCallOptions,
) {
  const schema = batchSchema({ id: z.string(), created: z.boolean() });
  return callStore(store, 'record_exposures', request, schema, options);
}

const samplesSchema = z.object({
  samples: z.array(
    z.object({
      score_id: z.string(),
      /** When the answer was given. */
      at: z.string(),
      /** When the outcome became known. */
      outcome_at: z.string(),
      method: z.enum(CONFIDENCE_METHODS),
      model_family: z.string(),
      request_type: z.string(),
      raw: z.number().exactOptional(),
      overall: z.number().exactOptional(),
      calibrated: z.number().exactOptional(),
      /** Nats, where the method is `logprob`. */
      mean_conf: z.number().exactOptional(),
      tail_conf: z.number().exactOptional(),
      bottom10_conf: z.number().exactOptional(),
      lowest_group_conf: z.number().exactOptional(),
      outcome: z.number(),
      /** By which verdict of those there are. */
      outcome_method: z.string().exactOptional(),
      /** Above 1 where it stands for others that nobody judged, below where one look stands for several. */
      weight: z.number().exactOptional(),
      exposed: z.boolean(),
    }),
  ),
  /** Answers with an outcome that match, also those beyond the limit. */
  total: z.number(),
});

/** Answers whose outcome is known, by the time they were given, oldest first: the newest `limit` of them (5,000; at most 20,000). */
export function calibrationSamples(
  store: Store,
  request: InWorkspace & {
    readonly method?: StoredConfidenceMethod;
    readonly model_family?: string;
    readonly request_type?: string;
    readonly since?: string;
    readonly limit?: number;
  } = {},
  options?: StoreCallOptions,
) {
  return callStore(store, 'calibration_samples', request, samplesSchema, options);
}
