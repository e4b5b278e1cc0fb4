import { meanOf, sumOf } from '../numbers/average.ts';
import { mapped } from './calibrationMap.ts';
import type { CalibratorRecord } from './calibratorRecord.ts';
import type { CalibrationSample } from './chooseCalibrator.ts';

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
  const cases = later
    .flatMap(({ raw, outcome, at }) => {
      const p = mapped(record.map, raw, record.scale);
      return p === undefined || Number.isNaN(Date.parse(at)) ? [] : [{ p, outcome, at }];
    })
    .sort((left, right) => Date.parse(left.at) - Date.parse(right.at));
  const { steady } = record;
  if (!steady || cases.length < OUTCOMES_MIN) return { state: 'too_few', outcomes: cases.length };
  let since: string | undefined;
  let latest: DriftState = { state: 'too_few', outcomes: 0 };
  for (let end = OUTCOMES_MIN; end <= cases.length; end++) {
    latest = judge(cases.slice(Math.max(0, end - WINDOW), end), steady);
    if (latest.state === 'drifting') since ??= cases[end - 1]?.at;
    else since = undefined;
  }
  return { ...latest, ...(since !== undefined && { since }) };
}

function judge(
  window: readonly { readonly p: number; readonly outcome: number }[],
  steady: NonNullable<CalibratorRecord['steady']>,
): DriftState {
  const brier = meanOf(window.map(({ p, outcome }) => (p - outcome) ** 2)) ?? 0;
  // Two means differ by chance: that of the window, and that of the outcomes the band was made from.
  const error = steady.deviation * Math.sqrt(1 / window.length + 1 / Math.max(1, steady.outcomes));
  const brierMax = steady.brier + ALARM_ERRORS * error;
  const gap = meanOf(window.map(({ p, outcome }) => outcome - p)) ?? 0;
  const gapError = Math.sqrt(sumOf(window.map(({ p }) => p * (1 - p)))) / window.length;
  const drifting = brier > brierMax || Math.abs(gap) > ALARM_ERRORS * gapError;
  return { state: drifting ? 'drifting' : 'steady', outcomes: window.length, brier, brierMax, gap };
}
