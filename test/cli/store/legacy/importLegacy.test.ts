import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importLegacy } from '../../../../src/cli/store/legacy/importLegacy.ts';
import { legacyRecords } from '../../../../src/cli/store/legacy/legacyRecords.ts';
import { type OpenSqlite, sqliteOpener } from '../../../../src/cli/store/legacy/openSqlite.ts';
import type { StoreTransport } from '../../../../src/store/store.ts';

const NOW = new Date('2026-06-01T00:00:00Z');
const require = createRequire(import.meta.url);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fixward-legacy-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const noSqlite: OpenSqlite = () => Promise.resolve({ problem: 'not asked for' });

/** As the old program wrote its backup. */
const entry = (values: object = {}, execution: object = {}): object => ({
  timestamp: 1_767_225_600.5,
  task_id: 'task-1',
  confidence_score: {
    task_id: 'task-1',
    timestamp: 1_767_225_600.5,
    overall_confidence: 0.81,
    factual_confidence: 0.9,
    reasoning_confidence: 0.7,
    contextual_confidence: 0.6,
    uncertainty_bounds: [0.7, 0.9],
    model_source: 'gpt-4o',
    gaming_detection_score: 0.1,
    ...values,
  },
  execution_data: {
    success: true,
    result_quality: 0.8,
    phase: 'production',
    user_prompt: 'Größe?',
    ...execution,
  },
  stored_at: 1_767_225_601,
});

