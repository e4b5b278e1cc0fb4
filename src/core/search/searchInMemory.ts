import { analysePattern } from './analysedPattern.ts';
import { bm25Score } from './bm25.ts';
import { excerptOf } from './excerpt.ts';
import { FEATURE_RERANKER_ID, featureReranker, LEXICAL_WEIGHTS } from './featureReranker.ts';
import { fusionWeights } from './fusionWeights.ts';
import { LEXICAL_EMBEDDER_ID, lexicalVector } from './lexicalEmbedder.ts';
import { codeText, contentText, problemText, type SearchablePattern, wholeText } from './patternText.ts';
import { fuseRanks } from './reciprocalRankFusion.ts';
import { fitStatistics } from './termStatistics.ts';
import { identifiersOf, meaningfulTokens } from './tokenize.ts';
import { dotProduct } from './vectors.ts';

const CANDIDATES_MAX = 60;

/** Where each list puts a hit, ranks counting from 1; named and shaped as the store's answer. */
export interface MemoryParts {
  readonly text?: { readonly rank: number; readonly score: number };
  readonly identifiers?: { readonly rank: number; readonly score: number };
  readonly content?: { readonly rank: number; readonly similarity: number };
  readonly problem?: { readonly rank: number; readonly similarity: number };
  readonly code?: { readonly rank: number; readonly similarity: number };
  readonly fused: number;
  readonly reranked: { readonly score: number; readonly features?: Readonly<Record<string, number>> };
}

export interface MemoryHit<Pattern> {
  readonly pattern: Pattern;
  readonly score: number;
  readonly excerpt: string;
  readonly parts: MemoryParts;
}

interface MemoryRow<Pattern> {
  readonly pattern: Pattern;
  readonly text: number;
  readonly identifiers: number;
  readonly content: number;
  readonly problem: number;
  readonly code: number;
}

/** What found the hits, named beside them. */
export const MEMORY_EMBEDDER_ID = LEXICAL_EMBEDDER_ID;
export const MEMORY_RERANKER_ID = FEATURE_RERANKER_ID;

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
  const rows = patterns.map((pattern): MemoryRow<Pattern> => {
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
  const lists = LISTS.map((list) => ({
    list,
    weight: weights[list],
    ids: rows
      .filter((row) => row[list] > 0)
      .sort((a, b) => b[list] - a[list] || (a.pattern.id < b.pattern.id ? -1 : 1))
      .slice(0, CANDIDATES_MAX),
  }));
  const places = lists.map(({ list, ids }) => ({
    list,
    places: new Map(ids.map((row, index) => [row, index + 1])),
  }));
  const candidates = [...fuseRanks(lists)].map(([row, fused]) => ({
    row,
    pattern: row.pattern,
    fused,
    similarity: { content: row.content, problem: row.problem, code: row.code },
  }));
  const reranker = featureReranker({ statistics: () => statistics, weights: LEXICAL_WEIGHTS });
  const ranked = await reranker.rerank({ text, code: query.code }, candidates);
  return ranked.slice(0, limit).map(({ candidate: { row, pattern, fused }, score, features }) => ({
    pattern,
    score: rounded(score),
    excerpt: excerptOf(text, [...pattern.symptoms, pattern.problem_description], statistics),
    parts: {
      ...partsOf(row, places),
      fused: rounded(fused),
      reranked: { score: rounded(score), ...(features && { features }) },
    },
  }));
}

const LISTS = ['text', 'identifiers', 'content', 'problem', 'code'] as const;

function partsOf<Pattern>(
  row: MemoryRow<Pattern>,
  lists: readonly {
    readonly list: (typeof LISTS)[number];
    readonly places: ReadonlyMap<MemoryRow<Pattern>, number>;
  }[],
): Omit<MemoryParts, 'fused' | 'reranked'> {
  return Object.fromEntries(
    lists.flatMap(({ list, places }) => {
      const rank = places.get(row);
      const isCounted = list === 'text' || list === 'identifiers';
      return rank === undefined
        ? []
        : [[list, { rank, [isCounted ? 'score' : 'similarity']: rounded(row[list]) }]];
    }),
  );
}

function rounded(value: number): number {
  return Number(value.toFixed(6));
}

function similarity(one: Float32Array | undefined, other: Float32Array | undefined): number {
  return one === undefined || other === undefined ? 0 : Math.max(0, dotProduct(one, other));
}
