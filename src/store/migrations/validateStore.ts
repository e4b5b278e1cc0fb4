import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installedVersions, newerStoreProblem, schemaVersionOf } from './installedVersions.ts';
import { MigrationFailure } from './migrationFailure.ts';
import { migrationFiles } from './migrationFiles.ts';
import { runScript } from './runScript.ts';
import type { SqlSession } from './sqlSession.ts';

export interface ValidationReport {
  readonly schemaVersion: number;
  /** One line each; none when the store is whole. */
  readonly problems: readonly string[];
  /** Scripts that looked. */
  readonly ran: readonly string[];
}

/** Looks whether a database has all of the store, by name, type, policy and option; changes nothing. */
export async function validateStore(session: SqlSession, sqlFolder: string): Promise<ValidationReport> {
  const versions = await installedVersions(session);
  const schemaVersion = schemaVersionOf(versions);
  if (schemaVersion === 0) {
    return { schemaVersion, problems: ['The store is not installed; run: fixward store migrate'], ran: [] };
  }
  const known = migrationFiles(sqlFolder, 'migrations');
  const newer = newerStoreProblem(schemaVersion, schemaVersionOf(known.map(({ version }) => version)));
  // What a later Fixward changed on purpose would look like a fault.
  if (newer !== undefined) return { schemaVersion, problems: [newer], ran: [] };
  const missing = known.filter(({ version }) => !versions.has(version));
  const problems = missing.map(({ fileName }) => `${fileName}: not installed; run: fixward store migrate`);
  const ran: string[] = [];
  for (const { fileName, sql } of validationScripts(sqlFolder)) {
    try {
      await runScript(session, fileName, sql);
    } catch (error) {
      if (!(error instanceof MigrationFailure)) throw error;
      problems.push(error.message);
    }
    ran.push(fileName);
  }
  return { schemaVersion, problems, ran };
}

function validationScripts(
  sqlFolder: string,
): readonly { readonly fileName: string; readonly sql: string }[] {
  const main = join(sqlFolder, 'validate.sql');
  const first = existsSync(main) ? [{ fileName: 'validate.sql', sql: readFileSync(main, 'utf8') }] : [];
  const all = [...first, ...migrationFiles(sqlFolder, 'validate')];
  if (all.length === 0)
    throw new MigrationFailure(`${sqlFolder} holds no validate.sql; install Fixward again`);
  return all;
}
