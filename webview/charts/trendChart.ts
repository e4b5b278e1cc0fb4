import type { ConfidenceFilters, TrendBucket, TrendPoint } from '../../src/protocol/confidence.ts';
import type { ConfidenceSplit } from '../../src/protocol/confidencePanel.ts';
import { methodLabel, requestTypeLabel } from '../components/confidence/confidenceLabels.ts';
import { l10n } from '../l10n.ts';
import type { Chart, ChartRows } from './chart.ts';
import { methodLook } from './methodLook.ts';
import { rangeText, shareText } from './shareText.ts';
import { drawTimeChart, type TimeChart, type TimeStep } from './timeChart.ts';
import { BUCKET_MS, stepLabel } from './timeLabels.ts';
import { bandLegend, outcomeLegend, seriesLegend } from './timeLegend.ts';
import { mergeBuckets, type TrendBucketPoint, type TrendSeries, trendSeries } from './trendSeries.ts';

/** What answers said of themselves over time, with how far they were off and what became of them. */
export function trendChart(
  points: readonly TrendPoint[],
  bucket: TrendBucket,
  split: ConfidenceSplit,
): Chart {
  const series = trendSeries(points, split, {
    label: (value) => splitLabel(split, value),
    others: (count) => l10n.t('{0} others', count),
    ...(split === 'method' && { look: methodLook }),
  });
  const chart: TimeChart<TrendBucketPoint> = {
    series,
    bucketMs: BUCKET_MS[bucket],
    valueMax: 1,
    formatValue: shareText,
    merge: mergeBuckets,
    linesOf: (step, { label }) => [
      `${label} · ${stepLabel(step.fromMs, step.lastMs, bucket)}`,
      ...valueLines(step),
      l10n.t('{0} answers', step.point.answers.toLocaleString()),
      outcomeLine(step.point),
    ],
    behindOf: (step, { index, label }) => ({
      title: `${label} · ${stepLabel(step.fromMs, step.lastMs, bucket)}`,
      filters: {
        from: new Date(step.fromMs).toISOString(),
        to: new Date(step.lastMs + BUCKET_MS[bucket]).toISOString(),
        ...splitFilter(split, series.find((one) => one.index === index)?.value),
      },
    }),
  };
  return {
    name: l10n.t('Confidence over time'),
    description: l10n.t(
      'Lines are the mean of what answers stated, bands its interval of 95 %; of many lines, the band of the one that is pointed at. Open marks are the share that turned out well, larger where more outcomes are known.',
    ),
    ...(points.length === 0 && { nothing: l10n.t('No answer was scored in this time.') }),
    legend: [
      ...seriesLegend(series),
      bandLegend(l10n.t('95 % interval of the mean')),
      outcomeLegend(l10n.t('turned out well')),
    ],
    table: () => tableOf(series),
    draw: (width, hidden) => drawTimeChart(chart, width, hidden),
  };
}

function splitLabel(split: ConfidenceSplit, value: string): string {
  if (value === '') return l10n.t('no model named');
  if (split === 'method') return methodLabel(value);
  return split === 'requestType' ? requestTypeLabel(value) : value;
}

function splitFilter(split: ConfidenceSplit, value: string | undefined): ConfidenceFilters {
  if (value === undefined) return {};
  return { [{ method: 'methods', model: 'models', requestType: 'requestTypes' }[split]]: [value] };
}

function valueLines({ point, buckets, low, high }: TimeStep<TrendBucketPoint>): readonly string[] {
  const { value, lower, upper, calibrated } = point;
  const bounds = lower === undefined || upper === undefined ? '' : ` (${rangeText(lower, upper)})`;
  return [
    value === undefined
      ? l10n.t('stated: not measured')
      : l10n.t('stated {0} on average', shareText(value) + bounds),
    ...(buckets > 1 && low !== undefined && high !== undefined
      ? [l10n.t('means of {0} buckets from {1} to {2}', buckets, shareText(low), shareText(high))]
      : []),
    calibrated === undefined ? l10n.t('uncalibrated') : l10n.t('calibrated {0}', shareText(calibrated)),
  ];
}

function outcomeLine({ outcome }: TrendBucketPoint): string {
  if (!outcome) return l10n.t('no outcome known');
  return l10n.t('{0} of {1} turned out well', outcome.good.toLocaleString(), outcome.of.toLocaleString());
}

function tableOf(series: readonly TrendSeries[]): ChartRows {
  return {
    columns: [
      l10n.t('Start (UTC)'),
      l10n.t('Line'),
      l10n.t('Answers'),
      l10n.t('Stated'),
      l10n.t('Lower'),
      l10n.t('Upper'),
      l10n.t('Calibrated'),
      l10n.t('Outcomes'),
      l10n.t('Turned out well'),
    ],
    rows: series.flatMap(({ label, points }) =>
      points.map((point) => [
        new Date(point.atMs).toISOString(),
        label,
        point.answers,
        rounded(point.value),
        rounded(point.lower),
        rounded(point.upper),
        rounded(point.calibrated),
        point.outcome?.of ?? 0,
        point.outcome?.good ?? 0,
      ]),
    ),
  };
}

function rounded(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value * 10_000) / 10_000;
}
