import type { Span } from '../text/span.ts';

/** What stands in `format` for an argument: `%I`, `%L`, `%s`, `%1$I`, `%-10s`. */
const ARGUMENT = /%(?:\d+\$)?-?(?:\d+|\*(?:\d+\$)?)?([sIL%])/gu;

export interface FilledTemplate {
  readonly text: string;
  /** Where a name or a piece of SQL is put in. */
  readonly holes: readonly Span[];
}

/**
 * The text to parse in place of a template of `format`, of the same length: names for `%I` and `%s`, an empty constant for
 * `%L`. Undefined when the template has what cannot be stood in for.
 */
export function fillFormat(template: string): FilledTemplate | undefined {
  let isKnown = true;
  const holes: Span[] = [];
  const filled = template.replace(ARGUMENT, (argument, kind: string, at: number) => {
    if (kind === 'L') return "''".padEnd(argument.length);
    if (kind !== '%') {
      holes.push({ start: at, end: at + argument.length });
      return 'h'.padEnd(argument.length, '_');
    }
    if (argument.length !== 2) isKnown = false;
    return '% ';
  });
  return isKnown ? { text: filled, holes } : undefined;
}
