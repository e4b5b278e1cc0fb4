import type { PerformancePoint, TrendBucket } from '../../src/protocol/confidence.ts';
import { duration } from '../consult/figures.ts';
import { l10n } from '../l10n.ts';
import type { Chart } from './chart.ts';
import { shareText } from './shareText.ts';
import { drawTimeChart, type TimeChart, type TimePoint, type TimeSeries } from './timeChart.ts';
import { BUCKET_MS, stepLabel } from './timeLabels.ts';
import { seriesLegend } from './timeLegend.ts';
import { weightedMean } from './weightedMean.ts';

export const PERFORMANCE_MEASURES = ['latency', 'errors', 'memory', 'cpu', 'requests'] as const;
export type PerformanceMeasure = (typeof PERFORMANCE_MEASURES)[number];

interface Measured extends TimePoint {
  readonly requests: number;
}

interface Looks {
  readonly name: string;
  readonly description: string;
  readonly format: (value: number) => string;
  readonly series: readonly {
    readonly label: string;
    readonly of: (point: PerformancePoint) => number | undefined;
  }[];
}

export function measureLabel(measure: PerformanceMeasure): string {
  switch (measure) {
    case 'latency':
      return l10n.t('Time to answer');
    case 'errors':
      return l10n.t('Errors');
    case 'memory':
      return l10n.t('Memory of our processes');
    case 'cpu':
      return l10n.t('Processor time of our processes');
    case 'requests':
      return l10n.t('Requests');
  }
}

/** One measure of the service's work over time; what was not measured in a bucket has no point there. */
export function performanceTrend(
  points: readonly PerformancePoint[],
  bucket: TrendBucket,
  measure: PerformanceMeasure,
): Chart {
  const { name, description, format, series: kinds } = looksOf(measure);
  const series = kinds.map(
    ({ label, of }, index): TimeSeries<Measured> => ({
      index,
      label,
      points: points.flatMap((point) => {
        const value = of(point);
        const atMs = Date.parse(point.at);
        return value === undefined || Number.isNaN(atMs) ? [] : [{ atMs, value, requests: point.requests }];
      }),
    }),
  );
  const chart: TimeChart<Measured> = {
    series,
    bucketMs: BUCKET_MS[bucket],
    formatValue: format,
    merge: (all) => {
      const value = weightedMean(all.map((point) => [point.value, point.requests]));
      return {
        atMs: all[0]?.atMs ?? 0,
        requests: all.reduce((sum, { requests }) => sum + requests, 0),
        ...(value !== undefined && { value }),
      };
    },
    linesOf: ({ point, fromMs, lastMs, buckets, low, high }, { label }) => [
      stepLabel(fromMs, lastMs, bucket),
      `${label}: ${format(point.value ?? 0)}`,
      ...(buckets > 1 && low !== undefined && high !== undefined
        ? [l10n.t('mean of {0} buckets, from {1} to {2}', buckets, format(low), format(high))]
        : []),
      l10n.t('{0} requests', point.requests.toLocaleString()),
    ],
    behindOf: ({ fromMs, lastMs }) => ({
      title: stepLabel(fromMs, lastMs, bucket),
      filters: {
        from: new Date(fromMs).toISOString(),
        to: new Date(lastMs + BUCKET_MS[bucket]).toISOString(),
      },
    }),
  };
  return {
    name,
    description,
    ...(series.every((one) => one.points.length === 0) && {
      nothing: l10n.t('{0}: not measured in this time.', measureLabel(measure)),
    }),
    legend: seriesLegend(series),
    table: () => ({
      columns: [l10n.t('Start (UTC)'), l10n.t('Requests'), ...kinds.map(({ label }) => label)],
      rows: points.map((point) => [point.at, point.requests, ...kinds.map(({ of }) => of(point))]),
    }),
    draw: (width, hidden) => drawTimeChart(chart, width, hidden),
  };
}

function looksOf(measure: PerformanceMeasure): Looks {
  const name = measureLabel(measure);
  switch (measure) {
    case 'latency':
      return {
        name: l10n.t('Time to answer, over time'),
        description: l10n.t(
          'Half of the requests of a bucket, and 95 of 100, were answered within these times.',
        ),
        format: duration,
        series: [
          { label: l10n.t('half (p50)'), of: ({ p50Ms }) => p50Ms },
          { label: 'p95', of: ({ p95Ms }) => p95Ms },
        ],
      };
    case 'errors':
      return {
        name: l10n.t('Errors, over time'),
        description: l10n.t('Share of the requests of a bucket that failed.'),
        format: shareText,
        series: [{ label: name, of: ({ errorRate }) => errorRate }],
      };
    case 'memory':
      return {
        name: l10n.t('Memory, over time'),
        description: l10n.t('Memory of Fixward’s own processes while requests were answered.'),
        format: (value) => l10n.t('{0} MB', Math.round(value).toLocaleString()),
        series: [{ label: name, of: ({ memoryMb }) => memoryMb }],
      };
    case 'cpu':
      return {
        name: l10n.t('Processor, over time'),
        description: l10n.t('Processor time of Fixward’s own processes while requests were answered.'),
        format: (value) => l10n.t('{0} %', Math.round(value)),
        series: [{ label: name, of: ({ cpuPercent }) => cpuPercent }],
      };
    case 'requests':
      return {
        name: l10n.t('Requests, over time'),
        description: l10n.t('Requests of each bucket.'),
        format: (value) => (Number.isInteger(value) ? value.toLocaleString() : ''),
        series: [{ label: name, of: ({ requests }) => requests }],
      };
  }
}
