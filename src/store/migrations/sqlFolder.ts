import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MigrationFailure } from './migrationFailure.ts';

/**
 * The folder with the store's SQL: beside a packaged bundle, above it in a development build.
 *
 * @param moduleUrl of the program that looks for it
 */
export function findSqlFolder(moduleUrl: string): string {
  const start = dirname(fileURLToPath(moduleUrl));
  for (let folder = start; ; folder = dirname(folder)) {
    const candidate = join(folder, 'sql');
    if (existsSync(join(candidate, 'migrations'))) return candidate;
    if (dirname(folder) === folder) break;
  }
  throw new MigrationFailure(`The store's SQL is missing beside ${start}; install Fixward again`);
}
