import type {
  ConfidenceAction,
  ConfidenceFigures,
  ConfidenceList,
  ConfidenceNews,
  ConfidenceView,
} from './confidencePanel.ts';
import type { Consultation, ConsultDelta } from './consult.ts';
import type {
  AskDraft,
  ConsultAction,
  ConsultationList,
  ConsultPrefill,
  ConsultTools,
  ConsultView,
} from './consultPanel.ts';
import type { LearnAction, LearnReview, LearnView } from './learnPanel.ts';
import type {
  AuditChange,
  AuditRow,
  AuditStatus,
  Pattern,
  PatternFields,
  PatternRelation,
  PatternRevision,
  PatternStatus,
  PatternSummary,
  RelationKind,
  ReviewDecision,
  SimilarPattern,
  WeeklyReview,
  WorkspaceRole,
} from './library.ts';
import type { ModelsStatus } from './modelMethods.ts';
import type { ScoreParts, SearchFilters, SyncStatus } from './service.ts';

/**
 * Messages between the panel's page and the extension. What the host owns is sent as complete snapshots, one resource
 * at a time, each with a revision; what the page owns (place, scroll, drafts, folds) stays in the page. Types only.
 */

export type Place = 'consult' | 'patterns' | 'review' | 'learn' | 'audit' | 'confidence' | 'week';

export type PatternOrder = 'confidence' | 'recent' | 'title' | 'applied';

/** What a page shows now; the host loads it and keeps it fresh. */
export type PanelView =
  | {
      readonly place: 'patterns';
      readonly query: string;
      readonly filters: SearchFilters;
      readonly order: PatternOrder;
      /** How many of them; grows as the reader scrolls. */
      readonly limit: number;
      /** A pattern read beside or instead of the list, by id or key. */
      readonly pattern?: string;
    }
  | { readonly place: 'review'; readonly pattern?: string }
  | { readonly place: 'audit' }
  | { readonly place: 'week'; readonly days: number }
  | ConfidenceView
  | ConsultView
  | LearnView;

export interface PanelProblem {
  /** As the store's error codes; `offline` when the service cannot be reached. */
  readonly code: string;
  readonly message: string;
}

/** One list entry; a search says why it stands where it stands. */
export interface PatternEntry extends PatternSummary {
  readonly excerpt?: string;
  readonly score?: number;
  readonly parts?: ScoreParts;
}

export interface PatternList {
  /** The query that these answer; a page that asks faster than it is answered shows no stale matches as new. */
  readonly query: string;
  readonly entries: readonly PatternEntry[];
  readonly total: number;
  readonly more: boolean;
  /** What was not as configured, one line each. */
  readonly notes: readonly string[];
  readonly milliseconds?: number;
}

export interface PatternPage {
  /** What was asked for, an id or a key. */
  readonly asked: string;
  readonly pattern: Pattern;
  readonly relations: readonly PatternRelation[];
  readonly similar: readonly SimilarPattern[];
  readonly revisions: readonly PatternRevision[];
  /** Parts that could not be loaded, one line each. */
  readonly notes: readonly string[];
}

export interface ReviewList {
  readonly patterns: readonly Pattern[];
  /** Waiting in all; `patterns` holds the first of them. */
  readonly total: number;
}

export interface AuditList {
  readonly project: string;
  readonly rows: readonly AuditRow[];
  readonly total: number;
}

/** How the store is, for every place. */
export interface PanelStore {
  readonly state: 'starting' | 'ready' | 'recovering' | 'failed' | 'offline';
  readonly problem?: string;
  readonly role?: WorkspaceRole;
  readonly workspace?: string;
  readonly patterns?: number;
  /** Patterns waiting for review. */
  readonly waiting?: number;
  readonly sync?: SyncStatus;
  /** The workspace's files may be read and written. */
  readonly trusted: boolean;
  readonly folderOpen: boolean;
}

/** What a person has typed and not saved. */
export interface PatternDraft {
  readonly id?: string;
  readonly base_version?: number;
  readonly fields: PatternFields;
}

export interface PanelResources {
  readonly store: PanelStore;
  readonly patterns: PatternList;
  readonly pattern: PatternPage;
  readonly review: ReviewList;
  readonly learn: LearnReview;
  readonly audit: AuditList;
  readonly week: WeeklyReview;
  readonly confidence: ConfidenceFigures;
  /** The answers that the view's point stands for. */
  readonly confidenceScores: ConfidenceList;
  readonly confidenceNews: ConfidenceNews;
  readonly consultations: ConsultationList;
  /** The one that the view names. */
  readonly consultation: Consultation;
  readonly models: ModelsStatus;
  readonly tools: ConsultTools;
  /** Drafts by their pattern's id, `new` for a new one; kept by the editor, so that closing a page loses none. */
  readonly drafts: Readonly<Record<string, PatternDraft>>;
  /** Questions that are being written, by their consultation, `new` for a new one; kept as drafts are. */
  readonly questions: Readonly<Record<string, AskDraft>>;
}

export type ResourceName = keyof PanelResources;

/** A resource whole: while it loads or after it failed, the last good value may still be shown. */
export interface Resource<Value> {
  readonly revision: number;
  readonly state: 'loading' | 'ready' | 'failed';
  readonly value?: Value;
  readonly problem?: PanelProblem;
}

