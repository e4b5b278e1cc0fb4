import type { SearchablePattern } from '../../src/core/search/patternText.ts';
import { seededRandom } from './rankFigures.ts';

const ONSETS =
  'b bl br c ch cl cr d dr f fl fr g gl gr h j k l m n p pl pr qu r s sc sh sk sl sn sp st str t th tr tw v w z'.split(
    ' ',
  );
const VOWELS = 'a e i o u ai ea ee ie oa oo ou'.split(' ');
const CODAS = [
  '',
  '',
  '',
  'b',
  'ck',
  'ct',
  'd',
  'ft',
  'g',
  'l',
  'm',
  'n',
  'nd',
  'nt',
  'p',
  'r',
  'rd',
  's',
  'st',
  't',
  'x',
];
const WORDS = 6000;
const TOPICS = 400;
/** About as many words are alike in being frequent. */
const FREQUENT = 60;

/**
 * Patterns of made-up words: each is about one of many topics, whose words it draws half of its own from, and the rest
 * from a vocabulary where few words are frequent, as in a language.
 */
export function generatePatterns(count: number): readonly SearchablePattern[] {
  const random = seededRandom(3);
  const words = Array.from({ length: WORDS }, () =>
    Array.from({ length: 1 + Math.floor(random() * 3) }, () =>
      [ONSETS, VOWELS, CODAS].map((part) => part[Math.floor(random() * part.length)] ?? '').join(''),
    ).join(''),
  );
  const topics = Array.from({ length: TOPICS }, () => Array.from({ length: 25 }, () => drawn(words, random)));
  return Array.from({ length: count }, (_, index) => {
    const topic = topics[Math.floor(random() * TOPICS)] ?? [];
    const text = (length: number): string =>
      Array.from({ length }, () =>
        random() < 0.5 ? (topic[Math.floor(random() * topic.length)] ?? '') : drawn(words, random),
      ).join(' ');
    const name = (): string => text(3).replace(/ (\w)/gu, (_match, letter: string) => letter.toUpperCase());
    return {
      id: String(index),
      key: `pattern-${index}`,
      title: text(8),
      symptoms: [text(9), text(7), text(10)],
      problem_description: text(60),
      solution_steps: [text(12), text(14), text(10)],
      learnings: [text(15)],
      tags: text(3).split(' '),
      rule_ids: [],
      code_before: `const ${name()} = await ${name()}(${name()});`,
      code_after: `const ${name()} = await ${name()}(${name()}, ${name()});\nreturn ${name()}.${name()}();`,
    };
  });
}

/** Some words often, most seldom, as the words of a language without its stop words. */
function drawn(words: readonly string[], random: () => number): string {
  return words[Math.floor(FREQUENT * ((words.length / FREQUENT + 1) ** random() - 1))] ?? '';
}
