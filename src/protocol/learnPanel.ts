import type { LearnAcceptParams, LearnedDraft, LearnResult } from './learn.ts';

/** What the panel's place for learned patterns and the editor say to each other. Types only. */

export interface LearnView {
  readonly place: 'learn';
  /** The draft that is read; the first one when absent. */
  readonly draft?: string;
}

/** Where learning looks for edits. */
export type LearnFrom = 'workingTree' | 'commit' | 'history' | 'clipboard';

export interface LearnReview {
  readonly drafts: readonly LearnedDraft[];
  /** Edits of the last look from which nothing safe was learned. */
  readonly declined: LearnResult['declined'];
  /** What is looked at now; absent when nothing is. */
  readonly busy?: { readonly text: string; readonly percentage?: number };
}

export type LearnAction =
  /** The editor asks for what it needs to know; answers `cancelled` when the user gives up. */
  | { readonly kind: 'learn'; readonly from: LearnFrom }
  | { readonly kind: 'stopLearning' }
  /**
   * Learns from a file of a consultation, as it stands there now: what the user changed in it is what is learned. Answers
   * with LearnedFromFile, or with the reason why nothing was learned.
   */
  | {
      readonly kind: 'learnFromFile';
      readonly consultationId: string;
      readonly path: string;
      /** What the file takes the place of; its first version when absent. */
      readonly before?: string;
    }
  | {
      readonly kind: 'setLearnCondition';
      readonly draftId: string;
      readonly conditionId: string;
      readonly on: boolean;
    }
  /** Answers with LearnAccepted. */
  | {
      readonly kind: 'acceptLearned';
      readonly draftId: string;
      readonly edits?: LearnAcceptParams['edits'];
      /** Indexes of the sites to mend at once. */
      readonly apply: readonly number[];
    }
  | { readonly kind: 'rejectLearned'; readonly draftId: string }
  | {
      readonly kind: 'openSite';
      readonly uri: string;
      readonly line: number;
      readonly character: number;
    };

export interface LearnedFromFile {
  /** The draft to review. */
  readonly draft: string;
}

export interface LearnAccepted {
  /** Workspace-relative path of the pattern file. */
  readonly path: string;
  readonly key: string;
  readonly mended: number;
  /** Places that were ticked and not mended, each with the reason. */
  readonly leftOut: readonly string[];
}
