import type { Connection } from 'vscode-languageserver/node';
import { diagnosticsOf } from './diagnostics.ts';
import type { CheckedDocument, JoinFindings } from './documents.ts';
import type { Session } from './session.ts';
import { findingsParamsOf } from './summaries.ts';

/**
 * Results of a workspace scan for files that are not open. While a file is open its live diagnostics take over;
 * when it closes, the last known state comes back, so that the Problems view never shows a file twice or loses it.
 */
export class ScannedFiles {
  readonly #connection: Connection;
  readonly #session: () => Session;
  readonly #isOpen: (uri: string) => boolean;
  readonly #files = new Map<string, CheckedDocument>();
  #scanned = false;

  constructor(connection: Connection, session: () => Session, isOpen: (uri: string) => boolean) {
    this.#connection = connection;
    this.#session = session;
    this.#isOpen = isOpen;
  }

  /** Whether the user has asked for a scan in this session. */
  get hasScanned(): boolean {
    return this.#scanned;
  }

  get files(): ReadonlyMap<string, CheckedDocument> {
    return this.#files;
  }

  begin(): void {
    this.#scanned = true;
    this.clear();
  }

  add(checked: CheckedDocument): void {
    if (this.#isOpen(checked.uri)) return;
    this.#show(checked);
  }

  /**
   * The file's live diagnostics will take over. Its result is kept until then: a file that is opened only for a moment,
   * as in a preview of many edits, may never be checked.
   */
  opened(uri: string): void {
    if (this.#files.has(uri)) void this.#connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  /**
   * @param last the last live check, undefined when there was none
   * @returns whether the file's findings stay visible
   */
  closed(uri: string, last: CheckedDocument | undefined): boolean {
    const kept = last ?? this.#files.get(uri);
    if (!kept || !uri.startsWith('file:') || !(this.#scanned || isFoundElsewhere(kept))) return false;
    this.#show(kept);
    return kept.findings.length > 0;
  }

  /** What is known beyond the files' own texts has changed; a file that was shown for that alone goes when it is gone. */
  rejoin(join: JoinFindings): void {
    for (const [uri, known] of [...this.#files]) {
      const checked = { ...known, findings: join(known) };
      if (this.#isOpen(uri)) this.#files.set(uri, checked);
      else this.#show(checked);
      if (!this.#scanned && !isFoundElsewhere(checked)) this.#forget(uri);
    }
  }

  clear(): void {
    for (const uri of [...this.#files.keys()]) this.#forget(uri);
  }

  #forget(uri: string): void {
    this.#files.delete(uri);
    if (this.#isOpen(uri)) return;
    void this.#connection.sendDiagnostics({ uri, diagnostics: [] });
    this.#notify({ uri, findings: [], baselineCount: 0, suppressedCount: 0 });
  }

  #show(checked: CheckedDocument): void {
    const { codec } = this.#session();
    if (checked.findings.length === 0 && !this.#files.has(checked.uri)) return;
    this.#files.set(checked.uri, checked);
    void this.#connection.sendDiagnostics({
      uri: checked.uri,
      diagnostics: diagnosticsOf(checked, this.#session()),
    });
    this.#notify(findingsParamsOf(checked, codec));
  }

  #notify(params: ReturnType<typeof findingsParamsOf>): void {
    if (this.#session().fixwardClient) void this.#connection.sendNotification('fixward/findings', params);
  }
}

/** Has findings that do not come from the file's own text, as those of a final schema. */
function isFoundElsewhere({ own, findings }: CheckedDocument): boolean {
  return findings !== own && findings.some((finding) => !own.includes(finding));
}
