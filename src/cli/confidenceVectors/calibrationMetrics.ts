import { auroc } from '../../core/confidence/metrics/auroc.ts';
import type { Forecast } from '../../core/confidence/metrics/forecast.ts';
import { clopperPearsonInterval, wilsonInterval } from '../../core/confidence/metrics/intervals.ts';
import { brierScore, logLoss, murphyParts } from '../../core/confidence/metrics/properScores.ts';
import {
  equalMassBins,
  equalWidthBins,
  expectedCalibrationError,
  maximumCalibrationError,
  type ReliabilityBin,
} from '../../core/confidence/metrics/reliabilityBins.ts';
import type { CalibrationFile } from './calibrationSections.ts';
import type { CaseComparison } from './comparison.ts';

/** More bins than any set has forecasts are a slip of the pen. */
const BINS_MAX = 100_000;

type Fields = Readonly<Record<string, unknown>>;

/** Recomputes every figure of a set of forecasts that the file names; the number of bins stands in its name. */
export function checkMetricSet(
  { p, y, expected }: CalibrationFile['metrics'][number],
  at: CaseComparison,
): void {
  const forecasts = p.map((each, index) => ({ p: each, y: y[index] ?? 0 }));
  at.near('n', forecasts.length, expected.n);
  at.near('brier', brierScore(forecasts), expected.brier);
  at.near('logloss', logLoss(forecasts), expected.logloss);
  at.near('auroc', auroc(forecasts), expected.auroc);
  const murphy = murphyParts(forecasts);
  if (isFields(expected.murphy)) {
    at.near('murphy.reliability', murphy?.reliability, expected.murphy.reliability);
    at.near('murphy.resolution', murphy?.resolution, expected.murphy.resolution);
    at.near('murphy.uncertainty', murphy?.uncertainty, expected.murphy.uncertainty);
  }
  for (const [field, value] of Object.entries(expected)) checkBinned(field, value, forecasts, at);
}

function checkBinned(
  field: string,
  value: unknown,
  forecasts: readonly Forecast[],
  at: CaseComparison,
): void {
  const [, name, count] = /^([a-z_]+?)(\d+)$/u.exec(field) ?? [];
  const bins = Number(count);
  if (name !== undefined && !(bins >= 1 && bins <= BINS_MAX)) {
    at.same(field, undefined, value);
    return;
  }
  switch (name) {
    case 'ece':
      at.near(field, expectedCalibrationError(equalWidthBins(forecasts, bins)), value);
      break;
    case 'mce':
      at.near(field, maximumCalibrationError(equalWidthBins(forecasts, bins)), value);
      break;
    case 'adaptive_ece':
      at.near(field, expectedCalibrationError(equalMassBins(forecasts, bins)), value);
      break;
    case 'reliability_bins':
      checkBins(field, value, equalWidthBins(forecasts, bins), at);
      break;
    case 'adaptive_bins':
      checkBins(field, value, equalMassBins(forecasts, bins), at);
      break;
  }
}

function checkBins(
  field: string,
  value: unknown,
  found: readonly ReliabilityBin[],
  at: CaseComparison,
): void {
  if (!Array.isArray(value)) return;
  at.same(`${field}.length`, found.length, value.length);
  value.filter(isFields).forEach((expected, index) => {
    const bin = found[index];
    const name = (of: string) => `${field}[${index}].${of}`;
    at.near(name('bin'), bin?.bin, expected.bin);
    at.near(name('n'), bin?.count, expected.n);
    at.near(name('conf'), bin?.predicted, expected.conf);
    at.near(name('acc'), bin?.actual, expected.acc);
    at.near(name('successes'), bin?.successes, expected.successes);
    if (bin) checkInterval(expected, bin.successes, bin.count, at, name(''));
  });
}

/** Recomputes the intervals of a share; their level in percent stands in their name. */
export function checkInterval(
  expected: Fields,
  successes: number,
  trials: number,
  at: CaseComparison,
  prefix = '',
): void {
  for (const [field, value] of Object.entries(expected)) {
    const [, name, percent] = /^(wilson|clopper_pearson)(\d+)$/u.exec(field) ?? [];
    if (name === undefined) continue;
    const interval = name === 'wilson' ? wilsonInterval : clopperPearsonInterval;
    const { lower, upper } = interval(successes, trials, Number(percent) / 100);
    at.nearAll(`${prefix}${field}`, [lower, upper], value);
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}
