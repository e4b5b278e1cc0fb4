import { describe, expect, it } from 'vitest';
import { readSlowQueries, type SlowQuery, slowQueryRemarks } from '../../../src/core/advice/slowQueries.ts';
import type { ShadowRow } from '../../../src/core/proof/shadowDatabase.ts';

const ROW: ShadowRow = {
  query: 'select $1',
  calls: 4,
  total: 300,
  mean: 75,
  max: 200,
  deviation: 90,
  row_count: 8,
  read_blocks: 400,
  temp_blocks: 0,
  wal: 12,
  all_ms: 1200,
  counted: 9,
};

/** Answers as a server of some release would, and keeps what it was asked. */
function server(columns: readonly string[], rows: readonly ShadowRow[] | Error, info = true) {
  const asked: string[] = [];
  return {
    asked,
    query: async (sql: string): Promise<readonly ShadowRow[]> => {
      asked.push(sql);
      if (sql.includes('pg_extension')) return [{ schema: 'extensions', columns, has_info: info }];
      if (sql.includes('_info')) return [{ since: '2026-01-02T03:04:05Z' }];
      if (rows instanceof Error) throw rows;
      return rows;
    },
  };
}

const OLD = ['query', 'calls', 'total_time', 'mean_time', 'max_time', 'stddev_time'];
const NEW = [
  'query',
  'calls',
  'total_exec_time',
  'mean_exec_time',
  'max_exec_time',
  'stddev_exec_time',
  'wal_bytes',
];
const NEWEST = [...NEW, 'stats_since', 'shared_blk_read_time'];

describe('readSlowQueries', () => {
  it.each([
    ['Postgres 12', OLD, false, 's.total_time', 'NULL::float8 AS wal'],
    ['Postgres 13', NEW, false, 's.total_exec_time', 's.wal_bytes::float8 AS wal'],
    ['Postgres 17', NEWEST, true, 's.total_exec_time', 's.wal_bytes::float8 AS wal'],
  ])('asks %s for the columns it has', async (_, columns, info, total, wal) => {
    const database = server(columns, [ROW], info);
    const answer = await readSlowQueries(database, 5);
    const sql = database.asked.find((one) => one.includes('LIMIT')) ?? '';
    expect(sql).toContain(`${total}::float8 AS total`);
    expect(sql).toContain(wal);
    expect(sql).toContain('extensions.pg_stat_statements');
    expect(answer).toMatchObject({
      ok: true,
      report: {
        totalMs: 1200,
        counted: 9,
        queries: [{ share: 0.25, rowsPerCall: 2, readBlocksPerCall: 100 }],
      },
    });
    if (answer.ok) expect(answer.report.countedSince).toBe(info ? '2026-01-02T03:04:05Z' : undefined);
  });

  it('says what to do where the library is not loaded', async () => {
    const error = new Error('pg_stat_statements must be loaded via shared_preload_libraries');
    expect(await readSlowQueries(server(NEW, error), 5)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('restart the server'),
    });
    await expect(readSlowQueries(server(NEW, new Error('boom')), 5)).rejects.toThrow('boom');
  });

  it('tells that texts of others are hidden, and of no queries at all', async () => {
    const hidden = { ...ROW, query: '<insufficient privilege>' };
    const answer = await readSlowQueries(server(NEW, [hidden]), 5);
    expect(answer).toMatchObject({
      ok: true,
      report: { notes: [expect.stringContaining('pg_read_all_stats')] },
    });
    expect(await readSlowQueries(server(NEW, []), 5)).toMatchObject({
      ok: true,
      report: { queries: [], totalMs: 0, counted: 0 },
    });
  });
});

describe('slowQueryRemarks', () => {
  const query: SlowQuery = {
    query: 'select 1',
    calls: 10,
    totalMs: 10,
    meanMs: 1,
    maxMs: 2,
    deviationMs: 0.1,
    share: 0.01,
    rowsPerCall: 1,
    readBlocksPerCall: 0,
    tempBlocksPerCall: 0,
  };

  it('says nothing of what is well', () => {
    expect(slowQueryRemarks(query)).toEqual([]);
  });

  it('says what stands out', () => {
    const remarks = slowQueryRemarks({
      ...query,
      share: 0.5,
      deviationMs: 9,
      tempBlocksPerCall: 256,
      readBlocksPerCall: 128,
      rowsPerCall: 50_000,
    });
    expect(remarks).toEqual([
      '50 % of all time',
      'its times vary much: it may wait for locks or for pages',
      'writes 2 MB of temporary data each call',
      'reads 1 MB from outside of Postgres’ memory each call',
      'returns 50000 rows each call',
    ]);
  });
});
