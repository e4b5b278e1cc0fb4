import * as vscode from 'vscode';
import type { WorkspaceEdit } from 'vscode-languageclient/node';
import type { FixAllInWorkspaceParams, FixAllInWorkspaceResult } from '../../protocol/lsp.ts';
import { METHODS } from '../client/methods.ts';
import { filesCount, findingsCount } from '../findings/findingLabels.ts';
import { fixableRules } from '../findings/findingsModel.ts';
import { ruleIdOf } from './arguments.ts';
import type { CommandHandler } from './commandIds.ts';
import type { Services } from './services.ts';
import { withoutConfirmation } from './unconfirmedEdit.ts';

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

/** Prepares the fixes of one rule in all files; the user reviews them in the refactor preview or takes all. */
export function fixAllInWorkspace(services: Services): CommandHandler {
  return async (target) => {
    const ruleId = ruleIdOf(target) ?? (await chooseFixableRule(services));
    if (ruleId === undefined) return;
    const prepared = await prepare(services, ruleId);
    if (!prepared) return;
    if (prepared.fixes === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('No finding of {0} has a fix that holds.', ruleId),
      );
      return;
    }
    const answer = await ask(ruleId, prepared);
    if (answer === undefined) return;
    const wanted = answer === 'all' ? withoutConfirmation(prepared.edit) : prepared.edit;
    const edit = await services.server.toEditorEdit(wanted);
    if (edit) await vscode.workspace.applyEdit(edit, { isRefactoring: true });
  };
}

async function prepare({ server }: Services, ruleId: string): Promise<PreparedEdit | undefined> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    cancellable: true,
    title: vscode.l10n.t('Preparing the fixes of {0}', ruleId),
  };
  return vscode.window.withProgress(options, async (progress, token) => {
    const params: FixAllInWorkspaceParams = { ruleId };
    try {
      const prepared = await server.requestWithProgress<PreparedEdit>(
        METHODS.fixAllInWorkspace,
        params,
        token,
        ({ message }) => progress.report({ ...(message !== undefined && { message }) }),
      );
      return token.isCancellationRequested ? undefined : prepared;
    } catch (error) {
      if (token.isCancellationRequested) return undefined;
      throw error;
    }
  });
}

/** The preview starts with every change unticked, which is right for a review and tiresome for a certain reader. */
async function ask(ruleId: string, { fixes, files }: PreparedEdit): Promise<'review' | 'all' | undefined> {
  const review = vscode.l10n.t('Review Changes');
  const all = vscode.l10n.t('Apply All');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('Fix {0} of {1} in {2}?', findingsCount(fixes), ruleId, filesCount(files)),
    { modal: true },
    review,
    all,
  );
  if (answer === review) return 'review';
  return answer === all ? 'all' : undefined;
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
