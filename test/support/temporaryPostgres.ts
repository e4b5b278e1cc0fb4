import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll } from 'vitest';

const run = promisify(execFile);
const INSTALLED = '/usr/lib/postgresql';
const START_TIMEOUT_MS = 60_000;
const POLL_MS = 50;

/** Postgres refuses to run as root; anyone else will do. */
const NOBODY = 65534;

/** Folder of the newest installed server's programs; undefined where there is none. */
export function installedPostgres(): string | undefined {
  if (process.platform === 'win32' || !existsSync(INSTALLED)) return undefined;
  const [newest] = readdirSync(INSTALLED).sort((a, b) => Number(b) - Number(a));
  const folder = newest === undefined ? undefined : join(INSTALLED, newest, 'bin');
  return folder !== undefined && existsSync(join(folder, 'postgres')) ? folder : undefined;
}

/** A real server for one test file, reached through a socket; its password is `sécret/1`. */
export interface TemporaryPostgres {
  /** Of a database and a user of the server. */
  address(database?: string, user?: string): string;
  readonly folder: string;
}

export const PASSWORD = 'sécret/1';

/** @param settings of the server, beside the usual: `shared_preload_libraries=pg_stat_statements` */
export function temporaryPostgres(binFolder: string, settings: readonly string[] = []): TemporaryPostgres {
  let folder: string | undefined;
  let server: ChildProcess | undefined;
  const owner = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fixward-pg-'));
    if (owner.uid !== undefined) await chown(folder, NOBODY, NOBODY);
    const data = join(folder, 'data');
    const env = { ...process.env, LC_ALL: 'C.UTF-8', HOME: folder };
    await run(
      join(binFolder, 'initdb'),
      ['-D', data, '-U', 'owner', '--auth=trust', '--encoding=UTF8', '--no-sync'],
      { ...owner, env, cwd: folder },
    );
    server = spawn(
      join(binFolder, 'postgres'),
      [
        '-D',
        data,
        '-k',
        folder,
        '-c',
        'listen_addresses=',
        '-c',
        'fsync=off',
        '-c',
        'shared_buffers=16MB',
        ...settings.flatMap((setting) => ['-c', setting]),
      ],
      { ...owner, env, cwd: folder, stdio: 'ignore' },
    );
    const deadline = performance.now() + START_TIMEOUT_MS;
    while (performance.now() < deadline) {
      const { stdout } = await run(join(binFolder, 'pg_isready'), ['-h', folder], { env }).catch(() => ({
        stdout: '',
      }));
      if (stdout.includes('accepting')) return;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw new Error('the server did not start');
  }, START_TIMEOUT_MS * 2);
  afterAll(async () => {
    const ended = new Promise((resolve) => server?.once('exit', resolve));
    if (server?.exitCode === null) {
      server.kill('SIGINT');
      await ended;
    }
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });
  const there = (): string => {
    if (folder === undefined) throw new Error('the server is there only inside tests');
    return folder;
  };
  return {
    get folder() {
      return there();
    },
    address: (database = 'postgres', user = 'owner') =>
      `postgresql://${user}:${encodeURIComponent(PASSWORD)}@/${database}?host=${encodeURIComponent(there())}`,
  };
}
