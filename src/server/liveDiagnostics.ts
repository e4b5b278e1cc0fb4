import {
  type Connection,
  type Diagnostic,
  LSPErrorCodes,
  ResponseError,
  type TextDocuments,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type CancellationSignal, NEVER_CANCELLED } from '../core/cancellation.ts';
import { errorMessage } from '../core/errorMessage.ts';
import { diagnosticsOf } from './diagnostics.ts';
import type { CheckedDocument, DocumentChecker } from './documents.ts';
import type { FixTracker } from './fixTracker.ts';
import type { Session } from './session.ts';
import { findingsParamsOf } from './summaries.ts';

/** Pushes wait this long for the next keystroke; clients that pull set their own pace. */
const PUSH_DELAY_MS = 30;

export interface LiveDiagnosticsParts {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly checker: DocumentChecker;
  readonly tracker: FixTracker;
  readonly session: () => Session;
  /** Told of each new check of an open document. */
  readonly announced: (checked: CheckedDocument) => void;
}

/** Keeps the diagnostics of open documents up to date, answering pulls and pushing to clients that cannot pull. */
export class LiveDiagnostics {
  readonly #parts: LiveDiagnosticsParts;
  readonly #pushTimers = new Map<string, NodeJS.Timeout>();
  /** Documents to check even when checking happens on save only: just opened, saved or reconfigured. */
  readonly #due = new Set<string>();

  constructor(parts: LiveDiagnosticsParts) {
    this.#parts = parts;
  }

  /** The present check of a document; with `run: onSave` the one of its last save. */
  async check(uri: string, cancellation: CancellationSignal): Promise<CheckedDocument | undefined> {
    const { checker, session } = this.#parts;
    const { settings } = session();
    if (!settings.enable) return undefined;
    const latest = checker.latest(uri);
    if (settings.run === 'onSave' && latest && !this.#due.has(uri)) return latest;
    const checked = await checker.check(uri, cancellation);
    if (checked && checked !== latest) this.#announce(checked);
    return checked;
  }

  async pull(uri: string, cancellation: CancellationSignal): Promise<Diagnostic[]> {
    const { documents, session } = this.#parts;
    const version = documents.get(uri)?.version;
    const checked = await this.check(uri, cancellation);
    if (checked) return diagnosticsOf(checked, session());
    if (cancellation.isCancellationRequested || documents.get(uri)?.version !== version) {
      throw new ResponseError(LSPErrorCodes.ServerCancelled, 'the document changed', {
        retriggerRequest: true,
      });
    }
    return [];
  }

  /** The document should be checked now, whatever `run` says. */
  due(uri: string): void {
    this.#due.add(uri);
    this.#schedulePush(uri, 0);
  }

  changed(uri: string): void {
    this.#schedulePush(uri, PUSH_DELAY_MS);
  }

  /** The document's findings are others although its text is the same. */
  rejoined(uri: string): void {
    const checked = this.#parts.checker.latest(uri);
    if (checked) this.#announce(checked);
    this.#schedulePush(uri, 0);
  }

  closed(uri: string): void {
    clearTimeout(this.#pushTimers.get(uri));
    this.#pushTimers.delete(uri);
    this.#due.delete(uri);
  }

  dispose(): void {
    for (const timer of this.#pushTimers.values()) clearTimeout(timer);
    this.#pushTimers.clear();
  }

  #announce(checked: CheckedDocument): void {
    const { connection, tracker, session } = this.#parts;
    this.#due.delete(checked.uri);
    tracker.shown(
      checked.uri,
      checked.findings.map(({ ruleId }) => ruleId),
    );
    this.#parts.announced(checked);
    if (session().fixwardClient) {
      void connection.sendNotification('fixward/findings', findingsParamsOf(checked, session().codec));
    }
  }

  #schedulePush(uri: string, delayMs: number): void {
    if (this.#parts.session().pullsDiagnostics) return;
    clearTimeout(this.#pushTimers.get(uri));
    const timer = setTimeout(() => {
      this.#pushTimers.delete(uri);
      this.#push(uri).catch((error: unknown) => {
        this.#parts.connection.console.error(errorMessage(error));
      });
    }, delayMs);
    this.#pushTimers.set(uri, timer);
  }

  async #push(uri: string): Promise<void> {
    const { connection, documents, session } = this.#parts;
    const checked = await this.check(uri, NEVER_CANCELLED);
    const document = documents.get(uri);
    // A newer version has its own push on the way.
    if (!document || (checked && checked.version !== document.version && session().settings.run === 'onType'))
      return;
    await connection.sendDiagnostics({
      uri,
      version: checked?.version ?? document.version,
      diagnostics: checked ? diagnosticsOf(checked, session()) : [],
    });
  }
}
