import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import { errorMessage } from '../../core/errorMessage.ts';
import { type Claim, claimWithin } from '../../store/client/processClaim.ts';
import { tryConnect } from '../../store/client/reachService.ts';
import { readOrMakeSecret, readOrMakeUser, writeSmall } from '../../store/client/serviceFiles.ts';
import { type ServicePlace, servicePlace } from '../../store/client/servicePlace.ts';
import { confidenceOf } from '../confidence/confidenceMethods.ts';
import { serviceMethods } from '../methods.ts';
import type { ServiceContext } from '../serviceContext.ts';
import { inPresentWorkspace } from '../store/presentWorkspace.ts';
import { storeMethods } from '../store/storeMethods.ts';
import { supervisedStore } from '../store/supervisedStore.ts';
import { Maintenance } from './maintenance.ts';
import { OwnerSupervisor } from './ownerSupervisor.ts';
import { RequestBook } from './requestBook.ts';
import { type ServedClient, serveClient } from './serveClient.ts';
import { serviceLimits } from './serviceLimits.ts';
import { serviceLog } from './serviceLog.ts';
import { listenAt, socketIdentity } from './socketServer.ts';

export interface RunServiceOptions {
  readonly home: string;
  readonly version: string;
  readonly ownerProgram: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** An older service that hands over first finishes what it has. */
const CLAIM_WAIT_MS = 90_000;
const CLAIM_POLL_MS = 300;
const LOOK_MS = 1_000;
/** The last answers are on their way. */
const FLUSH_MS = 50;
/** Work in the background gets this long to stop by itself. */
const BACKGROUND_GRACE_MS = 5_000;

/** The one service of a data folder; returns at once when there is one already and it stays. */
export async function runService(options: RunServiceOptions): Promise<void> {
  const place = servicePlace(options.home);
  try {
    mkdirSync(place.folder, { recursive: true, mode: 0o700 });
    // The folder may be older than this rule, or have been made by a user with another mask.
    if (process.platform !== 'win32') chmodSync(place.folder, 0o700);
    const claim = await claimUnlessServed(place);
    if (claim !== undefined) await new Service(options, place, claim).start();
  } catch (error) {
    tellFailure(place, errorMessage(error));
    throw error;
  }
}

/** Undefined when another service answers; one that ends takes no connections any more, and is waited for. */
async function claimUnlessServed(place: ServicePlace): Promise<Claim | undefined> {
  for (const deadline = performance.now() + CLAIM_WAIT_MS; performance.now() < deadline; ) {
    const claim = await claimWithin(place.claims, 'front', CLAIM_POLL_MS);
    if (claim !== undefined) return claim;
    const socket = await tryConnect(place.address);
    socket?.destroy();
    if (socket) return undefined;
  }
  throw new Error('an earlier service does not come to its end; end its process and try again');
}

function tellFailure(place: ServicePlace, message: string): void {
  try {
    writeSmall(place.failureFile, JSON.stringify({ at: Date.now(), message }));
  } catch {
    // Where nothing can be written the client tells so itself.
  }
}

class Service {
  readonly #options: RunServiceOptions;
  readonly #place: ServicePlace;
  readonly #claim: Claim;
  readonly #log: (line: string) => void;
  readonly #clients = new Set<ServedClient>();
  readonly #background = new Set<Promise<unknown>>();
  readonly #ending = new AbortController();
  #isEnding = false;
  #idleSince = performance.now();

  constructor(options: RunServiceOptions, place: ServicePlace, claim: Claim) {
    this.#options = options;
    this.#place = place;
    this.#claim = claim;
    this.#log = serviceLog(place.logFile);
  }

