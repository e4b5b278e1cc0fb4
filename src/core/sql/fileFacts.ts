import { HeldLocks, STRONG_LOCK_FACT } from './lockFacts.ts';
import { BEGIN_FACT, COMMIT_FACT, type SqlFact } from './statementFacts.ts';

/** Facts of a whole file, folded in order. */
export interface FileFacts {
  /** Index of the first and the last statement that says a fact. */
  readonly places: ReadonlyMap<SqlFact, { readonly first: number; readonly last: number }>;
  /** By statement: 1 after an explicit `BEGIN`. */
  readonly inTransaction: Uint8Array;
  /** By statement: 1 in a section that undoes a migration. */
  readonly isDown: Uint8Array;
  /** By statement: tables that earlier statements of the same transaction lock against every reader. */
  readonly lockedBefore: readonly (readonly string[])[];
}

export function foldFacts(facts: readonly (readonly SqlFact[])[]): FileFacts {
  const places = new Map<SqlFact, { first: number; last: number }>();
  const inTransaction = new Uint8Array(facts.length);
  const isDown = new Uint8Array(facts.length);
  const add = (fact: SqlFact, index: number): void => {
    const place = places.get(fact);
    if (place) place.last = index;
    else places.set(fact, { first: index, last: index });
  };
  const locks = new HeldLocks();
  const isKnown = (fact: SqlFact): boolean => places.has(fact);
  let open = 0;
  let down = 0;
  for (const [index, own] of facts.entries()) {
    inTransaction[index] = open;
    // A section's mark is a comment before its first statement.
    if (own.some((fact) => fact.startsWith('section:'))) locks.release();
    locks.enter();
    for (const fact of own) {
      add(fact, index);
      if (fact === BEGIN_FACT || fact === COMMIT_FACT) locks.release();
      if (fact === BEGIN_FACT) open = 1;
      else if (fact === COMMIT_FACT) open = 0;
      else if (fact === 'section:down') down = 1;
      else if (fact === 'section:up') down = 0;
      else if (fact.startsWith('rename:')) carryRename(fact, index, places, add);
      else if (locks.add(fact, isKnown)) add(STRONG_LOCK_FACT, index);
    }
    isDown[index] = down;
  }
  return { places, inTransaction, isDown, lockedBefore: locks.before };
}

function carryRename(
  fact: SqlFact,
  index: number,
  places: ReadonlyMap<SqlFact, unknown>,
  add: (fact: SqlFact, index: number) => void,
): void {
  const [from, to] = fact.slice('rename:'.length).split('>');
  if (places.has(`create:table:${from}`)) add(`create:table:${to}`, index);
}
