import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
  CancellationTokenSource,
  createMessageConnection,
  type MessageConnection,
  ResponseError,
  SocketMessageReader,
  SocketMessageWriter,
} from 'vscode-jsonrpc/node';
import {
  HELLO_METHOD,
  type HelloParams,
  type HelloResult,
  SERVICE_PROTOCOL,
  type ServiceRequest,
} from '../../protocol/service.ts';
import type { StoreTransport } from '../store.ts';
import { reachService } from './reachService.ts';
import {
  type ConnectStoreOptions,
  type ServiceClient,
  ServiceFailure,
  type ServiceFailureCode,
  type ServiceRequestOptions,
} from './serviceClient.ts';
import { readSmall } from './serviceFiles.ts';
import { servicePlace } from './servicePlace.ts';
import { serviceTransport } from './serviceTransport.ts';

/** A request under which the service ends that often, for that long, is the cause of it. */
const SENDS_MIN = 6;
const LOSING_MS_MAX = 120_000;
/** Greetings that came to nothing: a service that is ending, or one that gives way to a newer one. */
const GREETINGS_MAX = 60;
const GREETING_PAUSE_MS = 100;
const GREETING_MS_MAX = 20_000;
const RECONNECT_PAUSE_MS = 500;

/** Nothing is started or connected before the first request. */
export function connectStore(options: ConnectStoreOptions): ServiceClient {
  return new Client(options);
}

type Listener = (event: string, params: unknown) => void;

class Client implements ServiceClient {
  readonly #options: ConnectStoreOptions;
  readonly #listeners = new Set<Listener>();
  readonly #closing = new AbortController();
  #connecting: Promise<MessageConnection> | undefined;
  #hasConnected = false;
  readonly transport: StoreTransport;

  constructor(options: ConnectStoreOptions) {
    this.#options = options;
    this.transport = serviceTransport(this);
  }

  async request(
    method: string,
    params: unknown,
    { signal, requestId = randomUUID() }: ServiceRequestOptions = {},
  ): Promise<unknown> {
    const request: ServiceRequest = { params, requestId };
    const startedAt = performance.now();
    for (let sends = 1; ; sends++) {
      if (signal?.aborted === true) throw new ServiceFailure('cancelled', 'Cancelled.');
      const sent = await this.#send(method, request, signal);
      if (sent !== LOST) return sent.answer;
      if (this.#closing.signal.aborted) throw new ServiceFailure('unavailable', 'The connection was closed.');
      if (sends >= SENDS_MIN && performance.now() - startedAt > LOSING_MS_MAX) {
        throw new ServiceFailure('unavailable', `The service ended ${sends} times during ${method}.`);
      }
    }
  }

  onEvent(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const connection = await this.#connecting?.catch(() => undefined);
    connection?.end();
    connection?.dispose();
  }

  /** LOST when the connection ended under the request, or the service hands over: it is to be sent again. */
  async #send(
    method: string,
    request: ServiceRequest,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly answer: unknown } | typeof LOST> {
    const cancellation = new CancellationTokenSource();
    const aborted = abortOf(signal, cancellation);
    const connecting = this.#connection();
    const connection = await Promise.race([connecting, aborted.raised]).catch((error: unknown) => {
      aborted.forget();
      throw error;
    });
    const closing = lossOf(connection);
    try {
      const answer = connection.sendRequest(method, request, cancellation.token);
      return await Promise.race([
        answer.then((value: unknown) => ({ answer: value })),
        closing.lost,
        aborted.raised,
      ]);
    } catch (error) {
      if (error instanceof ServiceFailure) throw error;
      const code = failureCodeOf(error);
      if (code !== undefined && code !== 'hands_over' && error instanceof Error) {
        throw new ServiceFailure(code, error.message);
      }
      return this.#lose(connecting, connection);
    } finally {
      closing.forget();
      aborted.forget();
      cancellation.dispose();
    }
  }

