import { upperBound } from '../metrics/intervals.ts';

/** Chosen before any outcome is seen, which the guarantee needs; the fewer, the less each of them costs. */
const THRESHOLD_GRID = [0.99, 0.97, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.6, 0.5] as const;

export interface SelectiveSample {
  /**
   * Raw or calibrated, as the threshold will be held against. The promise is exact for values whose calibrator has not
   * seen these outcomes; for one that has, it was found to hold in simulation, no more.
   */
  readonly confidence: number;
  /** Below one half: it did not turn out well. */
  readonly outcome: number;
}

/** Show an answer at or above `threshold`: at most `errorMax` of those shown are wrong, but for a chance of `delta`. */
export interface SelectiveRule {
  readonly kind: 'threshold';
  readonly threshold: number;
  /** Share of past answers that it would have shown. */
  readonly coverage: number;
  readonly shown: number;
  readonly errors: number;
  /** The error rate lies below this. */
  readonly errorUpper: number;
}

/** No threshold can promise the error rate yet: show none. */
export interface SelectiveAbstention {
  readonly kind: 'abstain';
  /** Outcomes without an error that a threshold would need at least. */
  readonly neededOutcomes: number;
}

/**
 * The lowest threshold whose error rate is promised. Each threshold of a fixed grid is tried at its share of `delta`
 * (Bonferroni), so that trying several spoils nothing; holds as long as later answers are like those sampled.
 */
export function selectiveThreshold(
  samples: readonly SelectiveSample[],
  errorMax: number,
  delta = 0.1,
  grid: readonly number[] = THRESHOLD_GRID,
): SelectiveRule | SelectiveAbstention {
  const share = delta / Math.max(1, grid.length);
  const held = grid
    .map((threshold) => ruleAt(samples, threshold, share))
    .filter(({ shown, errorUpper }) => shown > 0 && errorUpper <= errorMax)
    .sort((left, right) => left.threshold - right.threshold);
  return held[0] ?? { kind: 'abstain', neededOutcomes: errorFreeOutcomes(errorMax, share) };
}

/**
 * As `selectiveThreshold`, trying thresholds in a given order, each at the whole of `delta`, and stopping at the first
 * that fails: sharper where the strict thresholds have outcomes enough, nothing where they have not.
 */
export function fixedSequenceThreshold(
  samples: readonly SelectiveSample[],
  errorMax: number,
  delta = 0.1,
  sequence: readonly number[] = THRESHOLD_GRID,
): SelectiveRule | SelectiveAbstention {
  let last: SelectiveRule | undefined;
  for (const threshold of sequence) {
    const rule = ruleAt(samples, threshold, delta);
    if (rule.errorUpper > errorMax) break;
    last = rule;
  }
  return last ?? { kind: 'abstain', neededOutcomes: errorFreeOutcomes(errorMax, delta) };
}

/** What showing only answers at or above a threshold would have come to. */
export function ruleAt(samples: readonly SelectiveSample[], threshold: number, delta: number): SelectiveRule {
  const above = samples.filter(({ confidence }) => confidence >= threshold);
  const errors = above.filter(({ outcome }) => outcome < 0.5).length;
  return {
    kind: 'threshold',
    threshold,
    coverage: samples.length === 0 ? 0 : above.length / samples.length,
    shown: above.length,
    errors,
    errorUpper: upperBound(errors, above.length, delta),
  };
}

/** With no error in n outcomes the bound is `1 − delta^(1/n)`. */
function errorFreeOutcomes(errorMax: number, delta: number): number {
  if (errorMax <= 0) return Number.POSITIVE_INFINITY;
  return errorMax >= 1 ? 1 : Math.ceil(Math.log(delta) / Math.log(1 - errorMax));
}
