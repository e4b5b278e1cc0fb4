import type { PatternContent } from '../../core/library/fixPattern.ts';
import type { SpanEdit } from '../../core/text/span.ts';
import type { LearnedDraft, LearnedSource, LearnResult } from '../../protocol/learn.ts';

/** Texts of open documents by workspace-relative path; what is not among them is read from disk. */
export type OpenTexts = Readonly<Record<string, string>>;

/** A draft with the pattern that accepting it writes. */
export interface DraftRecord {
  readonly draft: LearnedDraft;
  readonly content: PatternContent;
}

export interface LearnedDrafts {
  readonly records: readonly DraftRecord[];
  readonly declined: LearnResult['declined'];
}

/** One file before and after an edit by hand. */
export interface EditedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** Where a pattern's edit fits, with what it would write. */
export interface WorkspaceSite {
  readonly path: string;
  readonly line: number;
  readonly character: number;
  readonly before: string;
  readonly after: string;
  readonly doubt?: string;
}

export interface SitesFound {
  readonly sites: readonly WorkspaceSite[];
  readonly total: number;
  readonly filesSearched: number;
  readonly cancelled: boolean;
}

/** A place that was chosen, as it was listed. */
export type ChosenSite = Pick<WorkspaceSite, 'path' | 'line' | 'character'>;

/** What applying chosen sites does to one file. */
export interface FileChange {
  readonly path: string;
  /** Of the text that the edits are for. */
  readonly textHash: string;
  readonly edits: readonly SpanEdit[];
  readonly sites: number;
}

export interface ChangesMade {
  readonly files: readonly FileChange[];
  /** `src/a.ts:12: the file has changed` */
  readonly leftOut: readonly string[];
  readonly cancelled: boolean;
}

/** The long work of learning, done on a thread of its own so that keystrokes never wait for it. */
export interface LearnJobs {
  readonly workingTree: {
    readonly params: { readonly root: string; readonly path?: string };
    readonly result: LearnedDrafts;
  };
  readonly commit: {
    readonly params: { readonly root: string; readonly commit: string };
    readonly result: LearnedDrafts;
  };
  readonly diff: {
    readonly params: { readonly root: string; readonly diff: string };
    readonly result: LearnedDrafts;
  };
  readonly history: {
    readonly params: {
      readonly root: string;
      readonly range?: string;
      readonly commitsMax?: number;
      readonly limit?: number;
    };
    readonly result: LearnedDrafts;
  };
  /** Learns from texts before and after, such as a document between two saves. */
  readonly edits: {
    readonly params: {
      readonly root: string;
      readonly kind: LearnedSource['kind'];
      readonly files: readonly EditedFile[];
      readonly texts: OpenTexts;
    };
    readonly result: LearnedDrafts;
  };
  /** Learns a pattern anew, so that it leaves alone what was undone. */
  readonly narrow: {
    readonly params: {
      readonly root: string;
      readonly content: PatternContent;
      readonly kept: readonly EditedFile[];
      readonly undone: readonly EditedFile[];
      readonly texts: OpenTexts;
    };
    readonly result: { readonly record: DraftRecord } | { readonly declined: string };
  };
  readonly sites: {
    readonly params: {
      readonly root: string;
      readonly content: PatternContent;
      readonly limit: number;
      readonly texts: OpenTexts;
    };
    readonly result: SitesFound;
  };
  readonly changes: {
    readonly params: {
      readonly root: string;
      readonly content: PatternContent;
      /** Every site without a doubt when absent. */
      readonly chosen?: readonly ChosenSite[];
      readonly texts: OpenTexts;
    };
    readonly result: ChangesMade;
  };
}

export type LearnJobName = keyof LearnJobs;

export interface JobProgress {
  readonly done: number;
  readonly total: number;
  readonly line: string;
}
