import * as vscode from 'vscode';
import type { TeamStore } from './teamStore.ts';

/** Tells, once each and in the window that is looked at, what the user has to do something about. */
export function tellOfTeamStore(team: TeamStore): vscode.Disposable {
  let rejected = team.state.status?.rejected ?? 0;
  let settingsProblem: string | undefined;
  const look = ({ status, settingsProblem: now }: TeamStore['state']): void => {
    if (now !== settingsProblem) {
      settingsProblem = now;
      if (now !== undefined) void offer(now, vscode.l10n.t('Open Settings'), openSettings);
    }
    if (status === undefined) return;
    const more = status.rejected > rejected;
    rejected = status.rejected;
    if (more) void offer(refusedText(rejected), vscode.l10n.t('Show'), run('fixward.showRejectedChanges'));
  };
  look(team.state);
  return vscode.Disposable.from(
    team.onChange(look),
    team.onSessionEnded(() => {
      const sentence = vscode.l10n.t('The session of the team store has ended; what is written waits here.');
      void offer(sentence, vscode.l10n.t('Sign In'), run('fixward.signIn'));
    }),
  );
}

function refusedText(count: number): string {
  return count === 1
    ? vscode.l10n.t('The team store refused a change; it is kept on this machine.')
    : vscode.l10n.t('{0} changes were refused by the team store; they are kept on this machine.', count);
}

async function offer(sentence: string, action: string, act: () => Thenable<unknown>): Promise<void> {
  if (!vscode.window.state.focused) return;
  if ((await vscode.window.showWarningMessage(sentence, action)) === action) await act();
}

function run(command: string): () => Thenable<unknown> {
  return () => vscode.commands.executeCommand(command);
}

function openSettings(): Thenable<unknown> {
  return vscode.commands.executeCommand('workbench.action.openSettings', 'fixward.store');
}
