import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mcpMethods } from '../../../src/service/mcp/mcpMethods.ts';
import type { ServiceContext } from '../../../src/service/serviceContext.ts';

const PROGRAM = fileURLToPath(new URL('../../support/mcpServerProgram.mjs', import.meta.url));
const SECRET = 'tok-very-secret';

const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0)) await end();
});

function part() {
  const events: unknown[] = [];
  const end = new AbortController();
  ending.push(() => end.abort());
  // SAFETY: what this part uses of it.
  const context = {
    ending: end.signal,
    emit: (event: string, params: unknown) => events.push({ event, params }),
  } as unknown as ServiceContext;
  const methods = mcpMethods(context);
  const ask = async (
    method: string,
    params: unknown,
    signal = new AbortController().signal,
  ): Promise<unknown> => {
    const answer = methods[method];
    if (!answer) throw new Error(`no ${method}`);
    return answer(params, { signal, requestId: 'r' });
  };
  return { ask, events };
}

function small(args: readonly string[] = [], more: object = {}) {
  return {
    name: 'docs',
    transport: {
      kind: 'stdio',
      command: process.execPath,
      args: [PROGRAM, ...args],
      environment: { TOKEN: SECRET },
    },
    tools: ['search', 'breaks', 'hangs', 'huge', 'environment'],
    purpose: 'documentation',
    ...more,
  };
}

