import { type SpanEdit, spansOverlap } from './span.ts';

/**
 * Applies edits that do not overlap; the order given does not matter, insertions at one place keep their order.
 * Overlapping edits throw: silently dropping one would be a wrong fix.
 */
export function applyEdits(text: string, edits: readonly SpanEdit[]): string {
  const ordered = edits
    .map((edit, index) => ({ edit, index }))
    .sort(
      (a, b) =>
        a.edit.span.start - b.edit.span.start || a.edit.span.end - b.edit.span.end || a.index - b.index,
    );
  let result = '';
  let cursor = 0;
  for (const { edit } of ordered) {
    if (edit.span.start < cursor) {
      throw new RangeError(`overlapping edits at offset ${edit.span.start}`);
    }
    result += text.slice(cursor, edit.span.start) + edit.newText;
    cursor = edit.span.end;
  }
  return result + text.slice(cursor);
}

export function editsOverlap(a: readonly SpanEdit[], b: readonly SpanEdit[]): boolean {
  return a.some((left) =>
    b.some((right) => spansOverlap(left.span, right.span) || left.span.start === right.span.start),
  );
}
