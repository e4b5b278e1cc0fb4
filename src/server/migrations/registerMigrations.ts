import type { CancellationToken } from 'vscode-languageserver/node';
import { certificateMarkdown } from '../../core/proof/certificateMarkdown.ts';
import type {
  CertificateParams,
  CertificateResult,
  FinalSchemaParams,
  MigrationsParams,
  MigrationsResult,
} from '../../protocol/lsp.ts';
import type { ServerContext } from '../server.ts';
import { codeLensesOf, type LensData, lensCommand } from './codeLenses.ts';
import { folderSummaries } from './folderSummaries.ts';
import { lockHints } from './lockHints.ts';
import type { Migrations } from './migrations.ts';
import { proofKey } from './proofKeys.ts';
import { registerProposeDown } from './proposeDown.ts';
import { registerProve } from './prove.ts';

/** Requests about migrations, Fixward's own and those of the Language Server Protocol. */
export function registerMigrations(context: ServerContext, migrations: Migrations): void {
  const { connection, session, live } = context;
  const { catalog, proofs } = migrations;
  connection.onRequest(
    'fixward/migrations',
    ({ refresh }: MigrationsParams, token: CancellationToken): Promise<MigrationsResult> => {
      if (refresh) catalog.forget();
      return folderSummaries(context, migrations, token);
    },
  );
  connection.onRequest(
    'fixward/certificate',
    async ({ uri }: CertificateParams): Promise<CertificateResult | null> => {
      const located = await catalog.find(uri);
      const proof = located && (await proofs.status(located)).proof;
      if (!proof) return null;
      const { certificate, provenAt, name } = proof;
      const stale = proof.key !== proofKey(located.history, name);
      return {
        name,
        markdown: certificateMarkdown(certificate, provenAt, stale),
        json: `${JSON.stringify(certificate, undefined, 2)}\n`,
        stale,
      };
    },
  );
  connection.onRequest('fixward/finalSchema', (params: FinalSchemaParams, token: CancellationToken) =>
    migrations.finalSchemaRuns.run(params, token),
  );
  registerProve(context, migrations);
  registerProposeDown(context, migrations);
  connection.onCodeLens(async ({ textDocument: { uri } }) => {
    const located = await catalog.find(uri);
    return located && session().settings.enable ? codeLensesOf(uri, located, session()) : [];
  });
  connection.onCodeLensResolve(async (lens) => {
    // SAFETY: lenses come back with the data this server gave them; a foreign one finds no migration.
    const data = lens.data as LensData;
    const located = await catalog.find(data.uri);
    if (!located) return lens;
    return { ...lens, command: lensCommand(data, located, await proofs.status(located), session()) };
  });
  connection.languages.inlayHint.on(async ({ textDocument: { uri }, range }, token) => {
    const { settings, codec } = session();
    if (!settings.enable || !settings.inlayLocks.enable) return [];
    const measured = await migrations.measured(uri, token);
    const checked = measured.length > 0 ? await live.check(uri, token) : undefined;
    return checked ? lockHints(checked, measured, range, codec) : [];
  });
}
