import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DOCUMENTATION_QUESTIONS } from '../../../src/core/advice/knowledge/documentationQuestions.ts';
import type { DocumentationRoundResult } from '../../../src/protocol/connectionMethods.ts';
import { documentationMethods } from '../../../src/service/knowledge/documentationMethods.ts';
import { mcpMethods } from '../../../src/service/mcp/mcpMethods.ts';
import type { AskPart, ServiceContext, ServiceMethods } from '../../../src/service/serviceContext.ts';
import { openStoreDatabase, type StoreDatabase, type StoreUser } from '../../support/storeDatabase.ts';

const PROGRAM = fileURLToPath(new URL('../../support/mcpServerProgram.mjs', import.meta.url));
const QUESTIONS = DOCUMENTATION_QUESTIONS.length;
const DAY_MS = 24 * 60 * 60 * 1000;

let database: StoreDatabase;
let user: StoreUser;
let home: string;
let ending: AbortController;
let events: unknown[];
let now: Date;
let working: Promise<unknown>[];

beforeAll(async () => {
  database = await openStoreDatabase();
}, 120_000);
afterAll(() => database.close());
beforeEach(async () => {
  user = database.as((await database.tenant(`News ${randomUUID()}`)).userId);
  home = await mkdtemp(join(tmpdir(), 'fixward-news-'));
  ending = new AbortController();
  events = [];
  working = [];
  now = new Date('2026-11-21T10:00:00Z');
});
afterEach(async () => {
  ending.abort();
  await Promise.allSettled(working);
  await rm(home, { recursive: true, force: true });
});

/** The methods with a documentation server of which `answer` may take the place. */
function open({
  answer,
  times = { firstLookMs: 600_000, everyMs: 600_000 },
}: {
  readonly answer?: (query: string) => Promise<object>;
  readonly times?: { readonly firstLookMs: number; readonly everyMs: number };
} = {}) {
  const context: ServiceContext = {
    store: {
      kind: 'embedded',
      call: (name, request) => user.call(name, request),
      close: async () => undefined,
    },
    home,
    environment: {},
    version: '0.0.0',
    ending: ending.signal,
    onWrite: () => undefined,
    emit: (event, params) => {
      if (event === 'knowledge/documentation') events.push(params);
    },
    log: () => undefined,
    keepAlive: (work) => working.push(work),
  };
  const servers = mcpMethods(context);
  const asked: string[] = [];
  const askPart: AskPart = async (method, params, call) => {
    if (method === 'search/patterns')
      return { hits: [{ key: 'index-foreign-keys', title: 'Index foreign keys' }] };
    if (method === 'mcp/callTool') {
      const { input } = params as { readonly input: { readonly query: string } };
      asked.push(input.query);
      if (answer) return answer(input.query);
    }
    return servers[method]?.(params, call);
  };
  const methods: ServiceMethods = documentationMethods(context, askPart, { ...times, now: () => now });
  const call = (signal = new AbortController().signal) => ({ signal, requestId: randomUUID() });
  return {
    asked,
    configure: (servers_: readonly object[]) => askPart('mcp/configure', { servers: servers_ }, call()),
    round: async (params: object = {}, signal?: AbortSignal) =>
      (await methods['knowledge/documentationRound']?.(params, call(signal))) as DocumentationRoundResult,
  };
}

function docs(token = 'one', more: object = {}) {
  return {
    name: 'docs',
    purpose: 'documentation',
    transport: { kind: 'stdio', command: process.execPath, args: [PROGRAM], environment: { TOKEN: token } },
    tools: ['search'],
    ...more,
  };
}

