import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterEach, describe, expect, it } from 'vitest';
import { createMcpServer } from '../../src/mcp/createMcpServer.ts';
import { ServiceFailure } from '../../src/store/client/serviceClient.ts';

type Row = Readonly<Record<string, unknown>>;
type Methods = Readonly<Record<string, (params: Row) => unknown>>;

const PLAN = {
  revision: 3,
  steps: [{ id: 's1', title: 'Map the tables', phase: 'schema', status: 'done', evidence: [] }],
};

const CONSULTATION = {
  id: 'c1',
  title: 'Portfolio',
  state: 'done',
  plan: PLAN,
  files: [{ path: 'migrations/001_a.up.sql', version: 1 }],
  proposalCards: [
    {
      number: 1,
      title: 'Add portfolios',
      verdict: 'PROVEN',
      reasons: [],
      upPath: 'migrations/001_a.up.sql',
      downPath: 'migrations/001_a.down.sql',
    },
  ],
  approvals: [{ id: 'a1', title: 'Run it on staging', state: 'waiting' }],
  events: [
    { position: 1, event: { kind: 'question', text: '?' } },
    {
      position: 2,
      event: { kind: 'answer', answer: { recommendation: 'Do it.', warnings: ['w'], nextSteps: [] } },
    },
    { position: 3, event: { kind: 'state', state: 'done' } },
  ],
};

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function connected(methods: Methods, trusted = true) {
  const asked: { readonly method: string; readonly params: Row }[] = [];
  const listeners = new Set<(event: string, params: unknown) => void>();
  const { server, stop } = createMcpServer({
    service: {
      request: async (method, params) => {
        // SAFETY: every method takes an object.
        const row = params as Row;
        asked.push({ method, params: row });
        const answer = methods[method];
        if (!answer) throw new ServiceFailure('unknown_method', `nobody answers ${method}`);
        return answer(row);
      },
      onEvent: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    project: async () => '/work/shop',
    trusted,
    version: '1.2.3',
    log: () => {},
  });
  const client = new Client({ name: 'agent', version: '1' });
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(ours), client.connect(theirs)]);
  closing.push(async () => {
    await client.close();
    stop();
  });
  const emit = (event: string, params: unknown): void => {
    for (const listener of [...listeners]) listener(event, params);
  };
  return { client, asked, emit, listeners };
}

describe('the server for other agents', () => {
  it('offers few tools whose schemas are small', async () => {
    const { client } = await connected({});
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'consult_start',
      'consult_continue',
      'consult_status',
      'search_patterns',
      'check_sql',
      'verify_migration',
      'explain_locks',
    ]);
    // A model reads them with every request; the outputs' shapes are read by programs.
    const read = tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
    expect(JSON.stringify(read).length).toBeLessThan(6_000);
    for (const { annotations } of tools) expect(annotations?.readOnlyHint).toBe(true);
  });

  it('starts a consultation about the folder it was started in', async () => {
    const { client, asked } = await connected({
      'consult/start': () => ({ consultationId: 'c1' }),
      'consult/get': () => ({ ...CONSULTATION, state: 'running', plan: undefined }),
    });
    const { structuredContent } = await client.callTool({
      name: 'consult_start',
      arguments: { question: 'Why slow?' },
    });
    expect(asked[0]).toEqual({
      method: 'consult/start',
      params: { question: 'Why slow?', project: '/work/shop', trusted: true },
    });
    expect(structuredContent).toMatchObject({ consultation: 'c1', state: 'running' });
    expect(structuredContent).not.toHaveProperty('answer');
  });

  it('answers the status with the plan, the proposals and what waits for the user', async () => {
    const { client } = await connected({ 'consult/get': () => CONSULTATION });
    const { structuredContent } = await client.callTool({
      name: 'consult_status',
      arguments: { consultation: 'c1' },
    });
    expect(structuredContent).toEqual({
      consultation: 'c1',
      title: 'Portfolio',
      state: 'done',
      answer: 'Do it.',
      warnings: ['w'],
      next_steps: [],
      plan_revision: 3,
      plan: [{ title: 'Map the tables', phase: 'schema', status: 'done' }],
      proposals: [
        {
          number: 1,
          title: 'Add portfolios',
          verdict: 'PROVEN',
          reasons: [],
          up: 'consult://c1/migrations/001_a.up.sql',
          down: 'consult://c1/migrations/001_a.down.sql',
        },
      ],
      waits_for_user: ['Run it on staging'],
      files: ['consult://c1/migrations/001_a.up.sql'],
    });
  });

  it('waits for the end of the work when it is asked to, and hears of it at once', async () => {
    let state = 'running';
    const { client, emit, listeners } = await connected({
      'consult/get': () => ({ ...CONSULTATION, state }),
    });
    const before = listeners.size;
    const status = client.callTool({
      name: 'consult_status',
      arguments: { consultation: 'c1', wait_seconds: 50 },
    });
    while (listeners.size === before) await new Promise((resolve) => setTimeout(resolve));
    state = 'done';
    emit('consult/event', { consultationId: 'other', stored: { event: { kind: 'state' } } });
    emit('consult/event', { consultationId: 'c1', stored: { event: { kind: 'state' } } });
    expect((await status).structuredContent).toMatchObject({ state: 'done', answer: 'Do it.' });
    // Who waits no more listens no more.
    expect(listeners.size).toBe(before);
  });

  it('stops waiting when the agent gives up', async () => {
    const { client, listeners } = await connected({
      'consult/get': () => ({ ...CONSULTATION, state: 'running' }),
    });
    const before = listeners.size;
    const giving = new AbortController();
    const status = client.callTool(
      { name: 'consult_status', arguments: { consultation: 'c1', wait_seconds: 50 } },
      undefined,
      { signal: giving.signal },
    );
    while (listeners.size === before) await new Promise((resolve) => setTimeout(resolve));
    giving.abort();
    await expect(status).rejects.toThrow();
    while (listeners.size > before) await new Promise((resolve) => setTimeout(resolve));
  });

  it('says in one line what the service refuses', async () => {
    const { client } = await connected({
      'consult/continue': () => {
        throw new ServiceFailure('invalid', 'No consultation has this id.');
      },
    });
    expect(
      await client.callTool({ name: 'consult_continue', arguments: { consultation: 'x', text: 'And?' } }),
    ).toMatchObject({
      isError: true,
      content: [{ type: 'text', text: 'invalid: No consultation has this id.' }],
    });
  });

  it('runs tools as another agent, never as the user', async () => {
    const { client, asked } = await connected(
      { 'tools/run': () => ({ ok: true, data: { verdict: 'PROVEN' }, text: 'PROVEN', untrusted: false }) },
      false,
    );
    const answer = await client.callTool({
      name: 'verify_migration',
      arguments: { up: 'create table a();' },
    });
    expect(answer).toMatchObject({
      content: [{ type: 'text', text: 'PROVEN' }],
      structuredContent: { result: { verdict: 'PROVEN' } },
    });
    expect(asked).toEqual([
      {
        method: 'tools/run',
        params: {
          name: 'verify_migration',
          input: { up: 'create table a();' },
          project: '/work/shop',
          trusted: false,
          principal: 'external-agent',
        },
      },
    ]);
  });

  it('tells a tool’s failure as a failure', async () => {
    const { client } = await connected({
      'tools/run': () => ({ ok: false, code: 'invalid', message: 'line 1: syntax error at "foo"' }),
    });
    expect(await client.callTool({ name: 'explain_locks', arguments: { sql: 'foo' } })).toMatchObject({
      isError: true,
      content: [{ type: 'text', text: 'invalid: line 1: syntax error at "foo"' }],
    });
  });

  it.each([
    ['consult_start', {}],
    ['consult_start', { question: '' }],
    ['consult_start', { question: 'x'.repeat(20_001) }],
    ['consult_status', { consultation: 7 }],
    ['verify_migration', { down: 'drop table a' }],
  ])('refuses %s with what it does not take, before anything is asked', async (name, args) => {
    const { client, asked } = await connected({});
    expect(await client.callTool({ name, arguments: args })).toMatchObject({ isError: true });
    expect(asked).toEqual([]);
  });
});

