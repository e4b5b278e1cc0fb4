import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EmbedderStatus, SearchResult, ServiceProgress } from '../../../src/protocol/service.ts';
import { searchMethods } from '../../../src/service/search/searchMethods.ts';
import type { ServiceContext, ServiceMethods } from '../../../src/service/serviceContext.ts';
import { openStoreDatabase, type StoreDatabase, type StoreUser } from '../../support/storeDatabase.ts';

let database: StoreDatabase;
let user: StoreUser;
let home: string;
let ending: AbortController;
let methods: ServiceMethods;
let events: { readonly event: string; readonly params: unknown }[];

const call = { signal: new AbortController().signal, requestId: '00000000-0000-4000-8000-000000000000' };

function context(): ServiceContext {
  ending = new AbortController();
  events = [];
  return {
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
    emit: (event, params) => events.push({ event, params }),
    log: () => undefined,
    keepAlive: () => undefined,
  };
}

async function search(params: Readonly<Record<string, unknown>>): Promise<SearchResult> {
  return (await ask('search/patterns', params)) as SearchResult;
}

async function ask(method: string, params: unknown = {}): Promise<unknown> {
  const answer = methods[method];
  if (!answer) throw new Error(`no method ${method}`);
  return answer(params, call);
}

async function embedded(): Promise<EmbedderStatus> {
  for (;;) {
    const status = (await ask('embedder/status')) as EmbedderStatus;
    if (status.waiting === 0 || status.problem !== undefined) return status;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const PATTERNS = [
  {
    key: 'enable-row-level-security',
    title: 'Enable row level security on tables that clients reach',
    problem_type: 'Security',
    code_type: 'sql',
    layers: [1],
    symptoms: ['anyone with the public key can read every row'],
    problem_description: 'A table in an exposed schema answers everybody who has the public key.',
    code_after: 'alter table profiles enable row level security;',
  },
  {
    key: 'add-index-concurrently',
    title: 'Build an index without locking writers out',
    problem_type: 'Performance',
    code_type: 'sql',
    layers: [1],
    symptoms: ['inserts hang while a migration runs'],
    problem_description: 'A plain CREATE INDEX blocks every write until it is done.',
    code_before: 'create index orders_user_idx on orders (user_id);',
    code_after: 'create index concurrently orders_user_idx on orders (user_id);',
  },
  {
    key: 'await-floating-promise',
    title: 'Await the promise or say that it may fail',
    problem_type: 'Standards',
    code_type: 'typescript',
    layers: [3],
    symptoms: ['the process ends with an unhandled rejection', 'error 42P01 is swallowed'],
    problem_description: 'A call whose promise nobody awaits loses its error.',
    code_before: 'void saveUserProfile(user);',
  },
];

beforeAll(async () => {
  database = await openStoreDatabase();
  const tenant = await database.tenant();
  user = database.as(tenant.userId);
  for (const pattern of PATTERNS) {
    const row = { severity: 'HIGH', status: 'active', ...pattern };
    const columns = Object.keys(row).join(', ');
    await user.query(
      `insert into fixward.fix_patterns (workspace_id, created_by, ${columns})
       select $1, $2, ${columns} from jsonb_populate_record(null::fixward.fix_patterns, $3::jsonb)`,
      [tenant.workspaceId, tenant.userId, JSON.stringify(row)],
    );
  }
});

afterAll(() => database.close());

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'fixward-search-'));
  methods = searchMethods(context());
});

afterEach(async () => {
  ending.abort();
  await rm(home, { recursive: true, force: true });
});

