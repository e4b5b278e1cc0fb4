import * as vscode from 'vscode';
import type { ConfidenceAlert } from '../../protocol/confidence.ts';
import type { ConsultPrefill } from '../../protocol/consultPanel.ts';
import type { PanelView, PatternDraft } from '../../protocol/panel.ts';
import type { AuditGateway } from '../audit/auditGateway.ts';
import { alertsIn, type ConfidenceGateway } from '../confidence/confidenceGateway.ts';
import type { ConnectionStore } from '../connections/connectionStore.ts';
import type { ConsultEditor } from '../consult/consultEditor.ts';
import { onConsultEvent } from '../consult/consultEvents.ts';
import type { ConsultGateway } from '../consult/consultGateway.ts';
import type { Learning } from '../learn/learning.ts';
import type { LibraryGateway } from '../library/libraryGateway.ts';
import type { FixwardService } from '../relay/fixwardService.ts';
import { DraftMemory } from './draftMemory.ts';
import { panelHtml } from './panelHtml.ts';
import type { PanelEditor, StoreOverview } from './panelPorts.ts';
import { PanelSession } from './panelSession.ts';
import { readPageMessage } from './readPageMessage.ts';

const PANEL_VIEW = 'fixward.panel';
const PANEL_TAB = 'fixward.panelTab';

export interface PanelHostParts {
  readonly extensionUri: vscode.Uri;
  readonly memory: vscode.Memento;
  readonly service: FixwardService;
  readonly library: LibraryGateway;
  readonly audits: AuditGateway;
  readonly consult: ConsultGateway;
  readonly confidence: ConfidenceGateway;
  readonly learning: Learning;
  readonly consultEditor: ConsultEditor;
  readonly connections: ConnectionStore;
  readonly editor: PanelEditor;
  readonly log: vscode.LogOutputChannel;
  readonly onOverview: (overview: StoreOverview) => void;
}

const NEW_PATTERN: PanelView = { place: 'patterns', query: '', filters: {}, order: 'recent', limit: 50 };

/** What a page is to do where it is sent. */
interface ShowOptions {
  /** Begin to edit what is shown. */
  readonly edit?: boolean;
  /** A question or a tool's form to begin with. */
  readonly ask?: ConsultPrefill;
}

/** A page that is open, and the way to send it somewhere. */
interface OpenPage {
  readonly session: PanelSession;
  readonly webview: vscode.Webview;
}

