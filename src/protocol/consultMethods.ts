/** Methods and events of a consultation between the service and its clients; the things they carry are in `consult.ts`. */
import type { ConsultDelta, ConsultRoute, ProposalOutcome, StoredEvent } from './consult.ts';

/** `consult/start` → `{consultationId}`; answers at once, the work goes on behind it. */
export interface ConsultStartParams {
  readonly question: string;
  readonly title?: string;
  /** Folder of the project, absolute. */
  readonly project?: string;
  /** False: nothing of the workspace's own configuration is read. */
  readonly trusted: boolean;
  readonly mode?: 'auto' | ConsultRoute;
  /** Model for deep work, by id of the offered models; the configured one when absent. */
  readonly model?: string;
  /** Name of a connection profile the tools may read. */
  readonly connection?: string;
  /** Code or SQL the question is about. */
  readonly attachments?: readonly { readonly title: string; readonly text: string }[];
}

/** `consult/continue` */
export interface ConsultContinueParams {
  readonly consultationId: string;
  readonly text: string;
  readonly mode?: 'auto' | ConsultRoute;
}

/** `consult/decide` → the approval. The hash says which text the user has seen. */
export interface ConsultDecideParams {
  readonly consultationId: string;
  readonly approvalId: string;
  readonly decision: 'approve' | 'reject' | 'edit';
  readonly hash: string;
  /** What the user typed, where a typed confirmation is asked for. */
  readonly typed?: string;
  /** For `edit`: the text in its place; it is proven again and asks for an approval of its own. */
  readonly text?: string;
  readonly note?: string;
}

/** `consult/get` → Consultation; `consult/list` → `{consultations, total}`; `consult/stop`, `consult/delete` → `{}`. */
export interface ConsultGetParams {
  readonly consultationId: string;
  /** Only the newest events; default 200. */
  readonly limit?: number;
  /** Events before this position, for reading back. */
  readonly before?: number;
}
export interface ConsultListParams {
  readonly query?: string;
  readonly project?: string;
  readonly limit?: number;
}

/** `consult/fork` → `{consultationId}`: a new consultation with everything up to the position. */
export interface ConsultForkParams {
  readonly consultationId: string;
  readonly position?: number;
}

/** `consult/readFile` → `{path, version, text, versions}`; `consult/writeFile`, with a `text` besides, → `{version}`. */
export interface ConsultFileParams {
  readonly consultationId: string;
  readonly path: string;
  readonly version?: number;
}

/** `consult/outcome`: what became of a proposal; feeds memory. */
export interface ConsultOutcomeParams {
  readonly consultationId: string;
  readonly proposalId: string;
  readonly outcome: ProposalOutcome;
  readonly note?: string;
}

/** Event `consult/event`, to every client. */
export interface ConsultEventMessage {
  readonly consultationId: string;
  readonly stored?: StoredEvent;
  readonly delta?: ConsultDelta;
}
