/**
 * Mean confidence of each run of `windowTokens` consecutive tokens, in order. A trace shorter than the window is one
 * group; an empty one has none.
 */
export function groupConfidences(confidences: readonly number[], windowTokens: number): Float64Array {
  const window = Math.min(windowTokens, confidences.length);
  if (window === 0) return new Float64Array(0);
  // Sums from the start: differences of them stay exact to about 1e-12 for any trace, and cost one step a token.
  const sums = new Float64Array(confidences.length + 1);
  confidences.forEach((confidence, index) => {
    sums[index + 1] = (sums[index] ?? 0) + confidence;
  });
  return Float64Array.from(
    { length: confidences.length - window + 1 },
    (_, start) => ((sums[start + window] ?? 0) - (sums[start] ?? 0)) / window,
  );
}

/** Mean of the lowest groups: this percentage of them, rounded down, but at least one. Undefined for no groups. */
export function bottomMean(groups: Float64Array, percent: number): number | undefined {
  const ordered = Float64Array.from(groups).sort();
  const lowest = ordered.subarray(0, Math.max(1, Math.trunc((percent / 100) * ordered.length)));
  return lowest.length === 0 ? undefined : lowest.reduce((total, each) => total + each, 0) / lowest.length;
}
