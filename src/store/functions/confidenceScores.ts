import { z } from 'zod';
import type { StoreCallOptions, StoreTransport } from '../store.ts';
import { batchSchema, callStore, type InWorkspace } from './storeResult.ts';

type Store = Pick<StoreTransport, 'call'>;

export const CONFIDENCE_METHODS = [
  'logprob',
  'agreement',
  'semantic_entropy',
  'verbalized',
  'hybrid',
  'heuristic',
] as const;
export type StoredConfidenceMethod = (typeof CONFIDENCE_METHODS)[number];

const evidenceSchema = z.object({
  part: z.enum(['factual', 'reasoning', 'contextual']),
  kind: z.string(),
  text: z.string(),
  passed: z.number(),
  of: z.number(),
});

const boundsSchema = z.object({ lower: z.number(), upper: z.number() });

const partBoundsSchema = z.object({
  factual: boundsSchema.exactOptional(),
  reasoning: boundsSchema.exactOptional(),
  contextual: boundsSchema.exactOptional(),
});

/** What was measured of an answer. Whatever was not measured is left out; nothing is filled in for it. */
const measuredSchema = z.object({
  request_type: z.string(),
  method: z.enum(CONFIDENCE_METHODS),
  model_provider: z.string().exactOptional(),
  model_version: z.string().exactOptional(),
  /** What calibrators are fitted for; `model_version` when left out. */
  model_family: z.string().exactOptional(),
  session_id: z.string().exactOptional(),
  consultation_id: z.string().exactOptional(),
  /** What people call the answer in a list. */
  title: z.string().exactOptional(),
  /** SHA-256 in small hexadecimal digits. */
  prompt_hash: z.string().exactOptional(),
  temperature: z.number().exactOptional(),
  max_tokens: z.number().exactOptional(),
  factual_confidence: z.number().exactOptional(),
  reasoning_confidence: z.number().exactOptional(),
  contextual_relevance: z.number().exactOptional(),
  part_bounds: partBoundsSchema.exactOptional(),
  /** Both or none; a calibrated value lies between them. */
  uncertainty_lower: z.number().exactOptional(),
  uncertainty_upper: z.number().exactOptional(),
  model_consensus: z.record(z.string(), z.unknown()).exactOptional(),
  evidence: z.array(evidenceSchema).exactOptional(),
  metadata: z.record(z.string(), z.unknown()).exactOptional(),
  top_k: z.number().exactOptional(),
  window_tokens: z.number().exactOptional(),
  tail_tokens: z.number().exactOptional(),
  token_count: z.number().exactOptional(),
  /** Nats, 0 or more; not probabilities. */
  mean_conf: z.number().exactOptional(),
  tail_conf: z.number().exactOptional(),
  bottom10_conf: z.number().exactOptional(),
  lowest_group_conf: z.number().exactOptional(),
  samples: z.number().exactOptional(),
  agreement: z.number().exactOptional(),
  raw_confidence: z.number().exactOptional(),
  calibrated_confidence: z.number().exactOptional(),
  calibrator_id: z.string().exactOptional(),
});

/** Values between 0 and 1 are kept with four decimals. */
export interface ConfidenceScoreToRecord extends Omit<z.infer<typeof measuredSchema>, 'request_type'> {
  readonly id?: string;
  /** The same request measured by the same method again is the same score. */
  readonly request_id: string;
  /** `chat` when left out. */
  readonly request_type?: string;
  /** Both or none: which write of which machine this is; sent again, it is kept once. */
  readonly client_id?: string;
  readonly client_seq?: number;
  readonly created_at?: string;
}

const recordedSchema = batchSchema({ id: z.string(), created: z.boolean() });

/** 5,000 at most; 500 to 1000 at a time are quickest. A score that is there already stays as it is. */
export function recordConfidenceScores(
  store: Store,
  request: InWorkspace & { readonly scores: readonly ConfidenceScoreToRecord[] },
  options?: StoreCallOptions,
) {
  return callStore(store, 'record_confidence_scores', request, recordedSchema, options);
}

const rowSchema = measuredSchema.extend({
  id: z.string(),
  request_id: z.string(),
  user_id: z.string(),
  created_at: z.string(),
  /** Mean of the parts that there are. */
  overall_confidence: z.number().exactOptional(),
  /** What people are shown: calibrated, else raw, else overall. */
  shown_confidence: z.number().exactOptional(),
  /** The verdict that counts among all that were recorded. */
  outcome: z.number().exactOptional(),
  outcome_method: z.string().exactOptional(),
  outcome_at: z.string().exactOptional(),
  exposed_at: z.string().exactOptional(),
});
export type StoredConfidenceScore = z.infer<typeof rowSchema>;

/** Times are ISO 8601, `from` included and `to` not. An empty list filters nothing; a model `''` is one without a name. */
export interface StoredConfidenceFilters {
  readonly from?: string;
  readonly to?: string;
  readonly models?: readonly string[];
  readonly methods?: readonly StoredConfidenceMethod[];
  readonly request_types?: readonly string[];
}

const listedSchema = z.object({
  scores: z.array(rowSchema.omit({ evidence: true, model_consensus: true, metadata: true })),
  next_cursor: z.string().exactOptional(),
});

/** The user's own, newest first. */
export function listConfidenceScores(
  store: Store,
  request: InWorkspace & {
    readonly filters?: StoredConfidenceFilters & {
      readonly ids?: readonly string[];
      readonly request_ids?: readonly string[];
      readonly consultation_ids?: readonly string[];
      readonly outcomes?: readonly ('good' | 'bad' | 'unknown')[];
      /** Of the shown value, both included. */
      readonly value_from?: number;
      readonly value_to?: number;
    };
    /** 50 when left out, 500 at most. */
    readonly limit?: number;
    readonly cursor?: string;
  } = {},
  options?: StoreCallOptions,
) {
  return callStore(store, 'list_confidence_scores', request, listedSchema, options);
}

const outcomeSchema = z.object({
  id: z.string(),
  validation_method: z.string(),
  actual_accuracy: z.number(),
  predicted_confidence: z.number().exactOptional(),
  validated_at: z.string(),
  feedback_score: z.number().exactOptional(),
  note: z.string().exactOptional(),
  weight: z.number(),
});

const detailSchema = z.object({
  score: rowSchema,
  /** Newest first. */
  outcomes: z.array(outcomeSchema),
  exposures: z.array(z.object({ event: z.string(), happened_at: z.string() })),
  /** Of the same kind and method with about the same value; those whose end is known first, then the most alike; 10 at most. */
  similar: z.array(
    z.object({
      id: z.string(),
      created_at: z.string(),
      consultation_id: z.string().exactOptional(),
      title: z.string().exactOptional(),
      model: z.string().exactOptional(),
      same_family: z.boolean(),
      /** Kinds of evidence that both have. */
      shared_evidence: z.array(z.string()),
      value: z.number().exactOptional(),
      outcome: z.number().exactOptional(),
    }),
  ),
});

/** One with its evidence, what became of it, and past cases like it. */
export function getConfidenceScore(
  store: Store,
  request: InWorkspace & { readonly id: string },
  options?: StoreCallOptions,
) {
  return callStore(store, 'get_confidence_score', request, detailSchema, options);
}
