/** At or below this a provider says "not among those I ranked" (it sends −9999), which is no log probability. */
const LOGPROB_MIN = -9_000;

/** Rounding may leave a log probability a hair above 0, never more. */
const LOGPROB_MAX = 1e-3;

/** The candidates of one token that are log probabilities. */
export function realCandidates(logprobs: readonly number[]): readonly number[] {
  return logprobs.filter((logprob) => logprob > LOGPROB_MIN && logprob <= LOGPROB_MAX);
}

/**
 * How peaked the choice of one token was: minus the mean of its candidates' natural log probabilities, in nats. At
 * least the logarithm of the number of candidates, without an upper end, and comparable only among tokens with as many
 * candidates. Undefined where no candidate has a log probability.
 */
export function tokenConfidence(logprobs: readonly number[]): number | undefined {
  const real = realCandidates(logprobs);
  if (real.length === 0) return undefined;
  return -real.reduce((total, logprob) => total + logprob, 0) / real.length;
}
