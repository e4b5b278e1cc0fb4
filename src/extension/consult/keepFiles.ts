import * as vscode from 'vscode';
import { currentFolder } from '../panel/workspaceEditor.ts';
import { fileName } from './consultActions.ts';
import type { KeptFile } from './consultEditor.ts';

/** Writes files of a consultation into the workspace, where the user says; undefined when he gives up. */
export async function keepFiles(title: string, files: readonly KeptFile[]): Promise<number | undefined> {
  const folder = await askForFolder(title, files.length);
  if (!folder) return undefined;
  const targets = files.map((file) => ({ ...file, uri: vscode.Uri.joinPath(folder, file.path) }));
  const taken: string[] = [];
  for (const { uri, path } of targets) if (await exists(uri)) taken.push(path);
  if (taken.length > 0 && !(await mayOverwrite(taken))) return undefined;
  for (const { uri, text } of targets)
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const [first] = targets;
  if (first) await vscode.window.showTextDocument(first.uri, { preview: false });
  return targets.length;
}

async function askForFolder(title: string, count: number): Promise<vscode.Uri | undefined> {
  const root = currentFolder()?.uri;
  if (!root) return undefined;
  const own = vscode.Uri.joinPath(root, 'consultations', fileName(title));
  const inOwn = {
    label: vscode.workspace.asRelativePath(own),
    iconPath: new vscode.ThemeIcon('folder'),
    uri: own,
  };
  const inRoot = {
    label: vscode.workspace.asRelativePath(root),
    description: vscode.l10n.t('Workspace folder'),
    iconPath: new vscode.ThemeIcon('root-folder'),
    uri: root,
  };
  const other = {
    label: vscode.l10n.t('Choose a folder…'),
    iconPath: new vscode.ThemeIcon('ellipsis'),
    uri: undefined,
  };
  const placeHolder =
    count === 1 ? vscode.l10n.t('Save the file where?') : vscode.l10n.t('Save {0} files where?', count);
  const chosen = await vscode.window.showQuickPick([inOwn, inRoot, other], { placeHolder });
  if (!chosen) return undefined;
  if (chosen.uri) return chosen.uri;
  const picked = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    defaultUri: root,
    openLabel: vscode.l10n.t('Save Here'),
  });
  return picked?.[0];
}

async function mayOverwrite(paths: readonly string[]): Promise<boolean> {
  const overwrite = vscode.l10n.t('Overwrite');
  const question =
    paths.length === 1
      ? vscode.l10n.t('{0} exists already. Overwrite it?', paths[0] ?? '')
      : vscode.l10n.t('{0} files exist already. Overwrite them?', paths.length);
  const chosen = await vscode.window.showWarningMessage(
    question,
    { modal: true, detail: paths.join('\n') },
    overwrite,
  );
  return chosen === overwrite;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
