/** Words from a schema or a server as Markdown that shows them as they are, on one line. */
export function markdownText(words: string): string {
  return words.replaceAll(/\s+/gu, ' ').replaceAll(/[\\`*_{}[\]<>#|]/gu, (character) => `\\${character}`);
}
