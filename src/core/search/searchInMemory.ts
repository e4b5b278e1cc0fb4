import { analysePattern } from './analysedPattern.ts';
import { bm25Score } from './bm25.ts';
import { excerptOf } from './excerpt.ts';
import { featureReranker, LEXICAL_WEIGHTS } from './featureReranker.ts';
import { fusionWeights } from './fusionWeights.ts';
import { lexicalVector } from './lexicalEmbedder.ts';
import { codeText, contentText, problemText, type SearchablePattern, wholeText } from './patternText.ts';
import { fuseRanks } from './reciprocalRankFusion.ts';
import { fitStatistics } from './termStatistics.ts';
import { identifiersOf, meaningfulTokens } from './tokenize.ts';
import { dotProduct } from './vectors.ts';

const CANDIDATES_MAX = 60;

export interface MemoryHit<Pattern> {
  readonly pattern: Pattern;
  readonly score: number;
  readonly excerpt: string;
}

/**
 * Searches patterns without a store: BM25, names and lexical vectors, fused and ordered as the store's results are. Made
 * for a library of some hundred patterns, which is read anew each time.
 */
export async function searchInMemory<Pattern extends SearchablePattern>(
  patterns: readonly Pattern[],
  query: { readonly text: string; readonly code?: string | undefined },
  limit: number,
): Promise<readonly MemoryHit<Pattern>[]> {
  const text = query.text.trim() === '' ? (query.code ?? '') : query.text;
  if (meaningfulTokens(text).length === 0) return [];
  const statistics = fitStatistics(patterns.map(wholeText));
  const stems = meaningfulTokens(text).map(({ stem }) => stem);
  const names = new Set(identifiersOf(text));
  const weights = fusionWeights('lexical');
  const vectorOf = (part: string | undefined): Float32Array | undefined =>
    part === undefined ? undefined : lexicalVector(part, statistics);
  const textVector = lexicalVector(text, statistics);
  const codeVector = vectorOf(query.code);
  const rows = patterns.map((pattern) => {
    const analysed = analysePattern(pattern);
    return {
      pattern,
      text: bm25Score(stems, analysed.counted, statistics),
      identifiers: [...names].filter((name) => analysed.counted.counts.has(name)).length,
      content: similarity(textVector, vectorOf(contentText(pattern))),
      problem: similarity(textVector, vectorOf(problemText(pattern))),
      code: similarity(codeVector, vectorOf(codeText(pattern))),
    };
  });
  const parts = ['text', 'identifiers', 'content', 'problem', 'code'] as const;
  const fused = fuseRanks(
    parts.map((part) => ({
      weight: weights[part],
      ids: rows
        .filter((row) => row[part] > 0)
        .sort((a, b) => b[part] - a[part] || (a.pattern.id < b.pattern.id ? -1 : 1))
        .slice(0, CANDIDATES_MAX),
    })),
  );
  const candidates = [...fused].map(([row, score]) => ({
    pattern: row.pattern,
    fused: score,
    similarity: { content: row.content, problem: row.problem, code: row.code },
  }));
  const reranker = featureReranker({ statistics: () => statistics, weights: LEXICAL_WEIGHTS });
  const ranked = await reranker.rerank({ text, code: query.code }, candidates);
  return ranked.slice(0, limit).map(({ candidate: { pattern }, score }) => ({
    pattern,
    score,
    excerpt: excerptOf(text, [...pattern.symptoms, pattern.problem_description], statistics),
  }));
}

function similarity(one: Float32Array | undefined, other: Float32Array | undefined): number {
  return one === undefined || other === undefined ? 0 : Math.max(0, dotProduct(one, other));
}
