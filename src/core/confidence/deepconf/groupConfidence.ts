/**
 * Mean confidence of each run of `windowTokens` consecutive tokens, in order. A trace shorter than the window is one
 * group; an empty one has none.
 */
export function groupConfidences(confidences: readonly number[], windowTokens: number): Float64Array {
  const window = Math.min(windowTokens, confidences.length);
  if (window === 0) return new Float64Array(0);
  // Sums from the start cost one step a token. What each addition rounds off is summed beside them, or one huge token
  // would blur every window behind it.
  const sums = new Float64Array(confidences.length + 1);
  const lost = new Float64Array(confidences.length + 1);
  confidences.forEach((confidence, index) => {
    const before = sums[index] ?? 0;
    const after = before + confidence;
    sums[index + 1] = after;
    lost[index + 1] = (lost[index] ?? 0) + roundedOff(before, confidence, after);
  });
  const over = (of: Float64Array, start: number) => (of[start + window] ?? 0) - (of[start] ?? 0);
  return Float64Array.from(
    { length: confidences.length - window + 1 },
    (_, start) => (over(sums, start) + over(lost, start)) / window,
  );
}

/** What a sum of two doubles misses of their true sum (Knuth). */
function roundedOff(left: number, right: number, sum: number): number {
  const rightTaken = sum - left;
  return left - (sum - rightTaken) + (right - rightTaken);
}

/** Mean of the lowest groups: this percentage of them, rounded down, but at least one. Undefined for no groups. */
export function bottomMean(groups: Float64Array, percent: number): number | undefined {
  const ordered = Float64Array.from(groups).sort();
  const lowest = ordered.subarray(0, Math.max(1, Math.trunc((percent / 100) * ordered.length)));
  return lowest.length === 0 ? undefined : lowest.reduce((total, each) => total + each, 0) / lowest.length;
}
