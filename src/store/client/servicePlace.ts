import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Where the service of a data folder keeps its things and is met. */
export interface ServicePlace {
  readonly folder: string;
  /** Local socket or named pipe, as the service would choose it; the one it chose stands in `addressFile`. */
  readonly address: string;
  /** Folder of the socket when it stands elsewhere for its path's length. */
  readonly socketFolder: string | undefined;
  readonly addressFile: string;
  readonly secretFile: string;
  readonly userFile: string;
  /** The newest program that a client has named. */
  readonly programFile: string;
  /** Why the last start failed. */
  readonly failureFile: string;
  readonly logFile: string;
  readonly claims: string;
  /** The database itself. */
  readonly store: string;
  readonly snapshots: string;
}

/** Systems cut a socket's path off at 104 or 108 bytes. */
const SOCKET_PATH_BYTES_MAX = 100;

export function servicePlace(home: string): ServicePlace {
  const folder = join(home, 'service');
  return {
    folder,
    ...addressIn(folder, home),
    addressFile: join(folder, 'address'),
    secretFile: join(folder, 'secret'),
    userFile: join(folder, 'user.json'),
    programFile: join(folder, 'program.json'),
    failureFile: join(folder, 'failure.json'),
    logFile: join(folder, 'service.log'),
    claims: join(folder, 'claims'),
    store: join(home, 'store'),
    snapshots: join(home, 'snapshots'),
  };
}

function addressIn(folder: string, home: string): Pick<ServicePlace, 'address' | 'socketFolder'> {
  const digest = createHash('sha256').update(`${home}\0${userInfo().username}`).digest('hex').slice(0, 16);
  if (process.platform === 'win32') {
    return { address: `\\\\.\\pipe\\fixward-service-${digest}`, socketFolder: undefined };
  }
  const near = join(folder, 'socket');
  if (Buffer.byteLength(near) <= SOCKET_PATH_BYTES_MAX) return { address: near, socketFolder: undefined };
  const short = join(tmpdir(), `fixward-${userInfo().uid}-${digest.slice(0, 8)}`);
  return { address: join(short, 'service.sock'), socketFolder: short };
}

/** False when another user has made the folder first, in a temporary folder that all users write to. */
export function isOwnFolder(folder: string): boolean {
  const user = process.getuid?.();
  if (user === undefined) return true;
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  return stats === undefined || (stats.isDirectory() && stats.uid === user);
}
