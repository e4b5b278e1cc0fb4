import { z } from 'zod';
import type { StoreCallOptions, StoreTransport } from '../store.ts';
import { CONFIDENCE_METHODS, type StoredConfidenceFilters } from './confidenceScores.ts';
import { callStore, type InWorkspace } from './storeResult.ts';

type Store = Pick<StoreTransport, 'call'>;

const binSchema = z.object({
  from: z.number(),
  to: z.number(),
  answers: z.number(),
  predicted: z.number(),
  actual: z.number(),
  /** Wilson, 95 %. */
  lower: z.number(),
  upper: z.number(),
});

const reliabilitySchema = z.object({
  /** Answers with a shown value and an outcome. */
  answers: z.number(),
  /** Ten of equal width; those without answers are left out. */
  bins: z.array(binSchema),
  brier: z.number().exactOptional(),
  log_loss: z.number().exactOptional(),
  ece: z.number().exactOptional(),
  /** Of bins made of fiftieths; `auroc` counts answers of the same fiftieth as ties. */
  ece_equal_mass: z.number().exactOptional(),
  mce: z.number().exactOptional(),
  auroc: z.number().exactOptional(),
  murphy: z
    .object({ reliability: z.number(), resolution: z.number(), uncertainty: z.number() })
    .exactOptional(),
});

const rowsSchema = z.array(
  z.object({
    request_type: z.string(),
    model: z.string().exactOptional(),
    endpoint: z.string().exactOptional(),
    requests: z.number(),
    mean_ms: z.number().exactOptional(),
    /** Within 4.4 % of the exact ones: they come from buckets. */
    p50_ms: z.number().exactOptional(),
    p95_ms: z.number().exactOptional(),
    p99_ms: z.number().exactOptional(),
    error_rate: z.number().exactOptional(),
    error_measured: z.number(),
    tokens_in: z.number().exactOptional(),
    tokens_out: z.number().exactOptional(),
    cache_hit_rate: z.number().exactOptional(),
    cache_measured: z.number(),
  }),
);

const performanceTrendSchema = z.array(
  z.object({
    at: z.string(),
    requests: z.number(),
    p50_ms: z.number().exactOptional(),
    p95_ms: z.number().exactOptional(),
    error_rate: z.number().exactOptional(),
    memory_mb: z.number().exactOptional(),
    cpu_percent: z.number().exactOptional(),
    system_load: z.number().exactOptional(),
  }),
);

const overviewSchema = z.object({
  choices: z.object({
    models: z.array(z.string()),
    methods: z.array(z.enum(CONFIDENCE_METHODS)),
    request_types: z.array(z.string()),
  }),
  totals: z.object({ answers: z.number(), outcomes: z.number(), exposed: z.number() }),
  trends: z.array(
    z.object({
      at: z.string(),
      model: z.string().exactOptional(),
      method: z.enum(CONFIDENCE_METHODS),
      request_type: z.string(),
      answers: z.number(),
      /** Of the raw value, of overall where a method gives none; with the 95 % interval of the mean. */
      mean: z.number().exactOptional(),
      lower: z.number().exactOptional(),
      upper: z.number().exactOptional(),
      calibrated: z.number().exactOptional(),
      outcomes: z.number(),
      succeeded: z.number(),
    }),
  ),
  /** More series than fit were added up under no model. */
  trends_merged: z.boolean(),
  reliability: reliabilitySchema,
  /** Ten of equal width over the shown value; empty where there is no answer. */
  histogram: z.array(
    z.object({
      from: z.number(),
      to: z.number(),
      good: z.number(),
      bad: z.number(),
      unknown: z.number(),
    }),
  ),
  calibration: z.array(
    z.object({
      at: z.string(),
      method: z.enum(CONFIDENCE_METHODS),
      outcomes: z.number(),
      brier: z.number(),
      ece: z.number().exactOptional(),
    }),
  ),
  performance: rowsSchema,
  performance_trend: performanceTrendSchema,
});
export type StoredConfidenceOverview = z.infer<typeof overviewSchema>;

/**
 * Everything that a page of confidence draws, from sums that are kept as answers come. Without `from` the last 7 days by
 * hour, 90 by day, 2 years by week. Sums are by the hour for 14 days at most and by the day beyond; times are taken back
 * to the start of these, UTC.
 */
export function confidenceOverview(
  store: Store,
  request: InWorkspace & {
    readonly filters?: StoredConfidenceFilters;
    /** `day` when left out. */
    readonly bucket?: 'hour' | 'day' | 'week';
  } = {},
  options?: StoreCallOptions,
) {
  return callStore(store, 'confidence_overview', request, overviewSchema, options);
}

/** Requests by type, model and endpoint, and their course. Filters of `methods` mean nothing here. */
export function performanceReport(
  store: Store,
  request: InWorkspace & {
    readonly filters?: StoredConfidenceFilters;
    readonly bucket?: 'hour' | 'day' | 'week';
  } = {},
  options?: StoreCallOptions,
) {
  const schema = z.object({ rows: rowsSchema, trend: performanceTrendSchema });
  return callStore(store, 'performance_report', request, schema, options);
}

const alertFiguresSchema = z.object({
  from: z.string(),
  to: z.string(),
  requests: z.number(),
  error_measured: z.number(),
  error_rate: z.number().exactOptional(),
  p50_ms: z.number().exactOptional(),
  p95_ms: z.number().exactOptional(),
  /** The first of the requests in the window that failed. */
  first_error_at: z.string().exactOptional(),
  /** Of answers given in the window and in the time before it, per method. */
  calibration: z.array(
    z.object({
      method: z.enum(CONFIDENCE_METHODS),
      outcomes: z.number(),
      brier: z.number().exactOptional(),
      /** Sum and sum of squares of the answers' squared errors, for bands. */
      squared_error_sum: z.number(),
      squared_error_squares: z.number(),
      ece: z.number().exactOptional(),
      before_outcomes: z.number(),
      before_brier: z.number().exactOptional(),
      before_ece: z.number().exactOptional(),
    }),
  ),
  /** Of the present month, US dollars. */
  cost_usd: z.number(),
  unpriced_requests: z.number(),
});

/** What alerts are decided on. The window of requests is in minutes (60), that of calibration in days (14), and before it 90. */
export function confidenceAlertFigures(
  store: Store,
  request: InWorkspace & {
    readonly window_minutes?: number;
    readonly calibration_days?: number;
  } = {},
  options?: StoreCallOptions,
) {
  return callStore(store, 'confidence_alert_figures', request, alertFiguresSchema, options);
}
