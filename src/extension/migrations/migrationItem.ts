import * as vscode from 'vscode';
import type { MigrationState } from '../../protocol/lsp.ts';
import { findingsCount, severityIcon, severityLabel } from '../findings/findingLabels.ts';
import { openFindingCommand } from '../findings/openFinding.ts';
import type {
  FinalSchemaNode,
  FolderNode,
  MigrationFindingNode,
  MigrationNode,
  MigrationsNode,
  MoreFindingsNode,
} from './migrationsModel.ts';
import { contextOf } from './migrationsModel.ts';

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

/** How a node of the migrations tree looks, sounds to a screen reader, and what a click on it does. */
export function migrationItem(node: MigrationsNode): vscode.TreeItem {
  const item = itemOf(node);
  item.id = node.id;
  return item;
}

function itemOf(node: MigrationsNode): vscode.TreeItem {
  switch (node.kind) {
    case 'folder':
      return itemOfFolder(node);
    case 'finalSchema':
      return itemOfFinalSchema(node);
    case 'migration':
      return itemOfMigration(node);
    case 'migrationFinding':
      return itemOfFinding(node);
    case 'moreFindings':
      return itemOfRest(node);
  }
}

function itemOfFolder({ folder, children }: FolderNode): vscode.TreeItem {
  const item = new vscode.TreeItem(folder.path === '' ? folder.tool : folder.path, Expanded);
  item.description = folder.tool;
  item.contextValue = 'migrationFolder';
  item.iconPath = new vscode.ThemeIcon('folder');
  item.accessibilityInformation = {
    label: vscode.l10n.t('{0}, {1}, {2} migrations', folder.path, folder.tool, children.length),
  };
  return item;
}

function itemOfFinalSchema({ summary }: FinalSchemaNode): vscode.TreeItem {
  const label = vscode.l10n.t('Final schema');
  const count = findingsCount(summary.findingCount);
  const item = new vscode.TreeItem(label, None);
  item.description = `${count} · ${summary.detail}`;
  item.contextValue = 'finalSchema';
  item.iconPath =
    summary.findingCount === 0
      ? new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed'))
      : new vscode.ThemeIcon('database');
  item.tooltip = new vscode.MarkdownString().appendText(
    [`${label}: ${count}`, ...summary.notes.slice(0, NOTES_SHOWN_MAX)].join('\n'),
  );
  item.accessibilityInformation = { label: `${label}, ${count}, ${summary.detail}` };
  return item;
}

/** The log has all of them. */
const NOTES_SHOWN_MAX = 12;

function itemOfMigration({ migration, children }: MigrationNode): vscode.TreeItem {
  const { name, state, detail, findingCount, uri } = migration;
  const item = new vscode.TreeItem(name, children.length > 0 ? Collapsed : None);
  const findings = findingCount === 0 ? '' : findingsCount(findingCount);
  item.description = [detail, findings].filter((part) => part !== '').join(' · ');
  item.iconPath = stateIcon(state);
  item.contextValue = contextOf(migration);
  item.tooltip = new vscode.MarkdownString().appendText(
    [name, `${stateLabel(state)}. ${detail}`, findings].filter((part) => part !== '').join('\n'),
  );
  item.accessibilityInformation = {
    label: [name, stateLabel(state), detail, findings].filter((part) => part !== '').join(', '),
  };
  item.command = {
    command: 'vscode.open',
    title: vscode.l10n.t('Open Migration'),
    arguments: [vscode.Uri.parse(uri)],
  };
  return item;
}

function itemOfFinding({ uri, finding }: MigrationFindingNode): vscode.TreeItem {
  const { start, end } = finding.range;
  const range = new vscode.Range(start.line, start.character, end.line, end.character);
  const item = new vscode.TreeItem(finding.message);
  item.description = `${start.line + 1} · ${finding.ruleId}`;
  item.iconPath = severityIcon(finding.severity);
  item.contextValue = 'migrationFinding';
  item.tooltip = new vscode.MarkdownString().appendText(`${finding.message}\n${finding.ruleId}`);
  item.accessibilityInformation = {
    label: vscode.l10n.t(
      '{0}: {1}, line {2}',
      severityLabel(finding.severity),
      finding.message,
      start.line + 1,
    ),
  };
  item.command = openFindingCommand(uri, range);
  return item;
}

function itemOfRest({ uri, count }: MoreFindingsNode): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('{0} more in the file', count));
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.contextValue = 'moreFindings';
  item.command = {
    command: 'vscode.open',
    title: vscode.l10n.t('Open Migration'),
    arguments: [vscode.Uri.parse(uri)],
  };
  return item;
}

function stateLabel(state: MigrationState): string {
  switch (state) {
    case 'notProven':
      return vscode.l10n.t('Not proven');
    case 'proving':
      return vscode.l10n.t('Proving');
    case 'proven':
      return vscode.l10n.t('Proven');
    case 'notIdentical':
      return vscode.l10n.t('Not identical');
    case 'irreversible':
      return vscode.l10n.t('Irreversible');
    case 'unprovable':
      return vscode.l10n.t('Not provable');
    case 'failed':
      return vscode.l10n.t('Failed');
    case 'stale':
      return vscode.l10n.t('Changed since the proof');
  }
}

/** Told apart by shape as well as colour. */
function stateIcon(state: MigrationState): vscode.ThemeIcon {
  switch (state) {
    case 'notProven':
      return new vscode.ThemeIcon('circle-large-outline');
    case 'proving':
      return new vscode.ThemeIcon('loading~spin');
    case 'proven':
      return new vscode.ThemeIcon('pass-filled', new vscode.ThemeColor('testing.iconPassed'));
    case 'notIdentical':
      return new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground'));
    case 'irreversible':
      return new vscode.ThemeIcon('circle-slash', new vscode.ThemeColor('problemsErrorIcon.foreground'));
    case 'unprovable':
      return new vscode.ThemeIcon('question');
    case 'failed':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground'));
    case 'stale':
      return new vscode.ThemeIcon('history');
  }
}