/** Owns the panel's pages: one in the side bar, one in an editor tab, both with the same state behind them. */
export class PanelHost
  implements vscode.Disposable, vscode.WebviewViewProvider, vscode.WebviewPanelSerializer
{
  readonly #parts: PanelHostParts;
  readonly #drafts: DraftMemory;
  readonly #pages = new Set<OpenPage>();
  readonly #registrations: readonly vscode.Disposable[];
  #tab: vscode.WebviewPanel | undefined;
  #side: OpenPage | undefined;
  #isSideVisible = false;
  /** Where the next page that opens is sent. */
  #wanted: ({ readonly view: PanelView } & ShowOptions) | undefined;

  constructor(parts: PanelHostParts) {
    this.#parts = parts;
    this.#drafts = new DraftMemory(parts.memory, () => {
      for (const { session } of this.#pages) session.tellDrafts();
    });
    this.#registrations = [
      vscode.window.registerWebviewViewProvider(PANEL_VIEW, this),
      vscode.window.registerWebviewPanelSerializer(PANEL_TAB, this),
      parts.service.onEvent(({ event, params }) => {
        if (event === 'store/changed' || event === 'sync/changed') this.refresh();
        if (event === 'models/changed') this.refresh();
        if (event === 'confidence/changed') this.#hearConfidence(alertsIn(params));
      }),
      parts.learning.onChanged(() => {
        for (const { session } of this.#pages) session.hearLearning();
      }),
      onConsultEvent(parts.service, (message) => {
        for (const { session } of this.#pages) session.hearConsultation(message);
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.refresh()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.refresh()),
    ];
  }

  #hearConfidence(alerts: readonly ConfidenceAlert[]): void {
    for (const { session } of this.#pages) session.hearConfidence({ alerts });
  }

  /** Brings every open page up to date. */
  refresh(): void {
    for (const { session } of this.#pages) session.refreshSoon();
  }

  /** Shows a place in the page that is open, the tab before the side bar; opens the side bar when none is. */
  async show(view: PanelView, options: ShowOptions = {}): Promise<void> {
    if (this.#tab) {
      // A hidden page is gone until it is shown again; it asks where to go when it is back.
      if (!this.#tab.visible) this.#wanted = { view, ...options };
      this.#tab.reveal();
      if (!this.#wanted) void this.#tab.webview.postMessage({ kind: 'go', view, ...options });
      return;
    }
    if (!this.#side) this.#wanted = { view, ...options };
    await vscode.commands.executeCommand(`${PANEL_VIEW}.focus`);
    if (this.#side) void this.#side.webview.postMessage({ kind: 'go', view, ...options });
  }

  /** Whether a page that the user can see shows this consultation. */
  shows(consultationId: string): boolean {
    const isVisible = (this.#tab?.visible ?? false) || this.#isSideVisible;
    return isVisible && [...this.#pages].some(({ session }) => session.consultation === consultationId);
  }

  /** Shows the panel where it was left. */
  async focus(): Promise<void> {
    if (this.#tab) this.#tab.reveal();
    else await vscode.commands.executeCommand(`${PANEL_VIEW}.focus`);
  }

  /** Begins a pattern, unless one is being written already: nothing typed is thrown away. */
  async writeNew(draft: PatternDraft): Promise<void> {
    if (!this.#drafts.all.new) this.#drafts.set('new', draft);
    await this.show(NEW_PATTERN, { edit: true });
  }

  openTab(): void {
    if (this.#tab) {
      this.#tab.reveal();
      return;
    }
    const tab = vscode.window.createWebviewPanel(
      PANEL_TAB,
      'Fixward',
      vscode.ViewColumn.Active,
      this.#options(),
    );
    this.#adopt(tab);
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    view.webview.options = this.#options();
    const page = this.#open(view.webview, 'side');
    this.#side = page;
    this.#isSideVisible = view.visible;
    view.onDidChangeVisibility(() => {
      this.#isSideVisible = view.visible;
      if (view.visible) page.session.refreshSoon();
    });
    view.onDidDispose(() => {
      this.#side = undefined;
      this.#isSideVisible = false;
      this.#close(page);
    });
  }

  /** The editor was started again with a tab open. */
  async deserializeWebviewPanel(tab: vscode.WebviewPanel): Promise<void> {
    tab.webview.options = this.#options();
    this.#adopt(tab);
  }

  dispose(): void {
    for (const registration of this.#registrations) registration.dispose();
    for (const page of this.#pages) this.#close(page);
    this.#tab?.dispose();
  }

  #adopt(tab: vscode.WebviewPanel): void {
    this.#tab = tab;
    tab.iconPath = vscode.Uri.joinPath(this.#parts.extensionUri, 'media', 'icon.png');
    const page = this.#open(tab.webview, 'editor');
    tab.onDidDispose(() => {
      this.#tab = undefined;
      this.#close(page);
    });
  }

  #options(): vscode.WebviewOptions {
    // Without forms, a page is not even told that Enter was pressed in one; its content policy lets none be sent.
    return { enableScripts: true, enableForms: true, localResourceRoots: [this.#root] };
  }

  get #root(): vscode.Uri {
    return vscode.Uri.joinPath(this.#parts.extensionUri, 'dist', 'webview');
  }

  #open(webview: vscode.Webview, shape: 'side' | 'editor'): OpenPage {
    const { extensionUri: _, memory: _1, service, log: _2, ...parts } = this.#parts;
    const session = new PanelSession({
      ...parts,
      page: { post: (message) => void webview.postMessage(message) },
      ask: service.ask,
      drafts: this.#drafts,
    });
    const page = { session, webview };
    this.#pages.add(page);
    webview.onDidReceiveMessage((value: unknown) => this.#hear(page, value));
    webview.html = panelHtml({
      script: webview.asWebviewUri(vscode.Uri.joinPath(this.#root, 'main.js')).toString(),
      style: webview.asWebviewUri(vscode.Uri.joinPath(this.#root, 'panel.css')).toString(),
      cspSource: webview.cspSource,
      language: vscode.env.language,
      shape,
      translations: vscode.l10n.bundle,
    });
    return page;
  }

  #hear(page: OpenPage, value: unknown): void {
    const message = readPageMessage(value);
    if (!message) {
      this.#parts.log.warn('the panel sent a message that is none');
      return;
    }
    if (message.kind === 'ready' && this.#wanted) {
      const wanted = this.#wanted;
      this.#wanted = undefined;
      void page.webview.postMessage({ kind: 'go', ...wanted });
    }
    page.session.hear(message).catch((error: unknown) => {
      this.#parts.log.error(
        'the panel could not be answered',
        error instanceof Error ? error : String(error),
      );
    });
  }

  #close(page: OpenPage): void {
    page.session.dispose();
    this.#pages.delete(page);
  }
}
