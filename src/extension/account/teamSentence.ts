import * as vscode from 'vscode';
import { type TeamState, teamFace } from './teamState.ts';

/** One sentence on how it stands. */
export function teamSentence(state: TeamState, face = teamFace(state)): string {
  const { status } = state;
  const waiting = status?.waiting ?? 0;
  switch (face) {
    case undefined:
      return vscode.l10n.t('The store stays on this machine: no team store is set up.');
    case 'problem':
      return state.settingsProblem ?? '';
    case 'signedOut':
      return waiting > 0
        ? vscode.l10n.t('Signed out of the team store; {0} changes wait.', waiting)
        : vscode.l10n.t('Signed out of the team store.');
    case 'paused':
      return vscode.l10n.t('Syncing is switched off in the settings; changes wait on this machine.');
    case 'rejected':
      return vscode.l10n.t('{0} changes were refused by the team store.', status?.rejected ?? 0);
    case 'blocked':
      return status?.problem ?? vscode.l10n.t('Syncing is stuck; the log says why.');
    case 'offline':
      return state.offlineSinceMs === undefined
        ? vscode.l10n.t(
            'The team store cannot be reached; {0} changes wait and are sent by themselves.',
            waiting,
          )
        : vscode.l10n.t(
            'Offline since {0}; {1} changes wait and are sent by themselves.',
            timeText(new Date(state.offlineSinceMs)),
            waiting,
          );
    case 'waiting':
      return vscode.l10n.t('{0} changes wait to be sent.', waiting);
    case 'syncing':
      return vscode.l10n.t('Syncing with the team store.');
    case 'synced':
      return vscode.l10n.t('In step with the team store.');
    case 'resting':
      return vscode.l10n.t('Signed in to the team store; syncing begins when the editor is idle.');
  }
}

/** Today's times need no date. */
export function timeText(at: Date): string {
  const isToday = at.toDateString() === new Date().toDateString();
  return isToday ? at.toLocaleTimeString(vscode.env.language) : at.toLocaleString(vscode.env.language);
}
