import { existsSync, readdirSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { connectStore } from '../../src/store/client/connectStore.ts';
import type { ConnectStoreOptions, ServiceClient } from '../../src/store/client/serviceClient.ts';
import { type ServicePlace, servicePlace } from '../../src/store/client/servicePlace.ts';

export interface ServiceHome {
  readonly home: string;
  readonly place: ServicePlace;
  connect(options?: Partial<ConnectStoreOptions>): ServiceClient;
  /** Numbers of the processes that hold a claim: `front`, `owner`. */
  pids(kind: 'front' | 'owner'): readonly number[];
  /** Ends what runs and deletes the folder. */
  remove(): Promise<void>;
}

/** A home whose store is made already, to copy for each test: making one takes seconds. */
export async function madeHome(program: string): Promise<ServiceHome> {
  const made = await serviceHome(program, { FIXWARD_SERVICE_IDLE_MS: '200' });
  const client = made.connect();
  const answer = await client.transport.call('list_workspaces', {});
  if (!answer.ok) throw new Error(answer.error.message);
  await client.close();
  await until(() => made.pids('front').length === 0, 'an idle service to end');
  return made;
}

/** A home with a copy of another's store and user. */
export async function copiedHome(
  made: ServiceHome,
  program: string,
  environment: Readonly<Record<string, string>> = {},
  folder?: string,
): Promise<ServiceHome> {
  const copy = await serviceHome(program, environment, folder);
  await cp(made.place.store, copy.place.store, { recursive: true });
  await mkdir(copy.place.folder, { recursive: true, mode: 0o700 });
  await cp(made.place.userFile, copy.place.userFile);
  return copy;
}

const GONE_MS_MAX = 20_000;

/** A data folder of its own, with the service's program and settings for it. */
export async function serviceHome(
  program: string,
  environment: Readonly<Record<string, string>> = {},
  folder?: string,
): Promise<ServiceHome> {
  const home = folder ?? (await mkdtemp(join(tmpdir(), 'fixward-home-')));
  const place = servicePlace(home);
  const clients: ServiceClient[] = [];
  const pids = (kind: 'front' | 'owner'): readonly number[] =>
    existsSync(place.claims)
      ? readdirSync(place.claims).flatMap((name) => {
          const pid = new RegExp(`^${kind}-(\\d+)-`, 'u').exec(name)?.[1];
          return pid !== undefined && isAlive(Number(pid)) ? [Number(pid)] : [];
        })
      : [];
  return {
    home,
    place,
    pids,
    connect: (options = {}) => {
      const client = connectStore({
        home,
        version: '1.0.0',
        program,
        client: 'agent',
        environment: { ...process.env, ...environment },
        ...options,
      });
      clients.push(client);
      return client;
    },
    remove: async () => {
      for (const client of clients) await client.close();
      for (const kind of ['front', 'owner'] as const) {
        for (const pid of pids(kind)) await killed(pid);
      }
      if (folder === undefined) await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Ends a process as a power cut would, and waits until it is gone. */
export async function killed(pid: number): Promise<void> {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
  await until(() => !isAlive(pid), 'a killed process to be gone');
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits for something that happens in another process. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  limitMs = GONE_MS_MAX,
): Promise<void> {
  for (const deadline = performance.now() + limitMs; !(await condition()); await wait(20)) {
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`);
  }
}
