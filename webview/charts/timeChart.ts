import { type ScaleLinear, scaleLinear, scaleUtc } from 'd3-scale';
import { area, line } from 'd3-shape';
import { type Plot, timeAxis, valueAxis } from './axes.ts';
import type { Behind, LegendEntry, Scene, ScenePath, ScenePoint } from './chart.ts';
import { SWATCH_HEIGHT, SWATCH_WIDTH } from './chart.ts';
import { type Column, columnsOf } from './downsample.ts';
import { linePath, markerPath, px, rectPath } from './marks.ts';

/** One value at one time. A bucket in which nothing was measured has no point. */
export interface TimePoint {
  readonly atMs: number;
  readonly value?: number;
  readonly lower?: number;
  readonly upper?: number;
  /** What was known later: drawn as a mark of its own, larger where more stands behind it. */
  readonly outcome?: { readonly good: number; readonly of: number };
}

export interface TimeSeries<Point extends TimePoint = TimePoint> {
  readonly index: number;
  readonly label: string;
  readonly points: readonly Point[];
}

export interface TimeChart<Point extends TimePoint> {
  readonly series: readonly TimeSeries<Point>[];
  readonly bucketMs: number;
  /** Upper end of the values; the highest one when absent. */
  readonly valueMax?: number;
  readonly formatValue: (value: number) => string;
  /** Made for what is drawn alone: of many points most are not. */
  readonly linesOf: (point: Point, series: TimeSeries<Point>) => readonly string[];
  readonly behindOf?: (point: Point, series: TimeSeries<Point>) => Behind;
}

const HEIGHT_PX = 230;
const MARGIN = { left: 44, right: 14, top: 10, bottom: 28 };
/** One column of a downsampled line. */
const COLUMN_PX = 3;
/** Where points stand at least this far apart, each has a mark. */
const MARK_GAP_PX = 7;
/** A line goes on over as many buckets without a value as a weekend has days. */
const GAP_BUCKETS = 3;
/** Bands of more series than this cover each other. */
const BANDS_MAX = 3;

/** Lines over time with bands and outcome marks; of more points than pixels, the lowest and highest are kept. */
export function drawTimeChart<Point extends TimePoint>(
  chart: TimeChart<Point>,
  width: number,
  hidden: ReadonlySet<number>,
): Scene {
  const plot: Plot = {
    left: MARGIN.left,
    right: Math.max(MARGIN.left + 60, width - MARGIN.right),
    top: MARGIN.top,
    bottom: HEIGHT_PX - MARGIN.bottom,
  };
  const shown = chart.series.filter(({ index }) => !hidden.has(index));
  const x = scaleUtc(timeDomain(chart.series, chart.bucketMs), [plot.left + 4, plot.right - 4]);
  const y = scaleLinear([0, chart.valueMax ?? highest(shown)], [plot.bottom, plot.top]);
  if (chart.valueMax === undefined) y.nice(4);
  const axes = [valueAxis(plot, y, chart.formatValue), timeAxis(plot, x)];
  const drawn = shown.map((series) => {
    const xOf = ({ atMs }: Point): number => x(atMs);
    const dense = series.points.length * COLUMN_PX > plot.right - plot.left;
    const columns = columnsOf(series.points, xOf, ({ value }) => value, dense ? COLUMN_PX : 0.01);
    return { series, columns, xOf };
  });
  const marksGap = (plot.right - plot.left) / Math.max(1, ...drawn.map(({ columns }) => columns.length));
  const gapMs = GAP_BUCKETS * Math.max(chart.bucketMs, columnMs(x, chart));
  return {
    width,
    height: HEIGHT_PX,
    paths: [
      ...axes.flatMap(({ paths }) => paths),
      ...(shown.length <= BANDS_MAX
        ? drawn.flatMap(({ series, columns }) => band(series.index, columns, y, gapMs))
        : []),
      ...drawn.flatMap(({ series, columns, xOf }) =>
        lineOf(series.index, columns, xOf, y, gapMs, marksGap >= MARK_GAP_PX),
      ),
      ...drawn.flatMap(({ series, columns }) => outcomeMarks(series.index, columns, y)),
    ],
    texts: axes.flatMap(({ texts }) => texts),
    points: drawn.flatMap(({ series, columns, xOf }) => pointsOf(chart, series, columns, xOf, y)),
  };
}

export function timeLegend(
  series: readonly TimeSeries[],
  extra: readonly LegendEntry[] = [],
): readonly LegendEntry[] {
  const middle = SWATCH_HEIGHT / 2;
  return [
    ...series.map(({ index, label }) => ({
      series: index,
      label,
      swatch: [
        { d: linePath(0, middle, SWATCH_WIDTH, middle), look: `line s${index}` },
        { d: markerPath(index, SWATCH_WIDTH / 2, middle, 3), look: `mark s${index}` },
      ],
    })),
    ...extra,
  ];
}

export function bandLegend(label: string): LegendEntry {
  return { label, swatch: [{ d: rectPath(0, 1, SWATCH_WIDTH, SWATCH_HEIGHT - 2), look: 'band plain' }] };
}

export function outcomeLegend(label: string): LegendEntry {
  const middle = SWATCH_HEIGHT / 2;
  return {
    label,
    swatch: [
      { d: markerPath(0, SWATCH_WIDTH / 3, middle, 3), look: 'outcome plain' },
      { d: markerPath(0, SWATCH_WIDTH / 1.35, middle, 5), look: 'outcome plain' },
    ],
  };
}

