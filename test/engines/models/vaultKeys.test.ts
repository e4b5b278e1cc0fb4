import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { KeyHolder } from '../../../src/engines/models/keyHolder.ts';
import { KeySourceError } from '../../../src/engines/models/keySource.ts';
import { rotatingFetch } from '../../../src/engines/models/rotatingFetch.ts';
import { vaultKeys } from '../../../src/engines/models/vaultKeys.ts';

interface VaultAnswer {
  readonly status?: number;
  readonly body?: unknown;
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A server that answers as Vault does, and keeps what it was asked. */
async function vault(answer: (request: IncomingMessage) => VaultAnswer) {
  const requests: { path: string; token: unknown; namespace: unknown }[] = [];
  const server = createServer((request, response) => {
    requests.push({
      path: request.url ?? '',
      token: request.headers['x-vault-token'],
      namespace: request.headers['x-vault-namespace'],
    });
    const { status = 200, body = { errors: [] } } = answer(request);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    requests,
    settings: {
      address: `http://127.0.0.1:${port}/`,
      token: 's.token',
      mount: 'secret',
      path: 'ai/openai keys',
    },
  };
}

const secret = (data: Readonly<Record<string, unknown>>, lease = 0): VaultAnswer => ({
  body: { lease_duration: lease, data: { data, metadata: { version: 3 } } },
});

const labels = (holder: KeyHolder): readonly string[] => holder.status().map(({ label }) => label);

describe('keys kept in Vault', () => {
  it('are read when they are needed, and once', async () => {
    const { requests, settings } = await vault(() => secret({ first: 'sk-1', second: 'sk-2', note: 7 }));
    const holder = new KeyHolder('Test');
    const keys = vaultKeys({ ...settings, namespace: 'team' }, holder);
    expect(requests).toEqual([]);
    await Promise.all([keys.ready(undefined), keys.ready(undefined)]);
    await keys.ready(undefined);
    expect(labels(holder)).toEqual(['first', 'second']);
    expect(requests).toEqual([
      { path: '/v1/secret/data/ai/openai%20keys', token: 's.token', namespace: 'team' },
    ]);
  });

  it('may stand in one field, as a list or with commas', async () => {
    const { settings } = await vault(() => secret({ keys: ['sk-1', 'sk-2'], more: 'sk-3, sk-4' }));
    const holder = new KeyHolder('Test');
    await vaultKeys(settings, holder).ready(undefined);
    expect(labels(holder)).toEqual(['keys 1', 'keys 2', 'more 1', 'more 2']);
  });

  it('are read anew when their lease has ended', async () => {
    let version = 0;
    const { settings } = await vault(() => {
      version += 1;
      return secret({ [`v${version}`]: `sk-${version}` }, 60);
    });
    let nowMs = 0;
    const holder = new KeyHolder('Test', () => nowMs);
    const keys = vaultKeys(settings, holder, { now: () => nowMs });
    await keys.ready(undefined);
    nowMs = 59_000;
    await keys.ready(undefined);
    expect(labels(holder)).toEqual(['v1']);
    nowMs = 60_000;
    await keys.ready(undefined);
    expect(labels(holder)).toEqual(['v2']);
  });

  it('are read anew inside a call when the endpoint refuses them', async () => {
    let version = 0;
    const { settings } = await vault(() => {
      version += 1;
      return secret({ current: `sk-${version}` });
    });
    let nowMs = 0;
    const holder = new KeyHolder('Test', () => nowMs);
    const sent: (string | null)[] = [];
    const send = rotatingFetch({
      provider: 'Test',
      keys: vaultKeys(settings, holder, { now: () => nowMs }),
      fetch: async (_input, init) => {
        const key = new Headers(init?.headers).get('authorization');
        sent.push(key);
        return new Response('{}', { status: key === 'Bearer sk-1' ? 401 : 200 });
      },
    });
    expect((await send('http://localhost/x')).status).toBe(401);
    nowMs = 10_000;
    expect((await send('http://localhost/x')).status).toBe(200);
    expect(sent).toEqual(['Bearer sk-1', 'Bearer sk-2']);
  });

  it.each([
    ['the token is refused', { status: 403 }, 'unauthorised', 'Vault refused the token'],
    ['there is no secret', { status: 404 }, 'not_found', 'Vault has no secret at secret/ai/openai keys.'],
    ['Vault is sealed', { status: 503 }, 'unreachable', 'Vault answered 503'],
    ['the secret was deleted', { body: { data: { data: null } } }, 'invalid', 'cannot be read'],
    ['the store is of version 1', { body: { data: { key: 'sk-1' } } }, 'invalid', 'cannot be read'],
    ['it answers with a page', { body: '<html>' }, 'invalid', 'cannot be read'],
    ['the secret is empty', secret({}), 'invalid', 'holds no key'],
  ] as const)('cannot be had when %s', async (_name, answer, reason, message) => {
    const { settings } = await vault(() => answer);
    const error = await vaultKeys(settings, new KeyHolder('Test'))
      .ready(undefined)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(KeySourceError);
    expect(error).toMatchObject({ reason, message: expect.stringContaining(message) });
    expect(String(error)).not.toContain('s.token');
  });

  it('cannot be had from nowhere', async () => {
    const settings = { address: 'http://127.0.0.1:9', token: 's.token', mount: 'secret', path: 'x' };
    await expect(vaultKeys(settings, new KeyHolder('Test')).ready(undefined)).rejects.toMatchObject({
      reason: 'unreachable',
      message: 'Vault at 127.0.0.1:9 could not be reached.',
    });
  });
});
