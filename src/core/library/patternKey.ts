const KEY_LENGTH_MAX = 120;

/** A key out of a title or a foreign name: `Turn on Row-Level Security!` → `turn-on-row-level-security`. */
export function patternKey(words: string): string {
  const key = words
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll(/(?<=\p{Ll})(?=\p{Lu})/gu, '-')
    .toLowerCase()
    .replaceAll(/ß/gu, 'ss')
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .slice(0, KEY_LENGTH_MAX)
    .replaceAll(/^-+|-+$/gu, '');
  // Titles in other scripts keep a name that is at least stable.
  return key === ''
    ? `pattern-${[...words].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003, 7)}`
    : key;
}
