import * as vscode from 'vscode';
import type { PatternList } from '../../protocol/panel.ts';
import { setContextValue } from '../contextKeys.ts';
import { severityLabel } from '../findings/findingLabels.ts';
import type { FixwardService } from '../relay/fixwardService.ts';
import { problemOf } from '../relay/serviceProblem.ts';
import type { LibraryGateway } from './libraryGateway.ts';
import { patternItem } from './patternItem.ts';
import { patternGroupingLabel, patternStatusLabel } from './patternLabels.ts';
import {
  isFiltering,
  NO_PATTERN_FILTER,
  PATTERN_GROUPINGS,
  type PatternFilter,
  type PatternGrouping,
  type PatternTreeNode,
  patternTree,
} from './patternTreeModel.ts';

const VIEW_ID = 'fixward.patterns';
const GROUPING_KEY = 'fixward.patterns.groupBy';
/** A tree of more than this is searched, not read. */
const PATTERNS_MAX = 2_000;
const REFRESH_DELAY_MS = 400;

/** The Pattern Library tree: nothing is asked before it is first unfolded. */
export class PatternsView implements vscode.Disposable, vscode.TreeDataProvider<PatternTreeNode> {
  readonly #library: LibraryGateway;
  readonly #memory: vscode.Memento;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.TreeView<PatternTreeNode>;
  readonly #subscriptions: readonly vscode.Disposable[];
  #grouping: PatternGrouping;
  #filter: PatternFilter = NO_PATTERN_FILTER;
  #asked = false;
  #refreshing: ReturnType<typeof setTimeout> | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(
    service: FixwardService,
    library: LibraryGateway,
    memory: vscode.Memento,
    log: vscode.LogOutputChannel,
  ) {
    this.#library = library;
    this.#memory = memory;
    this.#log = log;
    const remembered = memory.get<string>(GROUPING_KEY);
    this.#grouping = PATTERN_GROUPINGS.find((grouping) => grouping === remembered) ?? 'problemType';
    setContextValue('fixward.patterns.state', 'unknown');
    this.#view = vscode.window.createTreeView(VIEW_ID, { treeDataProvider: this, showCollapseAll: true });
    this.#subscriptions = [
      this.#view,
      service.onEvent(({ event }) => {
        if (event === 'store/changed' && this.#asked) this.#refreshSoon();
      }),
    ];
  }

  get filter(): PatternFilter {
    return this.#filter;
  }

  get grouping(): PatternGrouping {
    return this.#grouping;
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  groupBy(grouping: PatternGrouping): void {
    this.#grouping = grouping;
    void this.#memory.update(GROUPING_KEY, grouping);
    this.refresh();
  }

  filterBy(filter: PatternFilter): void {
    this.#filter = filter;
    setContextValue('fixward.patterns.filtered', isFiltering(filter));
    this.refresh();
  }

  getTreeItem(node: PatternTreeNode): vscode.TreeItem {
    return patternItem(node);
  }

  async getChildren(node?: PatternTreeNode): Promise<PatternTreeNode[]> {
    // The API wants a mutable array and does not change it, so a copy keeps the model readonly.
    if (node) return node.kind === 'patternGroup' ? [...node.children] : [];
    this.#asked = true;
    const list = await this.#load();
    if (!list) return [];
    const left = list.total - list.entries.length;
    const groups = patternTree(list.entries, this.#grouping);
    return left > 0 ? [...groups, { kind: 'morePatterns', id: 'more', count: left }] : [...groups];
  }

  dispose(): void {
    clearTimeout(this.#refreshing);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  async #load(): Promise<PatternList | undefined> {
    const { severities, statuses } = this.#filter;
    const filters = {
      ...(severities.size > 0 && { severities: [...severities] }),
      ...(statuses.size > 0 && { statuses: [...statuses] }),
    };
    try {
      const list = await this.#library.list({ filters, order: 'title', limit: PATTERNS_MAX });
      setContextValue('fixward.patterns.state', list.total > 0 ? 'some' : 'none');
      this.#view.message = '';
      this.#describe(list.total);
      return list;
    } catch (error) {
      const { message } = problemOf(error);
      this.#log.error('the patterns could not be listed', error instanceof Error ? error : message);
      setContextValue('fixward.patterns.state', 'failed');
      this.#view.description = '';
      return undefined;
    }
  }

  #describe(total: number): void {
    const { severities, statuses } = this.#filter;
    this.#view.description = [
      patternGroupingLabel(this.#grouping),
      ...[...statuses].map(patternStatusLabel),
      ...[...severities].map(severityLabel),
      String(total),
    ].join(' · ');
  }

  #refreshSoon(): void {
    this.#refreshing ??= setTimeout(() => {
      this.#refreshing = undefined;
      this.refresh();
    }, REFRESH_DELAY_MS);
  }
}
