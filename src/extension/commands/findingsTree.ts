import * as vscode from 'vscode';
import type { Severity } from '../../protocol/lsp.ts';
import { severityLabel } from '../findings/findingLabels.ts';
import { NO_FILTER, SEVERITIES } from '../findings/findingsModel.ts';
import { findingNode } from './arguments.ts';
import type { CommandHandler } from './commandIds.ts';
import type { Services } from './services.ts';

/** Shows only the severities chosen; all four and none both mean no filter. */
export function filterBySeverity({ findingsView }: Services): CommandHandler {
  return async () => {
    const shown = findingsView.filter.severities;
    const items = SEVERITIES.map((severity) => ({
      label: severityLabel(severity),
      picked: shown.size === 0 || shown.has(severity),
      severity,
    }));
    const chosen = await vscode.window.showQuickPick(items, {
      canPickMany: true,
      placeHolder: vscode.l10n.t('Severities to show'),
    });
    if (!chosen) return;
    const severities = new Set<Severity>(chosen.map(({ severity }) => severity));
    findingsView.filterBy({ severities: severities.size === SEVERITIES.length ? new Set() : severities });
  };
}

export function filterByText({ findingsView }: Services): CommandHandler {
  return async () => {
    const text = await vscode.window.showInputBox({
      title: vscode.l10n.t('Filter findings'),
      prompt: vscode.l10n.t('Part of a path, rule or message; empty shows all.'),
      value: findingsView.filter.text,
    });
    if (text !== undefined) findingsView.filterBy({ text });
  };
}

export function clearFilter({ findingsView }: Services): CommandHandler {
  return () => findingsView.filterBy(NO_FILTER);
}

/** Puts one line on the clipboard, as `fixward check` would print it. */
export function copyFinding(): CommandHandler {
  return async (target) => {
    const node = findingNode(target);
    if (!node) return;
    const { ruleId, severity, message, range } = node.finding;
    const place = `${node.path}:${range.start.line + 1}:${range.start.character + 1}`;
    await vscode.env.clipboard.writeText(`${place}: ${severity} ${ruleId}: ${message}`);
  };
}
