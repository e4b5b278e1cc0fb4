import type { StopSignal } from './embedder.ts';
import type { SearchablePattern } from './patternText.ts';

/** What was found, on its way to be ordered anew. */
export interface RankCandidate {
  readonly pattern: SearchablePattern;
  /** Of reciprocal rank fusion. */
  readonly fused: number;
  /** Cosine of the query's vector with the pattern's, by column; absent where none was compared. */
  readonly similarity: {
    readonly content?: number | undefined;
    readonly problem?: number | undefined;
    readonly code?: number | undefined;
  };
}

export interface RankQuery {
  readonly text: string;
  readonly code?: string | undefined;
}

export interface Reranked<Candidate extends RankCandidate = RankCandidate> {
  readonly candidate: Candidate;
  readonly score: number;
  /** What the score was made of, by feature, weighted; for rerankers that know. */
  readonly features?: Readonly<Record<string, number>>;
}

/** Orders candidates by reading query and pattern together. */
export interface Reranker {
  readonly id: string;
  /** `features`: counted words. `cross-encoder`: a trained model. */
  readonly kind: 'features' | 'cross-encoder';
  /**
   * All candidates, best first, ties by id.
   *
   * @throws EmbedderFailure when the model cannot be run
   */
  rerank<Candidate extends RankCandidate>(
    query: RankQuery,
    candidates: readonly Candidate[],
    signal?: StopSignal,
  ): Promise<readonly Reranked<Candidate>[]>;
}

/** Best score first; equal scores by id, so that the same search gives the same order. */
export function byScore(one: Reranked, other: Reranked): number {
  if (one.score !== other.score) return other.score - one.score;
  return one.candidate.pattern.id < other.candidate.pattern.id ? -1 : 1;
}
