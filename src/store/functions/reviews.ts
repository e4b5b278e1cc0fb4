import { z } from 'zod';
import { PATTERN_STATUSES } from '../../core/library/fixPattern.ts';
import { SEVERITIES } from '../../core/rules/ruleModel.ts';
import type { StoreCallOptions, StoreTransport } from '../store.ts';
import { patternRowSchema, trackRecordShape } from './patternRow.ts';
import type { PatternPatch } from './patterns.ts';
import { RELATION_KINDS } from './relationKinds.ts';
import { batchSchema, callStore, type InWorkspace } from './storeResult.ts';

export interface PatternReview {
  readonly id: string;
  readonly decision: 'approve' | 'reject' | 'retire' | 'suggest' | 'reactivate';
  readonly notes?: string;
  /** Content changed in the same step. */
  readonly patch?: PatternPatch;
  readonly base_version?: number;
}

const reviewedSchema = batchSchema({
  id: z.string(),
  key: z.string(),
  version: z.number(),
  status: z.enum(PATTERN_STATUSES),
  changed: z.boolean(),
});

/** Decides about patterns; members may suggest, the rest is for maintainers. */
export function reviewPatterns(
  transport: StoreTransport,
  request: InWorkspace & { readonly items: readonly PatternReview[] },
  options?: StoreCallOptions,
) {
  return callStore(transport, 'review_patterns', request, reviewedSchema, options);
}

const namedSchema = z.object({ id: z.string(), key: z.string(), title: z.string() });
const keyedSchema = z.object({ id: z.string(), key: z.string() });

const mergedSchema = z.object({
  into: patternRowSchema,
  merged: z.array(z.string()),
  /** Where the patterns said different things. */
  differences: z.array(
    z.object({
      field: z.string(),
      kept: z.unknown(),
      dropped: z.array(z.object({ ...keyedSchema.shape, value: z.unknown() })),
    }),
  ),
  conflicts: z.array(z.object({ id: z.string(), from: keyedSchema, to: keyedSchema })),
  moved: z.object({
    applications: z.number(),
    relations: z.number(),
    tasks: z.number(),
    rules: z.number(),
  }),
});

/** Makes one pattern of several; a dry run shows what would be kept, dropped and moved. */
export function mergePatterns(
  transport: StoreTransport,
  request: InWorkspace & {
    readonly into: string;
    readonly from: readonly string[];
    readonly dry_run?: boolean;
  },
  options?: StoreCallOptions,
) {
  return callStore(transport, 'merge_patterns', request, mergedSchema, options);
}

const usedPattern = z.object({
  ...namedSchema.shape,
  ...trackRecordShape,
  status: z.enum(PATTERN_STATUSES),
  severity: z.enum(SEVERITIES),
  /** In the time looked at. */
  applied: z.number().exactOptional(),
  undone: z.number().exactOptional(),
  /** The least success rate that the record speaks for. */
  success_lower: z.number().exactOptional(),
});

const weekSchema = z.object({
  since: z.string(),
  until: z.string(),
  most_used: z.array(usedPattern),
  least_successful: z.array(usedPattern),
  gaps: z.array(
    z.object({
      name: z.string(),
      severity: z.enum(SEVERITIES).exactOptional(),
      fired: z.number(),
      fixed: z.number(),
    }),
  ),
  noisy_rules: z.array(
    z.object({
      name: z.string(),
      severity: z.enum(SEVERITIES).exactOptional(),
      fired: z.number(),
      fixed: z.number(),
      dismissed: z.number(),
      suppressed: z.number(),
      share: z.number(),
      proposal: z.enum(['lower-severity', 'make-opt-in', 'add-exception']),
      reason: z.string(),
    }),
  ),
  relations_to_confirm: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(RELATION_KINDS),
      strength: z.number(),
      found_by: z.string(),
      evidence: z.record(z.string(), z.unknown()),
      from: namedSchema,
      to: namedSchema,
    }),
  ),
  counts: z.record(z.string(), z.number()),
});

/** What a week of work shows about the library; the last seven days when no time is given. */
export function weeklyReview(
  transport: StoreTransport,
  request: InWorkspace & {
    readonly since?: string;
    readonly until?: string;
    /** Entries a list; 10 when absent. */
    readonly limit?: number;
    /** Trials without which nothing is said about success; 5 when absent. */
    readonly minimum_trials?: number;
    /** Findings without which no rule is noisy; 10 when absent. */
    readonly minimum_fired?: number;
  } = {},
  options?: StoreCallOptions,
) {
  return callStore(transport, 'weekly_review', request, weekSchema, options);
}

const figures = z.record(z.string(), z.number());
const summarySchema = z.object({
  total: z.number(),
  reviewed: z.number(),
  /** Patterns that name no rule. */
  without_rule: z.number(),
  applied: z.number(),
  relations: z.number(),
  rules: z.number(),
  by_status: figures,
  by_origin: figures,
  by_problem_type: figures,
  by_severity: figures,
  /** `all`: patterns that hold for every layer. */
  by_layer: figures,
});

export function librarySummary(
  transport: StoreTransport,
  request: InWorkspace = {},
  options?: StoreCallOptions,
) {
  return callStore(transport, 'library_summary', request, summarySchema, options);
}
