import * as vscode from 'vscode';
import type { CertificateParams, CertificateResult } from '../../protocol/lsp.ts';
import type { LanguageServer } from '../client/languageServer.ts';
import { METHODS } from '../client/methods.ts';

/** Certificates as read-only documents, written by the server; an open one follows the next proof. */
export class CertificateDocuments implements vscode.Disposable, vscode.TextDocumentContentProvider {
  static readonly scheme = 'fixward-certificate';

  readonly #server: LanguageServer;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: readonly vscode.Disposable[];

  readonly onDidChange = this.#changed.event;

  constructor(server: LanguageServer) {
    this.#server = server;
    this.#subscriptions = [
      vscode.workspace.registerTextDocumentContentProvider(CertificateDocuments.scheme, this),
      server.onMigrationsChanged(() => this.#refreshOpen()),
    ];
  }

  /** The last certificate of a migration; undefined when it was never proven. */
  async certificateOf(uri: string): Promise<CertificateResult | undefined> {
    const params: CertificateParams = { uri };
    return (await this.#server.request<CertificateResult | null>(METHODS.certificate, params)) ?? undefined;
  }

  /** Shows a certificate rendered; @returns false when there is none. */
  async show(uri: string): Promise<boolean> {
    const certificate = await this.certificateOf(uri);
    if (!certificate) return false;
    const document = vscode.Uri.from({
      scheme: CertificateDocuments.scheme,
      path: `/${certificate.name}.md`,
      query: uri,
    });
    await vscode.commands.executeCommand('markdown.showPreview', document);
    return true;
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const certificate = await this.certificateOf(uri.query);
    return certificate?.markdown ?? vscode.l10n.t('This migration has not been proven yet.');
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  #refreshOpen(): void {
    for (const { uri } of vscode.workspace.textDocuments) {
      if (uri.scheme === CertificateDocuments.scheme) this.#changed.fire(uri);
    }
  }
}
