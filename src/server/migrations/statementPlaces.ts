import type { Span } from '../../core/text/span.ts';

/** A statement as it stands in a text now. */
export interface PresentStatement {
  readonly span: Span;
  readonly text: string;
}

/**
 * Where statements known from an earlier text stand now, by their words: one that was moved by edits around it is found
 * again, one that was changed or commented out is not.
 *
 * @param wanted words of the statements in their order; @returns a place for each, undefined for those that are gone
 */
export function findStatements(
  wanted: readonly string[],
  present: readonly PresentStatement[],
): readonly (Span | undefined)[] {
  const places = new Map<string, Span[]>();
  for (const { text, span } of present) {
    const words = wordsOf(text);
    const known = places.get(words);
    if (known) known.push(span);
    else places.set(words, [span]);
  }
  const taken = new Map<string, number>();
  return wanted.map((text) => {
    const words = wordsOf(text);
    const spans = places.get(words) ?? [];
    const index = taken.get(words) ?? 0;
    taken.set(words, index + 1);
    return spans[index];
  });
}

function wordsOf(text: string): string {
  return text
    .replace(/[\s;]+$/u, '')
    .replaceAll('\r\n', '\n')
    .trimStart();
}
