import * as vscode from 'vscode';
import type { WorkspaceEdit } from 'vscode-languageclient/node';
import type { SuppressionEditParams } from '../../protocol/lsp.ts';
import { METHODS } from '../client/methods.ts';
import { suppressionArgument } from './arguments.ts';
import type { CommandHandler } from './commandIds.ts';
import { findingAtCursor } from './findingAtCursor.ts';
import type { Services } from './services.ts';
import { REASON_LENGTH_MAX, type ReasonProblem, reasonProblem } from './suppressionReason.ts';

/** Asks for a reason and writes the suppression comment; nothing is suppressed without one. */
export function suppressWithReason(services: Services): CommandHandler {
  return async (target) => {
    const argument = suppressionArgument(target ?? (await findingAtCursor(services)));
    if (!argument) return;
    const { uri, ruleId, range, scope } = argument;
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
    const version = argument.version ?? document.version;
    const reason = await askReason(ruleId, scope);
    if (reason === undefined) return;
    if (document.version !== version) {
      void vscode.window.showWarningMessage(
        vscode.l10n.t('The file changed in the meantime; nothing was written. Suppress the finding again.'),
      );
      return;
    }
    const params: SuppressionEditParams = { uri, ruleId, range, scope, reason: reason.trim() };
    const edit = await services.server.toEditorEdit(
      await services.server.request<WorkspaceEdit | null>(METHODS.suppressionEdit, params),
    );
    if (!edit || edit.size === 0) {
      void vscode.window.showWarningMessage(
        vscode.l10n.t('This finding is gone; there is nothing to suppress.'),
      );
      return;
    }
    await vscode.workspace.applyEdit(edit);
  };
}

function askReason(ruleId: string, scope: 'line' | 'file'): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title:
      scope === 'file'
        ? vscode.l10n.t('Suppress {0} in this file', ruleId)
        : vscode.l10n.t('Suppress {0} on this line', ruleId),
    prompt: vscode.l10n.t('Why is it right here? Readers of the code will see this.'),
    ignoreFocusOut: true,
    validateInput: (text) => {
      const problem = reasonProblem(text);
      return problem === undefined ? undefined : problemWords(problem);
    },
  });
}

function problemWords(problem: ReasonProblem): string {
  switch (problem) {
    case 'empty':
      return vscode.l10n.t('A suppression needs a reason.');
    case 'too-long':
      return vscode.l10n.t('At most {0} characters; keep the rest for the commit.', REASON_LENGTH_MAX);
    case 'line-break':
      return vscode.l10n.t('The reason must stay on one line.');
    case 'ends-comment':
      return vscode.l10n.t('The reason must not contain */ or -->, which would end the comment.');
  }
}
