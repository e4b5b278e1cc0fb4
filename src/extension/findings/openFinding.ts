import * as vscode from 'vscode';

/** What a click on a finding in a tree does: its file opens with the finding selected. */
export function openFindingCommand(uri: string, range: vscode.Range): vscode.Command {
  return {
    command: 'vscode.open',
    title: vscode.l10n.t('Open Finding'),
    arguments: [vscode.Uri.parse(uri), { selection: range } satisfies vscode.TextDocumentShowOptions],
  };
}
