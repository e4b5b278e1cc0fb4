import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A PostgreSQL server installed on this machine. */
export interface LocalPostgres {
  readonly major: number;
  /** `15.14` */
  readonly version: string;
  /** Holds `initdb` and `postgres`. */
  readonly binFolder: string;
}

/** Folders whose entries are installations, with what stands between an entry and its programs. */
const INSTALLATIONS: readonly (readonly [folder: string, entry: RegExp, inner: string])[] = [
  ['/usr/lib/postgresql', /^\d+$/u, 'bin'],
  ['/usr', /^pgsql-\d+$/u, 'bin'],
  ['/usr/local', /^pgsql/u, 'bin'],
  ['/opt/homebrew/opt', /^postgresql(?:@\d+)?$/u, 'bin'],
  ['/usr/local/opt', /^postgresql(?:@\d+)?$/u, 'bin'],
  ['/opt/local/lib', /^postgresql\d+$/u, 'bin'],
  ['/Applications/Postgres.app/Contents/Versions', /^\d+$/u, 'bin'],
];

const VERSION_MS_MAX = 5_000;

/** The oldest release whose catalogs the proofs can read. */
export const MAJOR_MIN = 13;

/** Installed servers, the newest first, one for each major version. */
export async function findLocalPostgres(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<readonly LocalPostgres[]> {
  // The temporary cluster is reached through a socket file, which Node cannot open on Windows.
  if (process.platform === 'win32') return [];
  const found = new Map<number, LocalPostgres>();
  for (const binFolder of new Set([...wellKnownFolders(), ...pathFolders(environment)])) {
    const installed = await readLocalPostgres(binFolder);
    if (installed && installed.major >= MAJOR_MIN && !found.has(installed.major)) {
      found.set(installed.major, installed);
    }
  }
  return [...found.values()].sort((a, b) => b.major - a.major);
}

/** What stands in a folder; undefined when it holds no usable server. */
export async function readLocalPostgres(binFolder: string): Promise<LocalPostgres | undefined> {
  if (!['initdb', 'postgres'].every((name) => existsSync(join(binFolder, name)))) return undefined;
  try {
    const { stdout } = await run(join(binFolder, 'postgres'), ['--version'], { timeout: VERSION_MS_MAX });
    const version = /\b(\d+)(?:\.\d+|devel|beta\d+|rc\d+)?/u.exec(stdout);
    return version?.[1] === undefined
      ? undefined
      : { major: Number(version[1]), version: version[0], binFolder };
  } catch {
    return undefined;
  }
}

function wellKnownFolders(): readonly string[] {
  return INSTALLATIONS.flatMap(([folder, entry, inner]) => {
    try {
      return readdirSync(folder)
        .filter((name) => entry.test(name))
        .map((name) => join(folder, name, inner));
    } catch {
      return [];
    }
  });
}

function pathFolders(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders
    .filter((folder) => existsSync(join(folder, 'initdb')))
    .map((folder) => join(dirname(folder), 'bin'));
}
