import * as vscode from 'vscode';
import { severityLabel } from '../findings/findingLabels.ts';
import type { FindingReference } from './arguments.ts';
import type { Services } from './services.ts';

/** The finding at the cursor; asks when there are several, says so when there is none. */
export async function findingAtCursor({ store }: Services): Promise<FindingReference | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const uri = editor.document.uri.toString();
  const { line } = editor.selection.active;
  const findings = store
    .findingsOf(uri)
    .filter(({ range }) => range.start.line <= line && line <= range.end.line);
  if (findings.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Fixward has no finding on this line.'));
    return undefined;
  }
  const items = findings.map(({ ruleId, range, message, severity }) => ({
    label: message,
    description: `${severityLabel(severity)} · ${ruleId}`,
    reference: { uri, ruleId, range },
  }));
  if (items.length === 1) return items[0]?.reference;
  const chosen = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t('Which finding?'),
    matchOnDescription: true,
  });
  return chosen?.reference;
}
