import * as vscode from 'vscode';
import type { ProposeConfigParams, ProposeConfigResult } from '../../protocol/lsp.ts';
import { METHODS } from '../client/methods.ts';
import { closePreview, openPreview } from '../documentation/previewTabs.ts';
import type { TextPreview } from '../documentation/textPreview.ts';
import type { CommandHandler } from './commandIds.ts';
import type { Services } from './services.ts';

/** Proposes `.fixward/config.yaml` from what a folder holds; writes only what the user has seen and confirmed. */
export function initialize({ server, log }: Services, previews: TextPreview): CommandHandler {
  return async () => {
    const folder = await chooseFolder();
    if (!folder) return;
    const target = vscode.Uri.joinPath(folder.uri, '.fixward', 'config.yaml');
    const params: ProposeConfigParams = { folderUri: folder.uri.toString() };
    const proposal = await server.request<ProposeConfigResult>(METHODS.proposeConfig, params);
    const present = await readText(target);
    if (present === proposal.yaml) {
      await vscode.window.showTextDocument(target);
      void vscode.window.showInformationMessage(
        vscode.l10n.t('.fixward/config.yaml already says all that Fixward would propose.'),
      );
      return;
    }
    const preview = previews.show(`${folder.uri.path}/.fixward/config.yaml`, proposal.yaml);
    await openPreview(preview, {
      present: present === undefined ? undefined : target,
      diffTitle: vscode.l10n.t('.fixward/config.yaml (present, proposed)'),
      language: 'yaml',
    });
    if (!(await confirm(proposal.summary, present !== undefined))) return;
    // Looked at again: the file may have appeared or changed while the question was open.
    if ((await readText(target)) !== present) {
      void vscode.window.showWarningMessage(
        vscode.l10n.t(
          '.fixward/config.yaml changed in the meantime; nothing was written. Run Initialize again.',
        ),
      );
      return;
    }
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(proposal.yaml));
    log.info(`wrote ${target.fsPath}`);
    await closePreview(preview);
    await vscode.window.showTextDocument(target, { preview: false });
  };
}

async function chooseFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.length > 1 ? vscode.window.showWorkspaceFolderPick() : folders[0];
}

async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    throw error;
  }
}

async function confirm(summary: readonly string[], replaces: boolean): Promise<boolean> {
  const write = replaces ? vscode.l10n.t('Replace the File') : vscode.l10n.t('Write the File');
  const question = replaces
    ? vscode.l10n.t('Replace .fixward/config.yaml with the proposal?')
    : vscode.l10n.t('Write .fixward/config.yaml as shown?');
  const detail = summary.join('\n');
  return (await vscode.window.showInformationMessage(question, { modal: true, detail }, write)) === write;
}
