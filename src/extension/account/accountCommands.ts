import * as vscode from 'vscode';
import type { AccountCommandId, CommandHandler } from '../commands/commandIds.ts';
import type { Services } from '../commands/services.ts';
import { syncStatusOf } from '../panel/storeOverview.ts';
import { rejectedChanges } from './rejectedChanges.ts';
import { PROVIDER_ID, type SignInWay, storeSettings } from './teamAccount.ts';

/** Providers that Supabase projects commonly have; any other is typed. */
const PROVIDERS = ['github', 'gitlab', 'google', 'azure'];

/** The commands of the team store. */
export function accountCommands(services: Services): Readonly<Record<AccountCommandId, CommandHandler>> {
  const { account, panel, service } = services;
  account.askWith(askWay);
  return {
    'fixward.signIn': async () => {
      if (!storeSettings() && !(await askForProject())) return;
      const session = await vscode.authentication.getSession(PROVIDER_ID, [], { createIfNone: true });
      void vscode.window.showInformationMessage(vscode.l10n.t('Signed in as {0}.', session.account.label));
      panel.refresh();
    },
    'fixward.signOut': async () => {
      await account.removeSession();
      panel.refresh();
      void vscode.window.showInformationMessage(
        vscode.l10n.t(
          'Signed out. The patterns on this machine stay; what waits is sent after the next sign-in.',
        ),
      );
    },
    'fixward.syncNow': async () => {
      const options = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Syncing') };
      const status = await vscode.window.withProgress(options, async () =>
        syncStatusOf(await service.ask('sync/now', {})),
      );
      panel.refresh();
      void vscode.window.showInformationMessage(syncSentence(status));
    },
    'fixward.showRejectedChanges': rejectedChanges(services),
  };
}

export function syncSentence({ state, waiting, rejected, problem }: ReturnType<typeof syncStatusOf>): string {
  if (problem !== undefined) return problem;
  switch (state) {
    case 'off':
      return vscode.l10n.t('The store stays on this machine: no team store is set up.');
    case 'signed-out':
      return vscode.l10n.t('Signed out of the team store; {0} changes wait.', waiting);
    case 'offline':
      return vscode.l10n.t(
        'The team store cannot be reached; {0} changes wait and are sent by themselves.',
        waiting,
      );
    case 'blocked':
      return vscode.l10n.t('{0} changes were refused by the team store.', rejected);
    default:
      return rejected > 0
        ? vscode.l10n.t('{0} changes were refused by the team store.', rejected)
        : vscode.l10n.t('In step with the team store; {0} changes wait.', waiting);
  }
}

async function askForProject(): Promise<boolean> {
  const open = vscode.l10n.t('Open Settings');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('A team store is a Supabase project of yours. Set its address and publishable key first.'),
    open,
  );
  if (chosen === open) await vscode.commands.executeCommand('workbench.action.openSettings', 'fixward.store');
  return false;
}

async function askWay(): Promise<SignInWay | undefined> {
  const mail = vscode.l10n.t('Link by e-mail');
  const other = vscode.l10n.t('Another provider…');
  const chosen = await vscode.window.showQuickPick([mail, ...PROVIDERS, other], {
    title: vscode.l10n.t('Sign In to Team Store'),
    placeHolder: vscode.l10n.t('As your Supabase project allows'),
  });
  if (chosen === undefined) return undefined;
  if (chosen === mail) {
    const email = await vscode.window.showInputBox({
      title: vscode.l10n.t('Sign In to Team Store'),
      prompt: vscode.l10n.t('The link is sent to this address.'),
      validateInput: (text) =>
        /^[^\s@]+@[^\s@]+$/u.test(text.trim()) ? undefined : vscode.l10n.t('Type an e-mail address.'),
    });
    return email === undefined ? undefined : { kind: 'email', email: email.trim() };
  }
  const provider = chosen === other ? await askProvider() : chosen;
  return provider === undefined ? undefined : { kind: 'provider', provider };
}

function askProvider(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Sign In to Team Store'),
    prompt: vscode.l10n.t('The provider as Supabase calls it, such as keycloak.'),
    validateInput: (text) =>
      /^[a-z0-9_:-]{1,60}$/u.test(text)
        ? undefined
        : vscode.l10n.t('Small letters, digits, hyphens and colons.'),
  });
}
