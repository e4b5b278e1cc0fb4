/** Probabilities of exactly 0 and 1 have no odds; nothing measured is as sure as this. */
const PROBABILITY_EDGE = 1e-12;

/** Natural log of the odds; the ends of [0, 1] are moved inwards by an edge that no measurement reaches. */
export function logit(probability: number): number {
  const inner = Math.min(1 - PROBABILITY_EDGE, Math.max(PROBABILITY_EDGE, probability));
  return Math.log(inner) - Math.log1p(-inner);
}

/** The probability with these log-odds; never overflows. */
export function sigmoid(logOdds: number): number {
  if (logOdds >= 0) return 1 / (1 + Math.exp(-logOdds));
  const odds = Math.exp(logOdds);
  return odds / (1 + odds);
}