  async start(): Promise<void> {
    const { home, version, ownerProgram, environment } = this.#options;
    const place = this.#place;
    const limits = serviceLimits(environment);
    const secret = readOrMakeSecret(place.secretFile);
    const userId = readOrMakeUser(place.userFile);
    const log = this.#log;
    const emit = (event: string, params: unknown): void => {
      for (const client of this.#clients) client.notify(event, params);
    };
    const supervisor = new OwnerSupervisor({
      program: ownerProgram,
      place,
      home,
      userId,
      environment,
      limits,
      log,
      onStatus: () => {
        // A snapshot that was put back, or stands in for a damaged store, may be kept in step with another workspace.
        store.forget();
        emit('store/status', { state: supervisor.state, problem: supervisor.problem });
      },
    });
    const maintenance = new Maintenance({ supervisor, limits, log });
    const writeListeners: ((functionName: string) => void)[] = [];
    const store = inPresentWorkspace(
      supervisedStore({
        supervisor,
        onChanged: (changed, functionName) => {
          maintenance.wrote();
          if (changed !== undefined) emit('store/changed', changed);
          for (const listener of writeListeners) listener(functionName);
        },
      }),
    );
    const context: ServiceContext = {
      store,
      storeProcess: () => supervisor.figures,
      home,
      environment,
      version,
      ending: this.#ending.signal,
      onWrite: (listener) => writeListeners.push(listener),
      emit,
      log,
      keepAlive: (work) => this.#keepAlive(work),
    };
    const requests = new RequestBook({
      ...serviceMethods(context),
      ...storeMethods({
        store,
        supervisor,
        maintenance,
        place,
        userId,
        onCalled: (name, request) => confidenceOf(context).storeCalled(name, request),
      }),
    });
    const parts = { supervisor, maintenance, requests };
    const server = await listenAt(place, (socket) => {
      const client = serveClient(socket, {
        version,
        secret,
        requests,
        log,
        isHandingOver: () => this.#isEnding,
        handOver: () => void this.#end(server, parts, 'a newer version takes over'),
      });
      this.#join(socket, client);
    });
    writeSmall(place.addressFile, place.address);
    rmSync(place.failureFile, { force: true });
    log(`Fixward ${version} listens`);
    supervisor.warmUp();
    this.#watch(server, parts, limits.idleMs);
  }

  #join(socket: Socket, client: ServedClient): void {
    this.#clients.add(client);
    socket.once('close', () => {
      this.#clients.delete(client);
      this.#idleSince = performance.now();
    });
  }

  #keepAlive(work: Promise<unknown>): void {
    this.#background.add(work);
    // Work that comes round by itself is no sign that anybody needs the service: only clients restart the clock.
    const done = (): void => void this.#background.delete(work);
    work.then(done, done);
  }

  #watch(server: Server, parts: Parts, idleMs: number): void {
    const own = socketIdentity(this.#place.address);
    setInterval(
      () => {
        const isIdle =
          this.#clients.size === 0 && this.#background.size === 0 && parts.requests.running === 0;
        if (isIdle && performance.now() - this.#idleSince > idleMs) {
          void this.#end(server, parts, 'nobody needs it', () => parts.maintenance.finish());
        }
        // Its folder was deleted or replaced: nobody can reach it any more.
        if (isIdle && socketIdentity(this.#place.address) !== own)
          void this.#end(server, parts, 'its socket is gone');
      },
      Math.min(LOOK_MS, idleMs),
    );
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => void this.#end(server, parts, signal));
    }
  }

  /** Takes no new clients and requests, finishes those it has, closes the store, and makes way for another service. */
  async #end(server: Server, parts: Parts, why: string, before?: () => Promise<void>): Promise<void> {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#log(`ends: ${why}`);
    const { supervisor, maintenance, requests } = parts;
    // Also takes the socket away: who comes now starts the next service, which waits for this one's claim.
    server.close();
    this.#ending.abort();
    maintenance.stop();
    await before?.().catch((error: unknown) => this.#log(errorMessage(error)));
    while (requests.running > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await new Promise((resolve) => setTimeout(resolve, FLUSH_MS));
    for (const client of this.#clients) client.end();
    const grace = new Promise((resolve) => setTimeout(resolve, BACKGROUND_GRACE_MS));
    await Promise.race([Promise.allSettled(this.#background), grace]);
    await supervisor.close();
    this.#claim.release();
    this.#log('ended');
    process.exit(0);
  }
}

interface Parts {
  readonly supervisor: OwnerSupervisor;
  readonly maintenance: Maintenance;
  readonly requests: RequestBook;
}
