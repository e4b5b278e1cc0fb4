import { chmodSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { ShadowSupervisor } from '../engines/shadow/shadowSupervisor.ts';
import { isOwnFolder, type SharedPlace, sharedPlace } from '../engines/shadow/sharedPlace.ts';
import { serveClient } from './serveClient.ts';
import { withStartLock } from './startLock.ts';

/** Without a client, after which the process ends. A window that reloads comes back sooner. */
const IDLE_MS = 30_000;

/** Looks once in this time whether the socket is still its own. */
const CHECK_MS = 5_000;

/** The shadow that a user's windows share: one supervisor behind a local socket, until nobody needs it. */
export async function runListener(): Promise<void> {
  const [, , , version = ''] = process.argv;
  const program = fileURLToPath(new URL('./shadow.mjs', import.meta.url));
  const place = sharedPlace({ version, program, environment: process.env });
  if (!isOwnFolder(place.folder)) throw new Error(`${place.folder} belongs to another user`);
  mkdirSync(place.folder, { recursive: true, mode: 0o700 });
  // The folder may be older than this rule, or have been made by a user with another mask.
  if (process.platform !== 'win32') chmodSync(place.folder, 0o700);
  const server = await withStartLock(place.lock, () => listenOnce(place));
  if (server === undefined) return;
  const supervisor = new ShadowSupervisor({ program, environment: process.env });
  serve(server, place, supervisor, version);
}

/** Undefined when another process listens already. */
async function listenOnce({ address }: SharedPlace): Promise<Server | undefined> {
  if (await answers(address)) return undefined;
  // A process that was killed leaves its socket behind.
  if (process.platform !== 'win32') rmSync(address, { force: true });
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, resolve);
  });
  return server;
}

function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

function serve(
  server: Server,
  { address }: SharedPlace,
  supervisor: ShadowSupervisor,
  version: string,
): void {
  const clients = new Set<Socket>();
  const own = inodeOf(address);
  let idleSince = performance.now();
  let closing = false;
  const close = async (): Promise<void> => {
    if (closing) return;
    closing = true;
    // A socket that another process has put in this one's place stays.
    if (process.platform !== 'win32' && inodeOf(address) === own) rmSync(address, { force: true });
    server.close();
    for (const client of clients) client.destroy();
    await supervisor.dispose();
    process.exit(0);
  };
  server.on('connection', (socket) => {
    clients.add(socket);
    serveClient(socket, supervisor, version);
    socket.once('close', () => {
      clients.delete(socket);
      idleSince = performance.now();
    });
  });
  // A knob for tests and for machines short of memory.
  const idleMs = Number(process.env.FIXWARD_SHADOW_IDLE_MS ?? IDLE_MS);
  setInterval(
    () => {
      const isReplaced = process.platform !== 'win32' && inodeOf(address) !== own;
      const isIdle = clients.size === 0 && performance.now() - idleSince > idleMs;
      if (isIdle || (isReplaced && clients.size === 0)) void close();
    },
    Math.min(CHECK_MS, idleMs),
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void close());
}

function inodeOf(address: string): number | undefined {
  try {
    return statSync(address).ino;
  } catch {
    return undefined;
  }
}
