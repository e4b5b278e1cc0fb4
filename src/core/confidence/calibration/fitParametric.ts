import { logit } from '../numbers/logOdds.ts';
import { fitLogistic } from './fitLogistic.ts';

/** What a method said, and what it came to. */
export interface CalibrationCase {
  readonly raw: number;
  /** 0 did not turn out well, 1 did; a share where it did in part. */
  readonly outcome: number;
  readonly weight?: number;
}

/** Probabilities only: `sigmoid(inverse × logit(p))`. Keeps the order and one half where it is. */
export interface TemperatureMap {
  readonly kind: 'temperature';
  /** One over the temperature. */
  readonly inverse: number;
}

/** `sigmoid(slope × x + intercept)`, x being the logit of a probability, or nats as they are. */
export interface PlattMap {
  readonly kind: 'platt';
  readonly slope: number;
  readonly intercept: number;
}

/** Probabilities only: `sigmoid(a ln p − b ln(1 − p) + c)`. */
export interface BetaMap {
  readonly kind: 'beta';
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** Keeps a small sample's coefficients near the map that changes nothing. */
export interface Shrinkage {
  readonly shrinkage?: number;
}

/** The temperature of least log loss; undefined where the outcomes have no finite one. */
export function fitTemperature(
  cases: readonly CalibrationCase[],
  { shrinkage }: Shrinkage = {},
): TemperatureMap | undefined {
  const found = fitLogistic({
    rows: cases.map(({ raw }) => [logit(raw)]),
    targets: cases.map(({ outcome }) => outcome),
    weights: weightsOf(cases),
    start: [1],
    shrinkage,
  });
  const [inverse] = found ?? [];
  return inverse === undefined ? undefined : { kind: 'temperature', inverse };
}

/** What Platt's fit takes for success and failure: moved inwards, so that few cases claim no certainty. */
export function plattTargets(cases: readonly CalibrationCase[]): {
  readonly good: number;
  readonly bad: number;
} {
  const good = cases.filter(({ outcome }) => outcome >= 0.5).length;
  return { good: (good + 1) / (good + 2), bad: 1 / (cases.length - good + 2) };
}

/**
 * Platt's two coefficients. Nats are brought to a common size for the fit; the coefficients returned are for the value
 * as it is.
 */
export function fitPlatt(
  cases: readonly CalibrationCase[],
  { scale = 'probability', shrinkage }: Shrinkage & { readonly scale?: 'probability' | 'nats' } = {},
): PlattMap | undefined {
  const values = cases.map(({ raw }) => (scale === 'nats' ? raw : logit(raw)));
  const centre = scale === 'nats' ? average(values) : 0;
  const size = scale === 'nats' ? Math.sqrt(average(values.map((value) => (value - centre) ** 2))) || 1 : 1;
  const targets = plattTargets(cases);
  const found = fitLogistic({
    rows: values.map((value) => [(value - centre) / size, 1]),
    targets: cases.map(({ outcome }) => targets.bad + outcome * (targets.good - targets.bad)),
    weights: weightsOf(cases),
    // A probability's own map has slope 1; nats say nothing until outcomes do.
    start: scale === 'nats' ? [0, 0] : [1, 0],
    shrinkage,
  });
  const [slope, intercept] = found ?? [];
  if (slope === undefined || intercept === undefined) return undefined;
  return { kind: 'platt', slope: slope / size, intercept: intercept - (slope * centre) / size };
}

/** The three coefficients of least log loss, whatever their signs: it may fall where the raw value rises. */
export function fitFreeBeta(cases: readonly CalibrationCase[]): BetaMap | undefined {
  const [a, b, c] = fitBetaTerms(cases, true, true) ?? [];
  return a === undefined || b === undefined || c === undefined ? undefined : { kind: 'beta', a, b, c };
}

/** Beta calibration that never falls: a term with a negative coefficient is dropped and the rest fitted anew. */
export function fitBeta(cases: readonly CalibrationCase[]): BetaMap | undefined {
  const free = fitFreeBeta(cases);
  if (!free || (free.a >= 0 && free.b >= 0)) return free;
  if (free.a < 0 && free.b < 0) return undefined;
  const withA = free.a >= 0;
  const [slope, c] = fitBetaTerms(cases, withA, !withA) ?? [];
  if (slope === undefined || c === undefined || slope < 0) return undefined;
  return { kind: 'beta', a: withA ? slope : 0, b: withA ? 0 : slope, c };
}

function fitBetaTerms(
  cases: readonly CalibrationCase[],
  withA: boolean,
  withB: boolean,
): readonly number[] | undefined {
  return fitLogistic({
    rows: cases.map(({ raw }) => [...(withA ? [logOf(raw)] : []), ...(withB ? [-logOf(1 - raw)] : []), 1]),
    targets: cases.map(({ outcome }) => outcome),
    weights: weightsOf(cases),
    start: [...(withA ? [1] : []), ...(withB ? [1] : []), 0],
  });
}

/** Probabilities at the very end are taken for the last one that has a logarithm worth using. */
const PROBABILITY_MIN = 1e-12;

/** Natural logarithm of a probability, finite at 0. */
export function logOf(probability: number): number {
  return Math.log(Math.max(PROBABILITY_MIN, probability));
}

function weightsOf(cases: readonly CalibrationCase[]): readonly number[] | undefined {
  return cases.some(({ weight }) => weight !== undefined)
    ? cases.map(({ weight }) => weight ?? 1)
    : undefined;
}

function average(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
