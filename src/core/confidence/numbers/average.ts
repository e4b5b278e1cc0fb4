/** Sum in the order given. */
export function sumOf(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** Undefined for no values: an average of nothing is no number. */
export function meanOf(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : sumOf(values) / values.length;
}

/** Spread of a sample about its mean (divisor n − 1); 0 for fewer than two values. */
export function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  if (mean === undefined || values.length < 2) return 0;
  return Math.sqrt(sumOf(values.map((value) => (value - mean) ** 2)) / (values.length - 1));
}
