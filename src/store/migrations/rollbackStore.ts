import { installedVersions, schemaVersionOf } from './installedVersions.ts';
import { MigrationFailure } from './migrationFailure.ts';
import { migrationFiles } from './migrationFiles.ts';
import { withMigrationLock } from './migrationLock.ts';
import { runScript } from './runScript.ts';
import type { SqlSession } from './sqlSession.ts';

export interface RollbackReport {
  readonly from: number;
  readonly to: number;
  /** File names, in the order run. */
  readonly ran: readonly string[];
}

/**
 * Undoes the store's migrations above a version, newest first, one transaction each. What their tables hold goes too.
 *
 * @param toVersion 0 removes the store
 * @throws MigrationFailure; what was undone before the script that failed stays undone
 */
export async function rollbackStore(
  session: SqlSession,
  sqlFolder: string,
  toVersion: number,
): Promise<RollbackReport> {
  const files = migrationFiles(sqlFolder, 'rollback');
  return withMigrationLock(session, async () => {
    const before = await installedVersions(session);
    const undone = [...before].filter((version) => version > toVersion).sort((a, b) => b - a);
    // All of them are looked for first: a store undone halfway for want of a file helps nobody.
    const scripts = undone.map((version) => {
      const script = files.find((file) => file.version === version);
      if (script !== undefined) return script;
      throw new MigrationFailure(
        `rollback/${String(version).padStart(3, '0')}_….sql is missing: migration ${version} cannot be undone`,
      );
    });
    const ran: string[] = [];
    for (const { fileName, sql, version } of scripts) {
      await runScript(session, fileName, sql);
      if ((await installedVersions(session)).has(version)) {
        throw new MigrationFailure(`${fileName}: ran, but left version ${version} in fixward.schema_version`);
      }
      ran.push(fileName);
    }
    const after = await installedVersions(session);
    return { from: schemaVersionOf(before), to: schemaVersionOf(after), ran };
  });
}
