import * as vscode from 'vscode';
import type { SetRuleParams, SetRuleResult } from '../../protocol/lsp.ts';
import type { LanguageServer } from '../client/languageServer.ts';
import { METHODS } from '../client/methods.ts';

const CONFIG_FILES = ['config.yaml', 'config.yml'] as const;

/**
 * Sets a rule's severity in the folder's configuration, or turns the rule off there, and shows the file: what was
 * written can be read, undone and saved like anything typed.
 */
export async function setRule(
  server: LanguageServer,
  folder: vscode.WorkspaceFolder | undefined,
  ruleId: string,
  setting: string,
): Promise<void> {
  if (!folder) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a folder to configure its rules.'));
    return;
  }
  const uri = await configFile(folder);
  const document = await vscode.workspace.openTextDocument(uri).then(
    (opened) => opened,
    // There is none yet.
    () => undefined,
  );
  const params: SetRuleParams = { text: document?.getText() ?? '', ruleId, setting };
  const result = await server.request<SetRuleResult>(METHODS.setRule, params);
  if ('error' in result) {
    if (document) await vscode.window.showTextDocument(document);
    void vscode.window.showWarningMessage(
      vscode.l10n.t('{0} cannot be changed: {1}', vscode.workspace.asRelativePath(uri), result.error),
    );
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  if (document) {
    const end = document.lineAt(document.lineCount - 1).range.end;
    edit.replace(uri, new vscode.Range(new vscode.Position(0, 0), end), result.text);
  } else {
    edit.createFile(uri, { contents: new TextEncoder().encode(result.text) });
  }
  await vscode.workspace.applyEdit(edit);
  const editor = await vscode.window.showTextDocument(uri, { preview: false });
  const at = editor.document.getText().indexOf(`${ruleId}:`);
  if (at >= 0) {
    const place = editor.document.positionAt(at);
    editor.selection = new vscode.Selection(place, place);
    editor.revealRange(new vscode.Range(place, place), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }
}

async function configFile(folder: vscode.WorkspaceFolder): Promise<vscode.Uri> {
  for (const name of CONFIG_FILES) {
    const uri = vscode.Uri.joinPath(folder.uri, '.fixward', name);
    try {
      await vscode.workspace.fs.stat(uri);
      return uri;
    } catch {
      // Not under this name.
    }
  }
  return vscode.Uri.joinPath(folder.uri, '.fixward', CONFIG_FILES[0]);
}
