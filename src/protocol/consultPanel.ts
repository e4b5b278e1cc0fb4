import type { EnvironmentLabel } from './connectionMethods.ts';
import type { ConsultationSummary, ConsultRoute, ProposalOutcome } from './consult.ts';
import type { ToolDescription } from './toolMethods.ts';

/** What the panel's place for consultations and the editor say to each other, beside what the service says. Types only. */

/** The list on one side, one consultation on the other; without one, a new question is asked. */
export interface ConsultView {
  readonly place: 'consult';
  /** Narrows the list. */
  readonly query: string;
  /** Consultations in the list; grows as the reader asks for more. */
  readonly limit: number;
  readonly consultation?: string;
  /** The newest events of it; grows as the reader goes back. */
  readonly events: number;
}

export interface ConsultationList {
  /** The query that these answer. */
  readonly query: string;
  readonly consultations: readonly ConsultationSummary[];
  readonly total: number;
}

export interface PanelConnection {
  readonly name: string;
  readonly environment: EnvironmentLabel;
  readonly writable: boolean;
}

/** What works without a model, and what it may look at. */
export interface ConsultTools {
  readonly tools: readonly ToolDescription[];
  readonly connections: readonly PanelConnection[];
}

export interface ConsultAttachment {
  readonly title: string;
  readonly text: string;
}

/** A question that is being written. */
export interface AskDraft {
  readonly text: string;
  readonly attachments: readonly ConsultAttachment[];
}

/** What a command of the editor brings along: nothing of it is sent before the user says so. */
export interface ConsultPrefill {
  readonly text?: string;
  readonly attachments?: readonly ConsultAttachment[];
  /** A tool to open, by name, with values for its form. */
  readonly tool?: string;
  readonly input?: Readonly<Record<string, unknown>>;
}

export type ConsultMode = 'auto' | ConsultRoute;

export type ConsultAction =
  /** Answers `{consultationId}`. */
  | {
      readonly kind: 'startConsultation';
      readonly question: string;
      readonly mode: ConsultMode;
      readonly model?: string;
      readonly connection?: string;
      readonly attachments?: readonly ConsultAttachment[];
    }
  | {
      readonly kind: 'continueConsultation';
      readonly consultationId: string;
      readonly text: string;
      readonly mode: ConsultMode;
    }
  | { readonly kind: 'stopConsultation'; readonly consultationId: string }
  | {
      readonly kind: 'decideApproval';
      readonly consultationId: string;
      readonly approvalId: string;
      readonly decision: 'approve' | 'reject' | 'edit';
      readonly hash: string;
      readonly typed?: string;
      readonly text?: string;
      readonly note?: string;
    }
  /** What became of a proposal that nobody asks an approval for. */
  | {
      readonly kind: 'settleProposal';
      readonly consultationId: string;
      readonly proposalId: string;
      readonly outcome: ProposalOutcome;
      readonly note?: string;
    }
  /** Answers `{consultationId}`. */
  | { readonly kind: 'forkConsultation'; readonly consultationId: string; readonly position?: number }
  | { readonly kind: 'renameConsultation'; readonly consultationId: string; readonly title: string }
  /** The editor asks first; answers `cancelled` when the user says no. */
  | { readonly kind: 'deleteConsultation'; readonly consultationId: string }
  | {
      readonly kind: 'openConsultFile';
      readonly consultationId: string;
      readonly path: string;
      /** The newest when absent. */
      readonly version?: number;
    }
  /** Two versions beside each other. */
  | {
      readonly kind: 'diffConsultFile';
      readonly consultationId: string;
      readonly path: string;
      readonly from: number;
      readonly to: number;
    }
  /** Into the workspace; the editor asks where and before it writes over anything. All files when no path is named. */
  | {
      readonly kind: 'saveConsultFiles';
      readonly consultationId: string;
      readonly paths?: readonly string[];
    }
  | { readonly kind: 'copyText'; readonly text: string }
  | { readonly kind: 'insertText'; readonly text: string }
  /** An unsaved document; the name says of which kind. */
  | { readonly kind: 'openText'; readonly name: string; readonly text: string }
  | { readonly kind: 'openSql'; readonly sql: string; readonly title: string }
  /** Opens the text as a migration and proves it there. */
  | { readonly kind: 'proveSql'; readonly sql: string; readonly title: string }
  | { readonly kind: 'saveSql'; readonly sql: string; readonly title: string }
  /** Answers `ToolAnswer`. */
  | {
      readonly kind: 'runTool';
      readonly name: string;
      readonly input: Readonly<Record<string, unknown>>;
      readonly connection?: string;
    }
  /** What is selected in the editor: answers `ConsultAttachment`, or `not_found`. */
  | { readonly kind: 'readSelection' }
  /** Asks where, and writes. */
  | { readonly kind: 'exportTable'; readonly name: string; readonly csv: string }
  | { readonly kind: 'exportDiagram'; readonly name: string; readonly svg: string }
  | { readonly kind: 'exportConsultation'; readonly consultationId: string }
  | { readonly kind: 'configureModels' }
  | { readonly kind: 'configureConnection' }
  | { readonly kind: 'manageMemories' };
