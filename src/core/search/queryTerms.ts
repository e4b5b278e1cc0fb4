import { inverseFrequency, type TermStatistics } from './termStatistics.ts';
import { identifiersOf, meaningfulTokens } from './tokenize.ts';

/** More words than this make the store read most of the library; the rarest say most. */
const TERMS_MAX = 24;
const IDENTIFIERS_MAX = 12;
/** A word in more than this part of a library finds everything and tells nothing. */
const COMMON_SHARE = 0.3;
/** As many rare words as this make common ones needless. */
const RARE_ENOUGH = 3;

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
  const words = [...byStem].map(([stem, word], index) => ({
    word,
    index,
    weight: inverseFrequency(stem, statistics),
    common: (statistics.frequencies.get(stem) ?? 0) > statistics.documents * COMMON_SHARE,
    known: statistics.frequencies.has(stem),
  }));
  const rare = words.filter(({ common }) => !common);
  const kept = rare.filter(({ known }) => known).length >= RARE_ENOUGH ? rare : words;
  return {
    terms: kept
      .sort((a, b) => b.weight - a.weight || a.index - b.index)
      .slice(0, TERMS_MAX)
      .map(({ word }) => word),
    identifiers: identifiersOf(text)
      .filter((name) => name.length >= 3)
      .slice(0, IDENTIFIERS_MAX),
  };
}
