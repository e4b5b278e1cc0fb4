/**
 * Agreement of samples and the answer's own confidence in one value: their product, so that neither makes up for the
 * other. Both 0 to 1, and so is the result; a rank before it is calibrated, no frequency.
 */
export function hybridConfidence(agreement: number, own: number): number {
  return inside(agreement) * inside(own);
}

function inside(value: number): number {
  return Math.min(1, Math.max(0, value));
}
