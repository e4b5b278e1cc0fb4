/**
 * The value below which a share of the values lies, interpolated linearly between the two nearest in order (type 7 of
 * Hyndman and Fan); undefined for no values.
 *
 * @param percent 0 to 100
 */
export function percentile(values: readonly number[], percent: number): number | undefined {
  const ordered = Float64Array.from(values).sort();
  const place = (ordered.length - 1) * Math.min(1, Math.max(0, percent / 100));
  const below = ordered[Math.floor(place)];
  const above = ordered[Math.ceil(place)];
  if (below === undefined || above === undefined) return undefined;
  const share = place - Math.floor(place);
  // From the nearer side, so that a share of 0 or 1 gives the value itself and ties with it hold.
  return share < 0.5 ? below + (above - below) * share : above - (above - below) * (1 - share);
}
