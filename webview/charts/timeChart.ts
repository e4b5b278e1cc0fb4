import { type ScaleLinear, scaleLinear, scaleUtc } from 'd3-scale';
import { area, line } from 'd3-shape';
import { type Plot, timeAxis, valueAxis } from './axes.ts';
import type { Behind, Scene, ScenePath, ScenePoint } from './chart.ts';
import { type Column, columnOfEach, columnsOf } from './downsample.ts';
import { markerPath, px } from './marks.ts';

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

/** What one mark of the line stands for: one bucket, or as many as fall into one column of pixels. */
export interface TimeStep<Point extends TimePoint> {
  /** Of all its buckets together. */
  readonly point: Point;
  readonly buckets: number;
  readonly fromMs: number;
  /** Start of the last bucket. */
  readonly lastMs: number;
  readonly low?: number;
  readonly high?: number;
}

export interface TimeChart<Point extends TimePoint> {
  readonly series: readonly TimeSeries<Point>[];
  readonly bucketMs: number;
  /** Upper end of the values; the highest one when absent. */
  readonly valueMax?: number;
  readonly formatValue: (value: number) => string;
  /** Several buckets as one. */
  readonly merge: (points: readonly Point[]) => Point;
  readonly linesOf: (step: TimeStep<Point>, series: TimeSeries<Point>) => readonly string[];
  readonly behindOf?: (step: TimeStep<Point>, series: TimeSeries<Point>) => Behind;
}

const HEIGHT_PX = 230;
const MARGIN = { left: 44, right: 18, top: 10, bottom: 28 };
/** More points than one in so many pixels are drawn as the mean and the range of each column. */
const POINT_GAP_MIN_PX = 4;
const COLUMN_PX = 6;
/** Where points stand at least this far apart, each has a mark. */
const MARK_GAP_PX = 9;
/** Outcomes are few, and the share of few jumps: as many pixels share one mark. */
const OUTCOME_COLUMN_PX = 48;
/** A line goes on over as many buckets without a value as a weekend has days. */
const GAP_BUCKETS = 3;
/** Bands of more series than this cover each other; then only that of the line that is pointed at shows. */
const BANDS_MAX = 2;

interface Drawn<Point extends TimePoint> {
  readonly series: TimeSeries<Point>;
  readonly steps: readonly Placed<Point>[];
  readonly outcomes: readonly Column<Point>[];
}

interface Placed<Point extends TimePoint> extends TimeStep<Point> {
  readonly x: number;
}

/** Lines over time with bands and outcome marks; of more points than pixels, mean, lowest and highest are kept. */
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
  const [from, to] = timeDomain(chart.series, chart.bucketMs);
  const [leftPx, rightPx] = [plot.left + 6, plot.right - 6];
  const x = scaleUtc([from, to], [leftPx, rightPx]);
  const y = scaleLinear([0, chart.valueMax ?? highest(shown)], [plot.bottom, plot.top]);
  if (chart.valueMax === undefined) y.nice(4);
  const pxOfMs = (rightPx - leftPx) / (to.getTime() - from.getTime());
  // The same line as the scale's, which asks more questions of each of many points.
  const placeOf = (atMs: number): number => leftPx + (atMs - from.getTime()) * pxOfMs;
  const drawn = shown.map((series) => placed(chart, series, placeOf, plot));
  const axes = [valueAxis(plot, y, chart.formatValue), timeAxis(plot, x, chart.bucketMs)];
  const most = Math.max(1, ...drawn.map(({ steps }) => steps.length));
  const look = {
    y,
    // In milliseconds, as far as a line goes on without a value.
    gapMs: GAP_BUCKETS * Math.max(stepMs(chart), x.invert(COLUMN_PX).getTime() - x.invert(0).getTime()),
    marked: (plot.right - plot.left) / most >= MARK_GAP_PX,
    pointedAtOnly: shown.length > BANDS_MAX,
  };
  return {
    width,
    height: HEIGHT_PX,
    paths: [
      ...axes.flatMap(({ paths }) => paths),
      ...drawn.flatMap((one) => bandsOf(one, look)),
      ...drawn.flatMap((one) => lineOf(one, look)),
      ...drawn.flatMap(({ series, outcomes }) => outcomeMarks(series.index, outcomes, placeOf, y)),
    ],
    texts: axes.flatMap(({ texts }) => texts),
    points: drawn.flatMap((one) => pointsOf(chart, one, y)),
  };
}