describe('resources of consultations', () => {
  const methods: Methods = {
    'consult/list': () => ({ consultations: [{ id: 'c1', title: 'Portfolio' }] }),
    'consult/get': () => CONSULTATION,
    'consult/readFile': ({ path }) => {
      if (path !== 'migrations/001_a.up.sql') throw new ServiceFailure('invalid', 'No such file.');
      return { path, version: 1, text: 'create table "größe"();', versions: [1] };
    },
  };

  it('list plans and files', async () => {
    const { client } = await connected(methods);
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toEqual([
      'consult://c1/plan',
      'consult://c1/migrations/001_a.up.sql',
    ]);
  });

  it('are read by their address', async () => {
    const { client } = await connected(methods);
    expect((await client.readResource({ uri: 'consult://c1/migrations/001_a.up.sql' })).contents).toEqual([
      {
        uri: 'consult://c1/migrations/001_a.up.sql',
        mimeType: 'application/sql',
        text: 'create table "größe"();',
      },
    ]);
    const [plan] = (await client.readResource({ uri: 'consult://c1/plan' })).contents;
    expect(JSON.parse(plan && 'text' in plan ? plan.text : '')).toMatchObject({ revision: 3 });
    await expect(client.readResource({ uri: 'consult://c1/nothing.md' })).rejects.toThrow('No such file.');
  });

  it('tell those who subscribed that a plan changed, and nobody else', async () => {
    const { client, emit } = await connected(methods);
    const heard: string[] = [];
    client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => {
      heard.push(params.uri);
    });
    emit('consult/event', { consultationId: 'c1', stored: { event: { kind: 'plan' } } });
    await client.subscribeResource({ uri: 'consult://c1/plan' });
    emit('consult/event', { consultationId: 'c1', stored: { event: { kind: 'plan' } } });
    emit('consult/event', { consultationId: 'c2', stored: { event: { kind: 'plan' } } });
    emit('consult/event', { consultationId: 'c1', stored: { event: { kind: 'tool' } } });
    await client.ping();
    expect(heard).toEqual(['consult://c1/plan']);
    await client.unsubscribeResource({ uri: 'consult://c1/plan' });
    emit('consult/event', { consultationId: 'c1', stored: { event: { kind: 'plan' } } });
    await client.ping();
    expect(heard).toEqual(['consult://c1/plan']);
  });
});
