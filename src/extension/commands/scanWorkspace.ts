import * as vscode from 'vscode';
import type { ScanResult } from '../../protocol/lsp.ts';
import { METHODS } from '../client/methods.ts';
import { setContextValue } from '../contextKeys.ts';
import { filesCount, findingsCount } from '../findings/findingLabels.ts';
import type { CommandHandler } from './commandIds.ts';
import type { Services } from './services.ts';

/** Of the files that could not be checked, so many are named in the log. */
const PROBLEMS_LOGGED_MAX = 200;

/** The two commands of a workspace scan: one starts it, the other ends it early. */
export function scanCommands(services: Services): {
  readonly scan: CommandHandler;
  readonly cancel: CommandHandler;
} {
  let running: vscode.CancellationTokenSource | undefined;
  return {
    cancel: () => running?.cancel(),
    scan: async () => {
      await services.findingsView.reveal();
      if (running) return;
      running = new vscode.CancellationTokenSource();
      setContextValue('fixward.scanning', true);
      try {
        await scan(services, running.token);
      } finally {
        running.dispose();
        running = undefined;
        setContextValue('fixward.scanning', false);
      }
    },
  };
}

/** Progress and result show in the view alone: a scan is asked for, so it needs no pop-up to announce it. */
async function scan({ server, findingsView, log }: Services, token: vscode.CancellationToken): Promise<void> {
  const started = vscode.l10n.t('Checking the workspace …');
  findingsView.note(started);
  try {
    const result = await vscode.window.withProgress({ location: { viewId: 'fixward.findings' } }, () =>
      server.requestWithProgress<ScanResult>(METHODS.scan, {}, token, ({ percentage }) =>
        findingsView.note(
          percentage === undefined ? started : vscode.l10n.t('Checking the workspace: {0} %', percentage),
        ),
      ),
    );
    setContextValue('fixward.scanned', !result.cancelled);
    findingsView.note(resultSentence(result));
    log.info(
      `scan: ${result.files} files, ${result.findings} findings, ${Math.round(result.milliseconds)} ms`,
    );
    for (const problem of result.problems.slice(0, PROBLEMS_LOGGED_MAX)) log.warn(`scan: ${problem}`);
    const left = result.problems.length - PROBLEMS_LOGGED_MAX;
    if (left > 0) log.warn(`scan: ${left} more files could not be checked`);
  } catch (error) {
    findingsView.note(
      token.isCancellationRequested
        ? vscode.l10n.t('The scan was stopped.')
        : vscode.l10n.t('The scan failed; the log says why.'),
    );
    if (!token.isCancellationRequested) log.error('the scan failed', asError(error));
  }
}

function resultSentence({ files, findings, cancelled, problems }: ScanResult): string {
  const sentence = cancelled
    ? vscode.l10n.t('Stopped after {0}: {1} so far.', filesCount(files), findingsCount(findings))
    : vscode.l10n.t('{0} checked: {1}.', filesCount(files), findingsCount(findings));
  return problems.length === 0
    ? sentence
    : `${sentence} ${vscode.l10n.t('{0} could not be checked; the log names them.', filesCount(problems.length))}`;
}

function asError(error: unknown): Error | string {
  return error instanceof Error ? error : String(error);
}
