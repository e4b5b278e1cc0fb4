import * as vscode from 'vscode';
import type { WorkspaceEdit } from 'vscode-languageclient/node';
import type { FixAllInWorkspaceParams, FixAllInWorkspaceResult } from '../../protocol/lsp.ts';
import { METHODS } from '../client/methods.ts';
import { findingsCount } from '../findings/findingLabels.ts';
import { fixableRules } from '../findings/findingsModel.ts';
import { ruleIdOf } from './arguments.ts';
import type { CommandHandler } from './commandIds.ts';
import type { Services } from './services.ts';

/** The protocol leaves the edit's type to the Language Server Protocol's own. */
type PreparedEdit = FixAllInWorkspaceResult & { readonly edit: WorkspaceEdit };

/** Applies every safe fix of the active file, as fix-on-save would. */
export function fixAllInFile(): CommandHandler {
  return async () => {
    await vscode.commands.executeCommand('editor.action.sourceAction', {
      kind: 'source.fixAll.fixward',
      apply: 'first',
    });
  };
}

/** Prepares the fixes of one rule in all files and hands them to the editor's refactor preview. */
export function fixAllInWorkspace(services: Services): CommandHandler {
  return async (target) => {
    const ruleId = ruleIdOf(target) ?? (await chooseFixableRule(services));
    if (ruleId === undefined) return;
    const edit = await prepareEdit(services, ruleId);
    if (!edit) return;
    if (edit.size === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('No finding of {0} has a fix that holds.', ruleId),
      );
      return;
    }
    await vscode.workspace.applyEdit(edit, { isRefactoring: true });
  };
}

async function prepareEdit({ server }: Services, ruleId: string): Promise<vscode.WorkspaceEdit | undefined> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    cancellable: true,
    title: vscode.l10n.t('Preparing the fixes of {0}', ruleId),
  };
  return vscode.window.withProgress(options, async (progress, token) => {
    const params: FixAllInWorkspaceParams = { ruleId };
    try {
      const answer = await server.requestWithProgress<PreparedEdit>(
        METHODS.fixAllInWorkspace,
        params,
        token,
        ({ message }) => progress.report({ ...(message !== undefined && { message }) }),
      );
      if (token.isCancellationRequested) return undefined;
      return (await server.toEditorEdit(answer.edit)) ?? new vscode.WorkspaceEdit();
    } catch (error) {
      if (token.isCancellationRequested) return undefined;
      throw error;
    }
  });
}

async function chooseFixableRule({ store }: Services): Promise<string | undefined> {
  const items = fixableRules(store.files()).map(({ ruleId, title, count }) => ({
    label: title,
    description: `${ruleId} · ${findingsCount(count)}`,
    ruleId,
  }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'No finding in the files checked so far has a fix. Scan the workspace to check every file.',
      ),
    );
    return undefined;
  }
  const chosen = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t('Fix all findings of which rule?'),
    matchOnDescription: true,
  });
  return chosen?.ruleId;
}
