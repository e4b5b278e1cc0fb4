import { auroc } from './auroc.ts';
import { type BootstrapOptions, bootstrapInterval } from './bootstrap.ts';
import type { Forecast } from './forecast.ts';
import type { Interval } from './intervals.ts';
import { brierScore, logLoss, type MurphyParts, murphyParts } from './properScores.ts';
import {
  type BoundedBin,
  boundedBin,
  equalMassBins,
  equalWidthBins,
  expectedCalibrationError,
  maximumCalibrationError,
} from './reliabilityBins.ts';

const BINS = 10;

/** How good stated probabilities were. Brier score and log loss come first: they cannot be won by hedging. */
export interface ScoreMetrics {
  readonly count: number;
  readonly brier: number;
  readonly logLoss: number;
  readonly ece: number;
  readonly eceEqualMass: number;
  readonly mce: number;
  /** Absent unless there were both successes and failures. */
  readonly auroc?: number;
  /** Over ten equally wide bins. */
  readonly murphy: MurphyParts;
  readonly bins: readonly BoundedBin[];
  /** 95 %, by drawing the cases anew. */
  readonly brierInterval?: Interval;
  readonly eceInterval?: Interval;
}

/** All figures of a set of forecasts; undefined for none. Intervals only when `bootstrap` is given: they take time. */
export function scoreMetrics(
  forecasts: readonly Forecast[],
  bootstrap?: BootstrapOptions,
): ScoreMetrics | undefined {
  const bins = equalWidthBins(forecasts, BINS);
  const [brier, loss, murphy] = [brierScore(forecasts), logLoss(forecasts), murphyParts(forecasts, BINS)];
  const ece = expectedCalibrationError(bins);
  const eceEqualMass = expectedCalibrationError(equalMassBins(forecasts, BINS));
  const mce = maximumCalibrationError(bins);
  const ranking = auroc(forecasts);
  if (brier === undefined || loss === undefined || !murphy) return undefined;
  if (ece === undefined || eceEqualMass === undefined || mce === undefined) return undefined;
  const brierInterval = bootstrap && bootstrapInterval(forecasts, brierScore, bootstrap);
  const eceInterval =
    bootstrap &&
    bootstrapInterval(forecasts, (drawn) => expectedCalibrationError(equalWidthBins(drawn, BINS)), bootstrap);
  return {
    count: forecasts.length,
    brier,
    logLoss: loss,
    ece,
    eceEqualMass,
    mce,
    ...(ranking !== undefined && { auroc: ranking }),
    murphy,
    bins: bins.map((bin) => boundedBin(bin)),
    ...(brierInterval && { brierInterval }),
    ...(eceInterval && { eceInterval }),
  };
}
