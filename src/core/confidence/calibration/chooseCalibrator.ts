import { deviationOf, meanOf, sumOf } from '../numbers/average.ts';
import { type CalibrationMap, mapped, type RawScale } from './calibrationMap.ts';
import { type CalibrationSample, inOrderOfTime } from './calibrationSample.ts';
import { CALIBRATOR_FORMAT, type CalibratorRecord, type HeldOutFigures } from './calibratorRecord.ts';
import { type CandidateMap, candidateMaps, OUTCOMES_MIN } from './candidateMaps.ts';
import type { CalibrationCase } from './fitParametric.ts';
import { supportOf } from './support.ts';
import { timeSplits } from './timeSplits.ts';

/** Older outcomes than so many are left out: models and projects change. */
const SAMPLES_MAX = 5_000;

/** A stated certainty that was wrong counts as one in a thousand when maps are compared, or it would decide alone. */
const LOSS_EDGE = 1e-3;

export interface CalibratorRequest {
  readonly method: string;
  /** Of `modelFamily`; one calibrator never serves two families. */
  readonly family: string;
  /** Absent: 0 to 1. */
  readonly scale?: RawScale;
  readonly samples: readonly CalibrationSample[];
  /** The time of the fit, ISO 8601. */
  readonly fittedAt: string;
  /** The record that this one follows. */
  readonly previous?: CalibratorRecord;
}

/** A map with what it foretold of each later outcome. */
interface Contender {
  readonly kind: CalibrationMap['kind'];
  readonly predictions: readonly number[];
}

/**
 * Fits a map from raw values to frequencies. Each map that the number of outcomes allows is fitted to the past and
 * judged by later outcomes; raw values stand unless one is better by more than one standard error of its gain, and a
 * simpler map stands likewise against the next.
 */
export function chooseCalibrator(request: CalibratorRequest): CalibratorRecord {
  const { scale = 'probability', samples } = request;
  const cases = inOrderOfTime(samples).slice(-SAMPLES_MAX);
  if (cases.length < OUTCOMES_MIN) {
    const note = `Uncalibrated: ${cases.length} outcomes are known, ${OUTCOMES_MIN} are needed.`;
    return recordOf(request, cases, { map: { kind: 'identity' }, state: 'uncalibrated', note });
  }
  const later = weighed(cases.slice(timeSplits(cases.length)[0]?.from));
  const before: Contender = { kind: 'identity', predictions: foretell(rawPredictor(scale), cases) };
  let best = before;
  for (const candidate of candidateMaps(cases.length, scale)) {
    const contender = contend(candidate, cases, scale);
    if (contender && clearlyBetter(contender, best, later)) best = contender;
  }
  const map = candidateMaps(cases.length, scale)
    .find(({ kind }) => kind === best.kind)
    ?.learn(cases);
  const chosen = map ? best : before;
  const heldOut = figuresOf(before, chosen, later);
  return recordOf(request, cases, {
    map: map ?? { kind: 'identity' },
    // Nats are no probability, so that without a map there is nothing to show.
    state: !map && scale === 'nats' ? 'uncalibrated' : 'calibrated',
    note: noteOf(map?.kind, scale, cases.length, heldOut),
    heldOut,
    steady: steadyOf(chosen, later),
  });
}

type Predictor = (past: readonly CalibrationCase[]) => ((raw: number) => number | undefined) | undefined;

/** Raw probabilities as they are; for nats, which are none, the share of the past that turned out well. */
function rawPredictor(scale: RawScale): Predictor {
  return (past) => {
    if (scale === 'probability') return (raw) => mapped({ kind: 'identity' }, raw, scale);
    const share = (sumOf(past.map(({ outcome }) => outcome)) + 1) / (past.length + 2);
    return () => share;
  };
}

function contend(
  { kind, learn }: CandidateMap,
  cases: readonly CalibrationCase[],
  scale: RawScale,
): Contender | undefined {
  const predictions = foretell((past) => {
    const map = learn(past);
    return map && ((raw) => mapped(map, raw, scale));
  }, cases);
  return predictions.some(Number.isNaN) ? undefined : { kind, predictions };
}

