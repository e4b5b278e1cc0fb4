import { inverseFrequency, type TermStatistics } from './termStatistics.ts';

const SATURATION = 1.2;
const LENGTH_NORMALISATION = 0.75;

export interface CountedText {
  readonly counts: ReadonlyMap<string, number>;
  readonly length: number;
}

/** Counts stems; a map, for a stem may be called `constructor`. */
export function countStems(stems: readonly string[]): CountedText {
  const counts = new Map<string, number>();
  for (const stem of stems) counts.set(stem, (counts.get(stem) ?? 0) + 1);
  return { counts, length: stems.length };
}

/** BM25 of one document; each stem of the query counts once. */
export function bm25Score(
  queryStems: Iterable<string>,
  document: CountedText,
  statistics: TermStatistics,
): number {
  const relativeLength = statistics.averageLength > 0 ? document.length / statistics.averageLength : 1;
  const norm = SATURATION * (1 - LENGTH_NORMALISATION + LENGTH_NORMALISATION * relativeLength);
  let score = 0;
  for (const stem of new Set(queryStems)) {
    const count = document.counts.get(stem);
    if (count === undefined) continue;
    score += (inverseFrequency(stem, statistics) * count * (SATURATION + 1)) / (count + norm);
  }
  return score;
}