  #lose(connecting: Promise<MessageConnection>, connection: MessageConnection): typeof LOST {
    this.#forget(connecting);
    connection.dispose();
    return LOST;
  }

  #connection(): Promise<MessageConnection> {
    if (this.#closing.signal.aborted) {
      return Promise.reject(new ServiceFailure('unavailable', 'The connection was closed.'));
    }
    if (this.#connecting === undefined) {
      const connecting = this.#connect();
      this.#connecting = connecting;
      connecting.then(
        (connection) => connection.onClose(() => this.#onLoss(connecting)),
        () => this.#forget(connecting),
      );
    }
    return this.#connecting;
  }

  #forget(connecting: Promise<MessageConnection>): void {
    if (this.#connecting === connecting) this.#connecting = undefined;
  }

  /** Whoever waits for events alone would wait for ever. */
  #onLoss(connecting: Promise<MessageConnection>): void {
    this.#forget(connecting);
    if (this.#listeners.size === 0 || this.#closing.signal.aborted) return;
    const reconnect = (): void => {
      if (this.#closing.signal.aborted || this.#listeners.size === 0) return;
      // Not being reachable shows at the next request.
      this.#connection().catch(() => {});
    };
    setTimeout(reconnect, RECONNECT_PAUSE_MS).unref();
  }

  async #connect(): Promise<MessageConnection> {
    for (let tries = 1; ; tries++) {
      const connection = await this.#greet();
      if (connection) {
        // Events of the time between are lost; whoever shows what they tell of asks anew.
        if (this.#hasConnected) this.#tell('service/reconnected', {});
        this.#hasConnected = true;
        return connection;
      }
      if (tries >= GREETINGS_MAX)
        throw new ServiceFailure('unavailable', 'The service ended whenever it was called.');
      // Nothing else may be open now: unheld, a program with nothing but this request would end without a word.
      await wait(GREETING_PAUSE_MS);
    }
  }

  /** Undefined when there was no answer, or the service is about to give way: to be tried again. */
  async #greet(): Promise<MessageConnection | undefined> {
    const { home, version, client } = this.#options;
    const socket = await reachService(this.#options, this.#closing.signal);
    const connection = createMessageConnection(
      new SocketMessageReader(socket),
      new SocketMessageWriter(socket),
    );
    socket.on('error', () => {});
    connection.onError(() => socket.destroy());
    const closing = lossOf(connection);
    connection.onNotification((event: string, params: unknown) => this.#tell(event, params));
    connection.listen();
    const secret = readSmall(servicePlace(home).secretFile) ?? '';
    const params: HelloParams = { protocol: SERVICE_PROTOCOL, version, client, secret };
    try {
      const answer = await Promise.race([
        connection.sendRequest<HelloResult>(HELLO_METHOD, params),
        closing.lost,
        wait(GREETING_MS_MAX, LOST, { ref: false }),
      ]);
      if (answer === LOST || answer.handsOver) {
        connection.dispose();
        socket.destroy();
        return undefined;
      }
      if (answer.protocol <= SERVICE_PROTOCOL) return connection;
    } catch (error) {
      connection.dispose();
      socket.destroy();
      if (failureCodeOf(error) !== 'refused' || !(error instanceof Error)) return undefined;
      throw new ServiceFailure('refused', error.message);
    } finally {
      closing.forget();
    }
    connection.dispose();
    socket.destroy();
    throw new ServiceFailure(
      'update_needed',
      'The store is served by a newer Fixward; update this one or restart the window.',
    );
  }

  #tell(event: string, params: unknown): void {
    for (const listener of this.#listeners) listener(event, params);
  }
}

const LOST = Symbol('lost');

/** A pending request is not told of the end of its connection. */
function lossOf(connection: MessageConnection): { readonly lost: Promise<typeof LOST>; forget(): void } {
  let forget = (): void => {};
  const lost = new Promise<typeof LOST>((resolve) => {
    const subscriptions = [
      connection.onClose(() => resolve(LOST)),
      connection.onDispose(() => resolve(LOST)),
    ];
    forget = () => {
      for (const subscription of subscriptions) subscription.dispose();
    };
  });
  return { lost, forget: () => forget() };
}

function abortOf(
  signal: AbortSignal | undefined,
  cancellation: CancellationTokenSource,
): { readonly raised: Promise<never>; forget(): void } {
  let forget = (): void => {};
  const raised = new Promise<never>((_resolve, reject) => {
    const onAbort = (): void => {
      cancellation.cancel();
      reject(new ServiceFailure('cancelled', 'Cancelled.'));
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    forget = () => signal?.removeEventListener('abort', onAbort);
  });
  return { raised, forget: () => forget() };
}

const CODES: ReadonlySet<string> = new Set([
  'hands_over',
  'unavailable',
  'cancelled',
  'refused',
  'unknown_method',
  'invalid',
  'not_found',
  'internal',
]);

/** Undefined for an error that is no answer of the service: the connection's own. */
function failureCodeOf(error: unknown): ServiceFailureCode | 'hands_over' | undefined {
  if (!(error instanceof ResponseError)) return undefined;
  const data: unknown = error.data;
  if (typeof data !== 'object' || data === null || !('code' in data)) return undefined;
  const { code } = data;
  return isCode(code) ? code : undefined;
}

function isCode(code: unknown): code is ServiceFailureCode | 'hands_over' {
  return typeof code === 'string' && CODES.has(code);
}
