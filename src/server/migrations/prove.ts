import type { CancellationToken } from 'vscode-languageserver/node';
import type { Certificate } from '../../core/proof/certificate.ts';
import type { EngineChoice } from '../../engines/shadow/shadowService.ts';
import type { ProveParams, ProveResult } from '../../protocol/lsp.ts';
import type { ServerContext } from '../server.ts';
import { pathOfUri, uriOfPath } from '../uris.ts';
import { abortSignalOf } from './abortSignal.ts';
import type { ProjectHistory } from './migrationCatalog.ts';
import type { Migrations } from './migrations.ts';
import { verdictLine } from './proofWords.ts';
import { RESTRICTED } from './restricted.ts';

/** Migrations of one folder to prove. */
interface Target {
  readonly of: ProjectHistory;
  readonly names: readonly string[];
}

/** `fixward/prove`: proves migrations, one folder after the other. */
export function registerProve(context: ServerContext, migrations: Migrations): void {
  context.connection.onRequest('fixward/prove', (params: ProveParams, token: CancellationToken) =>
    prove(context, migrations, params, token),
  );
}

export async function prove(
  context: ServerContext,
  migrations: Migrations,
  params: ProveParams,
  token: CancellationToken,
): Promise<ProveResult> {
  const { connection, session } = context;
  if (!session().trusted) return { certificates: [], cancelled: false, problems: [RESTRICTED] };
  // What the editor holds counts, and what another program has just written.
  migrations.catalog.forget();
  const targets = await targetsOf(migrations, params);
  if (targets.length === 0) {
    return { certificates: [], cancelled: false, problems: ['No migration was found to prove.'] };
  }
  const reporter =
    params.workDoneToken === undefined
      ? undefined
      : connection.window.attachWorkDoneProgress(params.workDoneToken);
  reporter?.begin('Proving migrations', 0, undefined, true);
  const { signal, dispose } = abortSignalOf(token);
  const found: ProveResult['certificates'][number][] = [];
  const problems: string[] = [];
  let cancelled = false;
  try {
    for (const { of, names } of targets) {
      const engine = await engineChoice(context, of);
      if ('problem' in engine) {
        problems.push(engine.problem);
        continue;
      }
      const outcome = await migrations.proofs.prove(of, names, {
        engine,
        signal,
        onProgress: ({ done, total, message }) =>
          reporter?.report(total > 0 ? Math.round((100 * done) / total) : 0, message),
      });
      found.push(...outcome.certificates.map((certificate) => proofResult(of, certificate)));
      if (outcome.problem !== undefined) problems.push(outcome.problem);
      cancelled ||= outcome.cancelled;
      if (cancelled) break;
    }
  } finally {
    dispose();
    reporter?.done();
  }
  return { certificates: found, cancelled, problems };
}

/** Where to prove, as the settings say; the problem when there is no such place. */
export async function engineChoice(
  { session, parts }: ServerContext,
  { project, history }: ProjectHistory,
): Promise<EngineChoice | { readonly problem: string }> {
  const { engine, postgresFolder } = session().settings.proof;
  if (engine === 'embedded') return { kind: 'embedded' };
  if (postgresFolder !== '') return { kind: 'local', binFolder: postgresFolder };
  const binFolder = await parts.findLocalPostgres(project.schemaSettings(history).targetVersion);
  if (binFolder !== undefined) return { kind: 'local', binFolder };
  const problem =
    'No local Postgres was found: install one, name its folder in the setting fixward.proof.postgresFolder, or set fixward.proof.engine to "embedded".';
  return { problem };
}

async function targetsOf(
  { catalog }: Migrations,
  { uris, folderUri }: ProveParams,
): Promise<readonly Target[]> {
  const histories = await catalog.histories();
  if (uris) {
    const paths = new Set(uris.filter((uri) => uri.startsWith('file:')).map(pathOfUri));
    return histories.flatMap((of) => {
      const names = of.history.migrations
        .filter(({ up, down }) =>
          [up, down].some((script) => script && paths.has(`${of.root}/${script.path}`)),
        )
        .map(({ name }) => name);
      return names.length === 0 ? [] : [{ of, names }];
    });
  }
  const folder = folderUri === undefined ? undefined : pathOfUri(folderUri);
  return histories
    .filter(({ root, history }) => folder === undefined || pathOfFolder(root, history.folder) === folder)
    .map((of) => ({ of, names: of.history.migrations.map(({ name }) => name) }));
}

export function pathOfFolder(root: string, folder: string): string {
  return folder === '' ? root : `${root}/${folder}`;
}

function proofResult(
  { root }: ProjectHistory,
  certificate: Certificate,
): ProveResult['certificates'][number] {
  const { name, path, verdict } = certificate;
  return { uri: uriOfPath(`${root}/${path}`), name, verdict, detail: verdictLine(certificate) };
}
