import * as vscode from 'vscode';
import type { EnvironmentLabel } from '../../protocol/connectionMethods.ts';
import type { LiveCheckParams, LiveCheckResult } from '../../protocol/lsp.ts';
import { METHODS } from '../client/methods.ts';
import type { DatabaseConnection } from '../connections/connectionStore.ts';
import { type ConnectionProblem, connectionProblem, suggestedName } from '../connections/connectionString.ts';
import type { TextPreview } from '../documentation/textPreview.ts';
import { findingsCount } from '../findings/findingLabels.ts';
import type { CommandHandler } from './commandIds.ts';
import type { Services } from './services.ts';

/** Asks for a connection string, which goes into the secret storage, and a name to call it by. */
export function addConnection({ connections }: Services): CommandHandler {
  return async () => {
    await askForConnection(connections);
  };
}

export function removeConnection({ connections }: Services): CommandHandler {
  return async () => {
    const known = await connections.list();
    if (known.length === 0) {
      void vscode.window.showInformationMessage(vscode.l10n.t('No database connection has been added.'));
      return;
    }
    const placeHolder = vscode.l10n.t('Remove which connection?');
    const name = await vscode.window.showQuickPick(
      known.map((connection) => connection.name),
      { placeHolder },
    );
    if (name !== undefined) await connections.remove(name);
  };
}

/** Checks a database the user has added: reads its catalogs and statistics, changes nothing. */
export function checkLiveDatabase(services: Services, previews: TextPreview): CommandHandler {
  return async () => {
    if (!vscode.workspace.isTrusted) {
      void vscode.window.showWarningMessage(
        vscode.l10n.t('This workspace is not trusted: no database is connected to from here.'),
      );
      return;
    }
    const connection = await chooseConnection(services);
    if (!connection) return;
    const result = await check(services, connection);
    if (!result) return;
    if (result.problem !== undefined) {
      void vscode.window.showErrorMessage(`${connection.name}: ${result.problem}`);
      return;
    }
    services.log.info(`live check of ${connection.name}: ${findingsCount(result.findings)}`);
    const report = previews.show(
      `/${connection.name.replaceAll(/[^\p{L}\p{N}.-]+/gu, '-')}.md`,
      result.markdown,
    );
    await vscode.commands.executeCommand('markdown.showPreview', report);
  };
}

async function check(
  { server }: Services,
  { name, url }: DatabaseConnection,
): Promise<LiveCheckResult | undefined> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    cancellable: true,
    title: vscode.l10n.t('Checking {0}', name),
  };
  return vscode.window.withProgress(options, async (_, token) => {
    const params: LiveCheckParams = { name, connection: url };
    try {
      return await server.requestUntraced<LiveCheckResult>(METHODS.liveCheck, params, token);
    } catch (error) {
      if (token.isCancellationRequested) return undefined;
      throw error;
    }
  });
}

async function chooseConnection({ connections }: Services): Promise<DatabaseConnection | undefined> {
  const known = await connections.list();
  if (known.length === 0) return askForConnection(connections);
  const add = vscode.l10n.t('Add database connection…');
  const placeHolder = vscode.l10n.t('Check which database? It is read only.');
  const name = await vscode.window.showQuickPick([...known.map((connection) => connection.name), add], {
    placeHolder,
  });
  if (name === add) return askForConnection(connections);
  return known.find((connection) => connection.name === name);
}

async function askForConnection(
  connections: Services['connections'],
): Promise<DatabaseConnection | undefined> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Add a database connection'),
    prompt: vscode.l10n.t('Connection string; it is kept in the editor’s secret storage.'),
    placeHolder: 'postgresql://reader:password@host:5432/database',
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => {
      const problem = connectionProblem(text);
      return problem && problemText(problem);
    },
  });
  if (typed === undefined) return undefined;
  const url = typed.trim();
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('Add a database connection'),
    prompt: vscode.l10n.t('What to call it.'),
    value: suggestedName(url),
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('A connection needs a name.') : undefined),
  });
  if (name === undefined) return undefined;
  const environment = await askForEnvironment();
  if (!environment) return undefined;
  const writable = environment !== 'production' && (await askForWritable());
  if (writable === undefined) return undefined;
  const connection = { name: name.trim(), url, environment, writable };
  await connections.add(connection);
  return connection;
}

/** Tells a real database from one that may be broken: production is never written to from here. */
async function askForEnvironment(): Promise<EnvironmentLabel | undefined> {
  const chosen = await vscode.window.showQuickPick(
    [
      environmentItem('local', 'circle-outline', vscode.l10n.t('On this machine')),
      environmentItem('development', 'tools', vscode.l10n.t('Shared by developers')),
      environmentItem('staging', 'beaker', vscode.l10n.t('Like production, without its users')),
      environmentItem('production', 'flame', vscode.l10n.t('In use: Fixward never writes to it')),
    ],
    {
      title: vscode.l10n.t('Add a database connection'),
      placeHolder: vscode.l10n.t('What is it for?'),
      ignoreFocusOut: true,
    },
  );
  return chosen?.environment;
}

function environmentItem(
  environment: EnvironmentLabel,
  icon: string,
  description: string,
): vscode.QuickPickItem & { readonly environment: EnvironmentLabel } {
  return { label: environment, iconPath: new vscode.ThemeIcon(icon), description, environment };
}

async function askForWritable(): Promise<boolean | undefined> {
  const chosen = await vscode.window.showQuickPick(
    [
      {
        label: vscode.l10n.t('Read only'),
        description: vscode.l10n.t('Nothing is ever written'),
        writable: false,
      },
      {
        label: vscode.l10n.t('Read, and run approved migrations'),
        description: vscode.l10n.t('Each one only after you approve its exact SQL'),
        writable: true,
      },
    ],
    {
      title: vscode.l10n.t('Add a database connection'),
      placeHolder: vscode.l10n.t('What may Fixward do?'),
      ignoreFocusOut: true,
    },
  );
  return chosen?.writable;
}

function problemText(problem: ConnectionProblem): string {
  switch (problem) {
    case 'empty':
      return vscode.l10n.t('Type the connection string.');
    case 'not-postgres':
      return vscode.l10n.t('A connection string begins with postgresql://');
    case 'no-host':
      return vscode.l10n.t('The connection string names no host.');
    case 'unreadable':
      return vscode.l10n.t(
        'The connection string cannot be read; special characters of a password are written as %XX.',
      );
  }
}
