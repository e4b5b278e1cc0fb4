/** What ranking reads of a pattern; names follow the store. */
export interface SearchablePattern {
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly symptoms: readonly string[];
  readonly problem_description: string;
  readonly solution_steps: readonly string[];
  readonly learnings: readonly string[];
  readonly tags: readonly string[];
  readonly rule_ids: readonly string[];
  readonly code_before?: string | undefined;
  readonly code_after?: string | undefined;
}

/** Embedders of models read about 512 tokens; the rest of a longer text says little more. */
const TEXT_LENGTH_MAX = 6000;

/** Everything in words: the text behind `content_embedding`. */
export function contentText(pattern: SearchablePattern): string {
  return cut([
    pattern.title,
    ...pattern.symptoms,
    pattern.problem_description,
    ...pattern.solution_steps,
    ...pattern.learnings,
    pattern.tags.join(' '),
    pattern.rule_ids.join(' '),
  ]);
}

/** The problem alone, as somebody who has it would put it: the text behind `problem_embedding`. */
export function problemText(pattern: SearchablePattern): string {
  return cut([pattern.title, ...pattern.symptoms, pattern.problem_description]);
}

/** The text behind `code_embedding`; undefined for a pattern without code. */
export function codeText(pattern: SearchablePattern): string | undefined {
  const text = cut([pattern.code_before ?? '', pattern.code_after ?? '']);
  return text === '' ? undefined : text;
}

/** What the statistics of words are taken from. */
export function wholeText(pattern: SearchablePattern): string {
  return `${contentText(pattern)}\n${codeText(pattern) ?? ''}`;
}

function cut(parts: readonly string[]): string {
  return parts
    .filter((part) => part !== '')
    .join('\n')
    .slice(0, TEXT_LENGTH_MAX);
}
