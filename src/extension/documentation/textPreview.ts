import * as vscode from 'vscode';

/** Read-only documents that show a text before it is written anywhere. */
export class TextPreview implements vscode.Disposable, vscode.TextDocumentContentProvider {
  static readonly scheme = 'fixward-preview';

  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registrations: readonly vscode.Disposable[];

  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#registrations = [
      vscode.workspace.registerTextDocumentContentProvider(TextPreview.scheme, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#texts.delete(uri.toString())),
    ];
  }

  /** @param path of the file the text would become; its name and extension show in the editor. */
  show(path: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: TextPreview.scheme, path });
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
    return uri;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  dispose(): void {
    for (const registration of this.#registrations) registration.dispose();
    this.#changed.dispose();
    this.#texts.clear();
  }
}