function placed<Point extends TimePoint>(
  chart: TimeChart<Point>,
  series: TimeSeries<Point>,
  x: (atMs: number) => number,
  { left, right }: Plot,
): Drawn<Point> {
  const { points } = series;
  const xOf = ({ atMs }: Point): number => x(atMs);
  const valueOfPoint = ({ value }: Point): number | undefined => value;
  const isDense = points.length * POINT_GAP_MIN_PX > right - left;
  const columns = isDense
    ? columnsOf(points, xOf, valueOfPoint, COLUMN_PX)
    : columnOfEach(points, valueOfPoint);
  const known = points.filter(({ outcome }) => outcome !== undefined);
  return {
    series,
    outcomes: columnsOf(known, xOf, valueOfPoint, OUTCOME_COLUMN_PX),
    steps: columns.map(({ points: own, first, last, low, high }) => ({
      point: own.length === 1 ? first : chart.merge(own),
      buckets: own.length,
      fromMs: first.atMs,
      lastMs: last.atMs,
      x: (xOf(first) + xOf(last)) / 2,
      ...(low !== undefined && { low }),
      ...(high !== undefined && { high }),
    })),
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

/** The bucket, or the least step between points where sums were kept for longer ones. */
function stepMs({
  series,
  bucketMs,
}: {
  readonly series: readonly TimeSeries[];
  readonly bucketMs: number;
}): number {
  let least = Number.POSITIVE_INFINITY;
  for (const { points } of series) {
    for (let index = 1; index < points.length; index += 1) {
      const step = (points[index]?.atMs ?? 0) - (points[index - 1]?.atMs ?? 0);
      if (step > 0 && step < least) least = step;
    }
  }
  return Number.isFinite(least) ? Math.max(least, bucketMs) : bucketMs;
}

function highest(series: readonly TimeSeries[]): number {
  let value = 0;
  for (const { points } of series)
    for (const point of points) value = Math.max(value, point.upper ?? point.value ?? 0);
  return value > 0 ? value : 1;
}

interface Look {
  readonly y: ScaleLinear<number, number>;
  readonly gapMs: number;
  readonly marked: boolean;
  readonly pointedAtOnly: boolean;
}

/** Runs of steps, broken where nothing was measured for long. */
function runsOf<Point extends TimePoint>(
  steps: readonly Placed<Point>[],
  gapMs: number,
): readonly (readonly Placed<Point>[])[] {
  const runs: Placed<Point>[][] = [];
  let last: number | undefined;
  for (const step of steps) {
    const current = runs.at(-1);
    if (current && last !== undefined && step.fromMs - last <= gapMs) current.push(step);
    else runs.push([step]);
    last = step.lastMs;
  }
  return runs;
}

function lineOf<Point extends TimePoint>(
  { series: { index }, steps }: Drawn<Point>,
  { y, gapMs, marked }: Look,
): readonly ScenePath[] {
  const runs = runsOf(
    steps.filter(({ point }) => point.value !== undefined),
    gapMs,
  );
  const draw = line<Placed<Point>>(
    (step) => px(step.x),
    ({ point }) => px(y(point.value ?? 0)),
  );
  const lines = runs.filter((run) => run.length > 1).map((run) => draw(run) ?? '');
  // What stands alone would not be seen as a line.
  const alone = marked ? runs.flat() : runs.filter((run) => run.length === 1).flat();
  const marks = alone.map((step) => markerPath(index, step.x, y(step.point.value ?? 0), 2.8));
  return [
    { d: lines.join(''), look: `line s${index}` },
    { d: marks.join(''), look: `mark s${index}` },
  ].filter(({ d }) => d !== '');
}

/** The bounds, and where a step is several buckets, how far their values reach. */
function bandsOf<Point extends TimePoint>(
  { series: { index }, steps }: Drawn<Point>,
  { y, gapMs, pointedAtOnly }: Look,
): readonly ScenePath[] {
  const look = `s${index}${pointedAtOnly ? ' pointed' : ''}`;
  const bounded = steps.filter(({ point }) => point.lower !== undefined && point.upper !== undefined);
  const reaching = steps.filter(({ buckets, low }) => buckets > 1 && low !== undefined);
  const bounds = area<Placed<Point>>(
    (step) => px(step.x),
    ({ point }) => px(y(point.lower ?? 0)),
    ({ point }) => px(y(point.upper ?? 0)),
  );
  const reach = area<Placed<Point>>(
    (step) => px(step.x),
    ({ low }) => px(y(low ?? 0)),
    ({ high }) => px(y(high ?? 0)),
  );
  const pathOf = (all: readonly Placed<Point>[], draw: typeof bounds): string =>
    runsOf(all, gapMs)
      .filter((run) => run.length > 1)
      .map((run) => draw(run) ?? '')
      .join('');
  return [
    { d: pathOf(reaching, reach), look: `reach ${look}` },
    { d: pathOf(bounded, bounds), look: `band ${look}` },
  ].filter(({ d }) => d !== '');
}

/** The share that turned out well, larger the more outcomes there are. */
function outcomeMarks<Point extends TimePoint>(
  index: number,
  columns: readonly Column<Point>[],
  x: (atMs: number) => number,
  y: ScaleLinear<number, number>,
): readonly ScenePath[] {
  const d = columns
    .map(({ points, first, last }) => {
      const good = points.reduce((sum, { outcome }) => sum + (outcome?.good ?? 0), 0);
      const of = points.reduce((sum, { outcome }) => sum + (outcome?.of ?? 0), 0);
      const middle = (x(first.atMs) + x(last.atMs)) / 2;
      return of === 0 ? '' : markerPath(index, middle, y(good / of), Math.min(7, 2.2 + Math.sqrt(of) * 0.5));
    })
    .join('');
  return d === '' ? [] : [{ d, look: `outcome s${index}` }];
}

function pointsOf<Point extends TimePoint>(
  chart: TimeChart<Point>,
  { series, steps }: Drawn<Point>,
  y: ScaleLinear<number, number>,
): readonly ScenePoint[] {
  const { behindOf } = chart;
  return steps.map((step): ScenePoint => {
    const { value, outcome } = step.point;
    const share = outcome && outcome.of > 0 ? outcome.good / outcome.of : 0;
    return {
      key: `${series.index} ${step.fromMs}`,
      series: series.index,
      x: step.x,
      y: y(value ?? share),
      lines: () => chart.linesOf(step, series),
      ...(behindOf && { behind: () => behindOf(step, series) }),
    };
  });
}
