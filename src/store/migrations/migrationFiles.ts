import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MigrationFailure } from './migrationFailure.ts';

/** One numbered script. */
export interface MigrationFile {
  readonly version: number;
  readonly name: string;
  /** With its folder, for messages: `migrations/001_foundation.sql`. */
  readonly fileName: string;
  readonly sql: string;
}

const NUMBERED = /^(\d{3})_([a-z][a-z0-9_]*)\.sql$/u;

/**
 * The numbered scripts of a folder below the store's SQL, lowest first; none when there is no such folder.
 *
 * @throws MigrationFailure when two scripts bear one number or a name is no script's
 */
export function migrationFiles(
  sqlFolder: string,
  kind: 'migrations' | 'rollback' | 'validate',
): readonly MigrationFile[] {
  const files: MigrationFile[] = [];
  for (const name of namesIn(join(sqlFolder, kind)).sort()) {
    if (!name.endsWith('.sql')) continue;
    const match = NUMBERED.exec(name);
    if (match?.[1] === undefined || match[2] === undefined) {
      throw new MigrationFailure(`${kind}/${name}: a script is named NNN_name.sql, in lower case`);
    }
    const version = Number(match[1]);
    const twin = files.find((file) => file.version === version);
    if (twin !== undefined) {
      throw new MigrationFailure(
        `${kind}/${name}: ${twin.fileName} bears the same number; renumber one of them`,
      );
    }
    const sql = readFileSync(join(sqlFolder, kind, name), 'utf8');
    files.push({ version, name: match[2], fileName: `${kind}/${name}`, sql });
  }
  return files;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
