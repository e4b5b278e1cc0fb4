import { chmodSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { isOwnFolder, type ServicePlace } from '../../store/client/servicePlace.ts';

/** Listens where clients look. Only the holder of the claim `front` may call it: it takes the address over. */
export async function listenAt(place: ServicePlace, onClient: (socket: Socket) => void): Promise<Server> {
  if (place.socketFolder !== undefined) {
    if (!isOwnFolder(place.socketFolder)) throw new Error(`${place.socketFolder} belongs to another user`);
    mkdirSync(place.socketFolder, { recursive: true, mode: 0o700 });
    chmodSync(place.socketFolder, 0o700);
  }
  // A service that was killed leaves its socket behind.
  if (process.platform !== 'win32') rmSync(place.address, { force: true });
  const server = createServer(onClient);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(place.address, resolve);
  });
  server.on('error', () => {});
  if (process.platform !== 'win32') chmodSync(place.address, 0o600);
  return server;
}

/** What tells this service's socket from one that was put in its place; undefined for pipes. */
export function socketIdentity(address: string): number | undefined {
  if (process.platform === 'win32') return undefined;
  try {
    return statSync(address).ino;
  } catch {
    return undefined;
  }
}