async function backup(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** A store that keeps ids: what it knows already, it does not make again. */
function memoryStore(): {
  readonly store: Pick<StoreTransport, 'call'>;
  readonly kept: Map<string, Record<string, unknown>>;
} {
  const kept = new Map<string, Record<string, unknown>>();
  return {
    kept,
    store: {
      call: (_name, { scores, dry_run }) => {
        // SAFETY: the importer sends a list of scores.
        const given = scores as readonly Record<string, unknown>[];
        const results = given.map((score) => {
          const created = !kept.has(String(score.id));
          if (dry_run !== true) kept.set(String(score.id), score);
          return { ok: true, id: score.id, created };
        });
        return Promise.resolve({ ok: true, data: { results } });
      },
    },
  };
}

describe('confidence of another program, from its JSON backup', () => {
  it('becomes scores, with what nobody measured left where it is', async () => {
    const path = await backup('one.json', [entry()]);
    const { store, kept } = memoryStore();
    const report = await importLegacy(store, await legacyRecords(path, noSqlite), {
      dryRun: false,
      now: NOW,
    });
    expect(report).toEqual({
      dryRun: false,
      found: 1,
      imported: 1,
      already: 0,
      quarantined: 0,
      quarantine: [],
      ignored: { success: 1, result_quality: 1, gaming_detection_score: 1 },
    });
    const [score] = [...kept.values()];
    expect(score).toMatchObject({
      request_type: 'legacy',
      method: 'heuristic',
      created_at: '2026-01-01T00:00:00.500Z',
      raw_confidence: 0.81,
      factual_confidence: 0.9,
      contextual_relevance: 0.6,
      uncertainty_lower: 0.7,
      model_version: 'gpt-4o',
      metadata: { legacy: true, task_id: 'task-1', agent: 'gpt-4o', phase: 'production' },
    });
    expect(score?.prompt_hash).toMatch(/^[0-9a-f]{64}$/);
    expect(score?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(JSON.stringify(score)).not.toMatch(/success|quality|gaming|Größe/);
  });

  it('is the same whenever it is done again, and once where it stands twice', async () => {
    const path = await backup('twice.json', [entry(), entry(), entry({ timestamp: 1_767_225_700 })]);
    const { store, kept } = memoryStore();
    const records = await legacyRecords(path, noSqlite);
    const options = { dryRun: false, now: NOW };
    expect(await importLegacy(store, records, { dryRun: true, now: NOW })).toMatchObject({
      imported: 2,
      already: 1,
    });
    expect(kept.size).toBe(0);
    expect(await importLegacy(store, records, options)).toMatchObject({ imported: 2, already: 1 });
    const ids = [...kept.keys()];
    expect(await importLegacy(store, records, options)).toMatchObject({ imported: 0, already: 3 });
    expect([...kept.keys()]).toEqual(ids);
  });

  it.each([
    ['a value above 1', { overall_confidence: 1.2 }, 'overall_confidence'],
    ['a text for a number', { factual_confidence: 'high' }, 'factual_confidence'],
    ['bounds the wrong way round', { uncertainty_bounds: [0.9, 0.1] }, '0.9 is above 0.1'],
    ['one bound', { uncertainty_bounds: [0.9] }, 'one of the two is missing'],
    ['a time before there were computers', { timestamp: -5 }, 'timestamp: is no time: -5'],
    ['a time to come', { timestamp: 4_000_000_000 }, 'timestamp: lies in the future'],
    [
      'no value',
      {
        overall_confidence: null,
        factual_confidence: null,
        reasoning_confidence: null,
        contextual_confidence: null,
      },
      'the record holds no value',
    ],
  ])('is put aside with the reason where it has %s', async (_what, values, problem) => {
    const path = await backup('wrong.json', [entry(values), entry()]);
    const report = await importLegacy(memoryStore().store, await legacyRecords(path, noSqlite), {
      dryRun: false,
      now: NOW,
    });
    expect(report).toMatchObject({ found: 2, imported: 1, quarantined: 1 });
    expect(report.quarantine).toEqual([{ place: 'records[0]', problem: expect.stringContaining(problem) }]);
  });

  it('is refused in one line where a file is none of its kind', async () => {
    await expect(legacyRecords(await backup('cut.json', '[{"timestamp": 1'), noSqlite)).rejects.toThrow(
      /neither a SQLite database nor a JSON list of records; it may be cut off$/,
    );
    await expect(legacyRecords(join(folder, 'nowhere.json'), noSqlite)).rejects.toThrow(/there is no file/);
    await expect(legacyRecords(await backup('object.json', {}), noSqlite)).rejects.toThrow(/JSON list/);
    expect(await legacyRecords(await backup('empty.json', []), noSqlite)).toEqual([]);
  });
});

describe('from a SQLite database', () => {
  let database: string;
  let readers: string;
  beforeAll(async () => {
    // SAFETY: the package of the same version that the importer fetches.
    const SQL = await (
      require('sql.js') as () => Promise<{
        Database: new () => { run(sql: string): void; export(): Uint8Array };
      }>
    )();
    const made = new SQL.Database();
    made.run(`
      create table confidence_history (id integer primary key, task_id text, timestamp real, agent_id text, phase text,
        overall_confidence real, factual_confidence real, contextual_confidence real, uncertainty_bounds_lower real,
        uncertainty_bounds_upper real, success integer);
      insert into confidence_history values (1, 'a', 1767225600, 'coder', 'prüfung', 0.5, 0.6, 0.7, 0.4, 0.6, 1),
        (2, 'b', 1767225601, 'coder', null, 1.5, null, null, null, null, 1);
      create table execution_records (id integer primary key, task_id text, agent_name text, execution_start_time real,
        success integer, confidence_data text);
      insert into execution_records values
        (1, 'c', 'planner', 1767225602, 1, '{"overall_confidence": 0.9, "uncertainty_bounds": [0.8, 1]}'),
        (2, 'd', 'planner', 1767225603, 1, null);`);
    database = join(folder, 'confidence_data.db');
    await writeFile(database, made.export());
    readers = join(folder, 'readers');
    await rm(readers, { recursive: true, force: true });
  });

  const opener = (registry: string, place = readers): OpenSqlite =>
    sqliteOpener({
      folder: place,
      registry: () => Promise.resolve(registry),
      onFetch: () => undefined,
      builtIn: false,
    });

  it('reads both tables, and puts aside what holds no confidence', async () => {
    const installed = join(folder, 'installed');
    await (await import('node:fs/promises')).mkdir(installed, { recursive: true });
    await symlink(dirname(dirname(require.resolve('sql.js'))), join(installed, 'sql.js-1.16.0'), 'junction');
    const records = await legacyRecords(database, opener('http://127.0.0.1:9/', installed));
    const { store, kept } = memoryStore();
    const report = await importLegacy(store, records, { dryRun: false, now: NOW });
    expect(report).toMatchObject({ found: 4, imported: 2, quarantined: 2, ignored: { success: 4 } });
    expect(report.quarantine.map(({ place }) => place)).toEqual([
      'confidence_history[1]',
      'execution_records[1]',
    ]);
    expect([...kept.values()]).toMatchObject([
      { raw_confidence: 0.5, contextual_relevance: 0.7, metadata: { agent: 'coder', phase: 'prüfung' } },
      {
        raw_confidence: 0.9,
        uncertainty_upper: 1,
        created_at: '2026-01-01T00:00:02.000Z',
        metadata: { agent: 'planner' },
      },
    ]);
  });

  it('says in one line that no reader can be had', async () => {
    await expect(legacyRecords(database, opener('http://127.0.0.1:9/'))).rejects.toThrow(
      /127\.0\.0\.1:9 cannot be reached; sql\.js was not downloaded\. SQLite files are read by Node 22\.13 or later without it; the JSON backup can be imported as it is\.$/,
    );
  });

  it('takes no reader that is another than the pinned one', async () => {
    const server: Server = createServer((_request, response) => response.end('something else'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      await expect(legacyRecords(database, opener(`http://127.0.0.1:${port}/`))).rejects.toThrow(
        /its checksum differs/,
      );
    } finally {
      server.close();
    }
  });
});
