import * as vscode from 'vscode';
import type { UpdateBaselineParams, UpdateBaselineResult } from '../../protocol/lsp.ts';
import { METHODS } from '../client/methods.ts';
import { findingsCount } from '../findings/findingLabels.ts';
import type { CommandHandler } from './commandIds.ts';
import type { Services } from './services.ts';

/** Accepts every present finding, so that only new ones show from now on. */
export function updateBaseline({ server, log }: Services): CommandHandler {
  return async () => {
    const accept = vscode.l10n.t('Update the Baseline');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('Hide every finding that the workspace has now?'),
      {
        modal: true,
        detail: vscode.l10n.t(
          'Fixward checks every file and writes the findings to the baseline in .fixward. They stay hidden until their lines change; new findings show as always.',
        ),
      },
      accept,
    );
    if (answer !== accept) return;
    const title = vscode.l10n.t('Updating the baseline');
    const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title };
    await vscode.window.withProgress(options, async (progress, token) => {
      try {
        const result = await server.requestWithProgress<UpdateBaselineResult>(
          METHODS.updateBaseline,
          {} satisfies UpdateBaselineParams,
          token,
          ({ message }) => progress.report({ ...(message !== undefined && { message }) }),
        );
        log.info(`baseline: ${result.findings} findings in ${result.files} files`);
        vscode.window.setStatusBarMessage(
          vscode.l10n.t('The baseline hides {0}.', findingsCount(result.findings)),
          MESSAGE_MS,
        );
      } catch (error) {
        if (!token.isCancellationRequested) throw error;
      }
    });
  };
}

/** Long enough to be read once, after the progress is gone. */
const MESSAGE_MS = 6_000;
