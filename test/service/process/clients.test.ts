import { randomUUID } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createMessageConnection,
  type MessageConnection,
  SocketMessageReader,
  SocketMessageWriter,
} from 'vscode-jsonrpc/node';
import { HELLO_METHOD, SERVICE_PROTOCOL, type StoreStatus } from '../../../src/protocol/service.ts';
import type { ServiceClient } from '../../../src/store/client/serviceClient.ts';
import { type BuiltService, buildService } from '../../support/buildService.ts';
import { countedWrites } from '../../support/countedWrites.ts';
import { savePatterns } from '../../support/patternRequest.ts';
import { type ServiceHome, serviceHome } from '../../support/serviceHome.ts';

let service: BuiltService;
let home: ServiceHome;
let client: ServiceClient;

beforeAll(async () => {
  service = await buildService();
  home = await serviceHome(service.program);
  client = home.connect();
  await client.transport.call('list_workspaces', {});
});

afterAll(async () => {
  await home?.remove();
  await service?.remove();
});

describe('a service that was started by its first client', () => {
  it('has a store with a workspace for the user', async () => {
    // SAFETY: the service answers with its status.
    const status = (await client.request('store/status', {})) as StoreStatus;

    expect(status).toMatchObject({ kind: 'embedded', state: 'ready', folder: home.place.store, patterns: 0 });
    expect(status.workspaceId).toMatch(/^[0-9a-f-]{36}$/u);
    expect(status.userId).toBe(JSON.parse(readFileSync(home.place.userFile, 'utf8')).userId);
    expect(status.schemaVersion).toBeGreaterThan(0);
    expect(status).not.toHaveProperty('problem');
  });

  it('lets nobody else read its files and its socket', () => {
    if (process.platform === 'win32') return;
    for (const path of [home.place.secretFile, home.place.userFile, home.place.address]) {
      expect(statSync(path).mode & 0o077, path).toBe(0);
    }
    expect(statSync(home.place.folder).mode & 0o077).toBe(0);
  });

  it('runs a write once, however often and by whomever its request is sent', async () => {
    const counted = await countedWrites(client.transport, 'sent-again');
    const requestId = randomUUID();
    const others = Array.from({ length: 4 }, () => home.connect());
    await Promise.all(others.map((other) => counted.write(other.transport, { requestId })));
    await counted.write(client.transport, { requestId });

    expect(await counted.count(client.transport)).toBe(1);
    await Promise.all(others.map((other) => other.close()));
  });

  it('serves five windows and two agents at once, and counts each write once', async () => {
    const counted = await countedWrites(client.transport, 'at-once');
    const windows = Array.from({ length: 5 }, () => home.connect({ client: 'server' }));
    const agents = Array.from({ length: 2 }, () => home.connect({ client: 'agent' }));
    const writesEach = 25;
    await Promise.all(
      [...windows, ...agents].map(async ({ transport }) => {
        for (let write = 0; write < writesEach; write++) await counted.write(transport);
      }),
    );

    expect(await counted.count(client.transport)).toBe(7 * writesEach);
    expect(home.pids('front')).toHaveLength(1);
    expect(home.pids('owner')).toHaveLength(1);
    await Promise.all([...windows, ...agents].map((each) => each.close()));
  });

  it('tells every client of a write, and none of a read', async () => {
    const watcher = home.connect();
    const events: string[] = [];
    watcher.onEvent((event, params) => events.push(`${event} ${JSON.stringify(params)}`));
    await watcher.request('store/status', {});
    await client.transport.call('list_workspaces', {});
    await client.transport.call('save_patterns', savePatterns('told-of'));
    await watcher.request('store/status', {});

    expect(events).toEqual(['store/changed {"tables":["fix_patterns"]}']);
    await watcher.close();
  });

  it('answers expected failures in the envelope, and mistakes by name', async () => {
    const refused = await client.transport.call('save_patterns', { patterns: 'none' });

    expect(refused).toMatchObject({ ok: false, error: { code: 'invalid', field: 'patterns' } });
    expect(await client.transport.call('no_such_function', {})).toMatchObject({
      ok: false,
      error: { code: 'not_found' },
    });
    await expect(client.request('store/nothing', {})).rejects.toMatchObject({ code: 'unknown_method' });
    await expect(client.request('store/call', { name: 'drop table x', request: {} })).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('name'),
    });
    await expect(client.request('store/status', {}, { requestId: 'not-a-uuid' })).rejects.toMatchObject({
      code: 'invalid',
    });
  });

  it('gives up a request when its client does', async () => {
    const given = new AbortController();
    given.abort();

    await expect(client.request('store/status', {}, { signal: given.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it('finds the store whole', async () => {
    expect(await client.request('store/migrate', {})).toMatchObject({ ran: [] });
  });
});

describe('a stranger at the socket', () => {
  const hello = { protocol: SERVICE_PROTOCOL, version: '1.0.0', client: 'agent' };
  const opened = async (): Promise<{ socket: Socket; connection: MessageConnection }> => {
    const socket = connect(home.place.address);
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.on('error', () => {});
    const connection = createMessageConnection(
      new SocketMessageReader(socket),
      new SocketMessageWriter(socket),
    );
    connection.onError(() => {});
    connection.listen();
    return { socket, connection };
  };
  const closed = (socket: Socket): Promise<unknown> =>
    socket.destroyed ? Promise.resolve() : new Promise((resolve) => socket.once('close', resolve));

  it.each(['', 'wrong', '0'.repeat(64)])('with the secret "%s" is refused', async (secret) => {
    const { socket, connection } = await opened();

    await expect(connection.sendRequest(HELLO_METHOD, { ...hello, secret })).rejects.toThrow(
      /secret is wrong/u,
    );
    await closed(socket);
  });

  it.each([
    ['null', null],
    ['a number', 7],
    ['a secret that is no text', { ...hello, secret: { $ne: '' } }],
  ])('who greets with %s is refused', async (_what, params) => {
    const { socket, connection } = await opened();

    await expect(connection.sendRequest(HELLO_METHOD, params)).rejects.toThrow(/secret is wrong/u);
    await closed(socket);
  });

  it('who asks before greeting gets no answer', async () => {
    const { socket, connection } = await opened();
    const asked = connection.sendRequest('store/status', { params: {}, requestId: randomUUID() });
    asked.catch(() => {});

    await closed(socket);
  });

  it.each([
    ['text', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['a message that is no JSON', 'Content-Length: 5\r\n\r\n{{{{{'],
    ['a length that is none', 'Content-Length: many\r\n\r\n{}'],
    ['bytes', Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 151) % 256))],
  ])('who sends %s harms nobody', async (_what, garbage) => {
    const socket = connect(home.place.address);
    socket.on('error', () => {});
    await new Promise((resolve) => socket.write(garbage, resolve));

    expect(await client.transport.call('list_workspaces', {})).toMatchObject({ ok: true });
    socket.destroy();
  });
});
