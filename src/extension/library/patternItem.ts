import * as vscode from 'vscode';
import { severityIcon, severityLabel } from '../findings/findingLabels.ts';
import { patternOriginLabel, patternStatusLabel, recordLabel } from './patternLabels.ts';
import type { PatternGroupNode, PatternNode, PatternTreeNode } from './patternTreeModel.ts';

/** How a node of the library's tree looks, sounds to a screen reader, and what a click on it does. */
export function patternItem(node: PatternTreeNode): vscode.TreeItem {
  const item = itemOf(node);
  item.id = node.id;
  return item;
}

function itemOf(node: PatternTreeNode): vscode.TreeItem {
  switch (node.kind) {
    case 'patternGroup':
      return itemOfGroup(node);
    case 'pattern':
      return itemOfPattern(node);
    case 'morePatterns': {
      const item = new vscode.TreeItem(vscode.l10n.t('{0} more; search to see them', node.count));
      item.iconPath = new vscode.ThemeIcon('ellipsis');
      item.contextValue = 'morePatterns';
      item.command = { command: 'fixward.searchPatterns', title: vscode.l10n.t('Search Patterns') };
      return item;
    }
  }
}

function itemOfGroup(node: PatternGroupNode): vscode.TreeItem {
  const label = groupLabel(node);
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  item.description = String(node.children.length);
  item.contextValue = 'patternGroup';
  item.accessibilityInformation = { label: vscode.l10n.t('{0}, {1} patterns', label, node.children.length) };
  return item;
}

function groupLabel({ grouping, value }: PatternGroupNode): string {
  switch (grouping) {
    case 'layer':
      return value === '' ? vscode.l10n.t('Every layer') : vscode.l10n.t('Layer {0}', value);
    case 'workflow':
      return value === '' ? vscode.l10n.t('Every workflow') : value;
    case 'status':
      return patternStatusLabel(value);
    case 'origin':
      return patternOriginLabel(value);
    case 'problemType':
      return value;
  }
}

function itemOfPattern({ pattern }: PatternNode): vscode.TreeItem {
  const item = new vscode.TreeItem(pattern.title);
  const record = recordLabel(pattern);
  const status = pattern.status === 'active' ? undefined : patternStatusLabel(pattern.status);
  const tried = pattern.applied_count > 0 || pattern.successes + pattern.failures > 0;
  item.description = [status, tried ? record : undefined].filter((part) => part !== undefined).join(' · ');
  item.iconPath =
    pattern.status === 'retired' ? new vscode.ThemeIcon('archive') : severityIcon(pattern.severity);
  item.contextValue = `pattern ${pattern.status}`;
  item.tooltip = new vscode.MarkdownString().appendText(
    [pattern.title, pattern.key, `${severityLabel(pattern.severity)}, ${pattern.problem_type}`, record].join(
      '\n',
    ),
  );
  item.accessibilityInformation = {
    label: [severityLabel(pattern.severity), pattern.title, status, record]
      .filter((part) => part !== undefined)
      .join(', '),
  };
  item.command = {
    command: 'fixward.showPattern',
    title: vscode.l10n.t('Show Pattern'),
    arguments: [pattern.id],
  };
  return item;
}
