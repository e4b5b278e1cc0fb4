import { percentile } from '../numbers/percentile.ts';

export interface TopPercent {
  readonly threshold: number;
  /** Indices of what reaches the threshold, in order; more than asked for where values are equal. */
  readonly kept: readonly number[];
}

/** The highest percentage of confidences, by the interpolated percentile; undefined for none. */
export function filterTopPercent(
  confidences: readonly number[],
  keepTopPercent: number,
): TopPercent | undefined {
  const threshold = percentile(confidences, 100 - keepTopPercent);
  if (threshold === undefined) return undefined;
  const kept = confidences.flatMap((confidence, index) => (confidence >= threshold ? [index] : []));
  return { threshold, kept };
}
