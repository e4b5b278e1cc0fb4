import type { StoreAnswer } from '../../store/store.ts';

/** Messages between the service and the one process that has the store open. Both are of one build. */

export interface OpenRequest {
  readonly home: string;
  readonly userId: string;
  /** Puts the snapshot in the store's place first; what stood there is kept beside it. */
  readonly restore?: string;
  /** The folder would not open twice: it is moved aside, and the newest snapshot but so many takes its place. */
  readonly recover?: { readonly skip: number };
}

export type OwnerTask =
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly request: Readonly<Record<string, unknown>>;
      readonly requestId: string;
    }
  | { readonly kind: 'status' }
  | { readonly kind: 'upkeep'; readonly eager: boolean }
  | { readonly kind: 'snapshot' }
  | { readonly kind: 'migrate'; readonly again: boolean }
  | { readonly kind: 'validate' }
  | { readonly kind: 'rollback'; readonly toVersion: number };

export type ToOwner =
  | { readonly type: 'open'; readonly request: OpenRequest }
  | { readonly type: 'task'; readonly id: number; readonly task: OwnerTask }
  | { readonly type: 'ping' }
  | { readonly type: 'stop' };

/** What became of a call. */
export interface CallOutcome {
  readonly answer: StoreAnswer;
  /** Whether it changed the store, as far as that can be told. */
  readonly writes: boolean;
}

/** Why the store's folder did not open. */
export type OpenFailure =
  /** The disk is full, the folder may not be written, or another process has it: nothing is wrong with the data. */
  | 'not_now'
  /** Written by a newer Fixward. */
  | 'too_new'
  /** Everything else; tried again, and then recovered from a snapshot. */
  | 'damaged';

export interface OpenedStore {
  readonly schemaVersion: number;
  readonly workspaceId?: string;
  /** Names of the functions that write. */
  readonly writing: readonly string[];
}

export interface OwnerStatus {
  readonly schemaVersion: number;
  readonly patterns?: number;
  readonly diskBytes: number;
  readonly memoryBytes: number;
  readonly lastSnapshotAt?: string;
}

/** What the process tells of itself with its answers. */
export interface OwnerTold {
  readonly memoryBytes: number;
  /** Processor time since it began. */
  readonly cpuMs: number;
}

export type FromOwner =
  | { readonly type: 'opened'; readonly store: OpenedStore }
  | { readonly type: 'openFailed'; readonly failure: OpenFailure; readonly message: string }
  | { readonly type: 'done'; readonly id: number; readonly result: unknown; readonly told: OwnerTold }
  | { readonly type: 'taskFailed'; readonly id: number; readonly code: string; readonly message: string }
  /** The message is for the user's eyes for as long as what it tells of stands. */
  | { readonly type: 'problem'; readonly message: string | undefined }
  | { readonly type: 'log'; readonly line: string }
  | { readonly type: 'pong'; readonly told: OwnerTold };
