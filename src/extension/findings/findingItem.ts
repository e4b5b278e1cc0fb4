import * as vscode from 'vscode';
import { findingsCount, severityIcon, severityLabel } from './findingLabels.ts';
import type { FindingNode, GroupNode, TreeNode } from './findingsModel.ts';
import { openFindingCommand } from './openFinding.ts';

/** How a node of the findings tree looks, sounds to a screen reader, and what a click on it does. */
export function findingItem(node: TreeNode): vscode.TreeItem {
  switch (node.kind) {
    case 'finding':
      return itemOfFinding(node);
    case 'more':
      return itemOfRest(node.id, node.count);
    default:
      return itemOfGroup(node);
  }
}

function itemOfFinding({ id, uri, path, finding, under }: FindingNode): vscode.TreeItem {
  const { start, end } = finding.range;
  const range = new vscode.Range(start.line, start.character, end.line, end.character);
  const place = `${path}:${start.line + 1}`;
  const { name, folder } = splitPath(path);
  // Findings of one rule differ by place, those of one file by what is wrong.
  const item = new vscode.TreeItem(under === 'rule' ? `${name}:${start.line + 1}` : finding.message);
  item.id = id;
  item.description = under === 'rule' ? folder : `${start.line + 1} · ${finding.ruleId}`;
  item.iconPath = severityIcon(finding.severity);
  item.contextValue = finding.fixable ? 'finding.fixable' : 'finding';
  item.tooltip = new vscode.MarkdownString().appendText(`${finding.message}\n${finding.ruleId} · ${place}`);
  item.accessibilityInformation = {
    label: vscode.l10n.t(
      '{0}: {1}, {2}, line {3}',
      severityLabel(finding.severity),
      finding.message,
      path,
      start.line + 1,
    ),
  };
  item.command = openFindingCommand(uri, range);
  return item;
}

function itemOfGroup(node: GroupNode): vscode.TreeItem {
  const item = new vscode.TreeItem(labelOf(node), vscode.TreeItemCollapsibleState.Collapsed);
  item.id = node.id;
  item.description = node.ruleId === undefined ? String(node.count) : `${node.count} · ${node.ruleId}`;
  item.contextValue = node.fixable ? `${node.kind}.fixable` : node.kind;
  item.accessibilityInformation = { label: `${labelOf(node)}, ${findingsCount(node.count)}` };
  if (node.kind === 'file' && node.uri !== undefined) {
    const { name, folder } = splitPath(node.label);
    item.label = name;
    item.description = folder === '' ? String(node.count) : `${node.count} · ${folder}`;
    item.resourceUri = vscode.Uri.parse(node.uri);
    item.iconPath = vscode.ThemeIcon.File;
    item.tooltip = node.label;
  } else {
    item.iconPath = node.kind === 'layer' ? new vscode.ThemeIcon('layers') : severityIcon(node.severity);
  }
  // A short tree is read faster open; severities stay closed in a long one.
  if (node.kind === 'severity' && node.severity === 'CRITICAL') {
    item.collapsibleState = vscode.TreeItemCollapsibleState.Expanded;
  }
  return item;
}

function splitPath(path: string): { readonly name: string; readonly folder: string } {
  const slash = path.lastIndexOf('/');
  return { name: path.slice(slash + 1), folder: slash < 0 ? '' : path.slice(0, slash) };
}

function labelOf(node: GroupNode): string {
  if (node.kind === 'severity') return severityLabel(node.severity);
  if (node.kind !== 'layer') return node.label;
  return node.layer === undefined
    ? vscode.l10n.t('No layer')
    : vscode.l10n.t('Layer {0}: {1}', node.layer, node.label);
}

function itemOfRest(id: string, count: number): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('{0} more; narrow the filter to see them', count));
  item.id = id;
  item.contextValue = 'more';
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  return item;
}
