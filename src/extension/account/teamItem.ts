import * as vscode from 'vscode';
import type { SyncStatus } from '../../protocol/service.ts';
import { teamSentence, timeText } from './teamSentence.ts';
import { type TeamState, teamFace, teamItemText } from './teamState.ts';
import type { TeamStore } from './teamStore.ts';

/** Beside Fixward's own item. */
const PRIORITY = 89;

/** How this machine stands to the team store; there only once one is set up. */
export class TeamItem implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #subscription: vscode.Disposable;

  constructor(team: TeamStore) {
    this.#item = vscode.window.createStatusBarItem('fixward.team', vscode.StatusBarAlignment.Right, PRIORITY);
    this.#item.name = vscode.l10n.t('Fixward Team Store');
    this.#item.command = 'fixward.showTeamStore';
    this.#subscription = team.onChange((state) => this.#draw(state));
    this.#draw(team.state);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }

  #draw(state: TeamState): void {
    const face = teamFace(state);
    if (face === undefined) {
      this.#item.hide();
      return;
    }
    const sentence = teamSentence(state, face);
    this.#item.text = teamItemText(face, state.status);
    this.#item.tooltip = tooltip(state, sentence);
    this.#item.accessibilityInformation = {
      label: vscode.l10n.t('Fixward team store: {0}', sentence),
      role: 'button',
    };
    const isAlarming = face === 'rejected' || face === 'blocked' || face === 'problem';
    this.#item.backgroundColor = isAlarming
      ? new vscode.ThemeColor('statusBarItem.warningBackground')
      : undefined;
    this.#item.show();
  }
}

/** What comes from the store is shown as plain text, whatever it holds. */
function tooltip({ user, status }: TeamState, sentence: string): vscode.MarkdownString {
  const text = new vscode.MarkdownString('', true);
  text.appendMarkdown(`**${vscode.l10n.t('Fixward Team Store')}**\n\n`).appendText(sentence);
  for (const line of linesOf(user, status)) text.appendMarkdown('\n\n').appendText(line);
  return text;
}

function linesOf(user: string | undefined, status: SyncStatus | undefined): readonly string[] {
  const last = [status?.lastPushAt, status?.lastPullAt]
    .filter((at) => at !== undefined)
    .sort()
    .at(-1);
  return [
    ...(user === undefined ? [] : [vscode.l10n.t('Signed in as {0}', user)]),
    ...(last === undefined ? [] : [vscode.l10n.t('Last in step at {0}', timeText(new Date(last)))]),
    ...(status?.problem === undefined || status.state === 'blocked' ? [] : [status.problem]),
  ];
}
