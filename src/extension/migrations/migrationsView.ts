import * as vscode from 'vscode';
import type { MigrationFolderSummary, MigrationsParams, MigrationsResult } from '../../protocol/lsp.ts';
import type { LanguageServer } from '../client/languageServer.ts';
import { METHODS } from '../client/methods.ts';
import { migrationItem } from './migrationItem.ts';
import { type MigrationsNode, migrationTree, stateCounts } from './migrationsModel.ts';

const VIEW_ID = 'fixward.migrations';

/** The Migrations tree: asks the server while it is visible, draws what it last heard. */
export class MigrationsView implements vscode.Disposable, vscode.TreeDataProvider<MigrationsNode> {
  readonly #server: LanguageServer;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.TreeView<MigrationsNode>;
  readonly #subscriptions: readonly vscode.Disposable[];
  #folders: readonly MigrationFolderSummary[] = [];
  #refreshNext = false;
  #note: string | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(server: LanguageServer, log: vscode.LogOutputChannel) {
    this.#server = server;
    this.#log = log;
    this.#view = vscode.window.createTreeView(VIEW_ID, { treeDataProvider: this, showCollapseAll: true });
    this.#subscriptions = [
      this.#view,
      server.onState((state) => {
        if (state === 'running') this.#changed.fire(undefined);
        else this.#heard([]);
      }),
      server.onMigrationsChanged(() => this.#changed.fire(undefined)),
    ];
  }

  /** What the tree showed last. */
  get folders(): readonly MigrationFolderSummary[] {
    return this.#folders;
  }

  /** Reads the migration folders from disk again. */
  refresh(): void {
    this.#refreshNext = true;
    this.#changed.fire(undefined);
  }

  /** One line above the tree, until the next one. */
  note(text: string | undefined): void {
    this.#note = text;
    this.#describe();
  }

  async reveal(): Promise<void> {
    if (!this.#view.visible) await vscode.commands.executeCommand(`${VIEW_ID}.focus`);
  }

  getTreeItem(node: MigrationsNode): vscode.TreeItem {
    return migrationItem(node);
  }

  async getChildren(node?: MigrationsNode): Promise<MigrationsNode[]> {
    // The API wants a mutable array and does not change it, so a copy keeps the model readonly.
    if (node) return 'children' in node ? [...node.children] : [];
    return [...migrationTree(await this.load())];
  }

  /** Asks the server for the migration folders, whether or not the tree is visible. */
  async load(): Promise<readonly MigrationFolderSummary[]> {
    if (this.#server.state !== 'running') return [];
    const params: MigrationsParams = this.#refreshNext ? { refresh: true } : {};
    this.#refreshNext = false;
    try {
      const { folders } = await this.#server.request<MigrationsResult>(METHODS.migrations, params);
      this.#heard(folders);
      return folders;
    } catch (error) {
      this.#log.error('the migrations could not be listed', error instanceof Error ? error : String(error));
      this.#view.message = vscode.l10n.t('The migrations could not be listed; the log says why.');
      return [];
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  #heard(folders: readonly MigrationFolderSummary[]): void {
    this.#folders = folders;
    this.#describe();
  }

  #describe(): void {
    const counts = stateCounts(this.#folders);
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const proven = counts.get('proven') ?? 0;
    const [only, ...others] = this.#folders;
    const summary = total === 0 ? '' : vscode.l10n.t('{0} of {1} proven', proven, total);
    const place = only && others.length === 0 ? `${only.path} · ` : '';
    this.#view.description = total === 0 ? '' : `${place}${summary}`;
    const restricted =
      total > 0 && !vscode.workspace.isTrusted
        ? vscode.l10n.t('This workspace is not trusted: nothing of it is run.')
        : undefined;
    this.#view.message = [restricted, total === 0 ? undefined : this.#note]
      .filter((line) => line !== undefined)
      .join(' ');
  }
}
