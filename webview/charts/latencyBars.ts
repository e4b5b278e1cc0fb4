import { scaleLinear } from 'd3-scale';
import type { PerformanceRow } from '../../src/protocol/confidence.ts';
import { requestTypeLabel } from '../components/confidence/confidenceLabels.ts';
import { duration } from '../consult/figures.ts';
import { l10n } from '../l10n.ts';
import type { Plot } from './axes.ts';
import type { Chart, Scene, ScenePath } from './chart.ts';
import { SWATCH_HEIGHT, SWATCH_WIDTH } from './chart.ts';
import { linePath, markerPath, rectPath } from './marks.ts';
import { shareText } from './shareText.ts';

/** More kinds of requests than this are a list: the busiest are drawn, all are in the table. */
const ROWS_MAX = 12;
const ROW_PX = 40;
const MARGIN = { left: 8, right: 16, top: 6, bottom: 28 };
const TICK_GAP_PX = 80;

/** How long answers take: half of them, 95 and 99 of 100, by kind of request and model. */
export function latencyBars(
  rows: readonly PerformanceRow[],
  /** Kinds of requests that have scored answers behind them. */
  scored: readonly string[],
): Chart {
  const measured = rows.filter(({ p50Ms }) => p50Ms !== undefined);
  const shown = measured.toSorted((one, other) => other.requests - one.requests).slice(0, ROWS_MAX);
  return {
    name: l10n.t('Time to answer'),
    description:
      l10n.t(
        'Half of the requests took no longer than the bar, 95 of 100 no longer than the square, 99 of 100 no longer than the triangle.',
      ) +
      (measured.length > shown.length
        ? ` ${l10n.t('The {0} busiest of {1} are drawn; the table has all.', shown.length, measured.length)}`
        : ''),
    ...(shown.length === 0 && { nothing: l10n.t('No request was measured in this time.') }),
    legend: LEGEND(),
    table: () => ({
      columns: [
        l10n.t('Request'),
        l10n.t('Model'),
        l10n.t('Requests'),
        'p50 ms',
        'p95 ms',
        'p99 ms',
        l10n.t('Error rate'),
        l10n.t('Tokens in'),
        l10n.t('Tokens out'),
        l10n.t('Cache hit rate'),
        l10n.t('Requests with a measured cache'),
      ],
      rows: rows.map((row) => [
        requestTypeLabel(row.requestType),
        row.model,
        row.requests,
        row.p50Ms,
        row.p95Ms,
        row.p99Ms,
        row.errorRate,
        row.tokensIn,
        row.tokensOut,
        row.cacheMeasured > 0 ? row.cacheHitRate : undefined,
        row.cacheMeasured,
      ]),
    }),
    draw: (width) => draw(shown, scored, width),
  };
}

function draw(rows: readonly PerformanceRow[], scored: readonly string[], width: number): Scene {
  const plot: Plot = {
    left: MARGIN.left,
    right: Math.max(120, width - MARGIN.right),
    top: MARGIN.top,
    bottom: MARGIN.top + rows.length * ROW_PX,
  };
  const most = Math.max(1, ...rows.map(({ p50Ms, p95Ms, p99Ms }) => p99Ms ?? p95Ms ?? p50Ms ?? 0));
  const x = scaleLinear([0, most], [plot.left, plot.right - 4]);
  const ticks = x.ticks(Math.max(2, Math.floor((plot.right - plot.left) / TICK_GAP_PX)));
  return {
    width,
    height: plot.bottom + MARGIN.bottom,
    paths: [
      ...ticks.map((tick) => ({ d: linePath(x(tick), plot.top, x(tick), plot.bottom), look: 'grid' })),
      ...rows.flatMap((row, index) => rowPaths(row, plot.top + index * ROW_PX, x)),
    ],
    texts: [
      ...ticks.map((tick, index) => ({
        x: x(tick),
        y: plot.bottom + 17,
        text: duration(tick),
        anchor: index === 0 ? ('start' as const) : ('middle' as const),
        look: 'label',
      })),
      ...rows.map((row, index) => ({
        x: plot.left,
        y: plot.top + index * ROW_PX + 14,
        text: rowName(row),
        anchor: 'start' as const,
        look: 'name',
      })),
    ],
    points: rows.map((row, index) => ({
      key: rowName(row),
      series: 0,
      x: x(row.p50Ms ?? 0),
      y: plot.top + index * ROW_PX + 26,
      lines: () => linesOf(row),
      ...(scored.includes(row.requestType) && {
        behind: () => ({
          title: rowName(row),
          filters: {
            requestTypes: [row.requestType],
            ...(row.model !== undefined && { models: [row.model] }),
          },
        }),
      }),
    })),
  };
}

function rowPaths(
  { p50Ms, p95Ms, p99Ms }: PerformanceRow,
  top: number,
  x: (value: number) => number,
): readonly ScenePath[] {
  const middle = top + 26;
  const start = x(0);
  const end = x(p99Ms ?? p95Ms ?? p50Ms ?? 0);
  return [
    { d: linePath(start, middle, end, middle), look: 'bar s0' },
    { d: rectPath(start, middle - 6, Math.max(1, x(p50Ms ?? 0) - start), 12), look: 'box solid' },
    ...(p95Ms === undefined ? [] : [{ d: markerPath(1, x(p95Ms), middle, 4.5), look: 'mark s1' }]),
    ...(p99Ms === undefined ? [] : [{ d: markerPath(2, x(p99Ms), middle, 4.5), look: 'mark s4' }]),
  ];
}

function rowName({ requestType, model }: PerformanceRow): string {
  return model === undefined ? requestTypeLabel(requestType) : `${requestTypeLabel(requestType)} · ${model}`;
}

function linesOf(row: PerformanceRow): readonly string[] {
  const time = (name: string, value: number | undefined): string =>
    `${name}: ${value === undefined ? l10n.t('not measured') : duration(value)}`;
  return [
    rowName(row),
    l10n.t('{0} requests', row.requests.toLocaleString()),
    time(l10n.t('half within'), row.p50Ms),
    time(l10n.t('95 of 100 within'), row.p95Ms),
    time(l10n.t('99 of 100 within'), row.p99Ms),
    row.errorRate === undefined
      ? l10n.t('errors: not measured')
      : l10n.t('errors: {0}', shareText(row.errorRate)),
  ];
}

const LEGEND = (): Chart['legend'] => {
  const [middle, center] = [SWATCH_HEIGHT / 2, SWATCH_WIDTH / 2];
  return [
    {
      label: l10n.t('half (p50)'),
      swatch: [{ d: rectPath(3, 1, 20, SWATCH_HEIGHT - 2), look: 'box solid' }],
    },
    { label: 'p95', swatch: [{ d: markerPath(1, center, middle, 4.5), look: 'mark s1' }] },
    { label: 'p99', swatch: [{ d: markerPath(2, center, middle, 4.5), look: 'mark s4' }] },
  ];
};
