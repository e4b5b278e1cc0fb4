import * as vscode from 'vscode';
import type { WorkspaceEdit } from 'vscode-languageclient/node';
import type { ProposeDownParams, ProposeDownResult } from '../../protocol/lsp.ts';
import { METHODS } from '../client/methods.ts';
import { closePreview, openPreview } from '../documentation/previewTabs.ts';
import type { TextPreview } from '../documentation/textPreview.ts';
import type { CommandHandler } from './commandIds.ts';
import { migrationUri } from './migrationArgument.ts';
import type { Services } from './services.ts';

/** The protocol leaves the edit's type to the Language Server Protocol's own. */
type Proposal = ProposeDownResult & { readonly edit: WorkspaceEdit };

/** Shows a down migration that Fixward wrote and proved; writes it only when the user has seen and confirmed it. */
export function proposeDown(services: Services, previews: TextPreview): CommandHandler {
  return async (target) => {
    const uri = migrationUri(target);
    if (uri === undefined) return;
    const proposal = await ask(services, uri);
    if (proposal === undefined) return;
    if (proposal === null) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('This migration has a down migration already.'),
      );
      return;
    }
    const file = vscode.Uri.parse(proposal.uri);
    const preview = previews.show(file.path, proposal.text);
    const present = await isFile(file);
    const diffTitle = vscode.l10n.t('{0} (present, with down)', vscode.workspace.asRelativePath(file));
    await openPreview(preview, { present: present ? file : undefined, diffTitle, language: 'sql' });
    const confirmed = await confirm(file, proposal);
    await closePreview(preview);
    if (!confirmed) return;
    const edit = await services.server.toEditorEdit(proposal.edit);
    if (!edit || !(await vscode.workspace.applyEdit(edit))) {
      throw new Error(
        vscode.l10n.t(
          '{0} could not be written; nothing was changed.',
          vscode.workspace.asRelativePath(file),
        ),
      );
    }
    const editor = await vscode.window.showTextDocument(file, { preview: false });
    await editor.document.save();
    services.migrationsView.refresh();
  };
}

/** The proposal, null when there is a down migration already, undefined when the user gave up waiting. */
async function ask({ server }: Services, uri: string): Promise<Proposal | null | undefined> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    cancellable: true,
    title: vscode.l10n.t('Writing a down migration'),
  };
  return vscode.window.withProgress(options, async (progress, token) => {
    const params: ProposeDownParams = { uri };
    try {
      return await server.requestWithProgress<Proposal | null>(
        METHODS.proposeDown,
        params,
        token,
        ({ message }) => progress.report({ ...(message !== undefined && { message }) }),
      );
    } catch (error) {
      if (token.isCancellationRequested) return undefined;
      throw error;
    }
  });
}

async function confirm(file: vscode.Uri, proposal: Proposal): Promise<boolean> {
  const { verdict, cannotComeBack, differences } = proposal;
  const path = vscode.workspace.asRelativePath(file);
  const write = vscode.l10n.t('Write the File');
  const isProven = verdict === 'PROVEN';
  const question = isProven
    ? vscode.l10n.t('Proven: it brings the schema back exactly. Write it to {0}?', path)
    : vscode.l10n.t('It does not bring everything back. Write it to {0} all the same?', path);
  const detail = [
    ...cannotComeBack.map((what) => vscode.l10n.t('Cannot come back: {0}', what)),
    ...differences,
  ].join('\n');
  const options = { modal: true, detail };
  const answer = isProven
    ? await vscode.window.showInformationMessage(question, options, write)
    : await vscode.window.showWarningMessage(question, options, write);
  return answer === write;
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type === vscode.FileType.File;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return false;
    throw error;
  }
}
