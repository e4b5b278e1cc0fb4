import { inverseFrequency, type TermStatistics } from './termStatistics.ts';
import { meaningfulTokens, tokenize } from './tokenize.ts';

const EXCERPT_LENGTH_MAX = 200;

/** The sentence that holds most of the query's weight, on one line; the first one where none holds any. */
export function excerptOf(query: string, texts: readonly string[], statistics: TermStatistics): string {
  const wanted = new Set(meaningfulTokens(query).map(({ stem }) => stem));
  let best = { sentence: '', score: -1 };
  for (const sentence of texts.flatMap(sentencesOf)) {
    const held = new Set(tokenize(sentence).flatMap(({ stem }) => (wanted.has(stem) ? [stem] : [])));
    let score = 0;
    for (const stem of held) score += inverseFrequency(stem, statistics);
    if (score > best.score) best = { sentence, score };
  }
  return shorten(best.sentence);
}

function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[.!?])\s+|\r?\n\s*\r?\n/u)
    .map((sentence) => sentence.replace(/\s+/gu, ' ').trim())
    .filter((sentence) => sentence !== '');
}

function shorten(sentence: string): string {
  if (sentence.length <= EXCERPT_LENGTH_MAX) return sentence;
  const cut = sentence.slice(0, EXCERPT_LENGTH_MAX - 1);
  const space = cut.lastIndexOf(' ');
  return `${(space > EXCERPT_LENGTH_MAX / 2 ? cut.slice(0, space) : cut).replace(/[\uD800-\uDBFF]$/u, '')}…`;
}
