import { createHash } from 'node:crypto';
import { lstatSync, statSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fixwardHome } from '../workspace/projectRoot.ts';

export interface SharedPlaceOptions {
  /** Of Fixward. */
  readonly version: string;
  /** The shadow's program: another build of the same version has a shadow of its own. */
  readonly program: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Where the shadow that a user's programs share is met. */
export interface SharedPlace {
  /** Of the user alone; holds the lock and, where sockets are files, the socket. */
  readonly folder: string;
  /** Local socket or named pipe. */
  readonly address: string;
  readonly lock: string;
}

/** Systems cut a socket's path off at 104 or 108 bytes. */
const SOCKET_PATH_BYTES_MAX = 100;

export function sharedPlace(options: SharedPlaceOptions): SharedPlace {
  const home = fixwardHome(options.environment);
  const name = digest([options.version, options.program, buildOf(options.program)].join('\0')).slice(0, 16);
  const folder = join(home, 'shadow');
  if (process.platform === 'win32') {
    const user = digest(`${home}\0${userInfo().username}`).slice(0, 16);
    return {
      folder,
      address: `\\\\.\\pipe\\fixward-shadow-${user}-${name}`,
      lock: join(folder, `${name}.lock`),
    };
  }
  const near = join(folder, `${name}.sock`);
  if (Buffer.byteLength(near) <= SOCKET_PATH_BYTES_MAX) {
    return { folder, address: near, lock: join(folder, `${name}.lock`) };
  }
  const short = join(tmpdir(), `fixward-${userInfo().uid}-${digest(home).slice(0, 8)}`);
  return { folder: short, address: join(short, `${name}.sock`), lock: join(short, `${name}.lock`) };
}

/** False when another user has made the folder first, in a temporary folder that all users write to. */
export function isOwnFolder(folder: string): boolean {
  const user = process.getuid?.();
  if (user === undefined) return true;
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  return stats === undefined || (stats.isDirectory() && stats.uid === user);
}

function buildOf(program: string): string {
  try {
    const { mtimeMs, size } = statSync(program);
    return `${mtimeMs} ${size}`;
  } catch {
    return '';
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
