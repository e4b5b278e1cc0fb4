import type { Socket } from 'node:net';
import {
  type CancellationToken,
  createMessageConnection,
  SocketMessageReader,
  SocketMessageWriter,
} from 'vscode-jsonrpc/node';
import { errorMessage } from '../core/errorMessage.ts';
import { type ShadowCallOptions, ShadowError, type ShadowService } from '../engines/shadow/shadowService.ts';
import {
  type Handshake,
  SHARED_METHODS,
  type SharedAnswer,
  type SharedCertificate,
  type SharedProgress,
} from '../engines/shadow/sharedProtocol.ts';
import { proveCall, replayCall } from './sharedRequests.ts';

/** Answers one client's calls; what it leaves running when it goes is cancelled. */
export function serveClient(socket: Socket, shadow: ShadowService, version: string): void {
  const connection = createMessageConnection(
    new SocketMessageReader(socket),
    new SocketMessageWriter(socket),
  );
  const gone = new AbortController();
  const tell = (method: string, params: SharedProgress | SharedCertificate): void => {
    if (!gone.signal.aborted) void connection.sendNotification(method, params).catch(() => {});
  };
  const optionsOf = (id: number, token: CancellationToken): ShadowCallOptions => {
    const cancelled = new AbortController();
    token.onCancellationRequested(() => cancelled.abort());
    return {
      signal: AbortSignal.any([gone.signal, cancelled.signal]),
      onProgress: (progress) => tell(SHARED_METHODS.progress, { id, progress }),
      onCertificate: (certificate) => tell(SHARED_METHODS.certificate, { id, certificate }),
    };
  };
  connection.onRequest(SHARED_METHODS.hello, (): Handshake => ({ version, pid: process.pid }));
  connection.onRequest(SHARED_METHODS.prove, (params: unknown, token: CancellationToken) =>
    answer(() => {
      const { id, request } = proveCall(params);
      return shadow.prove(request, optionsOf(id, token));
    }),
  );
  connection.onRequest(SHARED_METHODS.replay, (params: unknown, token: CancellationToken) =>
    answer(() => {
      const { id, request } = replayCall(params);
      return shadow.replay(request, optionsOf(id, token));
    }),
  );
  socket.once('close', () => gone.abort());
  socket.on('error', () => {});
  connection.onError(() => socket.destroy());
  connection.listen();
}

async function answer(call: () => Promise<unknown>): Promise<SharedAnswer> {
  try {
    return { result: await call() };
  } catch (error) {
    const reason = error instanceof ShadowError ? error.reason : 'unavailable';
    return { failure: { reason, message: errorMessage(error) } };
  }
}
