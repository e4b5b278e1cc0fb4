import * as vscode from 'vscode';
import type { ProbeParams, ProjectProbe } from '../../protocol/syncMessages.ts';
import type { Services } from '../commands/services.ts';
import { callAnswer } from '../relay/callStore.ts';
import { oneOf, optionalNumber, optionalText, present, textsOf } from '../relay/wire.ts';
import { problemText, readStoreSettings, writeStoreSettings } from './storeSettings.ts';
import { keyProblem, urlProblem } from './storeSettingsProblem.ts';
import { newestVersion, offerStoreSql, sqlFiles } from './storeSql.ts';

/** Walks from nothing to a store that can be signed in to; true when it stands. */
export async function setUpTeamStore(services: Services): Promise<boolean> {
  const before = readStoreSettings();
  const url = await askUrl(before.url);
  if (url === undefined) return false;
  const publishableKey = await askKey(before.publishableKey);
  if (publishableKey === undefined) return false;
  const probe = await look(services, url, publishableKey);
  // Written even when the store is missing there: the project is the right one, and answers.
  await writeStoreSettings(url, publishableKey);
  return report(services, probe);
}

async function look(services: Services, url: string, publishableKey: string): Promise<ProjectProbe> {
  const title = vscode.l10n.t('Looking at the team store');
  const options = { location: vscode.ProgressLocation.Notification, title };
  return vscode.window.withProgress(options, async () => {
    const { team } = services.account;
    const { url: known } = readStoreSettings();
    // The version of its SQL is for users to see alone; without one the walk goes on.
    if (team.state.user !== undefined && known === url) await team.connect().catch(() => false);
    const params: ProbeParams = { url, publishableKey };
    const row = callAnswer(await services.service.ask('sync/probe', params));
    return {
      providers: textsOf(row.providers),
      store: oneOf(row.store, ['installed', 'not_installed', 'not_exposed', 'unknown'], 'unknown'),
      ...present({ said: optionalText(row.said), schemaVersion: optionalNumber(row.schemaVersion) }),
    };
  });
}

async function report(
  services: Services,
  { store, said, schemaVersion, providers }: ProjectProbe,
): Promise<boolean> {
  const { extensionUri } = services.account;
  const newest = newestVersion(await sqlFiles(extensionUri));
  switch (store) {
    case 'not_exposed':
      await offerStoreSql(
        extensionUri,
        vscode.l10n.t(
          'The project answers. Its schema “fixward” is not exposed: run the SQL of the store there, then add “fixward” to the exposed schemas of its Data API.',
        ),
      );
      return false;
    case 'not_installed':
      await offerStoreSql(
        extensionUri,
        vscode.l10n.t('The project answers, and has no Fixward store yet: run the SQL of the store there.'),
      );
      return false;
    case 'unknown':
      await offerStoreSql(
        extensionUri,
        vscode.l10n.t('The project answers, but not whether it has a Fixward store: {0}', said ?? ''),
      );
      return false;
    case 'installed':
      break;
  }
  if (schemaVersion !== undefined && schemaVersion < newest) {
    const sentence = vscode.l10n.t(
      'The store is there, at version {0}; this Fixward brings version {1}. Run the files that are newer.',
      schemaVersion,
      newest,
    );
    await offerStoreSql(extensionUri, sentence, schemaVersion);
    return true;
  }
  if (providers.length === 0) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('The store is there, but the project lets nobody sign in: switch a provider on.'),
    );
    return false;
  }
  if (services.account.team.state.user === undefined) void offerSignIn();
  else void vscode.window.showInformationMessage(vscode.l10n.t('The team store is there and up to date.'));
  return true;
}

async function offerSignIn(): Promise<void> {
  const signIn = vscode.l10n.t('Sign In');
  const sentence = vscode.l10n.t('The team store is there. Sign in to keep in step with it.');
  if ((await vscode.window.showInformationMessage(sentence, signIn)) === signIn) {
    await vscode.commands.executeCommand('fixward.signIn');
  }
}

function askUrl(value: string): Thenable<string | undefined> {
  return ask({
    value,
    prompt: vscode.l10n.t('The address of the Supabase project, from its API settings.'),
    placeHolder: 'https://abcd.supabase.co',
    problem: urlProblem,
  });
}

function askKey(value: string): Thenable<string | undefined> {
  return ask({
    value,
    prompt: vscode.l10n.t('The project’s publishable (anon) key; never the secret one.'),
    placeHolder: 'sb_publishable_…',
    problem: keyProblem,
  });
}

async function ask(input: {
  readonly value: string;
  readonly prompt: string;
  readonly placeHolder: string;
  readonly problem: typeof urlProblem;
}): Promise<string | undefined> {
  const { value, prompt, placeHolder, problem } = input;
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Set Up Team Store'),
    value,
    prompt,
    placeHolder,
    ignoreFocusOut: true,
    validateInput: (text) => {
      const found = problem(text);
      return found && problemText(found);
    },
  });
  return typed?.trim();
}
