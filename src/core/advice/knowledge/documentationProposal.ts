import { markUntrusted } from '../../consult/untrusted.ts';
import { type PatternContent, patternContentSchema } from '../../library/fixPattern.ts';
import { hashText } from '../../text/hash.ts';
import { cut } from '../cappedText.ts';
import type { DocumentationNews } from './documentationNews.ts';

/** A title is one line. */
const TOPIC_SHOWN_MAX = 200;

/** The tag of every pattern that was proposed from documentation. */
const NEWS_TAG = 'documentation-news';

/**
 * A pattern for a person to write: it says where something new stands and what of ours speaks of the same. The server's
 * words are in it as marked data, so that nobody who reads the pattern takes them for Fixward's.
 *
 * @param boundary drawn anew from a source that cannot be guessed
 */
export function documentationProposal(news: DocumentationNews, boundary: string): PatternContent {
  const { questionId, topic, query, problemType, server, foundAt, text, rules, patterns } = news;
  const ours = [...rules.map(({ id }) => `rule ${id}`), ...patterns.map(({ key }) => `pattern ${key}`)];
  return patternContentSchema.parse({
    key: `news-${questionId}-${hashText(text)}`,
    title: `News of the documentation: ${cut(topic, TOPIC_SHOWN_MAX)}`,
    problem_type: problemType,
    code_type: 'sql',
    severity: 'LOW',
    tags: [NEWS_TAG, questionId],
    problem_description: `On ${foundAt.slice(0, 10)} a documentation server answered the question "${query}" with something it had not said before. Nobody has checked it.\n\n${markUntrusted(text, { source: `documentation server ${server}`, boundary })}`,
    solution_steps: [
      'Read the page of the documentation that this comes from, and check that it holds for your version.',
      ours.length === 0
        ? 'Write down what to do, or delete this draft.'
        : `Look whether these still say the right thing: ${ours.join(', ')}. Write down what to do, or delete this draft.`,
    ],
    rule_ids: rules.map(({ id }) => id),
  });
}
