import type { LearnedEdit, PatternNode } from './learnedEdit.ts';

/** Words of which all must stand in a text for the edit to have a site there: a cheap look before parsing. */
export function anchorsOf(edit: LearnedEdit): readonly string[] {
  const [first, ...others] = edit.parts.map(({ match }) => wordsOf(match));
  if (!first) return [];
  return [...first].filter((word) => others.every((words) => words.has(word)));
}

/** Tokens that stand in every match of the pattern. */
function wordsOf(pattern: PatternNode): ReadonlySet<string> {
  const words = new Set<string>();
  const visit = (node: PatternNode): void => {
    const only = node.text?.length === 1 ? node.text[0] : undefined;
    if (only !== undefined) for (const word of only.split(/\s+/u)) if (word !== '') words.add(word);
    for (const item of node.children ?? []) if (!('rest' in item)) visit(item);
  };
  visit(pattern);
  return words;
}
