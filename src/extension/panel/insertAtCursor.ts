import * as vscode from 'vscode';

/** Into the text editor that was used last; a page that has the focus takes no text. False when none is open. */
export async function insertAtCursor(code: string): Promise<boolean> {
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
  if (!editor) return false;
  const text = code.replace(/\r?\n$/u, '');
  const done = await editor.edit((edit) => edit.replace(editor.selection, text));
  if (done) await vscode.window.showTextDocument(editor.document, editor.viewColumn);
  return done;
}
