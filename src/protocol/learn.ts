/**
 * Learning as the language server, the service, the editor and the panel speak of it. Types only. Positions are 0-based
 * lines and UTF-16 characters.
 */

export interface LearnedSite {
  /** Workspace-relative, with `/`. */
  readonly path: string;
  readonly uri: string;
  readonly line: number;
  readonly character: number;
  /** The lines that would change, and what they become. */
  readonly before: string;
  readonly after: string;
  /** Why it is shown but not ticked, one line; absent where the change passed every check. */
  readonly doubt?: string;
}

/** A condition that narrows the pattern; the reader may switch it off. */
export interface LearnedCondition {
  readonly id: string;
  /** In words: `only inside calls of CheckConstraint`. */
  readonly text: string;
  readonly on: boolean;
  /** Sites that it keeps out. */
  readonly excludes: number;
}

export interface LearnedSource {
  readonly kind: 'working-tree' | 'commit' | 'history' | 'diff' | 'proposal' | 'fix';
  /** Commits, newest first; empty for the working tree. */
  readonly commits: readonly {
    readonly sha: string;
    readonly subject: string;
    readonly author: string;
    readonly at: string;
  }[];
}

/** A pattern that waits for its reader. */
export interface LearnedDraft {
  /** Stable while the review is open. */
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly language: string;
  readonly problemDescription: string;
  readonly symptoms: readonly string[];
  readonly severity: string;
  readonly problemType: string;
  readonly layers: readonly number[];
  readonly workflows: readonly string[];
  readonly tags: readonly string[];
  readonly preventionGuidance: string;
  readonly antiPatterns: readonly string[];
  /** With `$NAMES` in place of what may vary. */
  readonly before: string;
  readonly after: string;
  readonly conditions: readonly LearnedCondition[];
  readonly examples: readonly { readonly before: string; readonly after: string; readonly path?: string }[];
  readonly sites: readonly LearnedSite[];
  /** More than `sites` lists. */
  readonly sitesTotal: number;
  readonly source: LearnedSource;
  /** What speaks for it, one line each: reproduced examples, silence on files left alone, recurrence, authors. */
  readonly evidence: readonly string[];
  /** The pattern file's text, as accepting writes it. */
  readonly yaml: string;
}

/** An edit from which nothing safe was learned. */
export interface LearnDeclined {
  readonly declined: string;
}

/** `learn/fromWorkingTree`, `learn/fromCommit`, `learn/fromDiff` → `{drafts, declined}` */
export interface LearnParams {
  /** Folder of the project, absolute. */
  readonly project: string;
  readonly trusted: boolean;
  /** Only this file's edits; all of them when absent. */
  readonly path?: string;
  readonly commit?: string;
  readonly diff?: string;
}

export interface LearnResult {
  readonly drafts: readonly LearnedDraft[];
  readonly declined: readonly { readonly path: string; readonly line: number; readonly why: string }[];
}

/** `learn/history`; progress as events `learn/progress` → LearnProgress. */
export interface LearnHistoryParams {
  readonly project: string;
  readonly trusted: boolean;
  /** `main~500..main`; the last commits when absent. */
  readonly range?: string;
  readonly commitsMax?: number;
  /** Drafts at most, best first; default 30. */
  readonly limit?: number;
}

export interface LearnProgress {
  readonly project: string;
  readonly done: number;
  readonly total: number;
  readonly line: string;
}

/** `learn/accept`: writes the pattern file; → `{path, patternId?}`. */
export interface LearnAcceptParams {
  readonly project: string;
  readonly draftId: string;
  /** What the reader changed. */
  readonly edits?: Partial<
    Pick<
      LearnedDraft,
      | 'key'
      | 'title'
      | 'problemDescription'
      | 'symptoms'
      | 'severity'
      | 'problemType'
      | 'layers'
      | 'workflows'
      | 'tags'
      | 'preventionGuidance'
      | 'antiPatterns'
    >
  >;
  readonly conditionsOff?: readonly string[];
  /** Sites to mend at once, by index; none when absent. */
  readonly apply?: readonly number[];
}
