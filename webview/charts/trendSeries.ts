import type { TrendPoint } from '../../src/protocol/confidence.ts';
import type { ConfidenceSplit } from '../../src/protocol/confidencePanel.ts';
import { SERIES_LOOKS } from './marks.ts';
import type { TimePoint, TimeSeries } from './timeChart.ts';

/** One bucket of one series, summed over what the split does not tell apart. */
export interface TrendBucketPoint extends TimePoint {
  readonly answers: number;
  readonly calibrated?: number;
}

export interface TrendSeries extends TimeSeries<TrendBucketPoint> {
  /** The model, method or request type, empty where none was named; absent for those without a line of their own. */
  readonly value?: string;
}

export interface TrendNames {
  readonly label: (value: string) => string;
  /** Where values look the same in every chart; they are as many as looks then. */
  readonly look?: (value: string) => number | undefined;
  /** Of the series that stands for all that have no line of their own. */
  readonly others: (count: number) => string;
}

/** A sum of values, each times the answers that it is the mean of, and of these answers. */
interface Weighed {
  sum: number;
  weight: number;
}

interface Sums {
  answers: number;
  outcomes: number;
  succeeded: number;
  readonly mean: Weighed;
  readonly lower: Weighed;
  readonly upper: Weighed;
  readonly calibrated: Weighed;
}

/** Trend points as lines: the series with the most answers each have one, the others share the last. */
export function trendSeries(
  points: readonly TrendPoint[],
  split: ConfidenceSplit,
  names: TrendNames,
): readonly TrendSeries[] {
  const answers = new Map<string, number>();
  for (const point of points) {
    const value = point[split] ?? '';
    answers.set(value, (answers.get(value) ?? 0) + point.answers);
  }
  const ranked = [...answers].toSorted(([, one], [, other]) => other - one).map(([value]) => value);
  const own = ranked.length <= SERIES_LOOKS ? ranked : ranked.slice(0, SERIES_LOOKS - 1);
  const buckets = own.map(() => new Map<number, Sums>());
  const rest = new Map<number, Sums>();
  const placeOf = new Map(own.map((value, index) => [value, index]));
  for (const point of points) {
    const index = placeOf.get(point[split] ?? '');
    addTo((index === undefined ? undefined : buckets[index]) ?? rest, point);
  }
  const series = own
    .map(
      (value, index): TrendSeries => ({
        index: names.look?.(value) ?? index,
        label: names.label(value),
        points: pointsOf(buckets[index] ?? new Map()),
        value,
      }),
    )
    .toSorted((one, other) => one.index - other.index);
  if (rest.size === 0) return series;
  const label = names.others(ranked.length - own.length);
  return [...series, { index: own.length, label, points: pointsOf(rest) }];
}

function addTo(buckets: Map<number, Sums>, point: TrendPoint): void {
  const atMs = Date.parse(point.at);
  if (Number.isNaN(atMs)) return;
  const sums = buckets.get(atMs) ?? emptySums();
  buckets.set(atMs, sums);
  sums.answers += point.answers;
  sums.outcomes += point.outcomes;
  sums.succeeded += point.succeeded;
  add(sums.mean, point.mean, point.answers);
  add(sums.lower, point.lower, point.answers);
  add(sums.upper, point.upper, point.answers);
  add(sums.calibrated, point.calibrated, point.answers);
}

/** Several buckets of one series as one. */
export function mergeBuckets(points: readonly TrendBucketPoint[]): TrendBucketPoint {
  const sums = emptySums();
  for (const { answers, value, lower, upper, calibrated, outcome } of points) {
    sums.answers += answers;
    sums.outcomes += outcome?.of ?? 0;
    sums.succeeded += outcome?.good ?? 0;
    add(sums.mean, value, answers);
    add(sums.lower, lower, answers);
    add(sums.upper, upper, answers);
    add(sums.calibrated, calibrated, answers);
  }
  return pointOf(points[0]?.atMs ?? 0, sums);
}

function emptySums(): Sums {
  const none = (): Weighed => ({ sum: 0, weight: 0 });
  return {
    answers: 0,
    outcomes: 0,
    succeeded: 0,
    mean: none(),
    lower: none(),
    upper: none(),
    calibrated: none(),
  };
}

/** In place: a year of hours has too many of them for an object each. */
function add(weighed: Weighed, value: number | undefined, answers: number): void {
  if (value === undefined) return;
  weighed.sum += value * answers;
  weighed.weight += answers;
}

function pointsOf(buckets: ReadonlyMap<number, Sums>): readonly TrendBucketPoint[] {
  return [...buckets].toSorted(([one], [other]) => one - other).map(([atMs, sums]) => pointOf(atMs, sums));
}

function pointOf(atMs: number, sums: Sums): TrendBucketPoint {
  return {
    atMs,
    answers: sums.answers,
    ...optional('value', sums.mean),
    ...optional('lower', sums.lower),
    ...optional('upper', sums.upper),
    ...optional('calibrated', sums.calibrated),
    ...(sums.outcomes > 0 && { outcome: { good: sums.succeeded, of: sums.outcomes } }),
  };
}

/** A mean, where there is anything to take one of. */
function optional<Name extends string>(
  name: Name,
  { sum, weight }: Weighed,
): { readonly [Key in Name]?: number } {
  // SAFETY: the one property that is set has the name that is asked for.
  return (weight > 0 ? { [name]: sum / weight } : {}) as { readonly [Key in Name]?: number };
}
