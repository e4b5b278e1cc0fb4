import type { ConsultAttachment } from '../../protocol/consultPanel.ts';

/** A file of a consultation as it is written into the workspace. */
export interface KeptFile {
  /** `migrations/001_portfolio.up.sql`; a relative path without `..`. */
  readonly path: string;
  readonly text: string;
}

/** What consultations need of the editor around them, beside what the panel needs anyway. */
export interface ConsultEditor {
  /** Shows a version of a file, read only. */
  openFile(consultationId: string, path: string, version?: number): Promise<void>;
  diffFile(consultationId: string, path: string, from: number, to: number): Promise<void>;
  /** Asks where, and before it writes over anything; answers how many were written, undefined when the user gave up. */
  keepFiles(title: string, files: readonly KeptFile[]): Promise<number | undefined>;
  /** Work that takes a while, with progress and a way to stop it. */
  withProgress<Result>(title: string, work: (signal: AbortSignal) => Promise<Result>): Promise<Result>;
  /** What is selected, else the whole of the active text when it is short; undefined when no editor is open. */
  selection(): ConsultAttachment | undefined;
  configureModels(): Promise<void>;
  configureConnection(): Promise<void>;
  manageMemories(): Promise<void>;
}
