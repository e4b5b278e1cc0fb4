import * as vscode from 'vscode';
import { currentFolder } from '../panel/workspaceEditor.ts';
import { isRow } from '../relay/wire.ts';
import type { ConsultGateway } from './consultGateway.ts';
import { LANGUAGE_MODEL_TOOLS } from './languageModelToolNames.ts';

/** Offers tools that only read, or work on a throw-away database, to the editor's own agents. */
export function registerLanguageModelTools(consult: ConsultGateway): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(LANGUAGE_MODEL_TOOLS).map(([name, tool]) =>
      vscode.lm.registerTool(name, {
        prepareInvocation: () => ({
          invocationMessage: vscode.l10n.t('Fixward: {0}', tool.replaceAll('_', ' ')),
        }),
        invoke: async ({ input }, token) => {
          const folder = currentFolder()?.uri.fsPath;
          const answer = await consult.runTool(
            {
              name: tool,
              input: isRow(input) ? input : {},
              trusted: vscode.workspace.isTrusted,
              ...(folder !== undefined && { project: folder }),
            },
            signalOf(token),
          );
          if (!answer.ok) throw new Error(answer.message);
          return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(answer.text)]);
        },
      }),
    ),
  );
}

export function signalOf(token: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
