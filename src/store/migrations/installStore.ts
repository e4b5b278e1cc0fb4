import { installedVersions, newerStoreProblem, schemaVersionOf } from './installedVersions.ts';
import { MigrationFailure } from './migrationFailure.ts';
import { type MigrationFile, migrationFiles } from './migrationFiles.ts';
import { withMigrationLock } from './migrationLock.ts';
import { runScript } from './runScript.ts';
import type { SqlSession } from './sqlSession.ts';

export interface InstallReport {
  /** Before; 0 where the store was not installed. */
  readonly from: number;
  readonly to: number;
  /** File names, in the order run. */
  readonly ran: readonly string[];
}

export interface InstallOptions {
  /** Runs the scripts that are installed already as well; each of them may run again at any time. */
  readonly again?: boolean;
  readonly onScript?: (done: number, total: number, fileName: string) => void;
}

/**
 * Brings a database to the newest version of the store, one transaction a script.
 *
 * @throws MigrationFailure; the scripts before the one that failed stay installed
 */
export async function installStore(
  session: SqlSession,
  sqlFolder: string,
  options: InstallOptions = {},
): Promise<InstallReport> {
  const files = migrationFiles(sqlFolder, 'migrations');
  const newest = files.at(-1);
  if (newest === undefined)
    throw new MigrationFailure(`${sqlFolder} holds no migrations; install Fixward again`);
  return withMigrationLock(session, async () => {
    const before = await installedVersions(session);
    requireKnown(schemaVersionOf(before), newest);
    const pending = options.again === true ? files : files.filter(({ version }) => !before.has(version));
    for (const [index, file] of pending.entries()) {
      options.onScript?.(index, pending.length, file.fileName);
      await runScript(session, file.fileName, file.sql);
    }
    const after = await installedVersions(session);
    requireRecorded(pending, after);
    return {
      from: schemaVersionOf(before),
      to: schemaVersionOf(after),
      ran: pending.map(({ fileName }) => fileName),
    };
  });
}

function requireKnown(installed: number, newest: MigrationFile): void {
  const problem = newerStoreProblem(installed, newest.version);
  if (problem !== undefined) throw new MigrationFailure(problem);
}

function requireRecorded(ran: readonly MigrationFile[], versions: ReadonlySet<number>): void {
  const missing = ran.find(({ version }) => !versions.has(version));
  if (missing === undefined) return;
  throw new MigrationFailure(
    `${missing.fileName}: ran, but did not enter itself in fixward.schema_version; end it with that row`,
  );
}
