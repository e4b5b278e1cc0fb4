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

export interface LearnedRemark {
  readonly level: 'info' | 'warning';
  readonly text: string;
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
  /** What else a reader should know, and what speaks against it; absent where there is nothing of the kind. */
  readonly remarks?: readonly LearnedRemark[];
  /** The pattern file's text, as accepting writes it. */
  readonly yaml: string;
}

/** `learn/fromWorkingTree`, `learn/fromCommit`, `learn/fromDiff`, `learn/fromProposal` → `{drafts, declined}` */
export interface LearnParams {
  /** Folder of the project, absolute. */
  readonly project: string;
  readonly trusted: boolean;
  /** Only this file's edits, a workspace-relative path; all of them when absent. */
  readonly path?: string;
  /** With `path`: only the edit around this 0-based line of the file as it is now. */
  readonly line?: number;
  readonly commit?: string;
  readonly diff?: string;
  /** For `learn/fromProposal`: what was proposed and accepted, beside what it takes the place of. */
  readonly proposed?: { readonly path: string; readonly before: string; readonly after: string };
  readonly workDoneToken?: string | number;
}

/** Requests of the language server stand below `fixward/`: `fixward/learn/fromWorkingTree` and so on. */
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
  readonly workDoneToken?: string | number;
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

export interface LearnAcceptResult {
  /** Workspace-relative path of the pattern file. */
  readonly path: string;
  readonly uri: string;
  readonly key: string;
  /** The pattern in the store, where the store is open. */
  readonly patternId?: string;
  /** A workspace edit of the Language Server Protocol for the sites to mend at once; the client applies it. */
  readonly edit?: unknown;
  /** Sites that the edit mends. */
  readonly mended?: number;
  /** Sites that were asked for and are left out, each with the reason. */
  readonly leftOut?: readonly string[];
}

/** `learn/reject`: the draft goes; → `{}`. */
export interface LearnRejectParams {
  readonly project: string;
  readonly draftId: string;
}

/** `learn/setCondition`: switches a condition and looks for the sites anew; → LearnedDraft. */
export interface LearnSetConditionParams {
  readonly project: string;
  readonly draftId: string;
  readonly conditionId: string;
  readonly on: boolean;
}

/** `learn/sites`: the sites of a draft, or of a pattern in force by its key, as files are now; → LearnSitesResult. */
export interface LearnSitesParams {
  readonly project: string;
  readonly draftId?: string;
  readonly key?: string;
  /** Sites listed at most; the rest is counted. */
  readonly limit?: number;
  readonly workDoneToken?: string | number;
}

export interface LearnSitesResult {
  readonly sites: readonly LearnedSite[];
  readonly sitesTotal: number;
  readonly filesSearched: number;
  readonly cancelled: boolean;
  readonly milliseconds: number;
}

/** `learn/applySites`: an edit to preview and apply by the client; → LearnApplyResult. */
export interface LearnApplyParams {
  readonly project: string;
  readonly draftId?: string;
  readonly key?: string;
  /** Indexes into the sites listed last; every site without a doubt when absent. */
  readonly sites?: readonly number[];
  readonly workDoneToken?: string | number;
}

export interface LearnApplyResult {
  /** A workspace edit of the Language Server Protocol, with an annotation for each file that asks for confirmation. */
  readonly edit: unknown;
  readonly files: number;
  readonly sites: number;
  /** Sites listed that are left out, with the reason: `src/a.ts:12: the file has changed`. */
  readonly leftOut: readonly string[];
}

/**
 * `learn/applyTested`: writes the sites to disk, some files at a time, and runs the test command between; the first failure
 * takes the batch back and stops. Only in trusted folders and with `fixward.learn.testCommand`; → LearnTestedResult.
 */
export interface LearnTestedParams extends LearnApplyParams {
  /** Files between two runs of the tests; a few when absent. */
  readonly filesPerBatch?: number;
}

export interface LearnTestedResult {
  /** Workspace-relative paths of the files that were changed and stay so. */
  readonly kept: readonly string[];
  /** Taken back, byte for byte as they were. */
  readonly reverted: readonly string[];
  /** Why it stopped before the end: the last lines of the test command's output; absent when all batches held. */
  readonly stopped?: string;
  readonly sites: number;
  readonly testRuns: number;
  readonly leftOut: readonly string[];
}

/** `learn/applied`: the client has applied an edit of `learn/applySites`; counted as the pattern's; → `{}`. */
export interface LearnAppliedParams {
  readonly project: string;
  readonly key: string;
  readonly files: readonly { readonly path: string; readonly sites: number }[];
}

/** `learn/drafts`: what waits for its reader; → LearnResult with no declined edits. */
export interface LearnDraftsParams {
  readonly project: string;
}

/** `learn/offer`, server to client, after a save: something was mended by hand that could be learned. */
export interface LearnOffer {
  readonly project: string;
  readonly uri: string;
  /** 0-based. */
  readonly line: number;
  /**
   * `twice`: the same edit was made twice in this session. `mended`: a finding without a fix went away by an edit of its
   * place. `narrow`: a learned fix was undone and a narrower pattern leaves that place alone. `retire`: a learned pattern
   * fails too often.
   */
  readonly reason: 'twice' | 'mended' | 'narrow' | 'retire';
  /** One sentence to show: what was seen and what is offered. */
  readonly message: string;
  /** The rule whose finding went away, or the pattern it is about. */
  readonly ruleId?: string;
  /** The draft that is ready for review; absent for `retire`. With the setting `draft` nobody needs to be asked. */
  readonly draftId?: string;
}

/** `learn/template`: the code to insert for a pattern, what it needs before it first; → LearnTemplateResult. */
export interface LearnTemplateParams {
  readonly key: string;
  /** The document to insert into, for its language and what it holds already. */
  readonly uri?: string;
}

export interface LearnTemplateResult {
  readonly steps: readonly LearnTemplateStep[];
  /** Prerequisites that have no code to insert, or whose order runs in a circle, one line each. */
  readonly notes: readonly string[];
}

export interface LearnTemplateStep {
  readonly key: string;
  readonly title: string;
  readonly language?: string;
  /** In the snippet syntax of the Language Server Protocol. */
  readonly snippet: string;
  /** The same as plain text, names in place of holes. */
  readonly text: string;
  /** The document holds this step's code already. */
  readonly present: boolean;
}

/** `learn/templates`: patterns with code to insert, for completion and for a quick pick. */
export interface LearnTemplatesParams {
  readonly language?: string;
}

export interface LearnTemplatesResult {
  readonly templates: readonly { readonly key: string; readonly title: string; readonly language?: string }[];
}