describe('a round', () => {
  it('asks a real server every question, and shows what Fixward says of the same', async () => {
    const { configure, round } = open();
    await configure([docs()]);
    const first = await round();
    expect(first).toMatchObject({ found: QUESTIONS, answered: QUESTIONS, unanswered: 0 });
    expect(first.report).toContain('found PostgreSQL 18 release notes');
    expect(first.report).toContain('- pattern `index-foreign-keys`: Index foreign keys');
    expect(first.report).toMatch(/- rule `/u);
    expect(first.report).toContain('```text');
    expect(events).toEqual([{ news: QUESTIONS, asked: true }]);
  });

  it('tells the next time only what is new', async () => {
    const { configure, round } = open();
    const queries = ['größe', 'locks'];
    await configure([docs('one')]);
    expect(await round({ queries })).toMatchObject({ found: 2, answered: 2 });
    now = new Date(now.getTime() + 8 * DAY_MS);
    expect(await round({ queries })).toMatchObject({ found: 0, news: 0, answered: 2 });
    await configure([docs('two')]);
    expect(await round({ queries })).toMatchObject({ found: 2, news: 2 });
    expect(events).toEqual([
      { news: 2, asked: true },
      { news: 2, asked: true },
    ]);
  });

  it('keeps no words of what it read but those of the week’s news', async () => {
    const { round, configure } = open({
      answer: async () => ({ ok: true, server: 'docs', text: 'secret-words' }),
    });
    await configure([docs()]);
    await round({ queries: ['größe'] });
    now = new Date(now.getTime() + 8 * DAY_MS);
    await round({ queries: ['größe'] });
    expect(await readFile(join(home, 'knowledge', 'documentation.json'), 'utf8')).not.toContain(
      'secret-words',
    );
  });

  it('asks the caller’s own questions, and tells the week’s news without asking', async () => {
    const { configure, round, asked } = open();
    await configure([docs()]);
    expect(await round({ queries: ['größe'] })).toMatchObject({ found: 1, answered: 1 });
    expect(asked).toEqual(['größe']);
    expect(await round({ ask: false })).toMatchObject({ found: 0, news: 1 });
    expect(asked).toHaveLength(1);
  });

  it('says when no documentation server is configured, and shows what is known', async () => {
    const { configure, round } = open();
    expect(await round()).toMatchObject({ problem: expect.stringMatching(/no documentation server/iu) });
    await configure([docs('one', { purpose: 'database' })]);
    expect(await round()).toMatchObject({
      answered: 0,
      problem: expect.stringMatching(/no documentation server/iu),
    });
    await configure([docs('one', { tools: ['breaks'] })]);
    expect(await round()).toMatchObject({ problem: expect.stringContaining('no allowed tool') });
  });

  it('goes on past one failure and gives up after three in a row, keeping what it read', async () => {
    let calls = 0;
    const { configure, round } = open({
      answer: async (query) => {
        calls += 1;
        return calls === 2 || calls > 4
          ? { ok: false, code: 'unavailable', message: 'it *broke*' }
          : { ok: true, server: 'docs', text: query };
      },
    });
    await configure([docs()]);
    const made = await round();
    expect(made).toMatchObject({ answered: 3, found: 3, unanswered: QUESTIONS - 3 });
    expect(made.problem).toContain('3 times in a row');
    expect(made.report).toContain('it \\*broke\\*');
    expect(calls).toBe(7);
    calls = 100;
    expect(await round({ ask: false })).toMatchObject({ news: 3 });
  });

  it('keeps what it read when it is cancelled', async () => {
    const cancelled = new AbortController();
    let calls = 0;
    const { configure, round } = open({
      answer: async (query) => {
        calls += 1;
        if (calls === 3) cancelled.abort();
        return { ok: true, server: 'docs', text: query };
      },
    });
    await configure([docs()]);
    await expect(round({}, cancelled.signal)).rejects.toThrow();
    expect((await round({ ask: false })).news).toBeGreaterThanOrEqual(2);
  });

  it('is begun by the policy’s leave, which is kept in its log', async () => {
    const { configure, round } = open();
    await configure([docs()]);
    await round({ queries: ['x'] });
    expect(await user.data('list_policy_decisions', {})).toMatchObject({
      decisions: [expect.objectContaining({ tool: 'documentation_round', decision: 'allow' })],
    });
  });

  it('starts anew where its file cannot be read', async () => {
    const { configure, round } = open();
    await configure([docs()]);
    await round({ queries: ['x'] });
    await writeFile(join(home, 'knowledge', 'documentation.json'), '{"answers": [half');
    expect(await round({ queries: ['x'] })).toMatchObject({ found: 1 });
  });
});

describe('proposals', () => {
  it('are kept as drafts when asked for, once, and never otherwise', async () => {
    const { configure, round } = open();
    await configure([docs()]);
    expect((await round({ queries: ['a', 'b'] })).proposals).toBeUndefined();
    expect(await user.data('list_patterns', { filters: { statuses: ['draft'] } })).toMatchObject({
      patterns: [],
    });
    expect(await round({ ask: false, propose: true })).toMatchObject({
      proposals: { created: 2, known: 0, problems: [] },
    });
    expect(await round({ ask: false, propose: true })).toMatchObject({
      proposals: { created: 0, known: 2, problems: [] },
    });
    expect(await user.data('list_patterns', { filters: { statuses: ['draft'] } })).toMatchObject({
      patterns: [
        expect.objectContaining({ origin: 'imported', status: 'draft' }),
        expect.objectContaining({ origin: 'imported', status: 'draft' }),
      ],
    });
  });
});

describe('by itself', () => {
  const often = { firstLookMs: 1, everyMs: 20 };
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  const looked = () => new Promise((resolve) => setTimeout(resolve, 200));

  it('asks once a week while a documentation server is configured', async () => {
    const { configure, asked } = open({ times: often });
    await looked();
    expect(asked).toEqual([]);
    await configure([docs()]);
    await until(() => events.length === 1);
    await looked();
    expect(asked).toHaveLength(QUESTIONS);
    now = new Date(now.getTime() + 6 * DAY_MS);
    await looked();
    expect(asked).toHaveLength(QUESTIONS);
    now = new Date(now.getTime() + 2 * DAY_MS);
    await until(() => asked.length === 2 * QUESTIONS);
  });

  it('takes a round up again after a day that was not finished', async () => {
    let calls = 0;
    const answer = async (query: string) => {
      calls += 1;
      return calls === 1
        ? { ok: false, code: 'unavailable', message: 'away' }
        : { ok: true, server: 'docs', text: query };
    };
    const { configure, asked } = open({ times: often, answer });
    await configure([docs()]);
    await until(() => asked.length === QUESTIONS);
    now = new Date(now.getTime() + 2 * DAY_MS);
    await until(() => asked.length === 2 * QUESTIONS);
    await until(() => events.length === 2);
    expect(events[1]).toEqual({ news: 1, asked: false });
  });
});
