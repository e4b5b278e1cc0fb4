import * as vscode from 'vscode';

/** Shows a proposed text, beside the present one when the file is there. */
export async function openPreview(
  proposal: vscode.Uri,
  options: {
    readonly present: vscode.Uri | undefined;
    readonly diffTitle: string;
    readonly language: string;
  },
): Promise<void> {
  const { present, diffTitle, language } = options;
  if (present) {
    await vscode.commands.executeCommand('vscode.diff', present, proposal, diffTitle);
    return;
  }
  const document = await vscode.workspace.openTextDocument(proposal);
  await vscode.languages.setTextDocumentLanguage(document, language);
  await vscode.window.showTextDocument(document, { preview: true });
}

/** Closes every tab that shows the proposal. */
export async function closePreview(preview: vscode.Uri): Promise<void> {
  const shown = preview.toString();
  const tabs = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(
      ({ input }) =>
        (input instanceof vscode.TabInputText && input.uri.toString() === shown) ||
        (input instanceof vscode.TabInputTextDiff && input.modified.toString() === shown),
    );
  await vscode.window.tabGroups.close(tabs);
}
