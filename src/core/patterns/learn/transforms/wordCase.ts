export const WORD_CASES = [
  'camel',
  'pascal',
  'snake',
  'constant',
  'kebab',
  'upper',
  'lower',
  'capital',
  'uncapital',
] as const;

export type WordCase = (typeof WORD_CASES)[number];

/** A name in another case. What stands before and after its words, such as `_`, stays. */
export function inCase(text: string, wanted: WordCase): string {
  switch (wanted) {
    case 'upper':
      return text.toUpperCase();
    case 'lower':
      return text.toLowerCase();
    case 'capital':
      return capital(text);
    case 'uncapital':
      return text.charAt(0).toLowerCase() + text.slice(1);
    default:
      return recased(text, wanted);
  }
}

function recased(text: string, wanted: WordCase): string {
  const found = /^([^\p{L}\p{N}]*)([\s\S]*?)([^\p{L}\p{N}]*)$/u.exec(text);
  const words = wordsOf(found?.[2] ?? '');
  return (found?.[1] ?? '') + joined(words, wanted) + (found?.[3] ?? '');
}

function joined(words: readonly string[], wanted: WordCase): string {
  const lower = words.map((word) => word.toLowerCase());
  switch (wanted) {
    case 'snake':
      return lower.join('_');
    case 'constant':
      return lower.join('_').toUpperCase();
    case 'kebab':
      return lower.join('-');
    case 'camel':
      return lower.map((word, index) => (index === 0 ? word : capital(word))).join('');
    default:
      return lower.map(capital).join('');
  }
}

/** `parseHTTPBody2` is `parse`, `HTTP`, `Body2`. */
function wordsOf(name: string): readonly string[] {
  return name.match(/\p{Lu}+(?!\p{Ll})\p{N}*|\p{Lu}?[\p{Ll}\p{Lo}]+\p{N}*|\p{N}+|\p{L}+/gu) ?? [];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