function timeDomain(series: readonly TimeSeries[], bucketMs: number): readonly [Date, Date] {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const { points } of series) {
    from = Math.min(from, points[0]?.atMs ?? from);
    to = Math.max(to, points.at(-1)?.atMs ?? to);
  }
  if (from > to) return [new Date(0), new Date(bucketMs)];
  // A single bucket stands in the middle.
  return from === to ? [new Date(from - bucketMs), new Date(to + bucketMs)] : [new Date(from), new Date(to)];
}

function highest(series: readonly TimeSeries[]): number {
  let value = 0;
  for (const { points } of series)
    for (const point of points) value = Math.max(value, point.upper ?? point.value ?? 0);
  return value > 0 ? value : 1;
}

function columnMs(x: { invert(px: number): Date }, { series }: { series: readonly TimeSeries[] }): number {
  const longest = Math.max(0, ...series.map(({ points }) => points.length));
  return longest === 0 ? 0 : x.invert(COLUMN_PX).getTime() - x.invert(0).getTime();
}

/** Lines through the points, broken where nothing was measured for long. */
function pieces<Entry>(
  entries: readonly Entry[],
  atOf: (entry: Entry) => number,
  gapMs: number,
): readonly (readonly Entry[])[] {
  const found: Entry[][] = [];
  let last: number | undefined;
  for (const entry of entries) {
    const at = atOf(entry);
    const current = found.at(-1);
    if (current && last !== undefined && at - last <= gapMs) current.push(entry);
    else found.push([entry]);
    last = at;
  }
  return found;
}

function lineOf<Point extends TimePoint>(
  index: number,
  columns: readonly Column<Point>[],
  xOf: (point: Point) => number,
  y: ScaleLinear<number, number>,
  gapMs: number,
  marked: boolean,
): readonly ScenePath[] {
  const points = columns.flatMap(({ kept }) => kept).filter(({ value }) => value !== undefined);
  const draw = line<Point>(
    (point) => px(xOf(point)),
    ({ value }) => px(y(value ?? 0)),
  );
  const parts = pieces(points, ({ atMs }) => atMs, gapMs);
  const lines = parts.filter((part) => part.length > 1).map((part) => draw(part) ?? '');
  // What stands alone would not be seen as a line.
  const alone = marked ? points : parts.filter((part) => part.length === 1).flat();
  const marks = alone.map((point) => markerPath(index, xOf(point), y(point.value ?? 0), marked ? 2.6 : 1.8));
  return [
    { d: lines.join(''), look: `line s${index}` },
    { d: marks.join(''), look: `mark s${index}` },
  ].filter(({ d }) => d !== '');
}

function band<Point extends TimePoint>(
  index: number,
  columns: readonly Column<Point>[],
  y: ScaleLinear<number, number>,
  gapMs: number,
): readonly ScenePath[] {
  const edges = columns.flatMap(({ x, all }) => {
    const bounds = all.filter(({ lower, upper }) => lower !== undefined && upper !== undefined);
    const [first] = bounds;
    if (!first) return [];
    const lower = bounds.reduce((least, point) => Math.min(least, point.lower ?? least), 1);
    const upper = bounds.reduce((most, point) => Math.max(most, point.upper ?? most), 0);
    return [{ x, atMs: first.atMs, lower, upper }];
  });
  const draw = area<(typeof edges)[number]>(
    (edge) => px(edge.x),
    ({ lower }) => px(y(lower)),
    ({ upper }) => px(y(upper)),
  );
  const parts = pieces(edges, ({ atMs }) => atMs, gapMs).filter((part) => part.length > 1);
  return parts.length === 0
    ? []
    : [{ d: parts.map((part) => draw(part) ?? '').join(''), look: `band s${index}` }];
}

/** Outcomes of one column are one mark: the share that turned out well, larger the more there are. */
function outcomeMarks<Point extends TimePoint>(
  index: number,
  columns: readonly Column<Point>[],
  y: ScaleLinear<number, number>,
): readonly ScenePath[] {
  const d = columns.map(({ x, all }) => {
    let good = 0;
    let of = 0;
    for (const { outcome } of all) {
      good += outcome?.good ?? 0;
      of += outcome?.of ?? 0;
    }
    return of === 0 ? '' : markerPath(index, x, y(good / of), Math.min(7, 2 + Math.sqrt(of) * 0.7));
  });
  const path = d.join('');
  return path === '' ? [] : [{ d: path, look: `outcome s${index}` }];
}

function pointsOf<Point extends TimePoint>(
  chart: TimeChart<Point>,
  series: TimeSeries<Point>,
  columns: readonly Column<Point>[],
  xOf: (point: Point) => number,
  y: ScaleLinear<number, number>,
): readonly ScenePoint[] {
  const { behindOf } = chart;
  return columns.flatMap(({ kept }) =>
    kept.map((point): ScenePoint => {
      const { outcome } = point;
      const value = point.value ?? (outcome && outcome.of > 0 ? outcome.good / outcome.of : 0);
      return {
        key: `${series.index} ${point.atMs}`,
        series: series.index,
        x: xOf(point),
        y: y(value),
        lines: () => chart.linesOf(point, series),
        ...(behindOf && { behind: () => behindOf(point, series) }),
      };
    }),
  );
}
