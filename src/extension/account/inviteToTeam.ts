import * as vscode from 'vscode';
import type { Services } from '../commands/services.ts';
import { textOf } from '../relay/wire.ts';
import { askEmail } from './askSignInWay.ts';
import { listWorkspaces, roleText, type TeamWorkspace } from './chooseTeamWorkspace.ts';
import { readStoreSettings } from './storeSettings.ts';

const ROLES = ['member', 'maintainer', 'reader', 'owner'] as const;

/**
 * Makes an invitation to send by whatever way the user trusts. Its code is shown to nobody but him, and once: the store
 * keeps the hash alone.
 */
export async function inviteToTeam({ account }: Services): Promise<void> {
  const { team } = account;
  const owned = (await listWorkspaces(team)).filter(({ role }) => role === 'owner');
  const current = owned.find(({ id }) => id === (team.chosenWorkspace ?? team.state.status?.workspaceId));
  const workspace = current ?? (await askWorkspace(owned));
  if (workspace === undefined) return;
  const email = await askEmail(vscode.l10n.t('Who is invited to “{0}”?', workspace.name));
  if (email === undefined) return;
  const role = await askRole();
  if (role === undefined) return;
  const made = await team.team('invite_member', {
    organisation_id: workspace.organisationId,
    workspace_id: workspace.id,
    email,
    role,
  });
  const text = invitationText(workspace, textOf(made.token), new Date(textOf(made.expires_at)));
  await hand(email, workspace, text);
}

async function hand(email: string, { name }: TeamWorkspace, text: string): Promise<void> {
  const copy = vscode.l10n.t('Copy Invitation');
  const mail = vscode.l10n.t('Write E-Mail');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('{0} is invited to “{1}”.', email, name),
    {
      modal: true,
      detail: vscode.l10n.t(
        'The invitation is shown this once. Whoever has its code can join, so send it in private.',
      ),
    },
    copy,
    mail,
  );
  if (chosen === mail) {
    const subject = vscode.l10n.t('Invitation to the Fixward workspace {0}', name);
    const address = `mailto:${encodeURIComponent(email)}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(text)}`;
    await vscode.env.openExternal(vscode.Uri.parse(address));
  }
  if (chosen === copy) await vscode.env.clipboard.writeText(text);
}

function invitationText({ name, organisationName }: TeamWorkspace, token: string, ends: Date): string {
  const { url, publishableKey } = readStoreSettings();
  return [
    vscode.l10n.t('You are invited to the Fixward workspace “{0}” of {1}.', name, organisationName),
    '',
    vscode.l10n.t('1. In VS Code run “Fixward: Set Up Team Store” with these two:'),
    `   ${url}`,
    `   ${publishableKey}`,
    vscode.l10n.t('2. Run “Fixward: Sign In to Team Store”.'),
    vscode.l10n.t('3. Choose “Join with an invitation…” and paste this code:'),
    `   ${token}`,
    '',
    vscode.l10n.t('The code works once, until {0}.', ends.toLocaleDateString(vscode.env.language)),
  ].join('\n');
}

async function askWorkspace(owned: readonly TeamWorkspace[]): Promise<TeamWorkspace | undefined> {
  if (owned.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Inviting needs the role owner; ask one of the owners.'),
    );
    return undefined;
  }
  const items = owned.map((workspace) => ({
    label: workspace.name,
    description: workspace.organisationName,
    workspace,
  }));
  const title = vscode.l10n.t('Invite to Team');
  return (await vscode.window.showQuickPick(items, { title }))?.workspace;
}

async function askRole(): Promise<(typeof ROLES)[number] | undefined> {
  const items = ROLES.map((role) => ({ label: roleText(role), role }));
  const title = vscode.l10n.t('Invite to Team');
  return (await vscode.window.showQuickPick(items, { title }))?.role;
}
