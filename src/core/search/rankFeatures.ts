import type { AnalysedPattern } from './analysedPattern.ts';
import { bm25Score } from './bm25.ts';
import type { RankCandidate, RankQuery } from './reranker.ts';
import { inverseFrequency, type TermStatistics } from './termStatistics.ts';
import { meaningfulTokens } from './tokenize.ts';

/** Every feature is 0 to 1; the first is relative to the best candidate. */
export const FEATURE_NAMES = [
  'bm25',
  'rareCoverage',
  'title',
  'titleFit',
  'symptom',
  'lead',
  'pairs',
  'closeness',
  'identifiers',
  'code',
  'similarity',
  'codeSimilarity',
  'fused',
] as const;
export type FeatureName = (typeof FEATURE_NAMES)[number];
export type Features = Readonly<Record<FeatureName, number>>;

interface AnalysedQuery {
  readonly stems: readonly string[];
  readonly weights: ReadonlyMap<string, number>;
  readonly total: number;
  readonly pairs: readonly (readonly [string, string])[];
  readonly identifiers: readonly string[];
  readonly code: ReadonlyMap<string, number>;
}

/** Features of each candidate, in the order given. */
export function rankFeatures(
  query: RankQuery,
  candidates: readonly { readonly candidate: RankCandidate; readonly analysed: AnalysedPattern }[],
  statistics: TermStatistics,
): Features[] {
  const asked = analyseQuery(query, statistics);
  const bm25 = candidates.map(({ analysed }) => bm25Score(asked.stems, analysed.counted, statistics));
  const bm25Best = Math.max(...bm25, Number.MIN_VALUE);
  const fusedBest = Math.max(...candidates.map(({ candidate }) => candidate.fused), Number.MIN_VALUE);
  return candidates.map(({ candidate, analysed }, index) => ({
    bm25: (bm25[index] ?? 0) / bm25Best,
    ...wordFeatures(asked, analysed),
    similarity: Math.max(0, candidate.similarity.content ?? 0, candidate.similarity.problem ?? 0),
    codeSimilarity: Math.max(0, candidate.similarity.code ?? 0),
    fused: candidate.fused / fusedBest,
  }));
}

function analyseQuery({ text, code }: RankQuery, statistics: TermStatistics): AnalysedQuery {
  const tokens = meaningfulTokens(text);
  const stems = [...new Set(tokens.map(({ stem }) => stem))];
  const weights = new Map(stems.map((stem) => [stem, inverseFrequency(stem, statistics)]));
  const words = tokens.filter(({ identifier }) => !identifier).map(({ stem }) => stem);
  const codeStems = new Set(meaningfulTokens(code ?? '').map(({ stem }) => stem));
  return {
    stems,
    weights,
    total: sum(weights.values()),
    pairs: words.slice(1).map((stem, index) => [words[index] ?? '', stem]),
    identifiers: [...new Set(tokens.filter(({ identifier }) => identifier).map(({ stem }) => stem))],
    code: new Map([...codeStems].map((stem) => [stem, inverseFrequency(stem, statistics)])),
  };
}

function wordFeatures(
  query: AnalysedQuery,
  pattern: AnalysedPattern,
): Omit<Features, 'bm25' | 'similarity' | 'codeSimilarity' | 'fused'> {
  const { counts } = pattern.counted;
  const matched = query.stems.filter((stem) => counts.has(stem));
  const share = (stems: { has(stem: string): boolean }): number => weightShare(query, stems);
  return {
    rareCoverage: share(counts),
    title: share(pattern.title),
    titleFit: agreement(share(pattern.title), query, pattern.title),
    symptom: Math.max(0, ...pattern.symptoms.map((symptom) => agreement(share(symptom), query, symptom))),
    lead: share(pattern.lead),
    pairs: pairShare(query.pairs, pattern.sequence),
    closeness: closeness(new Set(matched), pattern.sequence),
    identifiers: ratio(query.identifiers.filter((name) => counts.has(name)).length, query.identifiers.length),
    code: ratio(
      sum([...query.code].map(([stem, weight]) => (pattern.code.has(stem) ? weight : 0))),
      sum(query.code.values()),
    ),
  };
}

/** Part of the query's weight that the stems hold. */
function weightShare(query: AnalysedQuery, stems: { has(stem: string): boolean }): number {
  let found = 0;
  for (const [stem, weight] of query.weights) if (stems.has(stem)) found += weight;
  return ratio(found, query.total);
}

/** High when the query holds the text's words and the text the query's. */
function agreement(recall: number, query: AnalysedQuery, stems: ReadonlySet<string>): number {
  const shared = [...stems].filter((stem) => query.weights.has(stem)).length;
  const precision = ratio(shared, stems.size);
  return recall + precision === 0 ? 0 : (2 * recall * precision) / (recall + precision);
}

function pairShare(pairs: AnalysedQuery['pairs'], sequence: readonly string[]): number {
  if (pairs.length === 0) return 0;
  const wanted = new Set(pairs.map(([first, second]) => `${first} ${second}`));
  const found = new Set<string>();
  for (let index = 1; index < sequence.length; index++) {
    const pair = `${sequence[index - 1]} ${sequence[index]}`;
    if (wanted.has(pair)) found.add(pair);
  }
  return found.size / wanted.size;
}

/** One when all matched words stand side by side somewhere, less the wider they are spread. */
function closeness(wanted: ReadonlySet<string>, sequence: readonly string[]): number {
  if (wanted.size < 2) return 0;
  const counts = new Map<string, number>();
  let narrowest = Number.POSITIVE_INFINITY;
  let start = 0;
  for (const [end, stem] of sequence.entries()) {
    if (!wanted.has(stem)) continue;
    counts.set(stem, (counts.get(stem) ?? 0) + 1);
    while (counts.size === wanted.size) {
      narrowest = Math.min(narrowest, end - start + 1);
      const leaving = sequence[start] ?? '';
      const left = (counts.get(leaving) ?? 0) - 1;
      if (left === 0) counts.delete(leaving);
      else if (left > 0) counts.set(leaving, left);
      start++;
    }
  }
  return Number.isFinite(narrowest) ? wanted.size / narrowest : 0;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
