/** Mean of the values that are there, each as heavy as what it was measured on; undefined where there is none. */
export function weightedMean(
  values: readonly (readonly [value: number | undefined, weight: number])[],
): number | undefined {
  let sum = 0;
  let weights = 0;
  for (const [value, weight] of values) {
    if (value === undefined) continue;
    sum += value * weight;
    weights += weight;
  }
  return weights > 0 ? sum / weights : undefined;
}
