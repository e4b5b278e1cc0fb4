/**
 * What the service answers about the pattern library and file audits; methods by name in each comment. Names of rows
 * follow the store's columns. Types only.
 */

export interface LibraryFile {
  /** Relative to the folder that is exported or synced, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Something that could not be read or written; everything else went on. */
export interface LibraryProblem {
  /** Where: a file with its line from 1, a line of JSON Lines, a table with its row from 1. */
  readonly place: string;
  /** One line: which field, what is wrong, what is allowed. */
  readonly message: string;
}

export interface ImportCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly failed: number;
}

/** `library/import` */
export interface ImportParams {
  /**
   * `yaml`: pattern files. `json`: a dump of a library. `jsonl`: a pattern a line. `csv`: a file audit. `tables`: rows of
   * another project's `fix_patterns` and `guardian_rules`.
   */
  readonly format: 'yaml' | 'json' | 'jsonl' | 'csv' | 'tables';
  readonly text?: string;
  readonly files?: readonly LibraryFile[];
  readonly rows?: {
    readonly fix_patterns?: readonly unknown[];
    readonly guardian_rules?: readonly unknown[];
  };
  /** Names the repository that a file audit is about; needed for `csv`. */
  readonly project?: string;
  /** Counts what would happen and changes nothing. */
  readonly dryRun?: boolean;
  readonly workspaceId?: string;
}

export interface ImportReport {
  readonly dryRun: boolean;
  /** By table; tables that nothing came for are absent. */
  readonly counts: Readonly<Record<string, ImportCounts>>;
  readonly problems: readonly LibraryProblem[];
  /** What the reader should know: columns that were not understood, fields that had to be made up. */
  readonly notes: readonly string[];
}

/** `library/export` */
export interface ExportParams {
  /** `yaml`: a file a pattern. `json`: everything of the workspace. `csv`: the file audit. `markdown`: pages to read. */
  readonly format: 'yaml' | 'json' | 'jsonl' | 'csv' | 'markdown';
  /** Patterns to export; all but the retired ones when absent. */
  readonly ids?: readonly string[];
  /** For `csv`. */
  readonly project?: string;
  readonly workspaceId?: string;
}

export interface ExportResult {
  readonly files: readonly LibraryFile[];
  readonly notes: readonly string[];
}

/** `library/syncFolder`: a repository's `.fixward/patterns`, both ways. */
export interface SyncFolderParams {
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  /** The user trusts the folder; nothing is read or written otherwise. */
  readonly trusted: boolean;
  /** Patterns that get a file of their own there; patterns that have a file are kept up to date without it. */
  readonly add?: readonly string[];
  /** `toStore`: files are read and none is written. Default `both`. */
  readonly direction?: 'both' | 'toStore';
  readonly dryRun?: boolean;
  readonly workspaceId?: string;
}

export interface SyncFolderResult {
  /** Keys of patterns. */
  readonly toStore: readonly string[];
  /** Paths of files written, relative to the workspace folder. */
  readonly toFolder: readonly string[];
  readonly unchanged: number;
  readonly problems: readonly LibraryProblem[];
}

export interface DuplicatePair {
  readonly likeness: number;
  /** The one to keep: reviewed before not, then the one with more applications, then the older. */
  readonly into: { readonly id: string; readonly key: string; readonly title: string };
  readonly from: { readonly id: string; readonly key: string; readonly title: string };
  /** `same rules: …`, `alike words: 82 %`, `same code`. */
  readonly reasons: readonly string[];
}

/** `library/duplicates` {limit?} → patterns that say nearly the same, likeliest first. */
export interface DuplicatesResult {
  readonly pairs: readonly DuplicatePair[];
}

/** `library/intervals` {ids} → how sure the success of patterns is; those never tried are left out. */
export interface IntervalsResult {
  readonly intervals: readonly {
    readonly id: string;
    /** 0–1. */
    readonly mean: number;
    /** Ends of the 90 % interval. */
    readonly lower: number;
    readonly upper: number;
  }[];
}

/** `library/weeklyReview` {since?, until?} → `WeeklyReview` of `library.ts`, and its page as `markdown`. */

/** `library/installStarter`: brings the shipped patterns up to date; what a user changed stays. */
export interface InstallStarterResult extends ImportCounts {
  /** Patterns that a user has changed or removed. */
  readonly kept: number;
  readonly relations: number;
  readonly problems: readonly LibraryProblem[];
}

/** `library/page` {id | key} → a pattern to read, as Markdown. */
export interface PatternPageResult {
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly markdown: string;
}

/** `audit/fromScan`: starts or refreshes a file audit from a scan's findings. */
export interface AuditFromScanParams {
  readonly project: string;
  readonly files: readonly {
    readonly path: string;
    readonly layer?: number;
    readonly workflows?: readonly string[];
    readonly findings: readonly { readonly ruleId: string; readonly severity: string }[];
  }[];
  /** Files of the audit that the scan did not name have no findings any more. */
  readonly complete?: boolean;
  /** Only files that are in the audit already. */
  readonly onlyListed?: boolean;
  /** For the history; `scan` when absent. */
  readonly cause?: string;
  readonly workspaceId?: string;
}

export interface AuditFromScanResult {
  readonly files: number;
  readonly completed: number;
  readonly problems: readonly LibraryProblem[];
}

/** `audit/report` {project} → {markdown}: the file audit as a page. */

/** `fixward/similarPatterns`, editor to language server: what the library knows of a finding or a selection. */
export interface SimilarPatternsParams {
  readonly uri: string;
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
  /** Default 10. */
  readonly limit?: number;
}
