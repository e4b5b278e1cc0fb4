import * as vscode from 'vscode';
import type { Severity } from '../../protocol/lsp.ts';
import { setContextValue } from '../contextKeys.ts';
import { findingItem } from './findingItem.ts';
import { findingsCount, groupingLabel, severityLabel } from './findingLabels.ts';
import {
  type FindingNode,
  type FindingsFilter,
  GROUPINGS,
  type Grouping,
  type GroupNode,
  groupFindings,
  NO_FILTER,
  SEVERITIES,
  selectFindings,
  type TreeNode,
} from './findingsModel.ts';
import type { FindingsStore } from './findingsStore.ts';

const VIEW_ID = 'fixward.findings';
const GROUPING_KEY = 'fixward.findings.groupBy';

/** A scan sends one message a file; the tree is drawn at most this often. */
const REFRESH_DELAY_MS = 200;

/** The Findings tree: grouping is remembered for the workspace, a filter only while the window is open. */
export class FindingsView implements vscode.Disposable, vscode.TreeDataProvider<TreeNode> {
  readonly #store: FindingsStore;
  readonly #memory: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #subscription: { dispose(): void };
  #refresh: ReturnType<typeof setTimeout> | undefined;
  #roots: readonly GroupNode[] | undefined;
  #grouping: Grouping;
  #filter: FindingsFilter = NO_FILTER;
  #note: string | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(store: FindingsStore, memory: vscode.Memento) {
    this.#store = store;
    this.#memory = memory;
    this.#grouping = rememberedGrouping(memory);
    setContextValue(GROUPING_KEY, this.#grouping);
    this.#view = vscode.window.createTreeView(VIEW_ID, { treeDataProvider: this, showCollapseAll: true });
    this.#subscription = store.onChange(() => this.#scheduleRefresh());
    this.#describe();
  }

  get filter(): FindingsFilter {
    return this.#filter;
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return findingItem(node);
  }

  getChildren(node?: TreeNode): TreeNode[] {
    // The API wants a mutable array and does not change it, so a copy keeps the model readonly.
    return [...(node ? ('children' in node ? node.children : []) : this.#rootNodes())];
  }

  groupBy(grouping: Grouping): void {
    this.#grouping = grouping;
    setContextValue(GROUPING_KEY, grouping);
    void this.#memory.update(GROUPING_KEY, grouping);
    this.#redraw();
  }

  filterBy(filter: Partial<FindingsFilter>): void {
    this.#filter = { ...this.#filter, ...filter };
    setContextValue(
      'fixward.findings.filtered',
      this.#filter.text.trim() !== '' || this.#filter.severities.size > 0,
    );
    this.#redraw();
  }

  /** One line above the tree, shown while there is a tree; an empty one shows its welcome text instead. */
  note(text: string | undefined): void {
    this.#note = text;
    this.#describe();
  }

  async reveal(): Promise<void> {
    if (!this.#view.visible) await vscode.commands.executeCommand(`${VIEW_ID}.focus`);
  }

  dispose(): void {
    clearTimeout(this.#refresh);
    this.#subscription.dispose();
    this.#changed.dispose();
    this.#view.dispose();
  }

  #rootNodes(): readonly GroupNode[] {
    this.#roots ??= groupFindings(this.#select(), this.#grouping);
    return this.#roots;
  }

  #select(): readonly FindingNode[] {
    return selectFindings(this.#store.files(), relativePath, this.#filter);
  }

  #scheduleRefresh(): void {
    this.#refresh ??= setTimeout(() => this.#redraw(), REFRESH_DELAY_MS);
  }

  #redraw(): void {
    clearTimeout(this.#refresh);
    this.#refresh = undefined;
    this.#roots = undefined;
    this.#changed.fire(undefined);
    this.#describe();
  }

  #describe(): void {
    const shown = this.#rootNodes().reduce((sum, { count }) => sum + count, 0);
    const total = this.#store.totals().findings;
    this.#view.description = [groupingLabel(this.#grouping), ...filterLabels(this.#filter)].join(' · ');
    this.#view.badge = total === 0 ? undefined : { value: total, tooltip: findingsCount(total) };
    const counts =
      shown === total ? undefined : vscode.l10n.t('{0} of {1} findings pass the filter.', shown, total);
    const lines = shown === 0 ? [] : [this.#note, counts];
    this.#view.message = lines.filter((line) => line !== undefined).join(' ');
  }
}

function relativePath(uri: string): string {
  return vscode.workspace.asRelativePath(vscode.Uri.parse(uri));
}

function rememberedGrouping(memory: vscode.Memento): Grouping {
  const remembered = memory.get<string>(GROUPING_KEY);
  return GROUPINGS.find((grouping) => grouping === remembered) ?? 'severity';
}

function filterLabels({ severities, text }: FindingsFilter): readonly string[] {
  const shown: readonly Severity[] = SEVERITIES.filter((severity) => severities.has(severity));
  return [
    ...(shown.length > 0 ? [shown.map(severityLabel).join(', ')] : []),
    ...(text.trim() === '' ? [] : [`"${text.trim()}"`]),
  ];
}
