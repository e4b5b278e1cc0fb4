import { type SuccessPrior, UNIFORM_PRIOR } from './successPosterior.ts';

/** The prior counts for at least as many trials as the uniform one, however much the patterns differ. */
const STRENGTH_MIN = 2;
/** And for no more than this: a library whose patterns look alike must not drown a pattern's own record. */
const STRENGTH_MAX = 50;

export interface TrialCounts {
  readonly successes: number;
  readonly trials: number;
}

export interface EmpiricalPrior extends SuccessPrior {
  /** Share of successes over all trials. */
  readonly mean: number;
  /** How alike two trials of one pattern are, beside two of different patterns: 0 not at all, 1 always the same. */
  readonly correlation: number;
  /** Trials that the prior counts for: `a + b`. */
  readonly strength: number;
}

/**
 * The prior that all patterns' counts suggest, by moments: their pooled rate, weighted by how little the patterns
 * differ (intraclass correlation by analysis of variance). Uniform until two patterns were tried with mixed success.
 */
export function empiricalPrior(groups: readonly TrialCounts[]): EmpiricalPrior {
  const tried = groups.filter(({ trials }) => trials > 0);
  const total = sum(tried, ({ trials }) => trials);
  const mean = total > 0 ? sum(tried, ({ successes }) => successes) / total : 0.5;
  // A prior of pure success or failure would be no distribution at all.
  if (tried.length < 2 || total <= tried.length || mean <= 0 || mean >= 1) {
    return { ...UNIFORM_PRIOR, mean: 0.5, correlation: 0, strength: STRENGTH_MIN };
  }
  const between =
    sum(tried, ({ successes, trials }) => trials * (successes / trials - mean) ** 2) / (tried.length - 1);
  const within =
    sum(tried, ({ successes, trials }) => successes * (1 - successes / trials)) / (total - tried.length);
  const typical = (total - sum(tried, ({ trials }) => trials ** 2) / total) / (tried.length - 1);
  const spread = between + (typical - 1) * within;
  const correlation = spread > 0 ? Math.min(1, Math.max(0, (between - within) / spread)) : 0;
  const strength =
    correlation > 0 ? Math.min(STRENGTH_MAX, Math.max(STRENGTH_MIN, 1 / correlation - 1)) : STRENGTH_MAX;
  return { a: mean * strength, b: (1 - mean) * strength, mean, correlation, strength };
}

function sum(counts: readonly TrialCounts[], of: (counts: TrialCounts) => number): number {
  return counts.reduce((result, each) => result + of(each), 0);
}
