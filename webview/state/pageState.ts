import type { AskDraft, ConsultMode } from '../../src/protocol/consultPanel.ts';
import type { PanelView, PatternDraft } from '../../src/protocol/panel.ts';

/** What the page owns; it survives a reload, and outlives the host's process. */
export interface PageState {
  readonly view: PanelView;
  /** The last view of each place, for coming back to it. */
  readonly views: Readonly<Partial<Record<PanelView['place'], PanelView>>>;
  /** Pixels, by the name of what scrolls. */
  readonly scroll: Readonly<Record<string, number>>;
  /** Open or closed, by the name of what folds. */
  readonly folds: Readonly<Record<string, boolean>>;
  readonly drafts: Readonly<Record<string, PatternDraft>>;
  /** The key of the draft that is being written; absent while reading. */
  readonly editing?: string;
  readonly audit: AuditViewState;
  readonly consult: ConsultViewState;
}

/** What stands beside or instead of the conversation. */
export type ConsultScreen = 'talk' | 'plan' | 'files' | 'tools';

export interface ConsultViewState {
  readonly screen: ConsultScreen;
  /** The list of consultations, where there is no room for both. */
  readonly listed: boolean;
  readonly mode: ConsultMode;
  /** Id of a model; the configured one when absent. */
  readonly model?: string;
  readonly connection?: string;
  /** What is being asked, by consultation; `new` for a new one. */
  readonly asking: Readonly<Record<string, AskDraft>>;
  /** Changes to texts that wait for an approval, by the approval. */
  readonly edits: Readonly<Record<string, string>>;
  readonly tool?: string;
  /** Values typed into the forms of tools, by tool. */
  readonly toolInputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface AuditViewState {
  readonly text: string;
  readonly statuses: readonly string[];
  readonly sort: 'debt' | 'path' | 'status' | 'findings' | 'owner';
  readonly descending: boolean;
}

/** As many as a reader scans before narrowing the search. */
export const PATTERNS_SHOWN_FIRST = 50;

/** As many as fill a side bar several times over. */
export const CONSULTATIONS_SHOWN_FIRST = 50;
export const EVENTS_SHOWN_FIRST = 200;

export const FIRST_VIEWS = {
  consult: {
    place: 'consult',
    query: '',
    limit: CONSULTATIONS_SHOWN_FIRST,
    events: EVENTS_SHOWN_FIRST,
  },
  patterns: { place: 'patterns', query: '', filters: {}, order: 'confidence', limit: PATTERNS_SHOWN_FIRST },
  review: { place: 'review' },
  learn: { place: 'learn' },
  audit: { place: 'audit' },
  confidence: { place: 'confidence', days: 30, bucket: 'day', split: 'method' },
  week: { place: 'week', days: 7 },
} as const satisfies Record<PanelView['place'], PanelView>;

const FIRST_CONSULT: ConsultViewState = {
  screen: 'talk',
  listed: true,
  mode: 'auto',
  asking: {},
  edits: {},
  toolInputs: {},
};

const FIRST_STATE: PageState = {
  view: FIRST_VIEWS.patterns,
  views: {},
  scroll: {},
  folds: {},
  drafts: {},
  audit: { text: '', statuses: [], sort: 'debt', descending: true },
  consult: FIRST_CONSULT,
};

/** The kept state; another version's, or none, starts anew but keeps what drafts can be read. */
export function restoredState(kept: unknown): PageState {
  if (!isRecord(kept)) return FIRST_STATE;
  const view = isRecord(kept.view) && isPlace(kept.view.place) ? kept.view : undefined;
  return {
    ...FIRST_STATE,
    // SAFETY: written by this page as PageState; a field of another version falls back to its first value.
    ...(kept as Partial<PageState>),
    // SAFETY: the first view of the place supplies whatever the kept one lacks.
    view: view
      ? ({ ...FIRST_VIEWS[view.place as PanelView['place']], ...view } as PanelView)
      : FIRST_STATE.view,
    scroll: isRecord(kept.scroll) ? (kept.scroll as PageState['scroll']) : {},
    folds: isRecord(kept.folds) ? (kept.folds as PageState['folds']) : {},
    drafts: isRecord(kept.drafts) ? (kept.drafts as PageState['drafts']) : {},
    audit: { ...FIRST_STATE.audit, ...(isRecord(kept.audit) ? kept.audit : {}) },
    consult: { ...FIRST_CONSULT, ...(isRecord(kept.consult) ? kept.consult : {}) },
  };
}

function isPlace(value: unknown): value is PanelView['place'] {
  return typeof value === 'string' && value in FIRST_VIEWS;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
