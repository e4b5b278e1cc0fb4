import type { Embedder } from './embedder.ts';
import { STOP_WORDS } from './stopWords.ts';
import { inverseFrequency, statisticsHash, type TermStatistics } from './termStatistics.ts';
import { tokenize } from './tokenize.ts';
import { normalise, VECTOR_LENGTH } from './vectors.ts';

export const LEXICAL_EMBEDDER_ID = 'lexical-hash';

/** Changes with anything that changes a vector, beside the table of frequencies. */
const FORMAT = 1;
const GRAM_LENGTHS = [3, 4, 5] as const;
/** All grams of a word together weigh this part of its stem. */
const GRAM_WEIGHT = 0.6;
/** Stop words say little, yet a text of nothing else is still a text. */
const STOP_WORD_WEIGHT = 0.05;

/**
 * Lexical vectors: stems and runs of three to five letters, hashed with signs into 1536 places and weighted by how
 * rare they are in the library. Texts are alike when they share words or parts of words; meaning is not known.
 */
export function lexicalEmbedder(statistics: TermStatistics): Embedder {
  return {
    id: LEXICAL_EMBEDDER_ID,
    version: `${FORMAT}-${statisticsHash(statistics)}`,
    dim: VECTOR_LENGTH,
    kind: 'lexical',
    async embed(texts, _role, signal) {
      return texts.map((text) => {
        signal?.throwIfAborted();
        return lexicalVector(text, statistics);
      });
    },
  };
}

/** One text's vector of length one; all zeros where the text has no word. */
export function lexicalVector(text: string, statistics: TermStatistics): Float32Array {
  const counts = new Map<string, number>();
  for (const { text: word, stem } of tokenize(text)) {
    const key = STOP_WORDS.has(word) ? `\u0000${stem}` : stem;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const vector = new Float32Array(VECTOR_LENGTH);
  for (const [key, count] of counts) {
    const stop = key.startsWith('\u0000');
    const stem = stop ? key.slice(1) : key;
    const weight = (1 + Math.log(count)) * inverseFrequency(stem, statistics) * (stop ? STOP_WORD_WEIGHT : 1);
    add(vector, `s${stem}`, weight);
    if (stop) continue;
    const grams = gramsOf(stem);
    for (const gram of grams) add(vector, `g${gram}`, (weight * GRAM_WEIGHT) / Math.sqrt(grams.length));
  }
  return normalise(vector);
}

function gramsOf(stem: string): string[] {
  const padded = `^${stem}$`;
  return GRAM_LENGTHS.flatMap((length) =>
    Array.from({ length: Math.max(0, padded.length - length + 1) }, (_, index) =>
      padded.slice(index, index + length),
    ),
  );
}

function add(vector: Float32Array, feature: string, weight: number): void {
  const hash = hash32(feature);
  const place = hash % VECTOR_LENGTH;
  // The place takes the hash's remainder; the sign is drawn from a second mixing, so that it does not follow the place.
  const sign = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 31 === 0 ? 1 : -1;
  vector[place] = (vector[place] ?? 0) + sign * weight;
}

/** FNV-1a over UTF-16 units with a closing mix: the same on every machine. */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
