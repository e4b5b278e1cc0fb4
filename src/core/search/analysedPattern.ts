import { type CountedText, countStems } from './bm25.ts';
import type { SearchablePattern } from './patternText.ts';
import { codeText } from './patternText.ts';
import { stemsOf } from './tokenize.ts';

/** A pattern's words, read once and asked about often. */
export interface AnalysedPattern {
  /** Every stem in order, title first; the title and symptoms count twice, as BM25 weighs them. */
  readonly counted: CountedText;
  /** Title and prose without the doubling, for runs of words. */
  readonly sequence: readonly string[];
  readonly title: ReadonlySet<string>;
  readonly symptoms: readonly ReadonlySet<string>[];
  readonly lead: ReadonlySet<string>;
  readonly code: ReadonlySet<string>;
}

/** A description's first sentences say what it is about. */
const LEAD_STEMS = 40;

export function analysePattern(pattern: SearchablePattern): AnalysedPattern {
  const title = stemsOf(pattern.title);
  const symptoms = pattern.symptoms.map(stemsOf);
  const description = stemsOf(pattern.problem_description);
  const rest = stemsOf(
    [...pattern.solution_steps, ...pattern.learnings, ...pattern.tags, ...pattern.rule_ids].join('\n'),
  );
  const code = stemsOf(codeText(pattern) ?? '');
  const symptomStems = symptoms.flat();
  const sequence = title.concat(symptomStems, description, rest);
  return {
    counted: countStems(sequence.concat(title, symptomStems, code)),
    sequence,
    title: new Set(title.concat(stemsOf(pattern.key.replaceAll('-', ' ')))),
    symptoms: symptoms.map((stems) => new Set(stems)),
    lead: new Set(description.slice(0, LEAD_STEMS)),
    code: new Set(code),
  };
}