export type ResourceMessage = {
  readonly [Name in ResourceName]: {
    readonly kind: 'resource';
    readonly name: Name;
  } & Resource<PanelResources[Name]>;
}[ResourceName];

export type PanelAnswer =
  | { readonly ok: true; readonly data?: unknown }
  | {
      readonly ok: false;
      readonly problem: PanelProblem & {
        /** The field that it is about, as `PatternFields` names it. */
        readonly field?: string;
        /** For a conflict: what is stored now. */
        readonly current?: Pattern;
      };
    };

/** Host to page. */
export type HostMessage =
  | ResourceMessage
  | { readonly kind: 'reply'; readonly id: number; readonly answer: PanelAnswer }
  /** A command of the editor leads here. */
  | {
      readonly kind: 'go';
      readonly view: PanelView;
      readonly edit?: boolean;
      readonly ask?: ConsultPrefill;
    }
  /** Text as it is being said; the next snapshot of the consultation holds all of it. */
  | { readonly kind: 'delta'; readonly consultationId: string; readonly delta: ConsultDelta };

/** What the host does for the page; each is answered once. */
export type PanelAction = LibraryAction | ConsultAction | ConfidenceAction | LearnAction;

export type LibraryAction =
  | { readonly kind: 'savePattern'; readonly draft: PatternDraft }
  | {
      readonly kind: 'review';
      readonly ids: readonly string[];
      readonly decision: ReviewDecision;
      readonly notes?: string;
    }
  /** The editor asks first; answers `cancelled` when the user says no. */
  | { readonly kind: 'deletePatterns'; readonly ids: readonly string[] }
  /** Takes a decision back: the pattern waits again as it did. */
  | {
      readonly kind: 'undoReview';
      readonly id: string;
      readonly status: PatternStatus;
      readonly reviewed: boolean;
      readonly notes?: string;
    }
  /** Answers with `MergeResult`; a preview changes nothing. */
  | {
      readonly kind: 'mergePatterns';
      readonly into: string;
      readonly from: readonly string[];
      readonly preview: boolean;
    }
  | {
      readonly kind: 'judgeRelation';
      readonly relation: RelationKind;
      readonly from: string;
      readonly to: string;
      readonly strength: number;
      readonly foundBy: string;
      readonly verdict: 'confirmed' | 'rejected';
    }
  /** The editor asks which pattern, what kind and how strong; answers `cancelled` when the user gives up. */
  | { readonly kind: 'addRelation'; readonly id: string }
  | { readonly kind: 'copyPattern'; readonly id: string }
  | { readonly kind: 'insertCode'; readonly id: string }
  | { readonly kind: 'savePatternFile'; readonly id: string }
  | { readonly kind: 'openPatternFile'; readonly id: string }
  | { readonly kind: 'openFile'; readonly path: string }
  | { readonly kind: 'openLink'; readonly url: string }
  | { readonly kind: 'showRule'; readonly ruleId: string }
  | {
      readonly kind: 'changeAudit';
      readonly ids: readonly string[];
      readonly status?: AuditStatus;
      readonly owner?: string;
      readonly notes?: string;
    }
  | { readonly kind: 'linkTask'; readonly auditId: string }
  | { readonly kind: 'unlinkTask'; readonly auditId: string; readonly taskId: string }
  | { readonly kind: 'auditHistory'; readonly id: string }
  | { readonly kind: 'startAudit'; readonly from: 'scan' | 'csv' }
  | { readonly kind: 'exportAudit'; readonly as: 'csv' | 'markdown' }
  | { readonly kind: 'copyWeek'; readonly days: number }
  | { readonly kind: 'quietRule'; readonly ruleId: string; readonly severity: string }
  | { readonly kind: 'refresh' }
  | { readonly kind: 'command'; readonly command: PanelCommand };

/** Commands of the editor that a page may run by a short name. */
export type PanelCommand =
  | 'newPattern'
  | 'importPatterns'
  | 'exportPatterns'
  | 'openInEditor'
  | 'showLog'
  | 'restartServer'
  | 'openSettings'
  | 'confidenceSettings'
  | 'signIn'
  | 'syncNow'
  | 'showRejected'
  | 'openFolder'
  | 'manageTrust';

/** What merging does, or would do. */
export interface MergeResult {
  /** The pattern that stays, as it is afterwards. */
  readonly into: Pattern;
  /** Where the patterns said different things: what is kept, and what is not. */
  readonly differences: readonly {
    readonly field: string;
    readonly kept: string;
    readonly dropped: readonly string[];
  }[];
  /** Pairs of the patterns that are said to conflict with each other. */
  readonly conflicts: number;
  /** How many of each come along: `applications`, `relations`, `tasks`, `rules`. */
  readonly moved: Readonly<Record<string, number>>;
}

/** What `auditHistory` answers with. */
export interface AuditHistory {
  readonly changes: readonly AuditChange[];
}

/** Page to host. */
export type PageMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'show'; readonly view: PanelView }
  | { readonly kind: 'request'; readonly id: number; readonly action: PanelAction }
  /** An absent draft is one that was saved or thrown away. */
  | { readonly kind: 'draft'; readonly key: string; readonly draft?: PatternDraft }
  /** An absent question is one that was asked or thrown away. */
  | { readonly kind: 'question'; readonly consultation: string; readonly question?: AskDraft };