describe('other servers', () => {
  it('are started when one of their tools is first used, by name or by purpose', async () => {
    const { ask } = part();
    expect(await ask('mcp/configure', { servers: [small()] })).toMatchObject({
      servers: [{ name: 'docs', state: 'off' }],
    });
    expect(await ask('mcp/callTool', { server: 'docs', tool: 'search', input: { query: 'größe' } })).toEqual({
      ok: true,
      server: 'docs',
      text: `found größe with ${SECRET}`,
      data: undefined,
    });
    expect(
      await ask('mcp/callTool', { purpose: 'documentation', tool: 'search', input: { query: 'b' } }),
    ).toMatchObject({ ok: true });
    expect(await ask('mcp/status', {})).toMatchObject({ servers: [{ state: 'ready' }] });
  });

  it('offer the tools that were allowed, and no other one is called', async () => {
    const { ask } = part();
    await ask('mcp/configure', { servers: [small([], { tools: ['search'] })] });
    expect(await ask('mcp/listTools', {})).toMatchObject({ tools: [{ server: 'docs', name: 'search' }] });
    expect(await ask('mcp/callTool', { server: 'docs', tool: 'breaks', input: {} })).toMatchObject({
      ok: false,
      code: 'refused',
    });
    expect(await ask('mcp/status', {})).toMatchObject({
      servers: [{ tools: expect.arrayContaining([{ name: 'breaks', allowed: false }]) }],
    });
  });

  it('are given what programs need and what the user gave them, not our own environment', async () => {
    process.env.FIXWARD_TEST_SECRET = 'ours';
    ending.push(() => delete process.env.FIXWARD_TEST_SECRET);
    const { ask } = part();
    await ask('mcp/configure', { servers: [small()] });
    const answer = await ask('mcp/callTool', { server: 'docs', tool: 'environment', input: {} });
    expect(answer).toMatchObject({ ok: true, text: expect.stringMatching(/\bPATH\b.*\bTOKEN\b/u) });
    expect(JSON.stringify(answer)).not.toContain('FIXWARD_TEST_SECRET');
  });

  it('are started again when they died in the middle of a call', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fixward-mcp-'));
    ending.push(() => rm(folder, { recursive: true, force: true }));
    const { ask } = part();
    await ask('mcp/configure', { servers: [small(['dies', join(folder, 'died')])] });
    expect(
      await ask('mcp/callTool', { server: 'docs', tool: 'search', input: { query: 'a' } }),
    ).toMatchObject({
      ok: true,
    });
  });

  it('that cannot be started are shown as failed, without their secrets, while others go on', async () => {
    const { ask, events } = part();
    const absent = {
      name: 'absent',
      transport: { kind: 'stdio', command: `/nowhere/${SECRET}`, args: [], environment: { TOKEN: SECRET } },
      tools: ['search'],
    };
    await ask('mcp/configure', { servers: [absent, small()] });
    const failed = { ok: false, code: 'unreachable' };
    expect(await ask('mcp/callTool', { server: 'absent', tool: 'search', input: {} })).toMatchObject(failed);
    // Not tried again with each use.
    expect(await ask('mcp/callTool', { server: 'absent', tool: 'search', input: {} })).toMatchObject({
      ...failed,
      message: expect.stringContaining('tried again in'),
    });
    expect(await ask('mcp/listTools', {})).toMatchObject({
      tools: expect.arrayContaining([expect.objectContaining({ server: 'docs' })]),
    });
    expect(await ask('mcp/status', {})).toMatchObject({ servers: [{ state: 'failed' }, { state: 'ready' }] });
    expect(JSON.stringify(events)).not.toContain(SECRET);
  });

  it('say why a tool failed, and are cut when they say too much', async () => {
    const { ask } = part();
    await ask('mcp/configure', { servers: [small()] });
    expect(await ask('mcp/callTool', { server: 'docs', tool: 'breaks', input: {} })).toEqual({
      ok: false,
      code: 'failed',
      message: 'it broke',
    });
    const { text } = (await ask('mcp/callTool', { server: 'docs', tool: 'huge', input: {} })) as {
      text: string;
    };
    expect(text.length).toBeLessThan(61_000);
    expect(text).toContain('40000 more characters');
  });

  it('are given up when the caller gives up', async () => {
    const { ask } = part();
    await ask('mcp/configure', { servers: [small()] });
    await ask('mcp/listTools', {});
    const giving = new AbortController();
    const hanging = ask('mcp/callTool', { server: 'docs', tool: 'hangs', input: {} }, giving.signal);
    giving.abort();
    expect(await hanging).toMatchObject({ ok: false, code: 'cancelled' });
    expect(
      await ask('mcp/callTool', { server: 'docs', tool: 'search', input: { query: 'a' } }),
    ).toMatchObject({ ok: true });
  });

  it('that are configured no more are ended', async () => {
    const { ask } = part();
    await ask('mcp/configure', { servers: [small()] });
    await ask('mcp/listTools', {});
    expect(await ask('mcp/configure', { servers: [] })).toEqual({ servers: [] });
    expect(await ask('mcp/callTool', { server: 'docs', tool: 'search', input: {} })).toMatchObject({
      ok: false,
      code: 'not_found',
    });
  });

  it.each([
    [{ servers: [{ name: '', transport: { kind: 'stdio', command: 'x', args: [] }, tools: [] }] }],
    [{ servers: [{ name: 'a', transport: { kind: 'http', url: 'file:///etc/passwd' }, tools: [] }] }],
    [{ servers: [{ name: 'a', transport: { kind: 'telnet' }, tools: [] }] }],
    [{}],
  ])('refuse to be configured by %j', async (params) => {
    await expect(part().ask('mcp/configure', params)).rejects.toMatchObject({ code: 'invalid' });
  });

  it('are reached over HTTP, with the headers that were given', async () => {
    const seen: unknown[] = [];
    const http = await httpServer((authorization) => seen.push(authorization));
    const { port } = http.address() as AddressInfo;
    const { ask } = part();
    await ask('mcp/configure', {
      servers: [
        {
          name: 'web',
          transport: {
            kind: 'http',
            url: `http://127.0.0.1:${port}/mcp`,
            headers: { Authorization: `Bearer ${SECRET}` },
          },
          tools: ['search'],
        },
      ],
    });
    expect(await ask('mcp/callTool', { server: 'web', tool: 'search', input: { query: 'a' } })).toMatchObject(
      {
        ok: true,
        text: 'found a',
      },
    );
    expect(new Set(seen)).toEqual(new Set([`Bearer ${SECRET}`]));
  });
});

async function httpServer(onRequest: (authorization: string | undefined) => void): Promise<Server> {
  const http = createServer((request, response) => {
    onRequest(request.headers.authorization);
    void (async () => {
      const server = new McpServer({ name: 'web', version: '1' });
      server.registerTool(
        'search',
        { description: 'Searches', inputSchema: { query: z.string() } },
        async ({ query }) => ({
          content: [{ type: 'text', text: `found ${query}` }],
        }),
      );
      const transport = new StreamableHTTPServerTransport({});
      await server.connect(transport as Parameters<typeof server.connect>[0]);
      await transport.handleRequest(request, response);
    })();
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  ending.push(
    () =>
      new Promise((resolve) => {
        http.closeAllConnections();
        http.close(resolve);
      }),
  );
  return http;
}
