import * as vscode from 'vscode';
import type { ProveParams, ProveResult } from '../../protocol/lsp.ts';
import { METHODS } from '../client/methods.ts';
import { setContextValue } from '../contextKeys.ts';
import type { CommandHandler } from './commandIds.ts';
import { migrationUri } from './migrationArgument.ts';
import type { Services } from './services.ts';

type Proof = ProveResult['certificates'][number];

/** The commands that prove: one migration, all of them, and the one that ends either early. */
export function proveCommands(services: Services): {
  readonly one: CommandHandler;
  readonly all: CommandHandler;
  readonly cancel: CommandHandler;
} {
  let running: vscode.CancellationTokenSource | undefined;
  const run = async (params: Omit<ProveParams, 'workDoneToken'>): Promise<void> => {
    if (running) return;
    running = new vscode.CancellationTokenSource();
    setContextValue('fixward.proving', true);
    try {
      await prove(services, params, running.token);
    } finally {
      running.dispose();
      running = undefined;
      setContextValue('fixward.proving', false);
    }
  };
  return {
    cancel: () => running?.cancel(),
    one: async (target) => {
      const uri = migrationUri(target);
      if (uri !== undefined) return run({ uris: [uri] });
      const chosen = await chooseMigration(services);
      if (chosen !== undefined) await run({ uris: [chosen] });
    },
    all: async (target) => {
      await services.migrationsView.reveal();
      const folderUri = folderOf(target);
      await run(folderUri === undefined ? {} : { folderUri });
    },
  };
}

/** Progress and result show in the view and above the migration: a proof is asked for, so no pop-up announces it. */
async function prove(
  { server, migrationsView, log }: Services,
  params: ProveParams,
  token: vscode.CancellationToken,
): Promise<void> {
  const started = vscode.l10n.t('Proving …');
  const status = vscode.window.setStatusBarMessage(`$(loading~spin) ${started}`);
  migrationsView.note(started);
  try {
    const result = await vscode.window.withProgress({ location: { viewId: 'fixward.migrations' } }, () =>
      server.requestWithProgress<ProveResult>(METHODS.prove, params, token, ({ message }) => {
        if (message !== undefined) migrationsView.note(message);
      }),
    );
    for (const { name, verdict, detail } of result.certificates)
      log.info(`proof of ${name}: ${verdict}, ${detail}`);
    for (const problem of result.problems) log.warn(`proof: ${problem}`);
    migrationsView.note(resultSentence(result));
    const [problem] = result.problems;
    if (problem !== undefined) void vscode.window.showErrorMessage(problem);
  } catch (error) {
    const isCancelled = token.isCancellationRequested;
    migrationsView.note(isCancelled ? vscode.l10n.t('The proof was stopped.') : undefined);
    if (!isCancelled) throw error;
  } finally {
    status.dispose();
  }
}

function resultSentence({ certificates, cancelled, problems }: ProveResult): string | undefined {
  const [problem] = problems;
  if (problem !== undefined && !cancelled) return problem;
  const [only] = certificates;
  const result = certificates.length === 1 && only ? sentenceOf(only) : `${countsOf(certificates)}.`;
  if (!cancelled) return result;
  const stopped = vscode.l10n.t('The proof was stopped.');
  return certificates.length === 0 ? stopped : `${stopped} ${result}`;
}

const VERDICTS = ['PROVEN', 'NOT_IDENTICAL', 'IRREVERSIBLE', 'UNPROVABLE', 'FAILED'] as const;

/** "3 proven, 1 failed". */
function countsOf(certificates: readonly Proof[]): string {
  return VERDICTS.flatMap((verdict) => {
    const count = certificates.filter((certificate) => certificate.verdict === verdict).length;
    return count === 0 ? [] : [countLabel(verdict, count)];
  }).join(', ');
}

function countLabel(verdict: Proof['verdict'], count: number): string {
  switch (verdict) {
    case 'PROVEN':
      return vscode.l10n.t('{0} proven', count);
    case 'NOT_IDENTICAL':
      return vscode.l10n.t('{0} not identical', count);
    case 'IRREVERSIBLE':
      return vscode.l10n.t('{0} irreversible', count);
    case 'UNPROVABLE':
      return vscode.l10n.t('{0} not provable', count);
    case 'FAILED':
      return vscode.l10n.t('{0} failed', count);
  }
}

function sentenceOf({ name, detail }: Proof): string {
  return `${name}: ${detail}`;
}

async function chooseMigration({ migrationsView }: Services): Promise<string | undefined> {
  const folders = await migrationsView.load();
  const items = folders.flatMap(({ path, migrations }) =>
    migrations.map(({ name, detail, uri }) => ({ label: name, description: path, detail, uri })).reverse(),
  );
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('This workspace has no migrations.'));
    return undefined;
  }
  const placeHolder = vscode.l10n.t('Prove which migration?');
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.uri;
}

/** A folder's node of the tree; every folder when there is none. */
function folderOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('folder' in value)) return undefined;
  const { folder } = value;
  if (typeof folder !== 'object' || folder === null || !('uri' in folder)) return undefined;
  return typeof folder.uri === 'string' ? folder.uri : undefined;
}
