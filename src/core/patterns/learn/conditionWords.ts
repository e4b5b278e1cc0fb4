import type { LearnedEdit, LearnedWhere } from './learnedEdit.ts';

/** The conditions of an edit in words, each once. */
export function conditionsOf(edit: LearnedEdit): readonly { readonly id: string; readonly text: string }[] {
  const seen = new Map<string, string>();
  for (const { where } of edit.parts)
    for (const one of where) if (!seen.has(one.id)) seen.set(one.id, wordsOf(one));
  return [...seen].map(([id, text]) => ({ id, text }));
}

function wordsOf({ kind, value }: LearnedWhere): string {
  switch (kind) {
    case 'inside':
      return `only inside ${value}`;
    case 'not-inside':
      return `not inside ${value}`;
    case 'except':
      return `not in \`${asWritten(value)}\``;
    case 'import':
      return `only where ${value} is imported`;
    case 'no-import':
      return `only where ${value} is not imported`;
    case 'text':
      return `only in files that say ${value}`;
    case 'no-text':
      return `only in files that do not say ${value}`;
    case 'in-scope':
      return `only where ${value.split(' for ')[0]} is a known name`;
    case 'not-declared':
      return `only where ${value} is not the file's own`;
    case 'unused':
      return `only where ${value} is not used any more`;
  }
}

/** Tokens that stand apart, drawn together as people write them: for reading alone. */
function asWritten(tokens: string): string {
  return tokens
    .replaceAll(/(['"`]) (.*?) \1/gu, '$1$2$1')
    .replaceAll(/ ([.,:;)\]])/gu, '$1')
    .replaceAll(/([.([]) /gu, '$1')
    .replaceAll(/(?<!\b(?:if|for|while|switch|catch|return|await))(?<=[\w$]) ([([])/gu, '$1')
    .replaceAll('`', '');
}
