import * as vscode from 'vscode';
import type { StatusParams } from '../../protocol/lsp.ts';
import { DOCUMENT_SELECTOR } from '../client/documentSelector.ts';
import type { LanguageServer } from '../client/languageServer.ts';
import { findingsCount } from '../findings/findingLabels.ts';
import type { FindingsStore } from '../findings/findingsStore.ts';
import { type StatusInput, statusText } from './statusText.ts';

/** Left of the language's own items, which tell about the file as this one does. */
const PRIORITY = 90;

const REFRESH_DELAY_MS = 120;

/** The one status bar item: findings here and in the workspace, and whether the server is well. */
export class StatusItem implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #server: LanguageServer;
  readonly #store: FindingsStore;
  readonly #subscriptions: readonly { dispose(): unknown }[];
  #report: StatusParams | undefined;
  #storeSentence: string | undefined;
  #refresh: ReturnType<typeof setTimeout> | undefined;

  constructor(server: LanguageServer, store: FindingsStore) {
    this.#server = server;
    this.#store = store;
    this.#item = vscode.window.createStatusBarItem(
      'fixward.status',
      vscode.StatusBarAlignment.Right,
      PRIORITY,
    );
    this.#item.name = 'Fixward';
    this.#item.command = 'fixward.showStatus';
    this.#subscriptions = [
      server.onState(() => this.#schedule()),
      server.onStatus((report) => {
        this.#report = report;
        this.#schedule();
      }),
      store.onChange(() => this.#schedule()),
      vscode.window.onDidChangeActiveTextEditor(() => this.#schedule()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('fixward.enable')) this.#schedule();
      }),
    ];
    this.#draw();
    this.#item.show();
  }

  /** Problems of configuration and rule files, as the server last told them. */
  get configProblems(): StatusParams['configProblems'] {
    return this.#report?.configProblems ?? [];
  }

  /** One sentence on how Fixward is doing. */
  get summary(): string {
    return stateSentence(this.#input());
  }

  /** How the store is, once it was asked for anything. */
  tellStore(sentence: string): void {
    this.#storeSentence = sentence;
    this.#schedule();
  }

  dispose(): void {
    clearTimeout(this.#refresh);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#item.dispose();
  }

  #schedule(): void {
    this.#refresh ??= setTimeout(() => {
      this.#refresh = undefined;
      this.#draw();
    }, REFRESH_DELAY_MS);
  }

  #draw(): void {
    const input = this.#input();
    const sentence = stateSentence(input);
    this.#item.text = statusText(input);
    this.#item.tooltip = tooltip(sentence, this.#storeSentence, this.configProblems);
    this.#item.accessibilityInformation = { label: `Fixward: ${sentence}`, role: 'button' };
  }

  #input(): StatusInput {
    const document = vscode.window.activeTextEditor?.document;
    const supported = document !== undefined && vscode.languages.match(DOCUMENT_SELECTOR, document) > 0;
    return {
      enabled: vscode.workspace.getConfiguration('fixward').get('enable', true),
      server: this.#server.state,
      report: this.#report,
      findingsInFile: supported ? this.#store.findingsOf(document.uri.toString()).length : undefined,
      findingsInWorkspace: this.#store.totals().findings,
    };
  }
}

function stateSentence(input: StatusInput): string {
  if (!input.enabled) return vscode.l10n.t('Turned off in the settings.');
  if (input.server === 'failed') return vscode.l10n.t('The language server does not run; the log says why.');
  if (input.server === 'stopped') return vscode.l10n.t('The language server is stopped.');
  if (input.server === 'starting') return vscode.l10n.t('The language server is starting.');
  if (input.report?.state === 'error')
    return input.report.message ?? vscode.l10n.t('The language server reports an error; the log says more.');
  if (input.report?.state === 'scanning')
    return input.report.message ?? vscode.l10n.t('Checking the workspace.');
  const total = findingsCount(input.findingsInWorkspace);
  return input.findingsInFile === undefined
    ? vscode.l10n.t('{0} in the files checked so far.', total)
    : vscode.l10n.t(
        '{0} in this file, {1} in all files checked so far.',
        findingsCount(input.findingsInFile),
        total,
      );
}

function tooltip(
  sentence: string,
  storeSentence: string | undefined,
  problems: StatusParams['configProblems'],
): vscode.MarkdownString {
  const text = new vscode.MarkdownString('', true);
  text.appendMarkdown('**Fixward**\n\n').appendText(sentence);
  if (storeSentence !== undefined) text.appendMarkdown('\n\n$(database) ').appendText(storeSentence);
  for (const { uri, message, line } of problems) {
    const path = vscode.workspace.asRelativePath(vscode.Uri.parse(uri));
    text.appendMarkdown('\n\n$(warning) ').appendText(`${path}:${line + 1}: ${message}`);
  }
  if (!vscode.workspace.isTrusted) {
    text
      .appendMarkdown('\n\n$(workspace-untrusted) ')
      .appendText(vscode.l10n.t('This workspace is not trusted: its .fixward folder is not read.'));
  }
  return text;
}
