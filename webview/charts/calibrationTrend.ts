import type { CalibrationPoint, ConfidenceMethod, TrendBucket } from '../../src/protocol/confidence.ts';
import { methodLabel } from '../components/confidence/confidenceLabels.ts';
import { l10n } from '../l10n.ts';
import type { Chart } from './chart.ts';
import { methodLook } from './methodLook.ts';
import { scoreText } from './shareText.ts';
import { drawTimeChart, type TimeChart, type TimePoint, type TimeSeries } from './timeChart.ts';
import { BUCKET_MS, stepLabel } from './timeLabels.ts';
import { seriesLegend } from './timeLegend.ts';
import { weightedMean } from './weightedMean.ts';

interface Calibrated extends TimePoint {
  readonly outcomes: number;
  readonly ece?: number;
}

/** How well each method's values agreed with what happened, over time: lower is better. */
export function calibrationTrend(points: readonly CalibrationPoint[], bucket: TrendBucket): Chart {
  const methods = [...new Set(points.map(({ method }) => method))];
  const series = methods.map(
    (method, place): TimeSeries<Calibrated> & { readonly method: ConfidenceMethod } => ({
      index: methodLook(method) ?? place,
      method,
      label: methodLabel(method),
      points: points
        .filter((point) => point.method === method && !Number.isNaN(Date.parse(point.at)))
        .map(({ at, brier, ece, outcomes }) => ({
          atMs: Date.parse(at),
          value: brier,
          outcomes,
          ...(ece !== undefined && { ece }),
        }))
        .toSorted((one, other) => one.atMs - other.atMs),
    }),
  );
  const chart: TimeChart<Calibrated> = {
    series,
    bucketMs: BUCKET_MS[bucket],
    formatValue: (value) => value.toFixed(2),
    merge: (all) => {
      const value = weightedMean(all.map((point) => [point.value, point.outcomes]));
      const ece = weightedMean(all.map((point) => [point.ece, point.outcomes]));
      return {
        atMs: all[0]?.atMs ?? 0,
        outcomes: all.reduce((sum, { outcomes }) => sum + outcomes, 0),
        ...(value !== undefined && { value }),
        ...(ece !== undefined && { ece }),
      };
    },
    linesOf: ({ point, fromMs, lastMs }, { label }) => [
      `${label} · ${stepLabel(fromMs, lastMs, bucket)}`,
      l10n.t('Brier score {0}', scoreText(point.value ?? 0)),
      point.ece === undefined
        ? l10n.t('calibration error: not measured')
        : l10n.t('calibration error {0}', scoreText(point.ece)),
      l10n.t('{0} outcomes', point.outcomes.toLocaleString()),
    ],
    behindOf: ({ fromMs, lastMs }, { index, label }) => {
      const method = series.find((one) => one.index === index)?.method;
      return {
        title: `${label} · ${stepLabel(fromMs, lastMs, bucket)}`,
        filters: {
          from: new Date(fromMs).toISOString(),
          to: new Date(lastMs + BUCKET_MS[bucket]).toISOString(),
          ...(method !== undefined && { methods: [method] }),
        },
      };
    },
  };
  return {
    name: l10n.t('Calibration over time'),
    description: l10n.t(
      'Brier score of each method by bucket: the mean square of how far the stated value was from what happened. 0 is perfect, 0.25 is what saying 50 % to everything gives.',
    ),
    ...(points.length === 0 && {
      nothing: l10n.t(
        'In no bucket of this time are enough outcomes known to say how well values agreed with them.',
      ),
    }),
    legend: seriesLegend(series),
    table: () => ({
      columns: [
        l10n.t('Start (UTC)'),
        l10n.t('Method'),
        l10n.t('Outcomes'),
        l10n.t('Brier score'),
        l10n.t('Calibration error'),
      ],
      rows: points.map(({ at, method, outcomes, brier, ece }) => [
        at,
        methodLabel(method),
        outcomes,
        brier,
        ece,
      ]),
    }),
    draw: (width, hidden) => drawTimeChart(chart, width, hidden),
  };
}
