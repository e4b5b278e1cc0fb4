import { inverseIncompleteBeta } from '../incompleteBeta.ts';
import { normalQuantile } from '../numbers/normalQuantile.ts';

/** The two ends between which a share lies. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/** Nothing is known: the share may be any. */
const EVERYTHING: Interval = { lower: 0, upper: 1 };

/**
 * Wilson's score interval of a share: close to its nominal level on average, short, and always around the share found.
 * Successes may be fractions (a calibrated value times a number of cases).
 */
export function wilsonInterval(successes: number, trials: number, level = 0.95): Interval {
  if (!(trials > 0)) return EVERYTHING;
  const z = normalQuantile((1 + level) / 2);
  const share = Math.min(1, Math.max(0, successes / trials));
  const weight = 1 + z ** 2 / trials;
  const centre = (share + z ** 2 / (2 * trials)) / weight;
  const half = (z / weight) * Math.sqrt((share * (1 - share)) / trials + z ** 2 / (4 * trials ** 2));
  // At the ends the bound is the end itself; rounding may miss it by a hair on either side.
  return {
    lower: share === 0 ? 0 : Math.max(0, centre - half),
    upper: share === 1 ? 1 : Math.min(1, centre + half),
  };
}

/** Clopper and Pearson's exact interval: never covers less than its level, whatever the share; wider for it. */
export function clopperPearsonInterval(successes: number, trials: number, level = 0.95): Interval {
  if (!(trials > 0)) return EVERYTHING;
  const tail = (1 - level) / 2;
  return {
    lower: successes <= 0 ? 0 : inverseIncompleteBeta(tail, successes, trials - successes + 1),
    upper: upperBound(successes, trials, tail),
  };
}

/** A share is above this with at most the probability `delta`, whatever the share: Clopper and Pearson, one-sided. */
export function upperBound(successes: number, trials: number, delta: number): number {
  if (!(trials > 0) || successes >= trials) return 1;
  return inverseIncompleteBeta(1 - delta, successes + 1, trials - successes);
}
