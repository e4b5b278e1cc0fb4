import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** One machine's way to a project, which may be cut, or lose what is answered on it. */
export interface CuttableWay {
  readonly url: string;
  /** `deaf`: writes arrive and are done, and the answer is lost. */
  become(state: 'open' | 'cut' | 'deaf'): void;
  /** Calls of a store function that arrived so far. */
  arrived(functionName: string): number;
  close(): Promise<void>;
}

export async function openWay(projectUrl: string): Promise<CuttableWay> {
  let state: 'open' | 'cut' | 'deaf' = 'open';
  const arrived: string[] = [];
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      if (state === 'cut') return void incoming.socket.destroy();
      const body = new Uint8Array(await buffer(incoming));
      const response = await fetch(`${projectUrl}${incoming.url}`, {
        method: incoming.method ?? 'GET',
        headers: headersOf(incoming),
        ...(body.length > 0 && { body }),
      });
      const answer = Buffer.from(await response.arrayBuffer());
      const name = /"name":"(\w+)"/u.exec(Buffer.from(body).toString('utf8'))?.[1];
      if (name !== undefined) arrived.push(name);
      if (state === 'deaf' && name === 'sync_push') return void incoming.socket.destroy();
      outgoing.writeHead(response.status, { 'content-type': response.headers.get('content-type') ?? '' });
      outgoing.end(answer);
    })().catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // SAFETY: a server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    become: (next) => {
      state = next;
    },
    arrived: (functionName) => arrived.filter((name) => name === functionName).length,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const OWN_HEADERS: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'content-length',
  'accept-encoding',
  'transfer-encoding',
]);

function headersOf(incoming: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(incoming.headersDistinct)
      .filter(([name]) => !OWN_HEADERS.has(name))
      .map(([name, values]) => [name, (values ?? []).join(', ')]),
  );
}
