/**
 * Lines as one text of at most so many characters; where some are left out, a last line says how many.
 *
 * @param charactersMax without that last line
 */
export function cappedLines(lines: readonly string[], charactersMax: number): string {
  let length = 0;
  for (const [index, line] of lines.entries()) {
    length += line.length + 1;
    if (length > charactersMax && index > 0) {
      return [...lines.slice(0, index), `… ${lines.length - index} more`].join('\n');
    }
    if (length > charactersMax) return `${cut(line, charactersMax)}${leftOut(lines.length - 1)}`;
  }
  return lines.join('\n');
}

/** A text cut where it gets long; never within a character. */
export function cut(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text;
  const end = /[\uD800-\uDBFF]/u.test(text.charAt(charactersMax - 2)) ? charactersMax - 2 : charactersMax - 1;
  return `${text.slice(0, end)}…`;
}

function leftOut(count: number): string {
  return count === 0 ? '' : `\n… ${count} more`;
}
