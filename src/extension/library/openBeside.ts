import * as vscode from 'vscode';

const LANGUAGES: Readonly<Record<string, string>> = {
  md: 'markdown',
  yaml: 'yaml',
  json: 'json',
  csv: 'csv',
};

/** Shows a text in an editor of its own, to be read, changed or saved anywhere. */
export async function openBeside(name: string, text: string): Promise<void> {
  const language = LANGUAGES[name.replace(/^.*\./u, '')];
  const document = await vscode.workspace.openTextDocument({
    content: text,
    ...(language !== undefined && { language }),
  });
  await vscode.window.showTextDocument(document, { preview: false });
}
