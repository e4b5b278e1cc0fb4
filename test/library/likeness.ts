const SHORT_WORD_LENGTH_MAX = 3;

/** Words that carry meaning, in lower case. */
export function wordsOf(text: string): readonly string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []).filter(
    (word) => word.length > SHORT_WORD_LENGTH_MAX,
  );
}

/** The two most alike of the named texts: the share of words that both have among those that either has. */
export function mostAlike(texts: readonly (readonly [name: string, text: string])[]): {
  readonly likeness: number;
  readonly pair: readonly string[];
} {
  const sets = texts.map(([name, text]) => ({ name, words: new Set(wordsOf(text)) }));
  let best: { likeness: number; pair: readonly string[] } = { likeness: 0, pair: [] };
  for (const [index, one] of sets.entries()) {
    for (const other of sets.slice(index + 1)) {
      const shared = [...one.words].filter((word) => other.words.has(word)).length;
      const likeness = shared / (one.words.size + other.words.size - shared);
      if (likeness > best.likeness) best = { likeness, pair: [one.name, other.name] };
    }
  }
  return best;
}
