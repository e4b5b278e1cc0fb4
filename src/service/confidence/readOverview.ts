import type { ConfidenceFilters, ConfidenceOverview, TrendBucket } from '../../protocol/confidence.ts';
import type { StoredConfidenceOverview } from '../../store/functions/confidenceFigures.ts';

/** The store's sums as clients see them. */
export function readOverview(
  stored: StoredConfidenceOverview,
  filters: ConfidenceFilters,
  bucket: TrendBucket,
): Omit<ConfidenceOverview, 'alerts'> {
  return {
    filters,
    bucket,
    choices: {
      models: stored.choices.models,
      methods: stored.choices.methods,
      requestTypes: stored.choices.request_types,
    },
    totals: stored.totals,
    trends: stored.trends.map(({ request_type: requestType, ...point }) => ({ ...point, requestType })),
    reliability: reliability(stored),
    histogram: stored.histogram,
    performance: stored.performance.map((row) => ({
      requestType: row.request_type,
      ...(row.model !== undefined && { model: row.model }),
      requests: row.requests,
      ...(row.p50_ms !== undefined && { p50Ms: row.p50_ms }),
      ...(row.p95_ms !== undefined && { p95Ms: row.p95_ms }),
      ...(row.p99_ms !== undefined && { p99Ms: row.p99_ms }),
      ...(row.error_rate !== undefined && { errorRate: row.error_rate }),
      ...(row.tokens_in !== undefined && { tokensIn: row.tokens_in }),
      ...(row.tokens_out !== undefined && { tokensOut: row.tokens_out }),
      ...(row.cache_hit_rate !== undefined && { cacheHitRate: row.cache_hit_rate }),
      cacheMeasured: row.cache_measured,
    })),
    performanceTrend: stored.performance_trend.map((point) => ({
      at: point.at,
      requests: point.requests,
      ...(point.p50_ms !== undefined && { p50Ms: point.p50_ms }),
      ...(point.p95_ms !== undefined && { p95Ms: point.p95_ms }),
      ...(point.error_rate !== undefined && { errorRate: point.error_rate }),
      ...(point.memory_mb !== undefined && { memoryMb: point.memory_mb }),
      ...(point.cpu_percent !== undefined && { cpuPercent: point.cpu_percent }),
    })),
    calibration: stored.calibration,
  };
}

function reliability({ reliability: figures, totals }: StoredConfidenceOverview) {
  const { log_loss: logLoss, ece_equal_mass: eceEqualMass, ...rest } = figures;
  return {
    ...rest,
    ...(logLoss !== undefined && { logLoss }),
    ...(eceEqualMass !== undefined && { eceEqualMass }),
    exposed: totals.exposed,
  };
}
