import {
  type CancellationToken,
  LSPErrorCodes,
  ResponseError,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { type DownPlace, downPlace, withDown } from '../../core/down/downFile.ts';
import { LineIndex } from '../../core/text/lineIndex.ts';
import type { ProposeDownParams, ProposeDownResult } from '../../protocol/lsp.ts';
import { newFileChanges } from '../newFileChanges.ts';
import type { ServerContext } from '../server.ts';
import { pathOfUri, uriOfPath } from '../uris.ts';
import { abortSignalOf } from './abortSignal.ts';
import type { LocatedMigration } from './migrationCatalog.ts';
import type { Migrations } from './migrations.ts';
import { verdictLine } from './proofWords.ts';
import { engineChoice } from './prove.ts';
import { RESTRICTED } from './restricted.ts';

/** `fixward/proposeDown`: a down migration written from what up changed, proven before it is offered. */
export function registerProposeDown(context: ServerContext, migrations: Migrations): void {
  context.connection.onRequest('fixward/proposeDown', (params: ProposeDownParams, token: CancellationToken) =>
    proposeDown(context, migrations, params, token),
  );
}

export async function proposeDown(
  context: ServerContext,
  migrations: Migrations,
  { uri, workDoneToken }: ProposeDownParams,
  token: CancellationToken,
): Promise<ProposeDownResult | null> {
  const { connection, session } = context;
  if (!session().trusted) throw refused(RESTRICTED);
  const of = await migrations.catalog.find(uri);
  if (!of) throw refused('This file is not a migration.');
  if (of.migration.down) return null;
  const engine = await engineChoice(context, of);
  if ('problem' in engine) throw refused(engine.problem);
  const reporter =
    workDoneToken === undefined ? undefined : connection.window.attachWorkDoneProgress(workDoneToken);
  reporter?.begin(`Writing a down migration for ${of.migration.name}`, undefined, undefined, true);
  const { signal, dispose } = abortSignalOf(token);
  try {
    const { certificates, problem, cancelled } = await migrations.proofs.prove(of, [of.migration.name], {
      engine,
      signal,
      proposeDown: true,
      onProgress: ({ message }) => reporter?.report(message),
    });
    if (cancelled) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    const [certificate] = certificates;
    if (!certificate) throw refused(problem ?? 'The migration was not proven.');
    if (!certificate.proposedDown) throw refused(verdictLine(certificate));
    const { verdict, cannotComeBack, leftBehind, lost } = certificate.proposedDown;
    const place = downPlace(of.history, of.migration);
    const text = withDown(place, of.migration.up.text, certificate.proposedDown);
    return {
      edit: editOf(context, of, place, text),
      uri: uriOfPath(`${of.root}/${place.path}`),
      text,
      verdict,
      cannotComeBack,
      differences: [
        ...leftBehind.map((what) => `left behind: ${what}`),
        ...lost.map((what) => `not brought back: ${what}`),
      ],
    };
  } finally {
    dispose();
    reporter?.done();
  }
}

function editOf(
  { documents, session }: ServerContext,
  { root, migration }: LocatedMigration,
  place: DownPlace,
  text: string,
): WorkspaceEdit {
  const uri = uriOfPath(`${root}/${place.path}`);
  if (place.kind === 'newFile') return { documentChanges: [...newFileChanges(uri, text)] };
  const upText = migration.up.text;
  const lines = new LineIndex(upText);
  const range = session().codec.range(upText, lines, { start: 0, end: upText.length });
  const open = documents.all().find((document) => pathOfUri(document.uri) === `${root}/${place.path}`);
  return {
    documentChanges: [
      {
        textDocument: { uri: open?.uri ?? uri, version: open?.version ?? null },
        edits: [{ range, newText: text }],
      },
    ],
  };
}

function refused(message: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}
