import * as vscode from 'vscode';
import { teamSentence } from './teamSentence.ts';
import { teamFace } from './teamState.ts';
import type { TeamStore } from './teamStore.ts';

interface ActionItem extends vscode.QuickPickItem {
  readonly command?: string;
}

/** The status item's menu: how it stands, and what can be done about it. */
export async function showTeamStore(team: TeamStore): Promise<void> {
  const { state } = team;
  const face = teamFace(state);
  const isSignedIn = state.user !== undefined;
  const rejected = state.status?.rejected ?? 0;
  const items: readonly (ActionItem | false)[] = [
    face === 'signedOut' && action('account', vscode.l10n.t('Sign In…'), 'fixward.signIn'),
    rejected > 0 &&
      action('warning', vscode.l10n.t('Show {0} Rejected Changes…', rejected), 'fixward.showRejectedChanges'),
    isSignedIn && action('sync', vscode.l10n.t('Sync Now'), 'fixward.syncNow'),
    isSignedIn && action('organization', vscode.l10n.t('Choose Workspace…'), 'fixward.chooseTeamWorkspace'),
    isSignedIn && action('person-add', vscode.l10n.t('Invite to Team…'), 'fixward.inviteToTeam'),
    isSignedIn && action('sign-out', vscode.l10n.t('Sign Out'), 'fixward.signOut'),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    action('gear', vscode.l10n.t('Set Up Team Store…'), 'fixward.setUpTeamStore'),
    action('output', vscode.l10n.t('Show Log'), 'fixward.showLog'),
  ];
  const chosen = await vscode.window.showQuickPick(
    items.filter((item) => item !== false),
    { title: vscode.l10n.t('Fixward Team Store'), placeHolder: teamSentence(state, face) },
  );
  if (chosen?.command !== undefined) await vscode.commands.executeCommand(chosen.command);
}

function action(icon: string, label: string, command: string): ActionItem {
  return { label: `$(${icon}) ${label}`, command };
}
