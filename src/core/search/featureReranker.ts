import { type AnalysedPattern, analysePattern } from './analysedPattern.ts';
import type { SearchablePattern } from './patternText.ts';
import { FEATURE_NAMES, type Features, rankFeatures } from './rankFeatures.ts';
import { byScore, type Reranker } from './reranker.ts';
import type { TermStatistics } from './termStatistics.ts';

export type FeatureWeights = Features;

export const FEATURE_RERANKER_ID = 'feature-reranker';

/**
 * Set by hand in round numbers: BM25 decides, the rest parts what is near. Weights that `test/bench/trainFeatures.ts`
 * trains on one set of queries rank another set no better than these, and in one case worse than BM25 alone.
 */
export const LEXICAL_WEIGHTS: FeatureWeights = {
  bm25: 1,
  rareCoverage: 0,
  title: 0.1,
  titleFit: 0,
  symptom: 0.4,
  lead: 0.1,
  pairs: 0.2,
  closeness: 0,
  identifiers: 0.05,
  code: 0.3,
  similarity: 0.2,
  codeSimilarity: 0.2,
  fused: 0.1,
};

/** Beside a trained embedder words are half of the truth. Set by hand: no such model was at hand to measure. */
export const SEMANTIC_WEIGHTS: FeatureWeights = { ...LEXICAL_WEIGHTS, similarity: 1.5, codeSimilarity: 0.5 };

/** Analysed patterns that are kept; ranking reads the same ones again and again. */
const CACHE_ENTRIES_MAX = 3000;

export interface FeatureRerankerOptions {
  /** Asked at each search, for the library grows. */
  readonly statistics: () => TermStatistics;
  readonly weights: FeatureWeights;
}

/** Orders by counted features: words, their rarity, their place and their neighbours. No trained model reads the text. */
export function featureReranker({ statistics, weights }: FeatureRerankerOptions): Reranker {
  const cache = new Map<
    string,
    { readonly pattern: SearchablePattern; readonly analysed: AnalysedPattern }
  >();
  const analyse = (pattern: SearchablePattern): AnalysedPattern => {
    const known = cache.get(pattern.id);
    if (known && sameText(known.pattern, pattern)) return known.analysed;
    const analysed = analysePattern(pattern);
    if (cache.size >= CACHE_ENTRIES_MAX) cache.clear();
    cache.set(pattern.id, { pattern, analysed });
    return analysed;
  };
  return {
    id: FEATURE_RERANKER_ID,
    kind: 'features',
    async rerank(query, candidates) {
      const rows = candidates.map((candidate) => ({ candidate, analysed: analyse(candidate.pattern) }));
      const features = rankFeatures(query, rows, statistics());
      return rows
        .map(({ candidate }, index) => {
          const weighted = weigh(features[index], weights);
          return { candidate, score: weighted.score, features: weighted.parts };
        })
        .sort(byScore);
    },
  };
}

function weigh(
  features: Features | undefined,
  weights: FeatureWeights,
): { readonly score: number; readonly parts: Readonly<Record<string, number>> } {
  const parts: Record<string, number> = {};
  let score = 0;
  for (const name of FEATURE_NAMES) {
    const value = (features?.[name] ?? 0) * weights[name];
    score += value;
    if (value !== 0) parts[name] = Number(value.toFixed(4));
  }
  return { score, parts };
}

function sameText(one: SearchablePattern, other: SearchablePattern): boolean {
  return (
    one.title === other.title &&
    one.problem_description === other.problem_description &&
    one.code_before === other.code_before &&
    one.code_after === other.code_after &&
    sameList(one.symptoms, other.symptoms) &&
    sameList(one.solution_steps, other.solution_steps) &&
    sameList(one.learnings, other.learnings) &&
    sameList(one.tags, other.tags) &&
    sameList(one.rule_ids, other.rule_ids)
  );
}

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, index) => text === other[index]);
}
