import type { ApprovalRecord } from '../../core/consult/approvals.ts';
import type {
  AgentName,
  ConsultationState,
  ConsultEvent,
  ConsultFile,
  ConsultRoute,
  Memory,
  Plan,
  StoredEvent,
} from '../../protocol/consult.ts';

/** What lists show of a consultation besides its own columns. */
export interface ConsultCounts {
  readonly stepsDone: number;
  readonly steps: number;
  readonly proposals: number;
  readonly waiting: number;
}

/** What it takes to go on with a consultation. */
export interface ConsultDetails {
  readonly trusted: boolean;
  readonly connection?: string;
  /** Chosen by the user; the configured one when absent, which may change between turns. */
  readonly chosenModel?: string;
  /** Chosen by the user; `auto` when the question decides. */
  readonly mode: 'auto' | ConsultRoute;
  /** Of the last turn. */
  readonly route?: ConsultRoute;
  readonly plan?: Plan;
  /** Text that strangers may have written has entered the last turn. */
  readonly isTainted: boolean;
  /** The interrupt that waits for the user. */
  readonly pending?: { readonly interruptId: string; readonly approvalId: string };
  readonly memories: readonly { readonly id: string; readonly text: string }[];
}

export interface ConsultRecord {
  readonly id: string;
  readonly title: string;
  readonly question: string;
  readonly project?: string;
  readonly state: ConsultationState;
  readonly model?: string;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly costUsd?: number;
  readonly counts: ConsultCounts;
  readonly details: ConsultDetails;
}

export interface ListedConsultation extends Omit<ConsultRecord, 'details' | 'question'> {
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface StoredConsultation extends ListedConsultation, Pick<ConsultRecord, 'details' | 'question'> {}

export interface NewEvent {
  readonly id: string;
  readonly at: string;
  readonly event: ConsultEvent;
}

export interface EventPage {
  readonly events: readonly StoredEvent[];
  readonly earlier: number;
}

export interface StoredFile {
  readonly path: string;
  readonly version: number;
  readonly text: string;
  readonly versions: readonly {
    readonly version: number;
    readonly author: string;
    readonly createdAt: string;
  }[];
}

export interface FileToSave {
  readonly path: string;
  readonly text: string;
  readonly author: AgentName | 'user';
  readonly baseVersion?: number;
}

export interface MemoryToSave {
  readonly id?: string;
  readonly kind: Memory['kind'];
  readonly text: string;
  readonly project?: string;
  readonly consultationId?: string;
}

/** Where consultations are kept. Methods throw when the store cannot be reached or refuses. */
export interface ConsultStore {
  create(record: ConsultRecord): Promise<void>;
  get(id: string): Promise<StoredConsultation | undefined>;
  list(filters: {
    readonly query?: string;
    readonly project?: string;
    readonly states?: readonly ConsultationState[];
    readonly limit?: number;
  }): Promise<{ readonly consultations: readonly ListedConsultation[]; readonly total: number }>;
  /** Events and how the consultation stands after them, in one go; answers the events' positions. */
  append(record: ConsultRecord, events: readonly NewEvent[]): Promise<readonly number[]>;
  /** An event beside the work on it: how the consultation stands is left alone. Answers its position. */
  note(id: string, event: NewEvent): Promise<number>;
  rename(id: string, title: string): Promise<void>;
  events(
    id: string,
    page: { readonly limit?: number; readonly before?: number; readonly kinds?: readonly string[] },
  ): Promise<EventPage>;
  copy(id: string, newId: string, position?: number): Promise<void>;
  delete(id: string): Promise<void>;
  files(id: string): Promise<readonly ConsultFile[]>;
  file(id: string, path: string, version?: number): Promise<StoredFile | undefined>;
  /** Answers the version each has now; undefined where nothing changed. */
  saveFiles(id: string, files: readonly FileToSave[]): Promise<readonly (number | undefined)[]>;
  approvals(id: string): Promise<readonly ApprovalRecord[]>;
  saveApproval(id: string, approval: ApprovalRecord): Promise<void>;
  settleApproval(approvalId: string, state: 'approved' | 'rejected' | 'edited', note?: string): Promise<void>;
  /** False when it is not there, not approved, expired, used or for another text; of two at once one gets true. */
  useApproval(wanted: {
    readonly id: string;
    readonly hash: string;
    readonly tool: string;
  }): Promise<boolean>;
  memories(filters: { readonly query?: string; readonly project?: string }): Promise<readonly Memory[]>;
  searchMemories(query: string, project: string | undefined): Promise<readonly Memory[]>;
  saveMemories(memories: readonly MemoryToSave[]): Promise<readonly string[]>;
  deleteMemories(ids: readonly string[]): Promise<void>;
  usedToday(): Promise<{ readonly tokens: number; readonly costUsd: number }>;
}
