import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';

export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

/** This machine alone; nobody else is let in, and no page of a browser under another name. */
const LOOPBACK = '127.0.0.1';
const PATH = '/metrics';

/** Answers scrapes on the loopback interface. @throws when the port is taken */
export async function serveMetrics(registry: Registry, port: number): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    void answer(request, response, registry, portOf(server)).catch(() => {
      if (!response.headersSent) refuse(response, 500, 'The figures cannot be read now.');
    });
  });
  server.listen(port, LOOPBACK);
  await once(server, 'listening');
  // Scrapes keep nothing alive.
  server.unref();
  return {
    port: portOf(server),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  registry: Registry,
  port: number,
): Promise<void> {
  const hosts = [`${LOOPBACK}:${port}`, `localhost:${port}`];
  if (!hosts.includes(request.headers.host?.toLowerCase() ?? '')) {
    refuse(response, 403, 'Ask by the address of this machine itself.');
    return;
  }
  // Programs that scrape send no such header; pages of a browser do.
  if (request.headers.origin !== undefined) {
    refuse(response, 403, 'Figures are not for pages.');
    return;
  }
  if (request.url?.split('?')[0] !== PATH) {
    refuse(response, 404, `Figures are at ${PATH}.`);
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    refuse(response, 405, 'Figures are read alone.');
    return;
  }
  const text = await registry.metrics();
  response.writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' });
  response.end(request.method === 'HEAD' ? undefined : text);
}

function refuse(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${words}\n`);
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
