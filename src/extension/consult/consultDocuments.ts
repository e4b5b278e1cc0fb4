import * as vscode from 'vscode';
import { textOf } from '../relay/wire.ts';
import type { ConsultGateway } from './consultGateway.ts';

/** Read-only documents with the files of consultations, a version each. */
export class ConsultDocuments implements vscode.Disposable, vscode.TextDocumentContentProvider {
  static readonly scheme = 'fixward-consult';

  readonly #consult: ConsultGateway;
  readonly #registration: vscode.Disposable;

  constructor(consult: ConsultGateway) {
    this.#consult = consult;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(ConsultDocuments.scheme, this);
  }

  uri(consultationId: string, path: string, version?: number): vscode.Uri {
    const query = new URLSearchParams({
      id: consultationId,
      ...(version !== undefined && { v: String(version) }),
    });
    return vscode.Uri.from({ scheme: ConsultDocuments.scheme, path: `/${path}`, query: query.toString() });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const query = new URLSearchParams(uri.query);
    const version = Number(query.get('v') ?? Number.NaN);
    const { text } = await this.#consult.file({
      consultationId: textOf(query.get('id')),
      path: uri.path.slice(1),
      ...(Number.isInteger(version) && { version }),
    });
    return text;
  }

  async show(consultationId: string, path: string, version?: number): Promise<void> {
    // Without a version it would be the one that was newest when it was first opened, for as long as it is open.
    const newest = version ?? (await this.#consult.file({ consultationId, path })).version;
    await vscode.window.showTextDocument(this.uri(consultationId, path, newest), { preview: true });
  }

  async diff(consultationId: string, path: string, from: number, to: number): Promise<void> {
    await vscode.commands.executeCommand(
      'vscode.diff',
      this.uri(consultationId, path, from),
      this.uri(consultationId, path, to),
      vscode.l10n.t('{0}: version {1} and {2}', path, from, to),
    );
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
