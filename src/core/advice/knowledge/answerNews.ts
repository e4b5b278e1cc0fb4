import { hashText } from '../../text/hash.ts';
import { cut } from '../cappedText.ts';

export interface AnswerNews {
  /** The paragraphs that were never read before, without the others; empty when there are none. */
  readonly text: string;
  /** Hashes of all paragraphs to know again, the latest last: enough to recognise them, and nothing of their words. */
  readonly paragraphs: readonly string[];
}

/** Searches answer with now these and now those paragraphs: so many of each question are known again. */
const PARAGRAPHS_KEPT = 500;
/** A report is read; whoever wants all of it asks the documentation. */
const NEWS_CHARACTERS_MAX = 1_500;

/**
 * What in an answer is new, whatever the order it comes in and however its lines are broken.
 *
 * @param before hashes of paragraphs that were read earlier
 */
export function answerNews(answer: string, before: readonly string[] = []): AnswerNews {
  const known = new Set(before);
  const fresh: string[] = [];
  const hashes: string[] = [];
  for (const paragraph of answer.replaceAll(/\r\n?/gu, '\n').split(/\n[^\S\n]*\n/u)) {
    const words = paragraph.replaceAll(/\s+/gu, ' ').trim();
    if (words === '') continue;
    const hash = hashText(words);
    hashes.push(hash);
    if (known.has(hash)) continue;
    known.add(hash);
    fresh.push(paragraph.trimEnd().replace(/^\n+/u, ''));
  }
  const kept = [...new Set([...before.filter((hash) => !hashes.includes(hash)), ...hashes])];
  return {
    text: cut(fresh.join('\n\n'), NEWS_CHARACTERS_MAX),
    paragraphs: kept.slice(-PARAGRAPHS_KEPT),
  };
}
