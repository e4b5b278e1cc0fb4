import { mapped } from './calibrationMap.ts';
import { type CalibrationSample, inOrderOfTime } from './calibrationSample.ts';
import type { CalibratorRecord } from './calibratorRecord.ts';

/** Latest outcomes that are looked at together. */
const WINDOW = 50;
/** Fewer outcomes show nothing but chance. */
const OUTCOMES_MIN = 30;
/** Standard errors that a steady calibrator passes about once in a thousand windows. */
const ALARM_ERRORS = 3;

export interface DriftState {
  readonly state: 'too_few' | 'steady' | 'drifting';
  /** Outcomes in the window looked at. */
  readonly outcomes: number;
  /** Mean Brier score in it, and the most that a steady calibrator shows. */
  readonly brier?: number;
  readonly brierMax?: number;
  /** Share that turned out well minus what was foretold: below 0 the values promise too much. */
  readonly gap?: number;
  /** When the outcome was known at which the alarm began that still lasts. */
  readonly since?: string;
}

/**
 * Whether a calibrator still tells the truth about outcomes later than those it was fitted to: the Brier score of the
 * latest window lies above its band, or what was foretold is off in one direction, which near one half the Brier score
 * hardly shows. A score better than foretold is no drift.
 */
export function driftOf(record: CalibratorRecord, later: readonly CalibrationSample[]): DriftState {
  const cases = inOrderOfTime(later).flatMap(({ raw, outcome, at, weight = 1 }) => {
    const p = mapped(record.map, raw, record.scale);
    return p === undefined || !(weight > 0) ? [] : [{ p, outcome, at, weight }];
  });
  const { steady } = record;
  if (!steady || cases.length < OUTCOMES_MIN) return { state: 'too_few', outcomes: cases.length };
  const weights = runningSums(cases.map(({ weight }) => weight));
  const squares = runningSums(cases.map(({ weight }) => weight ** 2));
  const briers = runningSums(cases.map(({ p, outcome, weight }) => weight * (p - outcome) ** 2));
  const gaps = runningSums(cases.map(({ p, outcome, weight }) => weight * (outcome - p)));
  const spreads = runningSums(cases.map(({ p, weight }) => weight ** 2 * p * (1 - p)));
  const judgeAt = (end: number): DriftState => {
    const start = Math.max(0, end - WINDOW);
    const over = (sums: Float64Array) => (sums[end] ?? 0) - (sums[start] ?? 0);
    const weight = over(weights);
    const window = {
      outcomes: end - start,
      // A few that count for many vary as much as so few do.
      equal: weight ** 2 / over(squares),
      brier: over(briers) / weight,
      gap: over(gaps) / weight,
      gapError: Math.sqrt(Math.max(0, over(spreads))) / weight,
    };
    return judge(window, steady);
  };
  const latest = judgeAt(cases.length);
  if (latest.state !== 'drifting') return latest;
  let first = cases.length;
  while (first > OUTCOMES_MIN && judgeAt(first - 1).state === 'drifting') first--;
  const since = cases[first - 1]?.at;
  return { ...latest, ...(since !== undefined && { since }) };
}

interface Window {
  readonly outcomes: number;
  /** Outcomes of equal weight that would tell as much. */
  readonly equal: number;
  readonly brier: number;
  readonly gap: number;
  readonly gapError: number;
}

function judge(
  { outcomes, equal, brier, gap, gapError }: Window,
  steady: NonNullable<CalibratorRecord['steady']>,
): DriftState {
  // Two means differ by chance: that of the window, and that of the outcomes the band was made from.
  const error = steady.deviation * Math.sqrt(1 / equal + 1 / Math.max(1, steady.outcomes));
  const brierMax = steady.brier + ALARM_ERRORS * error;
  const drifting = brier > brierMax || Math.abs(gap) > ALARM_ERRORS * gapError;
  return { state: drifting ? 'drifting' : 'steady', outcomes, brier, brierMax, gap };
}

function runningSums(values: readonly number[]): Float64Array {
  const sums = new Float64Array(values.length + 1);
  values.forEach((value, index) => {
    sums[index + 1] = (sums[index] ?? 0) + value;
  });
  return sums;
}
