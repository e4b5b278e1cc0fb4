import type { Nodes } from './alignedNodes.ts';
import type { PatternItem } from './learnedEdit.ts';
import { isBlock, isList, isSqlDefinition } from './listKinds.ts';
import type { NodePatterns } from './nodePatterns.ts';

/** So many between two edits are still part of what the edit says. */
const BETWEEN_MAX = 3;
/** What a SQL statement makes or changes: its first words, and a name. Options behind them may be any. */
const HEAD_LENGTH_MAX = 2;

/** Unchanged children beside an edit, in every instance. */
export interface Siblings {
  readonly parents: Nodes;
  readonly lists: readonly Nodes[];
  /** Before the first edit of the parent, between two, or behind the last. */
  readonly place: 'first' | 'between' | 'last';
  /** Something is put in beside them, and needs one to stand at. */
  readonly anchored: boolean;
  /** Neighbours in lists may be any number. */
  readonly rest: boolean;
}

/** Adds what the pattern says of the siblings; false where the instances have too little in common. */
export function addSiblings(children: PatternItem[], siblings: Siblings, patterns: NodePatterns): boolean {
  const { parents, lists, place, anchored, rest } = siblings;
  const [first] = lists;
  const [parent] = parents;
  if (!first || !parent) return false;
  const isHead = place === 'first' && isSqlDefinition(parent) && first.length <= HEAD_LENGTH_MAX;
  const open = isList(parent) && rest && !isHead;
  if (addTold(children, siblings, patterns, open)) return true;
  if (!anchored) {
    children.push({ rest: true });
    return true;
  }
  // Where the examples' statement stood alone, others may stand.
  if (open && isBlock(parent) && lists.every((list) => list.length === 0)) children.push({ rest: true });
  const nearest = lists.map((list) => (place === 'last' ? list[0] : list.at(-1)));
  if (nearest.some((node) => node === undefined)) return nearest.every((node) => node === undefined);
  const anchor = patterns.ofContext(nearest.flatMap((node) => node ?? []));
  if (place === 'last') children.push(anchor, { rest: true });
  else children.push({ rest: true }, anchor);
  return true;
}

/** Siblings that the pattern tells one by one: all of them, or those that something is taken from and what lies between. */
function addTold(
  children: PatternItem[],
  { parents, lists, place }: Siblings,
  patterns: NodePatterns,
  open: boolean,
): boolean {
  const [first = []] = lists;
  const [parent] = parents;
  if (!parent || lists.some((list) => list.length !== first.length)) return false;
  const alignedAt = (index: number): Nodes => lists.map((list) => list[index] ?? parent);
  const carried = open ? first.map((_, index) => patterns.carries(alignedAt(index))) : [];
  const isShort = place === 'between' && first.length <= BETWEEN_MAX;
  // Of statements only those count; in a list the place tells the others apart.
  const exact = !open || isShort || (carried.includes(true) && !isBlock(parent));
  const from = exact ? 0 : carried.indexOf(true);
  const to = exact ? first.length : carried.lastIndexOf(true) + 1;
  if (from < 0) return false;
  if (from > 0) children.push({ rest: true });
  for (let index = from; index < to; index++) children.push(patterns.ofContext(alignedAt(index)));
  if (to < first.length || (place === 'last' && !exact)) children.push({ rest: true });
  return true;
}
