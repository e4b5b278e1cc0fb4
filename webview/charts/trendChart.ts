import type { TrendBucket, TrendPoint } from '../../src/protocol/confidence.ts';
import type { ConfidenceSplit } from '../../src/protocol/confidencePanel.ts';
import { methodLabel, requestTypeLabel } from '../components/confidence/confidenceLabels.ts';
import { l10n } from '../l10n.ts';
import type { Behind, Chart } from './chart.ts';
import { rangeText, shareText } from './shareText.ts';
import { bandLegend, drawTimeChart, outcomeLegend, type TimeChart, timeLegend } from './timeChart.ts';
import { BUCKET_MS, bucketLabel } from './timeLabels.ts';
import { type TrendBucketPoint, type TrendSeries, trendSeries } from './trendSeries.ts';

/** What answers said of themselves over time, with how far they were off and what became of them. */
export function trendChart(
  points: readonly TrendPoint[],
  bucket: TrendBucket,
  split: ConfidenceSplit,
): Chart {
  const series = trendSeries(points, split, {
    label: (value) => splitLabel(split, value),
    others: (count) => l10n.t('{0} others', count),
  });
  const chart: TimeChart<TrendBucketPoint> = {
    series,
    bucketMs: BUCKET_MS[bucket],
    valueMax: 1,
    formatValue: shareText,
    linesOf: (point, { label }) => [
      `${label} · ${bucketLabel(point.atMs, bucket)}`,
      ...valueLines(point),
      l10n.t('{0} answers', point.answers.toLocaleString()),
      outcomeLine(point),
    ],
    behindOf: (point, one) => behindOf(point, one, bucket, split),
  };
  return {
    name: l10n.t('Confidence over time'),
    description: l10n.t(
      'Lines are the mean of what answers stated, by bucket. Bands are the mean of their bounds. Open marks are the share that turned out well, larger where more outcomes are known.',
    ),
    legend: timeLegend(series, [bandLegend(l10n.t('bounds')), outcomeLegend(l10n.t('turned out well'))]),
    table: () => ({
      columns: [
        l10n.t('Start (UTC)'),
        l10n.t('Series'),
        l10n.t('Answers'),
        l10n.t('Stated'),
        l10n.t('Lower'),
        l10n.t('Upper'),
        l10n.t('Calibrated'),
        l10n.t('Outcomes'),
        l10n.t('Turned out well'),
      ],
      rows: series.flatMap(({ label, points: own }) =>
        own.map((point) => [
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
    }),
    draw: (width, hidden) => drawTimeChart(chart, width, hidden),
  };
}

function splitLabel(split: ConfidenceSplit, value: string | undefined): string {
  if (value === undefined) return l10n.t('no model named');
  if (split === 'method') return methodLabel(value);
  return split === 'requestType' ? requestTypeLabel(value) : value;
}

function valueLines({ value, lower, upper, calibrated }: TrendBucketPoint): readonly string[] {
  const bounds = lower === undefined || upper === undefined ? '' : ` (${rangeText(lower, upper)})`;
  return [
    value === undefined
      ? l10n.t('stated: not measured')
      : l10n.t('stated {0} on average', shareText(value) + bounds),
    calibrated === undefined ? l10n.t('uncalibrated') : l10n.t('calibrated {0}', shareText(calibrated)),
  ];
}

function outcomeLine({ outcome }: TrendBucketPoint): string {
  if (!outcome) return l10n.t('no outcome known');
  return l10n.t('{0} of {1} turned out well', outcome.good.toLocaleString(), outcome.of.toLocaleString());
}

function behindOf(
  { atMs }: TrendBucketPoint,
  { label, value }: Pick<TrendSeries, 'label' | 'value'>,
  bucket: TrendBucket,
  split: ConfidenceSplit,
): Behind {
  const name = { method: 'methods', model: 'models', requestType: 'requestTypes' }[split];
  return {
    title: `${label} · ${bucketLabel(atMs, bucket)}`,
    filters: {
      from: new Date(atMs).toISOString(),
      to: new Date(atMs + BUCKET_MS[bucket]).toISOString(),
      ...(value !== undefined && { [name]: [value] }),
    },
  };
}

function rounded(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value * 10_000) / 10_000;
}