describe('search/patterns', () => {
  it('embeds the library from the start and tells of it', async () => {
    const status = await embedded();
    expect(status).toMatchObject({ id: 'lexical-hash', kind: 'lexical', embedded: 3, waiting: 0 });
    const progress = events.filter(({ event }) => event === 'service/progress');
    expect(progress.at(-1)?.params).toEqual({
      task: 'embedding',
      done: 3,
      total: 3,
    } satisfies ServiceProgress);
  });

  it('finds by words, and says why each result stands where it stands', async () => {
    await embedded();
    const { hits, embedder, reranker, notes } = await search({
      query: 'everybody can read all rows of my table',
    });
    expect(hits[0]).toMatchObject({
      kind: 'pattern',
      key: 'enable-row-level-security',
      layers: [1],
      applied_count: 0,
    });
    expect(hits[0]?.parts.text?.rank).toBe(1);
    expect(hits[0]?.parts.content?.similarity).toBeGreaterThan(0);
    expect(hits[0]?.parts.reranked?.features).toHaveProperty('bm25');
    expect(hits[0]?.excerpt).toBe('anyone with the public key can read every row');
    expect({ embedder, reranker, notes }).toEqual({
      embedder: 'lexical-hash',
      reranker: 'feature-reranker',
      notes: [],
    });
  });

  it('finds by code alone', async () => {
    await embedded();
    const { hits } = await search({
      query: '',
      code: 'CREATE INDEX orders_user_idx\r\n  ON orders (user_id);',
    });
    expect(hits[0]?.key).toBe('add-index-concurrently');
    expect(hits[0]?.parts.code?.rank).toBe(1);
  });

  it('finds by an error code', async () => {
    await embedded();
    expect((await search({ query: '42P01' })).hits[0]?.key).toBe('await-floating-promise');
  });

  it.each([
    ['nothing', ''],
    ['an emoji', '🚀'],
    ['operators', `' & | ! :* ( <-> \\`],
  ])('answers %s with nothing found', async (_name, query) => {
    await embedded();
    expect((await search({ query })).hits).toEqual([]);
  });

  it('takes stop words, very long queries and odd characters', async () => {
    await embedded();
    await expect(search({ query: 'the of and' })).resolves.toBeDefined();
    const long = await search({ query: `concurrently ${'naïve ☃ x'.repeat(2000)}` });
    expect(long.notes).toContainEqual(expect.stringContaining('first 10000 characters'));
    expect((await search({ query: `index'); drop table fix_patterns; --` })).hits[0]?.key).toBe(
      'add-index-concurrently',
    );
  });

  it('keeps to filters, and names one that it does not know', async () => {
    await embedded();
    const { hits } = await search({ query: 'promise row index', filters: { layers: [3] } });
    expect(hits.map(({ key }) => key)).toEqual(['await-floating-promise']);
    await expect(search({ query: 'x', filters: { layer: 3 } })).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(/filters.*layer/),
    });
    await expect(search({ query: 'x', limit: 1000 })).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('limit'),
    });
  });

  it('answers alike each time', async () => {
    await embedded();
    const [one, other] = [
      await search({ query: 'index on a table' }),
      await search({ query: 'index on a table' }),
    ];
    expect({ ...one, milliseconds: 0 }).toEqual({ ...other, milliseconds: 0 });
  });

  it('shows what is like a pattern', async () => {
    await embedded();
    const [hit] = (await search({ query: 'row level security' })).hits;
    const similar = (await ask('search/similar', { id: hit?.id })) as {
      patterns: readonly { similarity: number }[];
    };
    expect(similar.patterns).toHaveLength(2);
  });
});

describe('embedder/use', () => {
  let server: Server;
  let status = 200;

  beforeAll(async () => {
    // Answers as a compatible service does: two numbers that depend on the text.
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { input } = JSON.parse(Buffer.concat(chunks).toString()) as { input: readonly string[] };
        const data = input.map((text, index) => ({
          object: 'embedding',
          index,
          embedding: [/promise|reject/.test(text) ? 1 : 0.1, 0.5],
        }));
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify(
            status === 200 ? { object: 'list', data, model: 'm' } : { error: { message: 'no' } },
          ),
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(() => new Promise((resolve) => server.close(resolve)));

  beforeEach(() => {
    status = 200;
  });

  const settings = (): Readonly<Record<string, unknown>> => {
    // SAFETY: a server that listens on a port has such an address.
    const { port } = server.address() as AddressInfo;
    return { provider: 'openai', baseUrl: `http://127.0.0.1:${port}/v1`, model: 'some-model', apiKey: 'key' };
  };

  it('embeds anew with the provider, and compares only its vectors', async () => {
    await embedded();
    await ask('embedder/use', settings());
    const after = await embedded();
    expect(after).toMatchObject({ kind: 'semantic', wanted: 'openai', embedded: 3, waiting: 0 });
    const { hits, embedder } = await search({ query: 'rejected promise' });
    expect(embedder).toMatch(/^openai:some-model@127/);
    expect(hits[0]?.key).toBe('await-floating-promise');
  });

  it('goes on with words when the provider fails later, and says so', async () => {
    await embedded();
    await ask('embedder/use', settings());
    await embedded();
    status = 401;
    const { hits, notes, embedder } = await search({ query: 'row level security' });
    expect(hits[0]?.key).toBe('enable-row-level-security');
    expect(embedder).toBe('none');
    expect(notes).toContainEqual(expect.stringContaining('refused the key'));
  });

  it('does not take a provider that does not answer, and says so', async () => {
    await embedded();
    status = 401;
    const answer = await ask('embedder/use', settings());
    expect(answer).toMatchObject({
      id: 'lexical-hash',
      wanted: 'openai',
      problem: expect.stringContaining('refused'),
    });
    const { notes, embedder } = await search({ query: 'index' });
    expect(embedder).toBe('lexical-hash');
    expect(notes).toContainEqual(expect.stringContaining('lexical'));
  });

  it('names a setting that is wrong', async () => {
    await expect(ask('embedder/use', { provider: 'cohere' })).rejects.toThrow(/provider/);
    await expect(ask('embedder/use', { provider: 'openai', baseUrl: 'file:///etc' })).rejects.toThrow(
      /baseUrl/,
    );
  });

  it('installs nothing without consent', async () => {
    await expect(ask('embedder/installRuntime', {})).rejects.toThrow(/consent/);
    await expect(ask('embedder/installRuntime', { consent: false })).rejects.toThrow(/consent/);
  });
});
