import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CliHost } from '../../src/cli/cliHost.ts';
import { runCommandLine } from '../../src/cli/commandLine.ts';
import { type ServiceClient, ServiceFailure } from '../../src/store/client/serviceClient.ts';

let folder: string;
let output: string;
let notes: string[];
let asked: { method: string; params: unknown } | undefined;

const pattern = (key: string, title: string, more: object = {}): object => ({
  key,
  title,
  problem_type: 'Data',
  severity: 'HIGH',
  problem_description: `${title}, said at length.`,
  ...more,
});

/** A host whose service answers with `answer`, or fails with it. */
function host(answer: unknown): CliHost {
  const service: ServiceClient = {
    request: async (method, params) => {
      asked = { method, params };
      if (answer instanceof Error) throw answer;
      return answer;
    },
    onEvent: () => () => undefined,
    transport: { kind: 'service', call: async () => ({ ok: true, data: {} }), close: async () => undefined },
    close: async () => undefined,
  };
  return {
    workingFolder: folder,
    environment: {},
    engineLocations: {},
    version: '0.0.0',
    programModule: pathToFileURL(join(folder, 'cli.mjs')).href,
    write: (text) => {
      output += text;
    },
    log: (line) => notes.push(line),
    readStdin: async () => new TextEncoder().encode('select 1'),
    now: () => 0,
    connectShadow: () => {
      throw new Error('not needed');
    },
    isTerminal: false,
    serveMcp: async () => {},
    connectService: () => service,
  };
}

const unavailable = new ServiceFailure('unavailable', 'The store does not start.');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fixward-cli-search-'));
  output = '';
  notes = [];
  asked = undefined;
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function shipLibrary(): Promise<void> {
  const patterns = [
    pattern('enable-row-level-security', 'Enable row level security', { layers: [1], code_type: 'sql' }),
    pattern('await-promise', 'Await the promise', { layers: [3], code_type: 'typescript' }),
    pattern('name-things-well', 'Name things so that their security shows'),
  ];
  await writeFile(join(folder, 'library.json'), JSON.stringify({ version: 1, patterns, relations: [] }));
}

describe('fixward search', () => {
  it('asks the service, with filters and code', async () => {
    await writeFile(join(folder, 'bad.sql'), 'delete from users;\r\n');
    const hit = {
      kind: 'pattern',
      id: 'x',
      key: 'a-key',
      title: 'A title',
      severity: 'LOW',
      layers: [],
      rule_ids: [],
      excerpt: 'As it says.',
      applied_count: 3,
      successes: 2,
      failures: 1,
      score: 1,
      parts: {
        text: { rank: 2, score: 0.5 },
        content: { rank: 4, similarity: 0.3 },
        problem: { rank: 1, similarity: 0.6 },
        fused: 0.1,
        reranked: { score: 1.668, features: { bm25: 0.95, title: 0.718 } },
      },
    };
    const answer = { hits: [hit], embedder: 'e', reranker: 'r', notes: ['A note.'], milliseconds: 1 };
    const args = [
      'search',
      'delete',
      'without',
      'where',
      '--code',
      'bad.sql',
      '--layer',
      '1',
      '--language',
      'sql',
      '--limit',
      '5',
    ];
    expect(await runCommandLine(host(answer), args)).toBe(0);
    expect(asked).toEqual({
      method: 'search/patterns',
      params: {
        query: 'delete without where',
        code: 'delete from users;\r\n',
        filters: { layers: [1], code_types: ['sql'] },
        limit: 5,
      },
    });
    expect(output).toBe(
      ' 1. A title\n    a-key (LOW, applied 3×, 2 held, 1 did not)\n    As it says.\n    text 2 · names – · vectors 1 · reranked 1.67\n',
    );
    expect(notes).toEqual(['A note.']);
  });

  it('searches the shipped library where the store does not start, and says so', async () => {
    await shipLibrary();
    expect(await runCommandLine(host(unavailable), ['search', 'row security', '--format', 'json'])).toBe(0);
    const answer = JSON.parse(output);
    expect(answer.source).toBe('shipped library');
    expect(answer.hits.map(({ key }: { key: string }) => key)).toEqual([
      'enable-row-level-security',
      'name-things-well',
    ]);
    expect(answer).toMatchObject({ embedder: 'lexical-hash', reranker: 'feature-reranker' });
    expect(answer.milliseconds).toBeGreaterThanOrEqual(0);
    expect(answer.hits[0]).toMatchObject({
      kind: 'pattern',
      id: 'enable-row-level-security',
      layers: [1],
      rule_ids: [],
      applied_count: 0,
      parts: {
        text: { rank: 1, score: expect.any(Number) },
        content: { rank: 1, similarity: expect.any(Number) },
        reranked: { score: answer.hits[0].score, features: { title: expect.any(Number) } },
      },
    });
    expect(answer.hits[0].parts).not.toHaveProperty('identifiers');
    expect(answer.notes[0]).toContain('The store does not start');
    expect(answer.notes[0]).toContain('3 patterns');
  });

  it('prints the whole answer of the service as JSON', async () => {
    const answer = {
      hits: [
        {
          kind: 'pattern',
          id: 'x',
          key: 'a-key',
          title: 'A title',
          layers: [1],
          rule_ids: ['SQL1'],
          excerpt: '',
          applied_count: 0,
          successes: 0,
          failures: 0,
          score: 1,
          parts: {
            identifiers: { rank: 1, score: 1 },
            fused: 0.1,
            reranked: { score: 1, features: { title: 1 } },
          },
        },
      ],
      embedder: 'e',
      reranker: 'r',
      notes: ['A note.'],
      milliseconds: 1,
    };
    await runCommandLine(host(answer), ['search', 'x', '--format', 'json']);
    expect(JSON.parse(output)).toEqual({ source: 'store', ...answer });
    expect(notes).toEqual([]);
  });

  it('filters the shipped library as the store filters', async () => {
    await shipLibrary();
    await runCommandLine(host(unavailable), [
      'search',
      'security promise',
      '--layer',
      '3',
      '--format',
      'json',
    ]);
    expect(JSON.parse(output).hits.map(({ key }: { key: string }) => key)).toEqual([
      'await-promise',
      'name-things-well',
    ]);
  });

  it('says that nothing was found', async () => {
    await shipLibrary();
    await runCommandLine(host(unavailable), ['search', '🚀']);
    expect(output).toBe('No pattern was found.\n');
  });

  it.each([
    [['search'], 'give words'],
    [['search', 'x', '--layer', '9'], 'from 1 to 7'],
    [['search', 'x', '--limit', '0'], 'from 1 to 100'],
    [['search', 'x', '--language', 'klingon'], 'klingon'],
    [['search', 'x', '--code', 'missing.ts'], 'cannot be read'],
    [['search', 'x', '--lang', 'sql'], 'did you mean --language'],
  ])('refuses %j', async (args, message) => {
    expect(await runCommandLine(host(unavailable), args)).toBe(2);
    expect(notes.join()).toContain(message);
  });

  it('does not hide a mistake of its own', async () => {
    await expect(runCommandLine(host(new TypeError('a mistake')), ['search', 'x'])).rejects.toThrow(
      'a mistake',
    );
  });
});
