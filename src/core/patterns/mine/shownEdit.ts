import type { LearnedEdit } from '../learn/learnedEdit.ts';
import type { StatementPair } from './hunkExample.ts';

/** An edit as a reader takes it in: code before and after, `$NAMES` in place of what may vary. */
export function shownEdit(
  edit: LearnedEdit,
  example: Pick<StatementPair, 'before' | 'after'> | undefined,
): { readonly before: string; readonly after: string } {
  void edit;
  return { before: example?.before ?? '', after: example?.after ?? '' };
}
