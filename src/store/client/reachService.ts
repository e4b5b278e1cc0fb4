import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { compareVersions } from './compareVersions.ts';
import { type Claim, tryClaim } from './processClaim.ts';
import { type ConnectStoreOptions, ServiceFailure } from './serviceClient.ts';
import { readSmall, writeSmall } from './serviceFiles.ts';
import { isOwnFolder, type ServicePlace, servicePlace } from './servicePlace.ts';

/** From starting the service to its first answer, on a busy machine, with an older service that ends first. */
const START_MS_MAX = 100_000;
/** A service that has not said a word by then has failed, and another one is started. */
const START_AGAIN_MS = 20_000;
const POLL_MS = 30;

/** What of the environment the service sees: where files go, how to reach a network, and Fixward's own settings. */
const ENVIRONMENT_KEPT: ReadonlySet<string> = new Set([
  ...[
    'PATH',
    'HOME',
    'USERPROFILE',
    'TMPDIR',
    'TEMP',
    'TMP',
    'SystemRoot',
    'SYSTEMROOT',
    'APPDATA',
    'LOCALAPPDATA',
  ],
  ...['LANG', 'LC_ALL', 'TZ', 'USER', 'LOGNAME', 'USERNAME', 'ELECTRON_RUN_AS_NODE'],
  ...[
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'NO_PROXY',
    'http_proxy',
    'https_proxy',
    'no_proxy',
    'NODE_EXTRA_CA_CERTS',
  ],
]);

/**
 * A connection to the service, which is started when nobody listens.
 *
 * @throws ServiceFailure
 */
export async function reachService(options: ConnectStoreOptions, signal?: AbortSignal): Promise<Socket> {
  const place = servicePlace(options.home);
  prepare(place, options);
  const startedAt = Date.now();
  let claim: Claim | undefined;
  let spawnedAt = Number.NEGATIVE_INFINITY;
  try {
    for (const deadline = performance.now() + START_MS_MAX; performance.now() < deadline; ) {
      signal?.throwIfAborted();
      const socket = await tryConnect(addressOf(place));
      if (socket) return socket;
      claim ??= await claimStart(place);
      const failure = failureSince(place, Math.max(startedAt, 0));
      if (failure !== undefined) throw new ServiceFailure('unavailable', failure);
      // Whoever holds the claim starts it; the others wait for what comes of it.
      if (claim !== undefined && performance.now() - spawnedAt > START_AGAIN_MS) {
        startService(place, options);
        spawnedAt = performance.now();
      }
      await wait(POLL_MS);
    }
  } finally {
    claim?.release();
  }
  throw new ServiceFailure('unavailable', `The service could not be started; see ${place.logFile}`);
}

/** Undefined when nobody listens there. */
export function tryConnect(address: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(address);
    const fail = (): void => resolve(undefined);
    socket.once('error', fail);
    socket.once('connect', () => {
      socket.off('error', fail);
      resolve(socket);
    });
  });
}

function prepare(place: ServicePlace, { home, version, program }: ConnectStoreOptions): void {
  const cannot = (what: string): ServiceFailure =>
    new ServiceFailure(
      'unavailable',
      `The store was not opened: ${what}; or set FIXWARD_HOME to another folder.`,
    );
  try {
    if (!isOwnFolder(place.folder)) throw cannot(`${place.folder} belongs to another user`);
    mkdirSync(place.claims, { recursive: true, mode: 0o700 });
    rememberProgram(place, version, program);
  } catch (error) {
    if (error instanceof ServiceFailure) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code === 'ENOSPC') throw cannot(`the disk of ${home} is full; make room`);
    throw cannot(`${home} cannot be written (${code}); make it writable`);
  }
}

interface KnownProgram {
  readonly version: string;
  readonly program: string;
}

/** The newest program is the one to start, whichever window does it: two versions would replace each other for ever. */
function rememberProgram(place: ServicePlace, version: string, program: string): void {
  const known = knownProgram(place);
  if (known !== undefined && existsSync(known.program) && compareVersions(known.version, version) > 0) return;
  if (known?.version === version && known.program === program) return;
  writeSmall(place.programFile, JSON.stringify({ version, program }));
}

function knownProgram(place: ServicePlace): KnownProgram | undefined {
  try {
    const parsed: unknown = JSON.parse(readSmall(place.programFile) ?? '');
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    if (!('version' in parsed && 'program' in parsed)) return undefined;
    const { version, program } = parsed;
    return typeof version === 'string' && typeof program === 'string' ? { version, program } : undefined;
  } catch {
    return undefined;
  }
}

/** The process outlives this one: other windows use it too. */
function startService(
  place: ServicePlace,
  { home, version, program, environment }: ConnectStoreOptions,
): void {
  const known = knownProgram(place);
  const isNewer =
    known !== undefined && compareVersions(known.version, version) > 0 && existsSync(known.program);
  const chosen = isNewer ? known : { version, program };
  const child = spawn(process.execPath, [chosen.program, '--serve', chosen.version], {
    detached: true,
    // A folder that someone works in could not be deleted on some systems.
    cwd: dirname(place.folder),
    stdio: 'ignore',
    windowsHide: true,
    env: { ...keptEnvironment(environment), FIXWARD_HOME: home },
  });
  // Not being reachable is what its failure shows as.
  child.on('error', () => {});
  child.unref();
}

function keptEnvironment(environment: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => ENVIRONMENT_KEPT.has(name) || name.startsWith('FIXWARD_')),
  );
}

/** Where the service listens says the service; this process may have another folder for temporary files. */
function addressOf(place: ServicePlace): string {
  return readSmall(place.addressFile) || place.address;
}

async function claimStart({ claims }: ServicePlace): Promise<Claim | undefined> {
  const tried = await tryClaim(claims, 'start');
  return 'claim' in tried ? tried.claim : undefined;
}

function failureSince(place: ServicePlace, moment: number): string | undefined {
  try {
    const parsed: unknown = JSON.parse(readSmall(place.failureFile) ?? '');
    if (typeof parsed !== 'object' || parsed === null || !('at' in parsed && 'message' in parsed))
      return undefined;
    return Number(parsed.at) >= moment
      ? `The service could not be started: ${String(parsed.message)}`
      : undefined;
  } catch {
    return undefined;
  }
}
