import * as vscode from 'vscode';
import type { ConsultAttachment } from '../../protocol/consultPanel.ts';

/** A whole file is taken when it is no longer than this; a model reads it with every turn. */
const WHOLE_LENGTH_MAX = 20_000;

/** What is selected in the text editor that was used last, else all of it when it is short. */
export function readSelection(): ConsultAttachment | undefined {
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
  if (!editor) return undefined;
  const { document, selection } = editor;
  const path = vscode.workspace.asRelativePath(document.uri);
  if (!selection.isEmpty) {
    const lines = `${selection.start.line + 1}–${selection.end.line + 1}`;
    return { title: `${path}:${lines}`, text: document.getText(selection) };
  }
  const text = document.getText();
  return text.trim() === '' || text.length > WHOLE_LENGTH_MAX ? undefined : { title: path, text };
}
