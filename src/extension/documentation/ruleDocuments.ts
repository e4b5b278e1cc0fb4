import * as vscode from 'vscode';
import type {
  ExplainFindingParams,
  ExplainFindingResult,
  RuleDocumentationParams,
  RuleDocumentationResult,
} from '../../protocol/lsp.ts';
import type { LanguageServer } from '../client/languageServer.ts';
import { METHODS } from '../client/methods.ts';
import { explainFinding } from './explanation.ts';

/** A finding to be explained above the rule's page. */
export interface ExplainedFinding extends ExplainFindingParams {
  readonly message?: string;
}

/** Pages of rules as read-only documents, written by the server from the rule itself; no network is involved. */
export class RuleDocuments implements vscode.Disposable, vscode.TextDocumentContentProvider {
  static readonly scheme = 'fixward-rule';

  readonly #server: LanguageServer;
  readonly #registration: vscode.Disposable;

  constructor(server: LanguageServer) {
    this.#server = server;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(RuleDocuments.scheme, this);
  }

  /** Shows a rule's page rendered, with the reason for one finding above it when one is given. */
  async show(ruleId: string, finding?: ExplainedFinding): Promise<void> {
    const uri = vscode.Uri.from({
      scheme: RuleDocuments.scheme,
      path: `/${ruleId}.md`,
      query: finding ? JSON.stringify(finding) : '',
    });
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  }

  async provideTextDocumentContent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    const ruleId = uri.path.replace(/^\//u, '').replace(/\.md$/u, '');
    const params: RuleDocumentationParams = { ruleId };
    const page = await this.#server.request<RuleDocumentationResult>(
      METHODS.ruleDocumentation,
      params,
      token,
    );
    const explanation = uri.query === '' ? '' : await this.#explain(uri.query, token);
    return explanation + page.markdown;
  }

  dispose(): void {
    this.#registration.dispose();
  }

  async #explain(query: string, token: vscode.CancellationToken): Promise<string> {
    // SAFETY: `show` wrote the query; a hand-made address gets at worst the server's refusal.
    const { message, ...params } = JSON.parse(query) as ExplainedFinding;
    // The server explains open documents only; a finding of a scan may stand in one that is not.
    await vscode.workspace.openTextDocument(vscode.Uri.parse(params.uri));
    const facts = await this.#server.request<ExplainFindingResult>(METHODS.explainFinding, params, token);
    return explainFinding({ ruleId: params.ruleId, message, line: params.range.start.line, facts });
  }
}
