import { existsSync } from 'node:fs';
import { installPackages, serverWithPgvector } from './pgvectorBuild.ts';
import { installedPostgres } from './temporaryPostgres.ts';

/** A real PostgreSQL with pgvector, or the one line that says why tests on it are left out. */
export type NativePostgres = { readonly binFolder: string } | { readonly missing: string };

const FOUND = 'FIXWARD_TEST_POSTGRES';
const MISSING = 'FIXWARD_TEST_POSTGRES_MISSING';

/** Found once before all tests; every test process reads it from here. */
export function nativePostgres(): NativePostgres {
  const binFolder = process.env[FOUND];
  if (binFolder !== undefined && binFolder !== '') return { binFolder };
  return { missing: process.env[MISSING] ?? 'no PostgreSQL was looked for before the tests' };
}

/**
 * Finds the server for this run. In CI, as root on Debian, missing packages are fetched; on a developer's machine
 * nothing is installed behind their back.
 */
export async function findNativePostgres(): Promise<NativePostgres> {
  const install = process.env.CI !== undefined && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  const found = await find(install).catch((error: unknown) => ({
    missing: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
  }));
  if ('binFolder' in found) process.env[FOUND] = found.binFolder;
  else process.env[MISSING] = found.missing;
  return found;
}

async function find(install: boolean): Promise<NativePostgres> {
  if (process.platform === 'win32') return { missing: 'a PostgreSQL server is looked for on Linux alone' };
  let bin = installedPostgres();
  if (bin === undefined && install) {
    await installPackages(['postgresql']);
    bin = installedPostgres();
  }
  if (bin === undefined) return { missing: 'no PostgreSQL server is installed' };
  return { binFolder: await serverWithPgvector(bin, install) };
}
