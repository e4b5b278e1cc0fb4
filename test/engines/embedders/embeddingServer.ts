import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

export interface Scripted {
  readonly status?: number;
  readonly body: unknown;
}

/** A server on this machine that answers by script, one step a request; the last step repeats. */
export interface EmbeddingServer {
  readonly url: string;
  readonly received: Received[];
  script(...steps: readonly (Scripted | ((received: Received) => Scripted))[]): void;
  close(): Promise<void>;
}

export async function startEmbeddingServer(): Promise<EmbeddingServer> {
  const received: Received[] = [];
  let steps: readonly (Scripted | ((received: Received) => Scripted))[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
      const one: Received = { url: request.url ?? '', headers: request.headers, body };
      const step = steps[Math.min(received.length, steps.length - 1)];
      received.push(one);
      const { status = 200, body: answer } =
        typeof step === 'function' ? step(one) : (step ?? { status: 500, body: {} });
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // SAFETY: a server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    script: (...given) => {
      received.length = 0;
      steps = given;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
