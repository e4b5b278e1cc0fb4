import { createHash, timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import {
  type CancellationToken,
  createMessageConnection,
  ErrorCodes,
  type MessageConnection,
  ResponseError,
  SocketMessageReader,
  SocketMessageWriter,
} from 'vscode-jsonrpc/node';
import { errorMessage } from '../../core/errorMessage.ts';
import {
  HELLO_METHOD,
  type HelloParams,
  type HelloResult,
  SERVICE_PROTOCOL,
  type ServiceFailureData,
} from '../../protocol/service.ts';
import { compareVersions } from '../../store/client/compareVersions.ts';
import { ServiceFailure } from '../../store/client/serviceClient.ts';
import { TaskError } from './ownerSupervisor.ts';
import type { RequestBook } from './requestBook.ts';

export interface ClientHost {
  readonly version: string;
  readonly secret: string;
  readonly requests: RequestBook;
  readonly isHandingOver: () => boolean;
  /** A newer program is here. */
  readonly handOver: () => void;
  readonly log: (line: string) => void;
}

export interface ServedClient {
  notify(event: string, params: unknown): void;
  readonly isGreeted: boolean;
  /** Sends what is on its way, then ends the connection. */
  end(): void;
}

/** From the connection to the greeting; whoever takes longer is none of ours. */
const GREETING_MS_MAX = 10_000;
const FLUSH_MS = 50;

/** Answers one client; nothing but its greeting is read before the secret was right. */
export function serveClient(socket: Socket, host: ClientHost): ServedClient {
  const connection = createMessageConnection(
    new SocketMessageReader(socket),
    new SocketMessageWriter(socket),
  );
  let isGreeted = false;
  const late = setTimeout(() => socket.destroy(), GREETING_MS_MAX);
  late.unref();
  socket.once('close', () => clearTimeout(late));
  socket.on('error', () => {});
  connection.onError(() => socket.destroy());
  connection.onRequest(async (method: string, sent: unknown, token: CancellationToken) => {
    if (method === HELLO_METHOD) {
      const answer = greet(sent, host);
      // The answer goes first.
      if (answer instanceof ResponseError) setTimeout(() => socket.end(), FLUSH_MS);
      else {
        isGreeted = true;
        clearTimeout(late);
      }
      return answer;
    }
    if (!isGreeted) {
      socket.destroy();
      return failure('refused', 'The greeting comes first.');
    }
    return answerRequest(method, sent, token, host);
  });
  connection.onUnhandledNotification(() => {});
  connection.listen();
  return {
    notify: (event, params) => {
      if (isGreeted) notify(connection, event, params);
    },
    get isGreeted() {
      return isGreeted;
    },
    end: () => socket.end(),
  };
}

function notify(connection: MessageConnection, event: string, params: unknown): void {
  // A client that is gone misses nothing.
  void connection.sendNotification(event, params).catch(() => {});
}

function greet(sent: unknown, host: ClientHost): HelloResult | ResponseError<ServiceFailureData> {
  const params = helloParams(sent);
  if (params === undefined || !isSame(params.secret, host.secret)) {
    host.log('refused a client without the secret');
    return failure('refused', 'The secret is wrong; only programs of the same user may connect.');
  }
  const isNewer = params.protocol > SERVICE_PROTOCOL || compareVersions(params.version, host.version) > 0;
  if (isNewer) host.handOver();
  return {
    protocol: SERVICE_PROTOCOL,
    version: host.version,
    processId: process.pid,
    handsOver: isNewer || host.isHandingOver(),
  };
}

async function answerRequest(
  method: string,
  sent: unknown,
  token: CancellationToken,
  { requests, isHandingOver, log }: ClientHost,
): Promise<unknown> {
  if (isHandingOver()) return failure('hands_over', 'A newer Fixward takes over; connect again.');
  const { params, requestId } = serviceRequest(sent);
  const cancelled = new AbortController();
  token.onCancellationRequested(() => cancelled.abort());
  try {
    // `undefined` is no JSON.
    return (await requests.run(method, params, requestId, cancelled.signal)) ?? null;
  } catch (error) {
    if (error instanceof TaskError || error instanceof ServiceFailure) {
      return failure(error.code === 'update_needed' ? 'internal' : error.code, error.message);
    }
    if (cancelled.signal.aborted) return failure('cancelled', 'Cancelled.');
    log(`${method} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return failure('internal', errorMessage(error));
  }
}

function failure(code: ServiceFailureData['code'], message: string): ResponseError<ServiceFailureData> {
  return new ResponseError(ErrorCodes.InternalError, message, { code });
}

function serviceRequest(sent: unknown): { readonly params: unknown; readonly requestId: string | undefined } {
  if (typeof sent !== 'object' || sent === null) return { params: undefined, requestId: undefined };
  const params = 'params' in sent ? sent.params : undefined;
  const requestId = 'requestId' in sent && typeof sent.requestId === 'string' ? sent.requestId : undefined;
  return { params, requestId };
}

function helloParams(sent: unknown): Pick<HelloParams, 'protocol' | 'version' | 'secret'> | undefined {
  if (typeof sent !== 'object' || sent === null) return undefined;
  if (!('protocol' in sent && 'version' in sent && 'secret' in sent)) return undefined;
  const { protocol, version, secret } = sent;
  if (typeof protocol !== 'number' || typeof version !== 'string' || typeof secret !== 'string')
    return undefined;
  return { protocol, version, secret };
}

function isSame(given: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
