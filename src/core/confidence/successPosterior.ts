import { inverseIncompleteBeta } from './incompleteBeta.ts';

/** Beta distribution that stands for what is believed of a pattern before its own applications are counted. */
export interface SuccessPrior {
  readonly a: number;
  readonly b: number;
}

/** Every rate is as likely as another: what a library that has recorded nothing yet believes. */
export const UNIFORM_PRIOR: SuccessPrior = { a: 1, b: 1 };

export interface SuccessPosterior {
  readonly mean: number;
  /** The success rate lies above it with 95 %. */
  readonly lower05: number;
  /** The success rate lies below it with 95 %; with `lower05` a 90 % interval. */
  readonly upper95: number;
}

/** What the counts say about a pattern's success: one success weighs less than a hundred. */
export function successPosterior(
  successes: number,
  trials: number,
  { a, b }: SuccessPrior = UNIFORM_PRIOR,
): SuccessPosterior {
  const [shapeA, shapeB] = [a + successes, b + trials - successes];
  return {
    mean: shapeA / (shapeA + shapeB),
    lower05: inverseIncompleteBeta(0.05, shapeA, shapeB),
    upper95: inverseIncompleteBeta(0.95, shapeA, shapeB),
  };
}
