/** Split conformal prediction's threshold for scores of being wrong (1 − confidence given to what came true). */
export interface ConformalThreshold {
  /** Which of the ordered scores is taken. */
  readonly rank: number;
  /** Accept what scores at most this; absent where so few cases can promise nothing, and every answer is kept back. */
  readonly threshold?: number;
}

/**
 * The score that a further case of the same kind exceeds with a chance of at most `alpha`. Holds on average over cases,
 * not for each kind of case, and only while they are like those scored.
 */
export function conformalThreshold(scores: readonly number[], alpha: number): ConformalThreshold {
  const rank = Math.ceil((scores.length + 1) * (1 - alpha));
  const threshold = [...scores].sort((left, right) => left - right)[Math.max(1, rank) - 1];
  return { rank, ...(threshold !== undefined && { threshold }) };
}
