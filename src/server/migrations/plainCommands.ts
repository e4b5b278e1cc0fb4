import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CancellationToken, ShowDocumentRequest, type WorkspaceEdit } from 'vscode-languageserver/node';
import { errorMessage } from '../../core/errorMessage.ts';
import { certificateMarkdown } from '../../core/proof/certificateMarkdown.ts';
import { MIGRATION_COMMANDS } from '../commands.ts';
import type { ServerContext } from '../server.ts';
import { uriOfPath } from '../uris.ts';
import type { Migrations } from './migrations.ts';
import { proposeDown } from './proposeDown.ts';
import { prove } from './prove.ts';

/**
 * The commands of code lenses, for clients that are not the extension: progress and results show by the means every
 * client has.
 *
 * @returns false when the command is not one of them
 */
export async function runMigrationCommand(
  context: ServerContext,
  migrations: Migrations,
  command: string,
  argument: unknown,
  token: CancellationToken,
): Promise<boolean> {
  const uri = uriOf(argument);
  if (uri === undefined || !isMigrationCommand(command)) return false;
  const { window } = context.connection;
  try {
    if (command === MIGRATION_COMMANDS.prove) {
      const { certificates, problems } = await prove(context, migrations, { uris: [uri] }, token);
      for (const { name, detail } of certificates) window.showInformationMessage(`${name}: ${detail}`);
      for (const problem of problems) window.showErrorMessage(problem);
    } else if (command === MIGRATION_COMMANDS.showCertificate) {
      await showCertificate(context, migrations, uri);
    } else {
      const proposal = await proposeDown(context, migrations, { uri }, token);
      // SAFETY: proposeDown makes its edit as a workspace edit of the protocol.
      if (proposal) await context.connection.workspace.applyEdit(proposal.edit as WorkspaceEdit);
    }
  } catch (error) {
    window.showErrorMessage(errorMessage(error));
  }
  return true;
}

async function showCertificate(
  { connection }: ServerContext,
  migrations: Migrations,
  uri: string,
): Promise<void> {
  const located = await migrations.catalog.find(uri);
  const status = located && (await migrations.proofs.status(located));
  if (!status?.proof) {
    connection.window.showInformationMessage('This migration has not been proven yet.');
    return;
  }
  const { certificate, provenAt, name } = status.proof;
  const folder = await mkdtemp(join(tmpdir(), 'fixward-'));
  const path = join(folder, `${name.replaceAll(/[^\w.-]/gu, '_')}.md`);
  await writeFile(path, certificateMarkdown(certificate, provenAt, status.state === 'stale'), {
    mode: 0o600,
  });
  await connection.sendRequest(ShowDocumentRequest.type, { uri: uriOfPath(path) });
}

function isMigrationCommand(command: string): boolean {
  return Object.values<string>(MIGRATION_COMMANDS).includes(command);
}

function uriOf(argument: unknown): string | undefined {
  if (typeof argument !== 'object' || argument === null || !('uri' in argument)) return undefined;
  return typeof argument.uri === 'string' ? argument.uri : undefined;
}
