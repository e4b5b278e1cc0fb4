/** Share of words that two texts have in common, weighted by how rare each is: 0 nothing, 1 the same words. */
export function weightedOverlap(
  a: ReadonlySet<string>,
  b: ReadonlySet<string>,
  weightOf: (word: string) => number,
): number {
  let shared = 0;
  let all = 0;
  for (const word of a) {
    const weight = weightOf(word);
    all += weight;
    if (b.has(word)) shared += weight;
  }
  for (const word of b) if (!a.has(word)) all += weightOf(word);
  return all === 0 ? 0 : shared / all;
}

/** Code without what formatting, quoting and letter case change. */
export function plainCode(code: string | undefined): string {
  return (code ?? '').toLowerCase().replaceAll(/["'`]/gu, "'").replaceAll(/\s+/gu, '');
}
