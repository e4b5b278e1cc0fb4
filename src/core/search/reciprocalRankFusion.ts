/** Dampens the lead of first places; the value of the method's authors. */
const FUSION_CONSTANT = 60;

export interface RankedList<Id> {
  readonly weight: number;
  /** Best first. */
  readonly ids: readonly Id[];
}

/** Sum of weight / (60 + rank) over the lists, ranks counting from 1. */
export function fuseRanks<Id>(lists: Iterable<RankedList<Id>>): Map<Id, number> {
  const scores = new Map<Id, number>();
  for (const { weight, ids } of lists) {
    for (const [index, id] of ids.entries()) {
      scores.set(id, (scores.get(id) ?? 0) + weight / (FUSION_CONSTANT + index + 1));
    }
  }
  return scores;
}
