import type { Migration } from '../../core/migrations/migration.ts';
import type { SqlParser } from '../../core/ports.ts';
import type { Certificate } from '../../core/proof/certificate.ts';
import { proveMigration } from '../../core/proof/proveMigration.ts';
import { prepareMigration } from '../../core/replay/prepareMigration.ts';
import type { Snapshot } from '../../core/replay/snapshotShelf.ts';
import type { State, StatePool, StateRequest } from '../../core/replay/statePool.ts';
import type { ProveRequest } from '../../engines/shadow/shadowService.ts';
import type { JobContext } from '../jobContext.ts';
import { leftOutCertificate } from './leftOutCertificate.ts';

export interface ProveDeps<S extends Snapshot> {
  readonly pool: StatePool<S>;
  readonly parser: SqlParser;
  readonly context: JobContext;
}

// Work worth this long is worth a copy of the state that it led to.
const WORK_PER_COPY_MS = 1_500;

/** Proves the wanted migrations in order, each on the state that the ones before it lead to. */
export async function runProve<S extends Snapshot>(
  request: ProveRequest,
  leftOut: Readonly<Record<string, string>>,
  { pool, parser, context }: ProveDeps<S>,
): Promise<readonly Certificate[]> {
  const wanted = wantedPlaces(request);
  const certificates: Certificate[] = [];
  const tell = (certificate: Certificate): void => {
    certificates.push(certificate);
    context.certificate(certificate);
  };
  let standing: { readonly state: State<S>; readonly at: number } | undefined;
  let copiedAt = performance.now();
  try {
    for (const [done, index] of wanted.entries()) {
      const migration = request.migrations[index];
      if (migration === undefined) continue;
      const before = stateRequest(request, index, leftOut);
      const reason = leftOut[migration.name];
      const progress = { done, total: wanted.length, message: `Proving ${migration.name}` };
      if (standing !== undefined && standing.at !== index) {
        await standing.state.database.close();
        standing = undefined;
      }
      const onScript = (_done: number, _total: number, name: string): void =>
        context.progress(progress, name);
      standing ??= { state: await pool.stateAfter(before, { onScript }), at: index };
      const { database, failures } = standing.state;
      if (reason !== undefined) {
        tell(leftOutCertificate(migration, database.engine, reason));
        continue;
      }
      context.progress(progress, migration.name);
      if (wanted.length === 1 || performance.now() - copiedAt > WORK_PER_COPY_MS) {
        await pool.keep(before, standing.state, database);
        copiedAt = performance.now();
      }
      const outcome = await proveMigration(database, migration, {
        parser,
        platform: request.platform,
        now: () => performance.now(),
        engineNotes: [engineNote(database.engine)],
        notes: [
          ...leftOutNotes(before.migrations, leftOut),
          ...notesOf(standing.state, failures.length),
          ...(await prepareMigration(database, migration, { parser, platform: request.platform })),
        ],
        proposeDown: request.proposeDown,
      });
      tell(outcome.certificate);
      if (outcome.state === 'afterUp') {
        standing = { state: standing.state, at: index + 1 };
      } else {
        await database.close();
        standing = undefined;
      }
    }
  } finally {
    await standing?.state.database.close();
  }
  return certificates;
}

/** Opens the state before a migration that was proven alone: it is likely to be proven again after an edit. */
export async function warmUp<S extends Snapshot>(request: ProveRequest, pool: StatePool<S>): Promise<void> {
  const [index, ...others] = wantedPlaces(request);
  if (index !== undefined && others.length === 0) await pool.warm(stateRequest(request, index, {}));
}

function wantedPlaces({ migrations, only }: ProveRequest): readonly number[] {
  const names = only && new Set(only);
  return migrations.flatMap(({ name }, index) => (names === undefined || names.has(name) ? [index] : []));
}

function stateRequest(
  { platform, migrations, baseSchema }: ProveRequest,
  count: number,
  leftOut: Readonly<Record<string, string>>,
): StateRequest {
  const before: readonly Migration[] = migrations.slice(0, count);
  return {
    platform,
    purpose: 'prove',
    migrations: before,
    leftOut: Object.keys(leftOut).filter((name) => before.some((migration) => migration.name === name)),
    ...(baseSchema && { baseSchema }),
  };
}

function engineNote({ name, version }: { readonly name: string; readonly version: string }): string {
  return name === 'PGlite'
    ? `Proven on Postgres ${version}, built into Fixward; a server of another major version may differ in detail.`
    : `Proven on PostgreSQL ${version} of this machine, on a temporary server, by an owner who is no superuser: what needs one fails here.`;
}

/** What is missing from the state that a migration is proven on. */
function leftOutNotes(
  before: readonly Migration[],
  leftOut: Readonly<Record<string, string>>,
): readonly string[] {
  return before.flatMap(({ name }) => {
    const reason = leftOut[name];
    return reason === undefined ? [] : [`The earlier migration ${name} was left out: ${reason}.`];
  });
}

function notesOf({ failures, notes }: State<Snapshot>, failureCount: number): readonly string[] {
  const [first] = failures;
  const own = [...new Set(notes.filter((note) => /^(?:Extension|Role) /u.test(note)))];
  if (first === undefined) return own;
  const others = failureCount === 1 ? '' : ` (and ${failureCount - 1} more)`;
  return [
    `A statement of an earlier migration did not run, in ${first.path}: ${first.message}${others}.`,
    ...own,
  ];
}
