import type { Embedder } from './embedder.ts';

/** What each list counts for in reciprocal rank fusion. */
export interface FusionWeights {
  readonly text: number;
  readonly identifiers: number;
  readonly content: number;
  readonly problem: number;
  readonly code: number;
}

/** Lexical vectors see what full text sees, by another way; they know how rare words are, which full text does not. */
const LEXICAL: FusionWeights = { text: 1, identifiers: 0.5, content: 0.5, problem: 0.5, code: 0.5 };
/** A trained embedder counts as much as the words. */
const SEMANTIC: FusionWeights = { text: 1, identifiers: 0.5, content: 1, problem: 0.7, code: 0.7 };

export function fusionWeights(kind: Embedder['kind']): FusionWeights {
  return kind === 'lexical' ? LEXICAL : SEMANTIC;
}
