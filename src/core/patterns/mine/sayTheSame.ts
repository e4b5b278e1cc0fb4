import type { LearnedEdit } from '../learn/learnedEdit.ts';
import { familyOf } from './headSites.ts';

/** A stable text of what an edit finds and writes; ids, names of holes and what narrows it left out. */
function essenceOf(edit: LearnedEdit): string {
  const names = new Map<string, string>();
  const renamed = (name: string): string => {
    if (!names.has(name)) names.set(name, `H${names.size}`);
    return names.get(name) ?? name;
  };
  const parts = edit.parts.map(({ match, edits }) => ({ match, edits }));
  const text = JSON.stringify(parts, (key, value: unknown) =>
    (key === 'name' || key === 'hole') && typeof value === 'string' ? renamed(value) : value,
  );
  return `${familyOf(edit.language)[0] ?? edit.language} ${text}`;
}

/** What each of two edits finds and writes, as `path:line after`. */
export type Effects = ReadonlySet<string>;

/** Share of the smaller one's effects that the other has as well. */
const SAME_SHARE_MIN = 0.9;
/** With fewer places in common, agreement may be chance. */
const COMMON_MIN = 2;

/** Whether two patterns are one: by their shape, or since they do the same to the same places. */
export function sayTheSame(
  a: { readonly edit: LearnedEdit; readonly effects: Effects },
  b: { readonly edit: LearnedEdit; readonly effects: Effects },
): boolean {
  if (essenceOf(a.edit) === essenceOf(b.edit)) return true;
  const common = [...a.effects].filter((effect) => b.effects.has(effect)).length;
  const smaller = Math.min(a.effects.size, b.effects.size);
  return common >= COMMON_MIN && common / smaller >= SAME_SHARE_MIN;
}