/** What each later outcome was given by a map of those before it; NaN where there was none. */
function foretell(predictor: Predictor, cases: readonly CalibrationCase[]): readonly number[] {
  return timeSplits(cases.length).flatMap(({ from, to }) => {
    const predict = predictor(cases.slice(0, from));
    return cases.slice(from, to).map(({ raw }) => predict?.(raw) ?? Number.NaN);
  });
}

function clearlyBetter(candidate: Contender, than: Contender, later: readonly Weighed[]): boolean {
  const [now, then] = [lossesOf(candidate, later), lossesOf(than, later)];
  const gains = now.map((loss, index) => (then[index] ?? 0) - loss);
  return (meanOf(gains) ?? 0) > deviationOf(gains) / Math.sqrt(gains.length);
}

/** A later outcome, and how much it counts beside the others: 1 on average. */
interface Weighed {
  readonly outcome: number;
  readonly weight: number;
}

function weighed(cases: readonly CalibrationCase[]): readonly Weighed[] {
  const mean = meanOf(cases.map(({ weight = 1 }) => weight)) || 1;
  return cases.map(({ outcome, weight = 1 }) => ({ outcome, weight: weight / mean }));
}

function lossesOf({ predictions }: Contender, later: readonly Weighed[]): readonly number[] {
  return later.map(({ outcome, weight }, index) => {
    const inner = Math.min(1 - LOSS_EDGE, Math.max(LOSS_EDGE, predictions[index] ?? 0.5));
    return weight * (-outcome * Math.log(inner) - (1 - outcome) * Math.log(1 - inner));
  });
}

function briersOf({ predictions }: Contender, later: readonly Weighed[]): readonly number[] {
  return later.map(({ outcome, weight }, index) => weight * ((predictions[index] ?? 0.5) - outcome) ** 2);
}

function figuresOf(before: Contender, after: Contender, later: readonly Weighed[]): HeldOutFigures {
  return {
    outcomes: later.length,
    brierBefore: meanOf(briersOf(before, later)) ?? 0,
    brierAfter: meanOf(briersOf(after, later)) ?? 0,
    logLossBefore: meanOf(lossesOf(before, later)) ?? 0,
    logLossAfter: meanOf(lossesOf(after, later)) ?? 0,
  };
}

function steadyOf(chosen: Contender, later: readonly Weighed[]): CalibratorRecord['steady'] {
  const briers = briersOf(chosen, later);
  return { brier: meanOf(briers) ?? 0, deviation: deviationOf(briers), outcomes: briers.length };
}

function noteOf(
  kind: CalibrationMap['kind'] | undefined,
  scale: RawScale,
  outcomes: number,
  { outcomes: later, brierBefore, brierAfter }: HeldOutFigures,
): string {
  if (kind === undefined && scale === 'nats') {
    return `Uncalibrated: over ${later} of ${outcomes} outcomes the value told no more than their average.`;
  }
  if (kind === undefined) {
    return `The method's own value: over ${later} of ${outcomes} outcomes no map was clearly better.`;
  }
  const from = scale === 'nats' ? 'the average outcome' : 'the raw value';
  return `Calibrated on ${outcomes} outcomes (${kind}); on the later ${later} the Brier score is ${brierAfter.toFixed(3)}, of ${from} ${brierBefore.toFixed(3)}.`;
}

function recordOf(
  { method, family, scale = 'probability', fittedAt, previous }: CalibratorRequest,
  cases: readonly CalibrationSample[],
  found: Pick<CalibratorRecord, 'map' | 'state' | 'note' | 'heldOut' | 'steady'>,
): CalibratorRecord {
  const version = (previous?.version ?? 0) + 1;
  const [first, last] = [cases.at(0), cases.at(-1)];
  return {
    format: CALIBRATOR_FORMAT,
    id: `${method}:${family}:${version}`,
    method,
    family,
    version,
    scale,
    fittedAt,
    outcomes: cases.length,
    good: sumOf(cases.map(({ outcome }) => outcome)),
    ...(first && { firstAt: first.at }),
    ...(last && { lastAt: last.at }),
    support: supportOf(cases.map(({ raw }) => raw)),
    ...found,
  };
}
