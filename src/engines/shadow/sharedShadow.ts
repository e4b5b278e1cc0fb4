import { spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import {
  CancellationTokenSource,
  createMessageConnection,
  type MessageConnection,
  SocketMessageReader,
  SocketMessageWriter,
} from 'vscode-jsonrpc/node';
import type { Certificate } from '../../core/proof/certificate.ts';
import type { ReplayReport, ReplayRequest } from '../../core/replay/replayReport.ts';
import {
  type ProveRequest,
  type ShadowCallOptions,
  ShadowError,
  type ShadowService,
} from './shadowService.ts';
import { isOwnFolder, type SharedPlaceOptions, sharedPlace } from './sharedPlace.ts';
import {
  type Handshake,
  SHARED_METHODS,
  type SharedAnswer,
  type SharedCall,
  type SharedCertificate,
  type SharedProgress,
} from './sharedProtocol.ts';
import { keptEnvironment } from './workerEnvironment.ts';

/** From starting the shared process to its first answer, on a machine that is busy. */
const START_MS_MAX = 20_000;
const POLL_MS = 50;

/** A process that ends at each greeting would keep a caller waiting for ever. */
const GREETINGS_MAX = 5;

/** A call that loses its connection is sent once more. */
const TRIES_MAX = 2;

/**
 * The shadow that all of a user's windows share. Nothing is started or connected before the first call.
 */
export function connectShadow(options: SharedPlaceOptions): ShadowService {
  return new SharedShadow(options);
}

class SharedShadow implements ShadowService {
  readonly #options: SharedPlaceOptions;
  readonly #calls = new Map<number, ShadowCallOptions>();
  #connecting: Promise<MessageConnection> | undefined;
  #nextId = 1;
  #disposed = false;

  constructor(options: SharedPlaceOptions) {
    this.#options = options;
  }

  async prove(request: ProveRequest, options: ShadowCallOptions = {}): Promise<readonly Certificate[]> {
    // SAFETY: the shadow has the same version and answers a proof with certificates.
    return (await this.#call(SHARED_METHODS.prove, request, options)) as readonly Certificate[];
  }

  async replay(request: ReplayRequest, options: ShadowCallOptions = {}): Promise<ReplayReport> {
    // SAFETY: the shadow has the same version and answers a replay with its report.
    return (await this.#call(SHARED_METHODS.replay, request, options)) as ReplayReport;
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    const connection = await this.#connecting?.catch(() => undefined);
    connection?.end();
    connection?.dispose();
  }

  async #call(method: string, request: unknown, options: ShadowCallOptions): Promise<unknown> {
    const { signal } = options;
    for (let tries = 1; ; tries++) {
      if (signal?.aborted) throw new ShadowError('cancelled', 'Cancelled.');
      const answer = await this.#try(method, request, options);
      if (answer !== undefined) return resultOf(answer);
      if (tries >= TRIES_MAX) {
        throw new ShadowError('crashed', "The shadow database's process ended unexpectedly.");
      }
    }
  }

  /** Undefined when the connection was lost under the call. */
  async #try(
    method: string,
    request: unknown,
    options: ShadowCallOptions,
  ): Promise<SharedAnswer | undefined> {
    const connecting = this.#connection();
    const connection = await connecting;
    const id = this.#nextId++;
    const call: SharedCall = { id, request };
    const cancellation = new CancellationTokenSource();
    const cancel = (): void => cancellation.cancel();
    this.#calls.set(id, options);
    options.signal?.addEventListener('abort', cancel, { once: true });
    const closing = lossOf(connection);
    try {
      return await Promise.race([
        connection.sendRequest<SharedAnswer>(method, call, cancellation.token),
        closing.lost,
      ]);
    } catch {
      // The shadow answers every call; a call that fails without an answer met the end of its connection.
      if (this.#connecting === connecting) this.#connecting = undefined;
      connection.dispose();
      return undefined;
    } finally {
      closing.forget();
      options.signal?.removeEventListener('abort', cancel);
      this.#calls.delete(id);
      cancellation.dispose();
    }
  }

  #connection(): Promise<MessageConnection> {
    if (this.#disposed)
      return Promise.reject(new ShadowError('unavailable', 'The shadow database was closed.'));
    if (this.#connecting === undefined) {
      const connecting = this.#connect();
      this.#connecting = connecting;
      connecting.catch(() => this.#forget(connecting));
    }
    return this.#connecting;
  }

  #forget(connecting: Promise<MessageConnection>): void {
    if (this.#connecting === connecting) this.#connecting = undefined;
  }

  async #connect(): Promise<MessageConnection> {
    for (let tries = 1; ; tries++) {
      const connection = await this.#greet();
      if (connection) return connection;
      if (tries >= GREETINGS_MAX) {
        throw new ShadowError('unavailable', 'The shadow database ended whenever it was called.');
      }
      await wait(POLL_MS);
    }
  }

  /** Undefined when the connection was lost before the answer: a dying process still takes connections for a moment. */
  async #greet(): Promise<MessageConnection | undefined> {
    const socket = await reachShared(this.#options);
    const connection = createMessageConnection(
      new SocketMessageReader(socket),
      new SocketMessageWriter(socket),
    );
    connection.onError(() => {});
    connection.onNotification(SHARED_METHODS.progress, ({ id, progress }: SharedProgress) => {
      this.#calls.get(id)?.onProgress?.(progress);
    });
    connection.onNotification(SHARED_METHODS.certificate, ({ id, certificate }: SharedCertificate) => {
      this.#calls.get(id)?.onCertificate?.(certificate);
    });
    const closing = lossOf(connection);
    connection.listen();
    // A pending request is not told of the end of its connection.
    const answer = await Promise.race([
      connection.sendRequest<Handshake>(SHARED_METHODS.hello).catch(() => undefined),
      closing.lost,
      wait(START_MS_MAX, undefined, { ref: false }),
    ]);
    closing.forget();
    if (!answer) {
      connection.dispose();
      return undefined;
    }
    if (answer.version !== this.#options.version) {
      connection.dispose();
      throw new ShadowError(
        'unavailable',
        `The shadow database is of Fixward ${answer.version}; start the window again.`,
      );
    }
    const mine = this.#connecting;
    connection.onClose(() => mine && this.#forget(mine));
    return connection;
  }
}

function resultOf({ result, failure }: SharedAnswer): unknown {
  if (failure === undefined) return result;
  throw new ShadowError(failure.reason, failure.message);
}

function lossOf(connection: MessageConnection): { readonly lost: Promise<undefined>; forget(): void } {
  let forget = (): void => {};
  const lost = new Promise<undefined>((resolve) => {
    const subscription = connection.onClose(() => resolve(undefined));
    forget = () => subscription.dispose();
  });
  return { lost, forget: () => forget() };
}

/** Connects to the shared process, starting one when nobody listens. */
async function reachShared(options: SharedPlaceOptions): Promise<Socket> {
  const { address, folder } = sharedPlace(options);
  if (!isOwnFolder(folder)) {
    throw new ShadowError(
      'unavailable',
      `The shadow database was not started: ${folder} belongs to another user.`,
    );
  }
  const there = await tryConnect(address);
  if (there) return there;
  startShared(options);
  for (const deadline = performance.now() + START_MS_MAX; performance.now() < deadline; ) {
    await wait(POLL_MS);
    const socket = await tryConnect(address);
    if (socket) return socket;
  }
  throw new ShadowError('unavailable', 'The shadow database could not be started.');
}

/** The process outlives this one: other windows may be using it. */
function startShared({ program, version, environment }: SharedPlaceOptions): void {
  const child = spawn(process.execPath, [program, '--listen', version], {
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
    env: keptEnvironment(environment),
  });
  // Not being reachable is what its failure shows as.
  child.on('error', () => {});
  child.unref();
}

function tryConnect(address: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once('connect', () => {
      socket.off('error', fail);
      resolve(socket);
    });
    const fail = (): void => resolve(undefined);
    socket.once('error', fail);
  });
}
