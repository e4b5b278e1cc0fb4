import { wilsonInterval } from '../metrics/intervals.ts';
import { type SuccessPrior, successPosterior, UNIFORM_PRIOR } from '../successPosterior.ts';
import { mapped } from './calibrationMap.ts';
import type { CalibratorRecord } from './calibratorRecord.ts';
import { outcomesAround } from './support.ts';

/** As wide as the bands of success elsewhere: 5 % beyond either end. */
const BAND_LEVEL = 0.9;

export interface CalibratedValue {
  readonly state: 'uncalibrated' | 'calibrated';
  /** The frequency with which such values turned out well; absent while uncalibrated. Always within the band. */
  readonly calibrated?: number;
  /** Ends of the 90 % band: of the calibrated value, or while uncalibrated of all outcomes of the method. */
  readonly lower: number;
  readonly upper: number;
  readonly outcomes: number;
  /** Absent where nothing was ever fitted. */
  readonly calibratorId?: string;
  readonly note: string;
}

/**
 * What a raw value is worth by a calibrator; without one, that nothing is known.
 *
 * @param prior what other groups suggest of how outcomes go, for the band while uncalibrated (see `groupRates`)
 */
export function applyCalibrator(
  record: CalibratorRecord | undefined,
  raw: number,
  prior: SuccessPrior = UNIFORM_PRIOR,
): CalibratedValue {
  const calibrated =
    record && record.state === 'calibrated' ? mapped(record.map, raw, record.scale) : undefined;
  const common = {
    outcomes: record?.outcomes ?? 0,
    ...(record && { calibratorId: record.id }),
    note: record?.note ?? 'Uncalibrated: no outcomes are known.',
  };
  if (!record || calibrated === undefined) {
    const { lower05, upper95 } = successPosterior(record?.good ?? 0, record?.outcomes ?? 0, prior);
    return { state: 'uncalibrated', lower: lower05, upper: upper95, ...common };
  }
  const around = outcomesAround(record.support, raw);
  const band = wilsonInterval(calibrated * around, around, BAND_LEVEL);
  return {
    state: 'calibrated',
    calibrated,
    lower: Math.min(calibrated, band.lower),
    upper: Math.max(calibrated, band.upper),
    ...common,
  };
}
