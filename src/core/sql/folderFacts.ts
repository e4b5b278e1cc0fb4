import type { SqlFact } from './statementFacts.ts';

/** What the other migrations of a file's folder say. */
export interface FolderFacts {
  /** What holds when the file begins to run. */
  readonly earlier: ReadonlySet<SqlFact>;
  /** What migrations after the file say. */
  readonly later: ReadonlySet<SqlFact>;
}

export const NO_FOLDER_FACTS: FolderFacts = { earlier: new Set(), later: new Set() };
