import * as vscode from 'vscode';
import type { TextPreview } from '../documentation/textPreview.ts';
import type { FixwardService } from '../relay/fixwardService.ts';
import { isRow, numberOf } from '../relay/wire.ts';
import type { ConsultGateway } from './consultGateway.ts';
import { readConsultSettings } from './consultSettings.ts';
import { signalOf } from './languageModelTools.ts';

/** Tells of what the round of the week found, where the user wants to be told of anything. */
export function tellDocumentationNews(service: FixwardService): vscode.Disposable {
  return service.onEvent(({ event, params }) => {
    if (event !== 'knowledge/documentation' || !isRow(params) || params.asked !== false) return;
    if (readConsultSettings().notices === 'none') return;
    const show = vscode.l10n.t('Show');
    const count = numberOf(params.news);
    void vscode.window
      .showInformationMessage(
        vscode.l10n.t('The documentation of Postgres and Supabase has news of {0} subjects.', count),
        show,
      )
      .then((chosen) => {
        if (chosen === show)
          void vscode.commands.executeCommand('fixward.documentationRound', { ask: false });
      });
  });
}

/**
 * Has the documentation server asked what is new, shows what it said, and keeps drafts of it when the user wants them.
 *
 * @param ask false: shows what the rounds of the last week found
 */
export async function showDocumentationNews(
  consult: ConsultGateway,
  previews: TextPreview,
  ask: boolean,
): Promise<void> {
  const made = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Asking the documentation server what is new'),
      cancellable: true,
    },
    async (_, token) => {
      const signal = signalOf(token);
      try {
        return await consult.documentationRound({ ask }, signal);
      } catch (error) {
        // What was read before is kept; there is nothing to tell of what the user stopped himself.
        if (signal.aborted) return undefined;
        throw error;
      }
    },
  );
  if (!made) return;
  await vscode.commands.executeCommand(
    'markdown.showPreview',
    previews.show('/documentation-news.md', made.report),
  );
  // A round that was begun and not finished says so in its report.
  if (made.problem !== undefined && made.answered === 0) void offerSettings(made.problem);
  if (made.news > 0) void offerDrafts(consult, made.news);
}

async function offerSettings(problem: string): Promise<void> {
  const open = vscode.l10n.t('Open Settings');
  const chosen = await vscode.window.showWarningMessage(problem, open);
  if (chosen === open)
    await vscode.commands.executeCommand('workbench.action.openSettings', 'fixward.mcp.servers');
}

async function offerDrafts(consult: ConsultGateway, count: number): Promise<void> {
  const keep = vscode.l10n.t('Keep as Drafts');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('{0} subjects have news. Keep drafts of patterns for them, to be written by you?', count),
    keep,
  );
  if (chosen !== keep) return;
  const { proposals } = await consult.documentationRound({ ask: false, propose: true });
  if (!proposals) return;
  const [problem] = proposals.problems;
  if (problem !== undefined) {
    void vscode.window.showWarningMessage(vscode.l10n.t('Not every draft was kept: {0}', problem));
    return;
  }
  void vscode.window.showInformationMessage(
    vscode.l10n.t('{0} drafts were kept; {1} were there already.', proposals.created, proposals.known),
  );
}
