import * as vscode from 'vscode';
import { setContextValue } from '../contextKeys.ts';
import type { FixwardService } from '../relay/fixwardService.ts';
import { problemOf } from '../relay/serviceProblem.ts';
import type { AuditGateway } from './auditGateway.ts';
import { auditItem } from './auditItem.ts';
import { type AuditNode, auditTree } from './auditTreeModel.ts';

const VIEW_ID = 'fixward.audit';
const REFRESH_DELAY_MS = 400;

export interface AuditViewParts {
  readonly service: FixwardService;
  readonly audits: AuditGateway;
  /** Undefined when no folder is open. */
  readonly project: () => Promise<string | undefined>;
  readonly log: vscode.LogOutputChannel;
}

/** The File Audit tree: nothing is asked before it is first unfolded. */
export class AuditView implements vscode.Disposable, vscode.TreeDataProvider<AuditNode> {
  readonly #parts: AuditViewParts;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.TreeView<AuditNode>;
  readonly #subscriptions: readonly vscode.Disposable[];
  #asked = false;
  #refreshing: ReturnType<typeof setTimeout> | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(parts: AuditViewParts) {
    this.#parts = parts;
    setContextValue('fixward.audit.state', 'unknown');
    this.#view = vscode.window.createTreeView(VIEW_ID, {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: true,
    });
    this.#subscriptions = [
      this.#view,
      parts.service.onEvent(({ event }) => {
        if (event === 'store/changed' && this.#asked) this.#refreshSoon();
      }),
    ];
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  getTreeItem(node: AuditNode): vscode.TreeItem {
    return auditItem(node);
  }

  async getChildren(node?: AuditNode): Promise<AuditNode[]> {
    // The API wants a mutable array and does not change it, so a copy keeps the model readonly.
    if (node) return node.kind === 'auditGroup' ? [...node.children] : [];
    this.#asked = true;
    try {
      const project = await this.#parts.project();
      const rows = project === undefined ? [] : (await this.#parts.audits.rows(project)).rows;
      setContextValue('fixward.audit.state', rows.length > 0 ? 'some' : 'none');
      const complete = rows.filter(({ status }) => status === 'Complete').length;
      this.#view.description =
        rows.length === 0 ? '' : vscode.l10n.t('{0} of {1} complete', complete, rows.length);
      return [...auditTree(rows)];
    } catch (error) {
      const { message } = problemOf(error);
      this.#parts.log.error('the file audit could not be read', error instanceof Error ? error : message);
      setContextValue('fixward.audit.state', 'failed');
      this.#view.description = '';
      return [];
    }
  }

  dispose(): void {
    clearTimeout(this.#refreshing);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  #refreshSoon(): void {
    this.#refreshing ??= setTimeout(() => {
      this.#refreshing = undefined;
      this.refresh();
    }, REFRESH_DELAY_MS);
  }
}
