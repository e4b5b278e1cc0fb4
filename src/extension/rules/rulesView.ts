import * as vscode from 'vscode';
import type { RuleSummary } from '../../protocol/lsp.ts';
import type { LanguageServer } from '../client/languageServer.ts';
import { METHODS } from '../client/methods.ts';
import { severityIcon, severityLabel } from '../findings/findingLabels.ts';
import { groupRules, type ProblemTypeNode, type RuleNode, type RulesNode } from './rulesModel.ts';

/** The Rules tree: what is in force here, by problem type; a click opens a rule's page. */
export class RulesView implements vscode.Disposable, vscode.TreeDataProvider<RulesNode> {
  readonly #server: LanguageServer;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #subscriptions: readonly vscode.Disposable[];

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(server: LanguageServer, log: vscode.LogOutputChannel) {
    this.#server = server;
    this.#log = log;
    this.#subscriptions = [
      vscode.window.createTreeView('fixward.rules', { treeDataProvider: this, showCollapseAll: true }),
      // The rules may differ after each of these; the tree asks again only while it is visible.
      server.onState((state) => {
        if (state === 'running') this.refresh();
      }),
      server.onStatus(({ state }) => {
        if (state === 'ready') this.refresh();
      }),
    ];
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  getTreeItem(node: RulesNode): vscode.TreeItem {
    return node.kind === 'rule' ? itemOfRule(node) : itemOfType(node);
  }

  async getChildren(node?: RulesNode): Promise<RulesNode[]> {
    if (node) return node.kind === 'problemType' ? [...node.children] : [];
    if (this.#server.state !== 'running') return [];
    try {
      return [...groupRules(await this.#server.request<RuleSummary[]>(METHODS.rules, {}))];
    } catch (error) {
      this.#log.error('the rules could not be listed', error instanceof Error ? error : String(error));
      return [];
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}

function itemOfType({ problemType, enabledCount, children }: ProblemTypeNode): vscode.TreeItem {
  const item = new vscode.TreeItem(problemType, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `type:${problemType}`;
  item.description = `${enabledCount}/${children.length}`;
  item.contextValue = 'problemType';
  item.accessibilityInformation = {
    label: vscode.l10n.t('{0}: {1} of {2} rules on', problemType, enabledCount, children.length),
  };
  return item;
}

function itemOfRule({ rule }: RuleNode): vscode.TreeItem {
  const item = new vscode.TreeItem(rule.title);
  const state = rule.enabled ? severityLabel(rule.severity) : vscode.l10n.t('off');
  item.id = `rule:${rule.id}`;
  item.description = rule.enabled ? rule.id : `${rule.id} · ${state}`;
  item.iconPath = rule.enabled ? severityIcon(rule.severity) : new vscode.ThemeIcon('circle-slash');
  item.contextValue = rule.fixable ? 'rule.fixable' : 'rule';
  item.tooltip = new vscode.MarkdownString().appendText(
    `${rule.title}\n${rule.id} · ${state} · ${rule.languages.join(', ')}`,
  );
  item.accessibilityInformation = { label: `${rule.title}, ${state}` };
  item.command = {
    command: 'fixward.showRuleDocumentation',
    title: vscode.l10n.t('Open Documentation'),
    arguments: [rule.id],
  };
  return item;
}
