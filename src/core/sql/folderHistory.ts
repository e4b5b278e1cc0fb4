import type { SqlAnalysis } from './analyzeSql.ts';
import type { FolderFacts } from './folderFacts.ts';

/** Knows what the migrations around a file say; asked before each analysis of SQL. */
export interface FolderHistory {
  /** Undefined for files that are no migration, and for those that undo one. The same object while nothing changed. */
  around(path: string): FolderFacts | undefined;
  /** What a settings file beside the script says of its transaction, as diesel's do. */
  runsInTransaction(path: string): boolean | undefined;
  /** The parse that was made to learn a file's facts, given away once, if the text is still the same. */
  takeParsed(path: string, text: string): SqlAnalysis | undefined;
  /** Takes note of a file's newest text, saved or not. */
  analyzed(path: string, analysis: SqlAnalysis): void;
}
