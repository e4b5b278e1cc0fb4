/** What became of a pattern, as titles say it; undefined when nothing is known yet. */
export function trackRecordWords({
  successes,
  failures,
}: {
  readonly successes: number;
  readonly failures: number;
}): string | undefined {
  const known = successes + failures;
  if (known === 0) return undefined;
  if (known === 1) return successes === 1 ? 'worked once' : 'failed once';
  return `worked ${successes} of ${known} times`;
}
