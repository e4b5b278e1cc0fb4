import type { FileFacts } from './fileFacts.ts';
import { CHECKS_PREFIX, provenNotNullFact } from './lastingFacts.ts';
import { narrowKeyFact, type SqlFact } from './statementFacts.ts';

export interface FactSet {
  has(fact: SqlFact): boolean;
}

/** What the other migrations of a file's folder say. */
export interface FolderFacts {
  /** What holds when the file begins to run. */
  readonly earlier: FactSet;
  /** What migrations after the file say. */
  readonly later: FactSet;
}

export const NO_FOLDER_FACTS: FolderFacts = { earlier: new Set(), later: new Set() };

/** Facts about transactions, settings, locks and comments end with their file. */
const PASSING = /^(?:transaction:|set:|locks|alters:|tool:|section:|(?:no|in)-transaction|concurrently)/u;

/** What a file says for good, in order. Statements that undo a migration do not count: they are for another day. */
export function factsThatLast(
  facts: readonly (readonly SqlFact[])[],
  { isDown }: Pick<FileFacts, 'isDown'>,
): readonly SqlFact[] {
  const lasting: SqlFact[] = [];
  for (const [index, own] of facts.entries()) {
    if (isDown[index] === 1) continue;
    for (const fact of own) if (!PASSING.test(fact)) lasting.push(fact);
  }
  return lasting;
}

/** Where in the folder a fact is said: file and place within it, as one growing number. */
type Place = number;

const PLACES_PER_FILE = 1_000_000;

/** The facts of a folder's migrations, to be asked from the point of view of each. */
export class FolderFactIndex {
  readonly #places = new Map<SqlFact, Place[]>();

  /** @param files facts of each migration, in the order they run */
  constructor(files: readonly (readonly SqlFact[])[]) {
    const checks = new Map<string, string>();
    for (const [file, facts] of files.entries()) {
      for (const [index, fact] of facts.entries()) {
        const place = file * PLACES_PER_FILE + Math.min(index, PLACES_PER_FILE - 1);
        this.#add(fact, place);
        this.#followChecks(fact, place, checks);
        this.#followRename(fact, place);
      }
    }
  }

  /** @param file index of the migration that asks */
  around(file: number): FolderFacts {
    const [start, end] = [file * PLACES_PER_FILE, (file + 1) * PLACES_PER_FILE];
    return {
      earlier: { has: (fact) => this.#holdsAt(fact, start) },
      later: { has: (fact) => (this.#places.get(fact)?.at(-1) ?? -1) >= end },
    };
  }

  #add(fact: SqlFact, place: Place): void {
    const known = this.#places.get(fact);
    if (known) known.push(place);
    else this.#places.set(fact, [place]);
  }

  #holdsAt(fact: SqlFact, place: Place): boolean {
    const said = this.#lastBefore(fact, place);
    if (said < 0) return false;
    return undoneBy(fact).every((undo) => this.#lastBefore(undo, place) < said);
  }

  #lastBefore(fact: SqlFact, place: Place): Place {
    const places = this.#places.get(fact) ?? [];
    let last = -1;
    for (const at of places) if (at < place) last = at;
    return last;
  }

  /** A check proves its column once it is valid, and no longer when it is dropped. */
  #followChecks(fact: SqlFact, place: Place, checks: Map<string, string>): void {
    if (fact.startsWith(CHECKS_PREFIX)) {
      const [constraint = '', column = ''] = fact.slice(CHECKS_PREFIX.length).split('>');
      checks.set(constraint, column);
      // Facts of one statement keep this order: a check that is not valid yet was said to be so before.
      if (this.#lastBefore(`not-valid:${constraint}`, place) < 0) this.#prove(constraint, column, place);
    } else if (fact.startsWith('validate:')) {
      const constraint = fact.slice('validate:'.length);
      const column = checks.get(constraint);
      if (column !== undefined) this.#prove(constraint, column, place);
    } else if (fact.startsWith('drop:constraint:')) {
      const constraint = fact.slice('drop:constraint:'.length);
      const column = checks.get(constraint);
      if (column !== undefined) this.#add(`un${proof(constraint, column)}`, place);
    }
  }

  /** A table keeps its key under another name. */
  #followRename(fact: SqlFact, place: Place): void {
    if (!fact.startsWith('rename:')) return;
    const [from = '', to = ''] = fact.slice('rename:'.length).split('>');
    if (this.#holdsAt(narrowKeyFact(from), place)) this.#add(narrowKeyFact(to), place);
  }

  #prove(constraint: string, column: string, place: Place): void {
    this.#add(proof(constraint, column), place);
  }
}

function proof(constraint: string, column: string): SqlFact {
  return provenNotNullFact(constraint.slice(0, constraint.lastIndexOf('.')), column);
}

/** The facts that end one. */
function undoneBy(fact: SqlFact): readonly SqlFact[] {
  const [verb = '', ...rest] = fact.split(':');
  const name = rest.join(':');
  const table = name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : name;
  switch (verb) {
    case 'create':
      return name.startsWith('table:')
        ? [`drop:${name}`]
        : [`drop:${name}`, `drop:table:${table.slice(table.indexOf(':') + 1)}`];
    case 'rls':
      return [`rls-off:${name}`, `drop:table:${name}`];
    case 'narrow-key':
      return [`drop:table:${name}`];
    case 'validate':
    case 'not-valid':
      return [`drop:constraint:${name}`, `drop:table:${table}`];
    case 'proven-not-null':
      return [`un${fact}`, `drop:column:${name}`, `drop:table:${table}`];
    default:
      return [];
  }
}
