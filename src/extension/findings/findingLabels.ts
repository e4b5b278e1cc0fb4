import * as vscode from 'vscode';
import type { Severity } from '../../protocol/lsp.ts';
import type { Grouping } from './findingsModel.ts';

export function severityLabel(severity: Severity): string {
  switch (severity) {
    case 'CRITICAL':
      return vscode.l10n.t('Critical');
    case 'HIGH':
      return vscode.l10n.t('High');
    case 'MEDIUM':
      return vscode.l10n.t('Medium');
    case 'LOW':
      return vscode.l10n.t('Low');
  }
}

/** Told apart by shape as well as colour; the colours are the theme's own for problems. */
export function severityIcon(severity: Severity): vscode.ThemeIcon {
  switch (severity) {
    case 'CRITICAL':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground'));
    case 'HIGH':
      return new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsErrorIcon.foreground'));
    case 'MEDIUM':
      return new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground'));
    case 'LOW':
      return new vscode.ThemeIcon('info', new vscode.ThemeColor('problemsInfoIcon.foreground'));
  }
}

export function groupingLabel(grouping: Grouping): string {
  switch (grouping) {
    case 'severity':
      return vscode.l10n.t('by severity');
    case 'layer':
      return vscode.l10n.t('by layer');
    case 'rule':
      return vscode.l10n.t('by rule');
    case 'file':
      return vscode.l10n.t('by file');
  }
}

/** "1 finding", "1,204 findings". */
export function findingsCount(count: number): string {
  return count === 1
    ? vscode.l10n.t('1 finding')
    : vscode.l10n.t('{0} findings', count.toLocaleString(vscode.env.language));
}

/** "1 file", "1,204 files". */
export function filesCount(count: number): string {
  return count === 1
    ? vscode.l10n.t('1 file')
    : vscode.l10n.t('{0} files', count.toLocaleString(vscode.env.language));
}
