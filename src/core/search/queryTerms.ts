import { inverseFrequency, type TermStatistics } from './termStatistics.ts';
import { identifiersOf, meaningfulTokens } from './tokenize.ts';

/** More words than this make the store read most of the library; the rarest say most. */
const TERMS_MAX = 24;
const IDENTIFIERS_MAX = 12;
/** As many words as this are looked for however frequent they are. */
const TERMS_LEAST = 3;
/** Patterns that full text may have to rank. Frequent words find thousands of them, and no word tells less. */
const PATTERNS_MAX = 500;

export interface QueryTerms {
  /** Words to look for, any of them, as written in lower case. */
  readonly terms: readonly string[];
  readonly identifiers: readonly string[];
}

/** What full text search is asked for: the words of a query that tell patterns apart. */
export function queryTerms(text: string, statistics: TermStatistics): QueryTerms {
  const byStem = new Map<string, string>();
  for (const token of meaningfulTokens(text)) {
    if (!byStem.has(token.stem)) byStem.set(token.stem, token.text);
  }
  const rarestFirst = [...byStem]
    .map(([stem, word], index) => ({
      word,
      index,
      weight: inverseFrequency(stem, statistics),
      patterns: statistics.frequencies.get(stem) ?? 0,
    }))
    .sort((a, b) => b.weight - a.weight || a.index - b.index)
    .slice(0, TERMS_MAX);
  const terms: string[] = [];
  let patterns = 0;
  let known = 0;
  for (const term of rarestFirst) {
    patterns += term.patterns;
    if (known >= TERMS_LEAST && patterns > PATTERNS_MAX) break;
    // A word that no pattern has may still match by its stem in the store's dictionary.
    if (term.patterns > 0) known++;
    terms.push(term.word);
  }
  return {
    terms,
    identifiers: identifiersOf(text)
      .filter((name) => name.length >= 3)
      .slice(0, IDENTIFIERS_MAX),
  };
}
