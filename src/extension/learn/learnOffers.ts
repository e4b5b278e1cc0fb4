import * as vscode from 'vscode';
import type { LearnOffer } from '../../protocol/learn.ts';
import type { LanguageServer } from '../client/languageServer.ts';
import type { Learning } from './learning.ts';

/** How long the status bar says that a draft was made. */
const MESSAGE_MS = 8_000;

/** Passes on what the server offers to learn after a save; one question at a time, and none twice. */
export function announceOffers(
  server: LanguageServer,
  learning: Learning,
  review: (draft?: string) => Promise<void>,
): vscode.Disposable {
  let asking = false;
  const declined = new Set<string>();
  return server.onLearnOffer((offer) => {
    learning.hear(offer);
    if (mode() === 'draft' && offer.draftId !== undefined) {
      vscode.window.setStatusBarMessage(`$(lightbulb) ${offer.message}`, MESSAGE_MS);
      return;
    }
    const key = `${offer.reason} ${offer.draftId ?? offer.ruleId ?? offer.uri}`;
    if (asking || declined.has(key)) return;
    asking = true;
    void ask(offer, review).then(
      (taken) => {
        asking = false;
        if (!taken) declined.add(key);
      },
      () => {
        asking = false;
      },
    );
  });
}

async function ask(offer: LearnOffer, review: (draft?: string) => Promise<void>): Promise<boolean> {
  const look = offer.reason === 'retire' ? vscode.l10n.t('Show Pattern') : vscode.l10n.t('Review');
  const never = vscode.l10n.t('Do Not Offer Again');
  const answer = await vscode.window.showInformationMessage(offer.message, look, never);
  if (answer === never) {
    await vscode.workspace
      .getConfiguration('fixward')
      .update('learn.offer', 'off', vscode.ConfigurationTarget.Global);
  }
  if (answer !== look) return false;
  if (offer.reason === 'retire') await vscode.commands.executeCommand('fixward.showPattern', offer.ruleId);
  else await review(offer.draftId);
  return true;
}

function mode(): string {
  return vscode.workspace.getConfiguration('fixward').get('learn.offer', 'ask');
}
