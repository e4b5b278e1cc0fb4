import * as vscode from 'vscode';
import type { LanguageServer } from './client/languageServer.ts';

/** Tells once that the server is down for good, with the two things that help. */
export function announceServerFailure(
  server: LanguageServer,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  let open = false;
  return server.onState(async (state) => {
    if (state !== 'failed' || open) return;
    open = true;
    const restart = vscode.l10n.t('Restart Server');
    const showLog = vscode.l10n.t('Show Log');
    const chosen = await vscode.window.showErrorMessage(
      vscode.l10n.t('Fixward’s language server does not run, so nothing is checked.'),
      restart,
      showLog,
    );
    open = false;
    if (chosen === restart) await server.restart();
    if (chosen === showLog) log.show();
  });
}
