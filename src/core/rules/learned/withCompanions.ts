import { type Companion, companionEdits } from '../../patterns/learn/companions/companion.ts';
import type { ParsePlainTree } from '../../patterns/learn/plainTree.ts';
import { applyEdits } from '../../text/edits.ts';
import { minimalEdits } from '../../text/minimalEdits.ts';
import type { SpanEdit } from '../../text/span.ts';
import type { Language } from '../languages.ts';

/**
 * The edits of one place with those that the rest of the file needs then, such as an import more or less. None at all when
 * what it needs cannot be had: half of it would break the file.
 */
export function withCompanions(
  companions: readonly Companion[],
  edits: readonly SpanEdit[],
  language: Language,
  text: string,
  parse: ParsePlainTree,
): readonly SpanEdit[] {
  if (companions.length === 0) return edits;
  const after = applyEdits(text, edits);
  const tree = parse(language, after);
  const beside = tree && companionEdits(companions, tree);
  if (!beside) return [];
  if (beside.length === 0) return edits;
  const back = beside.map((edit) => broughtBack(edit, edits));
  return back.every((edit) => edit !== undefined)
    ? [...edits, ...back]
    : minimalEdits(text, applyEdits(after, beside));
}

/** An edit of the changed text as one of the text before; undefined where it touches what was changed. */
function broughtBack(edit: SpanEdit, edits: readonly SpanEdit[]): SpanEdit | undefined {
  let shift = 0;
  for (const { span, newText } of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    const start = span.start + shift;
    const end = start + newText.length;
    if (edit.span.end <= start && edit.span.start < start) break;
    if (edit.span.start < end || edit.span.start === start) return undefined;
    shift += newText.length - (span.end - span.start);
  }
  return { span: { start: edit.span.start - shift, end: edit.span.end - shift }, newText: edit.newText };
}
