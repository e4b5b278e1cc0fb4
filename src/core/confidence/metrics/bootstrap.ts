import { percentile } from '../numbers/percentile.ts';
import { seededRandom } from '../numbers/seededRandom.ts';
import type { Interval } from './intervals.ts';

/** Draws until the ends of a 95 % interval are steady to about a tenth of its width. */
const RESAMPLES_DEFAULT = 1_000;

export interface BootstrapOptions {
  readonly seed: number;
  readonly resamples?: number;
  readonly level?: number;
}

/**
 * Interval of a figure by drawing as many cases with replacement, again and again, and leaving out the lowest and the
 * highest results. The same seed gives the same interval. Undefined where the figure never came out.
 */
export function bootstrapInterval<Case>(
  cases: readonly Case[],
  figure: (drawn: readonly Case[]) => number | undefined,
  { seed, resamples = RESAMPLES_DEFAULT, level = 0.95 }: BootstrapOptions,
): Interval | undefined {
  const random = seededRandom(seed);
  const found: number[] = [];
  for (let draw = 0; draw < resamples; draw++) {
    const drawn = cases.flatMap(() => {
      const picked = cases[Math.floor(random() * cases.length)];
      return picked === undefined ? [] : [picked];
    });
    const value = figure(drawn);
    if (value !== undefined) found.push(value);
  }
  const lower = percentile(found, 50 * (1 - level));
  const upper = percentile(found, 50 * (1 + level));
  return lower === undefined || upper === undefined ? undefined : { lower, upper };
}
