import type { RelationKind } from '../../protocol/library.ts';
import type { HostMessage, PanelCommand, PanelStore } from '../../protocol/panel.ts';

/** A page that shows the panel, in the side bar or in a tab. */
export interface PanelPagePort {
  post(message: HostMessage): void;
}

/** A relation from the pattern that was asked about to another. */
export interface ChosenRelation {
  readonly to: string;
  readonly kind: RelationKind;
  /** 0–1. */
  readonly strength: number;
}

/** What the panel needs of the editor around it. */
export interface PanelEditor {
  /** Texts in the editor's language. */
  readonly l10n: { t(text: string, ...values: (string | number)[]): string };
  copy(text: string): Promise<void>;
  /** False when no editor takes text. */
  insertAtCursor(code: string): Promise<boolean>;
  openText(name: string, text: string): Promise<void>;
  /** Asks where, and writes; undefined when the user gives up. */
  saveText(name: string, text: string): Promise<string | undefined>;
  /** As `saveText`, for what is no text. */
  saveBytes(name: string, bytes: Uint8Array): Promise<string | undefined>;
  /** Opens a file of the workspace by its relative path; false when there is none. */
  openFile(path: string): Promise<boolean>;
  openLink(url: string): Promise<void>;
  run(command: PanelCommand): Promise<void>;
  showRule(ruleId: string): Promise<void>;
  quietRule(ruleId: string, severity: string): Promise<void>;
  /** Asks whether to do something that cannot be undone; `yes` names the deed. */
  confirm(question: string, detail: string, yes: string): Promise<boolean>;
  /** Asks which pattern another stands in relation to, and in which; undefined when the user gives up. */
  askForRelation(title: string): Promise<ChosenRelation | undefined>;
  askForTask(): Promise<{ readonly id: string; readonly url?: string } | undefined>;
  /** The folder whose `.fixward` patterns are saved to; undefined when none is open. */
  readonly folder: string | undefined;
  readonly trusted: boolean;
  /** Names the repository of the open folder alike on every machine; undefined when none is open. */
  project(): Promise<string | undefined>;
  /** Starts a file audit; false when the user gave up. */
  startAudit(from: 'scan' | 'csv', project: string): Promise<boolean>;
}

/** How the store is, without what the editor adds. */
export type StoreOverview = Omit<PanelStore, 'trusted' | 'folderOpen'>;
