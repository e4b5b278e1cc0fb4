import * as vscode from 'vscode';
import type { AccountCommandId, CommandHandler, CommandProblem } from '../commands/commandIds.ts';
import type { Services } from '../commands/services.ts';
import { problemOf } from '../relay/serviceProblem.ts';
import { chooseTeamWorkspace } from './chooseTeamWorkspace.ts';
import { inviteToTeam } from './inviteToTeam.ts';
import { rejectedChanges } from './rejectedChanges.ts';
import { setUpTeamStore } from './setUpTeamStore.ts';
import { showTeamStore } from './showTeamStore.ts';
import { isConfigured, readStoreSettings } from './storeSettings.ts';
import { teamSentence } from './teamSentence.ts';

/** The commands of the team store. */
export function accountCommands(services: Services): Readonly<Record<AccountCommandId, CommandHandler>> {
  const { account, panel } = services;
  const { team } = account;
  return {
    'fixward.signIn': told(services, () => signIn(services)),
    'fixward.signOut': told(services, async () => {
      const title = vscode.l10n.t('Signing out');
      await inWindow(title, () => team.signOut());
      panel.refresh();
      void vscode.window.showInformationMessage(
        vscode.l10n.t(
          'Signed out. The patterns on this machine stay; what waits is sent after the next sign-in.',
        ),
      );
    }),
    'fixward.syncNow': told(services, async () => {
      await inWindow(vscode.l10n.t('Syncing'), () => team.now());
      panel.refresh();
      void vscode.window.showInformationMessage(teamSentence(team.state));
    }),
    'fixward.chooseTeamWorkspace': told(services, () => chooseTeamWorkspace(services)),
    'fixward.inviteToTeam': told(services, () => inviteToTeam(services)),
    'fixward.showRejectedChanges': told(services, () => rejectedChanges(services)),
    'fixward.setUpTeamStore': told(services, () => setUpTeamStore(services)),
    'fixward.showTeamStore': () => showTeamStore(team),
  };
}

async function signIn(services: Services): Promise<void> {
  const { account, panel } = services;
  if (!isConfigured(readStoreSettings())) {
    const setUp = vscode.l10n.t('Set Up…');
    const chosen = await vscode.window.showInformationMessage(
      vscode.l10n.t('A team store is a Supabase project of yours; none is set up yet.'),
      setUp,
    );
    if (chosen !== setUp || !(await setUpTeamStore(services))) return;
  }
  const session = await account.flow.run();
  if (!session) return;
  panel.refresh();
  void vscode.window.showInformationMessage(vscode.l10n.t('Signed in as {0}.', session.label));
  await chooseTeamWorkspace(services, 'whenNeeded');
}

/** Expected failures are one line, shown once; the command's caller gets it too. */
function told({ log }: Services, run: () => Promise<unknown>): CommandHandler {
  return async (): Promise<CommandProblem | undefined> => {
    try {
      await run();
    } catch (error) {
      const { code, message } = problemOf(error);
      if (code === 'cancelled' || error instanceof vscode.CancellationError) return undefined;
      log.warn(`team store: ${message}`);
      void vscode.window.showErrorMessage(message);
      return { problem: message };
    }
    return undefined;
  };
}

function inWindow<Result>(title: string, work: () => Promise<Result>): Thenable<Result> {
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, work);
}
