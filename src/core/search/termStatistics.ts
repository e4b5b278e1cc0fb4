import { hashText } from '../text/hash.ts';
import { stemsOf } from './tokenize.ts';

/** How often stems appear in a library, which tells how much a stem says. */
export interface TermStatistics {
  readonly documents: number;
  /** Stems a document. */
  readonly averageLength: number;
  /** Documents that hold the stem. */
  readonly frequencies: ReadonlyMap<string, number>;
}

export const EMPTY_STATISTICS: TermStatistics = { documents: 0, averageLength: 0, frequencies: new Map() };

/** Rarer stems are alike in weight, and a table of all would only grow. */
const STEMS_MAX = 30_000;

export function fitStatistics(texts: Iterable<string>): TermStatistics {
  const frequencies = new Map<string, number>();
  let documents = 0;
  let length = 0;
  for (const text of texts) {
    const stems = stemsOf(text);
    documents++;
    length += stems.length;
    for (const stem of new Set(stems)) frequencies.set(stem, (frequencies.get(stem) ?? 0) + 1);
  }
  return {
    documents,
    averageLength: documents === 0 ? 0 : length / documents,
    frequencies: mostFrequent(frequencies),
  };
}

/** Weight of a stem, as BM25 has it; the same for all stems of an empty library. */
export function inverseFrequency(stem: string, { documents, frequencies }: TermStatistics): number {
  const frequency = frequencies.get(stem) ?? 0;
  return Math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5));
}

/** Plain data, stems in a fixed order, so that equal statistics have equal texts. */
export interface StatisticsData {
  readonly documents: number;
  readonly averageLength: number;
  readonly stems: readonly (readonly [stem: string, documents: number])[];
}

export function statisticsToData(statistics: TermStatistics): StatisticsData {
  return {
    documents: statistics.documents,
    averageLength: Number(statistics.averageLength.toFixed(3)),
    stems: [...statistics.frequencies].sort(([a], [b]) => (a < b ? -1 : 1)),
  };
}

export function statisticsFromData({ documents, averageLength, stems }: StatisticsData): TermStatistics {
  return { documents, averageLength, frequencies: new Map(stems) };
}

/** Names the table: vectors made with another one are not comparable. */
export function statisticsHash(statistics: TermStatistics): string {
  return hashText(JSON.stringify(statisticsToData(statistics)));
}

function mostFrequent(frequencies: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  if (frequencies.size <= STEMS_MAX) return frequencies;
  const sorted = [...frequencies].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return new Map(sorted.slice(0, STEMS_MAX));
}
