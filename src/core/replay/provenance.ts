import type { Span } from '../text/span.ts';

/** Where in the replayed files something was written. */
export interface Place extends Span {
  readonly path: string;
}

/**
 * The statement that the rows of a transaction come from. Numbers of transactions and their parts only grow, and a part
 * within a statement's own gets a higher one, so a row belongs to the last mark at or below its number.
 */
export interface StatementMark extends Place {
  readonly xid: number;
}

/** A row's number before a later statement rewrote the row without changing what it says. */
export interface Pin {
  readonly xid: number;
  /** What must still hold for the pin to count. */
  readonly content: string;
}

/** Which statement wrote what; goes along with the state of the database it speaks of. */
export interface Provenance {
  /** Ascending. */
  readonly marks: readonly StatementMark[];
  /** By catalog and object: `pg_attribute 16390 2`. */
  readonly pins: ReadonlyMap<string, Pin>;
}

export const NO_PROVENANCE: Provenance = { marks: [], pins: new Map() };

/** The statement that wrote a row of this transaction number. */
export function placeOfXid(marks: readonly StatementMark[], xid: number): Place | undefined {
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((marks[middle]?.xid ?? 0) <= xid) low = middle + 1;
    else high = middle;
  }
  const mark = marks[low - 1];
  return mark && { path: mark.path, start: mark.start, end: mark.end };
}
