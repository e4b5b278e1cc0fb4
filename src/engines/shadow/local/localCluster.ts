import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { serverUser } from './unprivilegedUser.ts';

const run = promisify(execFile);

/** Connections of the cluster's own administrator; scripts run as `OWNER`. */
export const SUPERUSER = 'fixward_superuser';
export const OWNER = 'postgres';

export const CLUSTER_PREFIX = 'fixward-pg-';

const START_MS_MAX = 30_000;
const POLL_MS = 20;

const SETTINGS = [
  'listen_addresses=',
  'unix_socket_permissions=0700',
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'autovacuum=off',
  'max_connections=8',
  'shared_buffers=32MB',
  'min_wal_size=2MB',
  'max_wal_size=64MB',
  'max_wal_senders=0',
  'wal_level=minimal',
  'max_worker_processes=0',
  'max_logical_replication_workers=0',
  'jit=off',
  'logging_collector=off',
  'log_min_messages=fatal',
] as const;

/** Folder of everything that the temporary servers of one process keep. */
export class ClusterHome {
  readonly folder: string;
  readonly #binFolder: string;
  readonly #identity: { readonly uid?: number; readonly gid?: number };
  #count = 0;

  constructor(binFolder: string) {
    const user = serverUser();
    if (user === undefined) {
      throw new Error(
        'PostgreSQL does not run as root, and there is no other user to run it as; start Fixward as another user.',
      );
    }
    this.#binFolder = binFolder;
    this.#identity = user === 'same' ? {} : { uid: user.uid, gid: user.gid };
    this.folder = mkdtempSync(join(tmpdir(), CLUSTER_PREFIX));
    chmodSync(this.folder, 0o700);
    if (user !== 'same') chownSync(this.folder, user.uid, user.gid);
  }

  /** Makes an empty data folder. */
  async create(): Promise<string> {
    const data = this.#next();
    await this.#run(join(this.#binFolder, 'initdb'), [
      ...['-D', data, '-U', SUPERUSER, '-A', 'trust', '-E', 'UTF8', '--locale=C'],
      ...['--no-sync', '--no-instructions', '--wal-segsize=1'],
    ]);
    return data;
  }

  /** Copies a data folder, of a stopped server or of one that has nothing to do. */
  async copy(from: string): Promise<string> {
    const data = this.#next();
    await this.#run('cp', ['-a', from, data]);
    rmSync(join(data, 'postmaster.pid'), { force: true });
    return data;
  }

  remove(data: string): void {
    rmSync(data, { recursive: true, force: true });
  }

  async start(data: string): Promise<RunningCluster> {
    const sockets = `${data}.s`;
    mkdirSync(sockets, { mode: 0o700 });
    const { uid, gid } = this.#identity;
    if (uid !== undefined && gid !== undefined) chownSync(sockets, uid, gid);
    const settings = SETTINGS.flatMap((setting) => ['-c', setting]);
    const child = spawn(join(this.#binFolder, 'postgres'), ['-D', data, '-k', sockets, ...settings], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' },
      cwd: this.folder,
      ...this.#identity,
    });
    return RunningCluster.ready(child, data, sockets);
  }

  removeAll(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #next(): string {
    return join(this.folder, `d${++this.#count}`);
  }

  async #run(program: string, args: readonly string[]): Promise<void> {
    const env = { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' };
    await run(program, args, { cwd: this.folder, env, ...this.#identity });
  }
}

/** One server process over one data folder. */
export class RunningCluster {
  readonly data: string;
  /** Folder of the socket, for the client. */
  readonly sockets: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, data: string, sockets: string) {
    this.#child = child;
    this.data = data;
    this.sockets = sockets;
  }

  static async ready(child: ChildProcess, data: string, sockets: string): Promise<RunningCluster> {
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-2_000);
    });
    let failed: string | undefined;
    child.once('error', (error) => {
      failed = error.message;
    });
    const deadline = performance.now() + START_MS_MAX;
    while (!isReady(data)) {
      if (child.exitCode !== null || child.signalCode !== null) failed ??= said.trim();
      if (failed !== undefined) throw new Error(`PostgreSQL could not be started: ${failed}`);
      if (performance.now() > deadline) {
        child.kill('SIGKILL');
        throw new Error('PostgreSQL did not start in time.');
      }
      await wait(POLL_MS);
    }
    return new RunningCluster(child, data, sockets);
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()));
    // At once, without writing anything back: the data is about to be deleted.
    this.#child.kill('SIGQUIT');
    await ended;
  }
}

/** The server writes its state on a line of its own there. */
function isReady(data: string): boolean {
  try {
    return /^ready\s*$/mu.test(readFileSync(join(data, 'postmaster.pid'), 'utf8'));
  } catch {
    return false;
  }
}
