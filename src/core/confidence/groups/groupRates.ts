import { type EmpiricalPrior, empiricalPrior, type TrialCounts } from '../empiricalPrior.ts';
import { successPosterior } from '../successPosterior.ts';

/** One of many that are alike: a pattern, a rule, a kind of search, a model family. */
export interface GroupCounts extends TrialCounts {
  readonly key: string;
}

export interface GroupRate extends GroupCounts {
  /** Share of successes, drawn towards that of all groups the more the fewer its own trials. */
  readonly mean: number;
  /** 90 % band of it. */
  readonly lower: number;
  readonly upper: number;
}

export interface GroupRates {
  readonly prior: EmpiricalPrior;
  /** In the order given. */
  readonly groups: readonly GroupRate[];
}

/**
 * Success of each group, the sparse ones leaning on all: how often a pattern's fix holds, how many of a rule's findings
 * are real, how often a search's first hit is taken. A group that was never tried has what all of them suggest.
 */
export function groupRates(groups: readonly GroupCounts[]): GroupRates {
  const prior = empiricalPrior(groups);
  return {
    prior,
    groups: groups.map((group) => {
      const { mean, lower05, upper95 } = successPosterior(group.successes, group.trials, prior);
      return { ...group, mean, lower: lower05, upper: upper95 };
    }),
  };
}
