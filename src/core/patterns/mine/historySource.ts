import type { Language } from '../../rules/languages.ts';

/** Lines that a commit replaced; both sides as written, without line ends. */
export interface Hunk {
  /** 0-based line in the text before. */
  readonly beforeLine: number;
  readonly before: readonly string[];
  /** 0-based line in the text after. */
  readonly afterLine: number;
  readonly after: readonly string[];
}

/** Where a hunk stood in both texts, 0-based. */
export interface LineRange {
  readonly beforeLine: number;
  readonly beforeCount: number;
  readonly afterLine: number;
  readonly afterCount: number;
}

/** A file that a commit changed. */
export interface ChangedFile {
  /** From the project's root, with `/`. */
  readonly path: string;
  readonly language: Language;
  /** Names of the two texts, for `HistorySource.text`. */
  readonly beforeId: string;
  readonly afterId: string;
  /** Those short enough to be learned from. */
  readonly hunks: readonly Hunk[];
  /** Every hunk's place, in order. */
  readonly ranges: readonly LineRange[];
}

export interface CommitFacts {
  readonly sha: string;
  readonly subject: string;
  readonly author: string;
  /** ISO time. */
  readonly at: string;
}

export interface HistoryCommit extends CommitFacts {
  readonly files: readonly ChangedFile[];
}

/** A file as it stands in the newest commit. */
export interface HeadFile {
  readonly path: string;
  readonly language: Language;
  readonly textId: string;
}

/** Where changes come from; the newest commit first. */
export interface HistorySource {
  commits(): AsyncIterable<HistoryCommit>;
  /** Files that a person may have written, of languages that Fixward reads. */
  headFiles(): Promise<readonly HeadFile[]>;
  /** Undefined where it is no text, or too long. */
  text(id: string): Promise<string | undefined>;
}
