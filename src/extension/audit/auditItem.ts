import * as vscode from 'vscode';
import type { AuditStatus } from '../../protocol/library.ts';
import { findingsCount } from '../findings/findingLabels.ts';
import type { AuditFileNode, AuditGroupNode, AuditNode } from './auditTreeModel.ts';

const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

/** How a node of the file audit's tree looks, sounds to a screen reader, and what a click on it does. */
export function auditItem(node: AuditNode): vscode.TreeItem {
  const item = itemOf(node);
  item.id = node.id;
  return item;
}

function itemOf(node: AuditNode): vscode.TreeItem {
  switch (node.kind) {
    case 'auditGroup':
      return itemOfGroup(node);
    case 'auditFile':
      return itemOfFile(node);
    case 'moreAudit': {
      const item = new vscode.TreeItem(vscode.l10n.t('{0} more in the table', node.count));
      item.iconPath = new vscode.ThemeIcon('ellipsis');
      item.contextValue = 'moreAudit';
      item.command = { command: 'fixward.showFileAudit', title: vscode.l10n.t('Open File Audit') };
      return item;
    }
  }
}

function itemOfGroup({ status, count }: AuditGroupNode): vscode.TreeItem {
  const item = new vscode.TreeItem(auditStatusLabel(status), status === 'Complete' ? Collapsed : Expanded);
  item.description = String(count);
  item.iconPath = auditStatusIcon(status);
  item.contextValue = 'auditGroup';
  item.accessibilityInformation = { label: vscode.l10n.t('{0}, {1} files', auditStatusLabel(status), count) };
  return item;
}

function itemOfFile({ row }: AuditFileNode): vscode.TreeItem {
  const slash = row.path.lastIndexOf('/');
  const item = new vscode.TreeItem(row.path.slice(slash + 1));
  const debt = vscode.l10n.t('debt {0}', row.technical_debt);
  const parts = [debt, row.owner, slash < 0 ? undefined : row.path.slice(0, slash)];
  item.description = parts.filter((part) => part !== undefined).join(' · ');
  item.iconPath = auditStatusIcon(row.status);
  item.contextValue = 'auditFile';
  item.tooltip = new vscode.MarkdownString().appendText(
    [row.path, `${auditStatusLabel(row.status)}, ${debt}, ${findingsCount(row.findings)}`, row.notes]
      .filter((line) => line !== '')
      .join('\n'),
  );
  item.accessibilityInformation = {
    label: [row.path, auditStatusLabel(row.status), debt, row.owner]
      .filter((part) => part !== undefined)
      .join(', '),
  };
  item.command = {
    command: 'fixward.openAuditedFile',
    title: vscode.l10n.t('Open File'),
    arguments: [{ kind: 'auditFile', row }],
  };
  return item;
}

export function auditStatusLabel(status: AuditStatus): string {
  switch (status) {
    case 'Not Started':
      return vscode.l10n.t('Not started');
    case 'In Progress':
      return vscode.l10n.t('In progress');
    case 'Complete':
      return vscode.l10n.t('Complete');
    case 'Failed':
      return vscode.l10n.t('Failed');
  }
}

/** Told apart by shape as well as colour. */
function auditStatusIcon(status: AuditStatus): vscode.ThemeIcon {
  switch (status) {
    case 'Not Started':
      return new vscode.ThemeIcon('circle-large-outline');
    case 'In Progress':
      return new vscode.ThemeIcon('play-circle', new vscode.ThemeColor('charts.blue'));
    case 'Complete':
      return new vscode.ThemeIcon('pass-filled', new vscode.ThemeColor('testing.iconPassed'));
    case 'Failed':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground'));
  }
}
