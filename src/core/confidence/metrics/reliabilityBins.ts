import { sumOf } from '../numbers/average.ts';
import type { Forecast } from './forecast.ts';
import { clopperPearsonInterval, type Interval, wilsonInterval } from './intervals.ts';

/** Forecasts of nearly the same size, and how often what they foretold came. */
export interface ReliabilityBin {
  /** Place among the bins, empty ones counted. */
  readonly bin: number;
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly successes: number;
  /** Mean forecast. */
  readonly predicted: number;
  /** Share that came. */
  readonly actual: number;
}

/** A bin with the ends between which its frequency lies. */
export interface BoundedBin extends ReliabilityBin {
  /** For looking at. */
  readonly wilson: Interval;
  /** For promising. */
  readonly clopperPearson: Interval;
}

const BINS_DEFAULT = 10;

/** Bins of equal width that hold anything; a forecast of 1 lies in the last. */
export function equalWidthBins(
  forecasts: readonly Forecast[],
  bins = BINS_DEFAULT,
): readonly ReliabilityBin[] {
  const held = Array.from({ length: bins }, (): Forecast[] => []);
  for (const forecast of forecasts) held[Math.min(bins - 1, Math.floor(forecast.p * bins))]?.push(forecast);
  return held.flatMap((inside, bin) =>
    inside.length === 0 ? [] : [binOf(inside, { bin, from: bin / bins, to: (bin + 1) / bins })],
  );
}

/** Bins of equally many forecasts, the first ones holding what is left over; fewer where there are fewer forecasts. */
export function equalMassBins(
  forecasts: readonly Forecast[],
  bins = BINS_DEFAULT,
): readonly ReliabilityBin[] {
  const ordered = [...forecasts].sort((left, right) => left.p - right.p);
  const each = Math.floor(ordered.length / bins);
  const over = ordered.length % bins;
  return Array.from({ length: bins }, (_, bin) => {
    const start = bin * each + Math.min(bin, over);
    return ordered.slice(start, start + each + (bin < over ? 1 : 0));
  }).flatMap((inside, bin) => {
    const [first, last] = [inside.at(0), inside.at(-1)];
    return first && last ? [binOf(inside, { bin, from: first.p, to: last.p })] : [];
  });
}

function binOf(
  inside: readonly Forecast[],
  place: Pick<ReliabilityBin, 'bin' | 'from' | 'to'>,
): ReliabilityBin {
  const count = inside.length;
  const successes = sumOf(inside.map(({ y }) => y));
  return {
    ...place,
    count,
    successes,
    predicted: sumOf(inside.map(({ p }) => p)) / count,
    actual: successes / count,
  };
}

/** Adds both intervals. They take far longer than the bin itself. */
export function boundedBin(bin: ReliabilityBin, level = 0.95): BoundedBin {
  return {
    ...bin,
    wilson: wilsonInterval(bin.successes, bin.count, level),
    clopperPearson: clopperPearsonInterval(bin.successes, bin.count, level),
  };
}

/** Mean gap between forecast and frequency, bins weighted by what they hold. Depends on the bins, and is too high for few. */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number | undefined {
  const total = sumOf(bins.map(({ count }) => count));
  if (total === 0) return undefined;
  return sumOf(bins.map(({ count, predicted, actual }) => (count / total) * Math.abs(predicted - actual)));
}

/** Widest gap of any bin. */
export function maximumCalibrationError(bins: readonly ReliabilityBin[]): number | undefined {
  return bins.length === 0
    ? undefined
    : Math.max(...bins.map(({ predicted, actual }) => Math.abs(predicted - actual)));
}
