/** Answers many questions whether a text contains a word, most of them "no", in constant time each. */
export type TextIndex = (word: string) => boolean;

/** Bits of the filter: at one bit per character triple, a file of 50,000 lines still leaves most of them clear. */
const FILTER_BITS = 1 << 20;

/**
 * Keeps one bit per hashed triple of characters: a word with a triple that never occurs is not in the text.
 * Words that pass are looked for, and every answer is remembered.
 */
export function createTextIndex(text: string): TextIndex {
  const filter = new Uint32Array(FILTER_BITS >> 5);
  let triple = 0;
  for (let at = 0; at < text.length; at++) {
    triple = ((triple << 7) ^ text.charCodeAt(at)) & 0x1f_ff_ff;
    if (at >= 2) {
      const bit = hash(triple);
      filter[bit >> 5] = (filter[bit >> 5] ?? 0) | (1 << (bit & 31));
    }
  }
  const known = new Map<string, boolean>();
  return (word) => {
    let contained = known.get(word);
    if (contained === undefined) {
      contained = mayContain(filter, word) && text.includes(word);
      known.set(word, contained);
    }
    return contained;
  };
}

function mayContain(filter: Uint32Array, word: string): boolean {
  let triple = 0;
  for (let at = 0; at < word.length; at++) {
    triple = ((triple << 7) ^ word.charCodeAt(at)) & 0x1f_ff_ff;
    if (at < 2) continue;
    const bit = hash(triple);
    if (((filter[bit >> 5] ?? 0) & (1 << (bit & 31))) === 0) return false;
  }
  return true;
}

function hash(triple: number): number {
  return (triple ^ (triple >>> 11)) & (FILTER_BITS - 1);
}
