import * as vscode from 'vscode';
import type { Services } from '../commands/services.ts';
import { rowsOf, textOf } from '../relay/wire.ts';
import { offerAdoption } from './adoptPatterns.ts';
import { teamSentence } from './teamSentence.ts';
import type { TeamStore } from './teamStore.ts';

export interface TeamWorkspace {
  readonly id: string;
  readonly name: string;
  readonly organisationId: string;
  readonly organisationName: string;
  readonly role: string;
}

interface WorkspaceItem extends vscode.QuickPickItem {
  readonly get?: () => Promise<string | undefined>;
}

/**
 * Lets the user choose which workspace of the project to keep in step with, or make or join one. `whenNeeded`: a
 * workspace that is the only one, or was chosen before, needs no question.
 */
export async function chooseTeamWorkspace(
  services: Services,
  when: 'always' | 'whenNeeded' = 'always',
): Promise<void> {
  const { team } = services.account;
  const workspaces = await listWorkspaces(team);
  const [only, ...others] = workspaces;
  const known = workspaces.find(({ id }) => id === team.chosenWorkspace);
  const settled = known ?? (others.length === 0 ? only : undefined);
  const id = when === 'whenNeeded' && settled ? settled.id : await ask(team, workspaces);
  if (id === undefined) return;
  const title = vscode.l10n.t('Syncing');
  const isNew = id !== known?.id;
  await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
    team.choose(id),
  );
  services.panel.refresh();
  const workspace = (await listWorkspaces(team)).find((one) => one.id === id);
  if (isNew && workspace) await offerAdoption(services, workspace);
  else if (when === 'always') void vscode.window.showInformationMessage(teamSentence(team.state));
}

export async function listWorkspaces(team: TeamStore): Promise<readonly TeamWorkspace[]> {
  const { workspaces } = await team.team('list_workspaces', {});
  return rowsOf(workspaces).map((row) => ({
    id: textOf(row.id),
    name: textOf(row.name),
    organisationId: textOf(row.organisation_id),
    organisationName: textOf(row.organisation_name),
    role: textOf(row.role),
  }));
}

async function ask(team: TeamStore, workspaces: readonly TeamWorkspace[]): Promise<string | undefined> {
  const owned = new Map(
    workspaces.flatMap(({ role, organisationId, organisationName }) =>
      role === 'owner' ? [[organisationId, organisationName]] : [],
    ),
  );
  const items: readonly WorkspaceItem[] = [
    ...workspaces.map(
      ({ id, name, organisationName, role }): WorkspaceItem => ({
        label: `$(${id === team.chosenWorkspace ? 'check' : 'repo'}) ${name}`,
        description: organisationName,
        detail: roleText(role),
        get: async () => id,
      }),
    ),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    {
      label: `$(key) ${vscode.l10n.t('Join with an invitation…')}`,
      get: () => join(team),
    },
    ...[...owned].map(
      ([organisationId, organisationName]): WorkspaceItem => ({
        label: `$(add) ${vscode.l10n.t('New workspace in {0}…', organisationName)}`,
        get: () => createWorkspace(team, organisationId),
      }),
    ),
    {
      label: `$(organization) ${vscode.l10n.t('New organisation…')}`,
      get: () => createOrganisation(team),
    },
  ];
  const chosen = await vscode.window.showQuickPick([...items], {
    title: vscode.l10n.t('Choose Team Workspace'),
    placeHolder:
      workspaces.length === 0
        ? vscode.l10n.t('You belong to no workspace yet: join one or make one')
        : vscode.l10n.t('Patterns are kept in step with one workspace'),
    matchOnDescription: true,
  });
  return chosen?.get?.();
}

async function createOrganisation(team: TeamStore): Promise<string | undefined> {
  const name = await askName(vscode.l10n.t('What the organisation is called.'));
  if (name === undefined) return undefined;
  const workspaceName = await askName(vscode.l10n.t('What its first workspace is called.'), name);
  if (workspaceName === undefined) return undefined;
  const made = await team.team('create_organisation', { name, workspace_name: workspaceName });
  return textOf(made.workspace_id);
}

async function createWorkspace(team: TeamStore, organisationId: string): Promise<string | undefined> {
  const name = await askName(vscode.l10n.t('What the workspace is called.'));
  if (name === undefined) return undefined;
  return textOf(
    (await team.team('create_workspace', { organisation_id: organisationId, name })).workspace_id,
  );
}

async function join(team: TeamStore): Promise<string | undefined> {
  const token = await vscode.window.showInputBox({
    title: vscode.l10n.t('Choose Team Workspace'),
    prompt: vscode.l10n.t('The code of the invitation that you were sent.'),
    password: true,
    ignoreFocusOut: true,
  });
  if (token === undefined || token.trim() === '') return undefined;
  const before = new Set((await listWorkspaces(team)).map(({ id }) => id));
  const joined = await team.team('accept_invitation', { token: token.trim() });
  if (textOf(joined.workspace_id) !== '') return textOf(joined.workspace_id);
  const workspaces = (await listWorkspaces(team)).filter(
    ({ organisationId }) => organisationId === joined.organisation_id,
  );
  const fresh = workspaces.filter(({ id }) => !before.has(id));
  const [first, ...others] = fresh.length > 0 ? fresh : workspaces;
  return others.length === 0 ? first?.id : ask(team, workspaces);
}

async function askName(prompt: string, value = ''): Promise<string | undefined> {
  const nameLengthMax = 200;
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Choose Team Workspace'),
    prompt,
    value,
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim() === '' || text.trim().length > nameLengthMax
        ? vscode.l10n.t('Between 1 and {0} characters.', nameLengthMax)
        : undefined,
  });
  return typed?.trim();
}

export function roleText(role: string): string {
  switch (role) {
    case 'owner':
      return vscode.l10n.t('Owner: says who belongs to it');
    case 'maintainer':
      return vscode.l10n.t('Maintainer: reviews patterns and keeps the rules');
    case 'member':
      return vscode.l10n.t('Member: adds patterns and records what became of fixes');
    default:
      return vscode.l10n.t('Reader: reads');
  }
}
