import type { CancellationSignal } from '../../core/cancellation.ts';
import type { MigrationFolderSummary, MigrationSummary, MigrationsResult } from '../../protocol/lsp.ts';
import type { ServerContext } from '../server.ts';
import { findingsParamsOf } from '../summaries.ts';
import { uriOfPath } from '../uris.ts';
import type { LocatedMigration, ProjectHistory } from './migrationCatalog.ts';
import type { Migrations } from './migrations.ts';

/** Findings of one migration that the list carries; the editor shows the rest. */
const FINDINGS_LISTED_MAX = 20;

/** Checks run this long before open documents get their turn again. */
const TURN_MS = 5;

/** Every migration folder of the workspace with the state of each proof. */
export async function folderSummaries(
  context: ServerContext,
  migrations: Migrations,
  cancellation: CancellationSignal,
): Promise<MigrationsResult> {
  const folders: MigrationFolderSummary[] = [];
  const { nowMs } = context.parts;
  let turnStartedMs = nowMs();
  for (const of of await migrations.catalog.histories()) {
    const summaries: MigrationSummary[] = [];
    for (const migration of of.history.migrations) {
      if (cancellation.isCancellationRequested) return { folders };
      summaries.push(await migrationSummary(context, migrations, { ...of, migration }));
      if (nowMs() - turnStartedMs <= TURN_MS) continue;
      await new Promise((resolve) => setImmediate(resolve));
      turnStartedMs = nowMs();
    }
    const finalSchema = context.finalSchema.summaryOf(of);
    const summary = folderSummary(of, summaries);
    if (summaries.length > 0) folders.push({ ...summary, ...(finalSchema && { finalSchema }) });
  }
  return { folders };
}

function folderSummary(
  { root, history }: ProjectHistory,
  migrations: readonly MigrationSummary[],
): MigrationFolderSummary {
  const { folder, tool } = history;
  return { uri: uriOfPath(folder === '' ? root : `${root}/${folder}`), path: folder, tool, migrations };
}

async function migrationSummary(
  { session }: ServerContext,
  { proofs, checks }: Migrations,
  of: LocatedMigration,
): Promise<MigrationSummary> {
  const { root, project, migration } = of;
  const { up, down } = migration;
  const { state, detail } = await proofs.status(of);
  const checked = await checks.check(project, up);
  const findings = checked ? findingsParamsOf(checked, session().codec).findings : [];
  return {
    name: migration.name,
    uri: uriOfPath(`${root}/${up.path}`),
    ...(down && down.path !== up.path && { downUri: uriOfPath(`${root}/${down.path}`) }),
    hasDown: down !== undefined,
    state,
    detail,
    findingCount: findings.length,
    findings: findings.slice(0, FINDINGS_LISTED_MAX),
  };
}
