import type { ShadowDatabase, ShadowRow } from '../proof/shadowDatabase.ts';
import { listIn, numberIn, textIn } from '../schema/schemaRow.ts';

/** One normalised query with what it cost so far, times in milliseconds. */
export interface SlowQuery {
  readonly query: string;
  readonly calls: number;
  readonly totalMs: number;
  readonly meanMs: number;
  readonly maxMs: number;
  readonly deviationMs: number;
  /** Of the time of all queries that are counted. */
  readonly share: number;
  readonly rowsPerCall: number;
  /** Blocks of 8 kB that were not in Postgres' own memory. */
  readonly readBlocksPerCall: number;
  readonly tempBlocksPerCall: number;
  /** Bytes of write-ahead log; absent before Postgres 13. */
  readonly walBytes?: number;
}

export interface SlowQueryReport {
  readonly queries: readonly SlowQuery[];
  /** Of everything that is counted. */
  readonly totalMs: number;
  readonly counted: number;
  /** When counting began, ISO 8601; absent before Postgres 14, or where it is not told. */
  readonly countedSince?: string;
  readonly notes: readonly string[];
}

export type SlowQueryAnswer =
  | { readonly ok: true; readonly report: SlowQueryReport }
  /** Why there are no figures and how to get them. */
  | { readonly ok: false; readonly reason: string };

/** Queries longer than this are told apart by their beginning. */
const QUERY_CHARACTERS_MAX = 4_000;

interface Columns {
  readonly total: string;
  readonly mean: string;
  readonly max: string;
  readonly deviation: string;
  readonly wal: string;
}

/** The view's columns changed their names in 1.8 (Postgres 13); later releases renamed others that are not read here. */
function columnsOf(names: ReadonlySet<string>): Columns {
  const isNew = names.has('total_exec_time');
  const infix = isNew ? 'exec_' : '';
  return {
    total: `total_${infix}time`,
    mean: `mean_${infix}time`,
    max: `max_${infix}time`,
    deviation: `stddev_${infix}time`,
    wal: names.has('wal_bytes') ? 's.wal_bytes::float8' : 'NULL::float8',
  };
}

/** Reads the queries of this database that took most time, from the view of pg_stat_statements. */
export async function readSlowQueries(
  database: Pick<ShadowDatabase, 'query'>,
  limit: number,
): Promise<SlowQueryAnswer> {
  const [extension] = await database.query(
    `SELECT pg_catalog.quote_ident(n.nspname) AS schema,
        (SELECT pg_catalog.jsonb_agg(a.attname) FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
          WHERE c.relname = 'pg_stat_statements' AND c.relnamespace = n.oid AND a.attnum > 0) AS columns,
        EXISTS (SELECT FROM pg_catalog.pg_class AS c WHERE c.relname = 'pg_stat_statements_info' AND c.relnamespace = n.oid) AS has_info
      FROM pg_catalog.pg_extension AS e JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
      WHERE e.extname = 'pg_stat_statements'`,
  );
  if (!extension) {
    return {
      ok: false,
      reason:
        'The extension pg_stat_statements is not installed in this database. Add it to shared_preload_libraries, restart the server, and run CREATE EXTENSION pg_stat_statements.',
    };
  }
  const view = `${textIn(extension, 'schema')}.pg_stat_statements`;
  const columns = columnsOf(new Set(listIn(extension, 'columns')));
  let rows: readonly ShadowRow[];
  try {
    rows = await database.query(statementsSql(view, columns), [limit]);
  } catch (error) {
    if (!/shared_preload_libraries/u.test(error instanceof Error ? error.message : '')) throw error;
    return {
      ok: false,
      reason:
        'pg_stat_statements counts nothing yet: add it to shared_preload_libraries and restart the server.',
    };
  }
  const since = extension.has_info === true ? await countedSince(database, view) : undefined;
  const queries = rows.filter((row) => textIn(row, 'query') !== '');
  return {
    ok: true,
    report: {
      queries: queries.map(slowQuery),
      totalMs: figure(rows[0], 'all_ms'),
      counted: figure(rows[0], 'counted'),
      ...(since !== undefined && { countedSince: since }),
      notes: rows.some((row) => textIn(row, 'query') === '<insufficient privilege>')
        ? ['Texts of other users’ queries are hidden from this role: grant it pg_read_all_stats.']
        : [],
    },
  };
}

function statementsSql(view: string, { total, mean, max, deviation, wal }: Columns): string {
  return `SELECT pg_catalog.left(s.query, ${QUERY_CHARACTERS_MAX}) AS query, s.calls::float8 AS calls,
      s.${total}::float8 AS total, s.${mean}::float8 AS mean, s.${max}::float8 AS max, s.${deviation}::float8 AS deviation,
      s.rows::float8 AS row_count, s.shared_blks_read::float8 AS read_blocks,
      (s.temp_blks_read + s.temp_blks_written)::float8 AS temp_blocks, ${wal} AS wal,
      (pg_catalog.sum(s.${total}) OVER ())::float8 AS all_ms, (pg_catalog.count(*) OVER ())::float8 AS counted
    FROM ${view} AS s WHERE s.dbid = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())
    ORDER BY s.${total} DESC LIMIT $1`;
}

async function countedSince(
  database: Pick<ShadowDatabase, 'query'>,
  view: string,
): Promise<string | undefined> {
  const [row = {}] = await database.query(
    `SELECT pg_catalog.to_char(stats_reset AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since FROM ${view}_info`,
  );
  const since = textIn(row, 'since');
  return since === '' ? undefined : since;
}

function slowQuery(row: ShadowRow): SlowQuery {
  const calls = Math.max(1, figure(row, 'calls'));
  const total = figure(row, 'total');
  const wal = numberIn(row, 'wal');
  return {
    query: textIn(row, 'query'),
    calls,
    totalMs: total,
    meanMs: figure(row, 'mean'),
    maxMs: figure(row, 'max'),
    deviationMs: figure(row, 'deviation'),
    share: total / Math.max(Number.MIN_VALUE, figure(row, 'all_ms')),
    rowsPerCall: figure(row, 'row_count') / calls,
    readBlocksPerCall: figure(row, 'read_blocks') / calls,
    tempBlocksPerCall: figure(row, 'temp_blocks') / calls,
    ...(Number.isFinite(wal) && { walBytes: wal }),
  };
}

function figure(row: ShadowRow | undefined, column: string): number {
  const value = row ? numberIn(row, column) : 0;
  return Number.isFinite(value) ? value : 0;
}

/** Less than this of the whole is not worth a look. */
const SHARE_MIN = 0.05;
/** Times that vary more than their mean wait for something: locks, cold pages, other plans. */
const VARIES_MIN = 1;

/** What stands out of a query's figures, in words; empty when nothing does. */
export function slowQueryRemarks(query: SlowQuery): readonly string[] {
  const { share, deviationMs, meanMs, calls, tempBlocksPerCall, readBlocksPerCall, rowsPerCall } = query;
  return [
    ...(share >= SHARE_MIN ? [`${Math.round(share * 100)} % of all time`] : []),
    ...(calls > 1 && deviationMs / Math.max(Number.MIN_VALUE, meanMs) > VARIES_MIN && meanMs >= 1
      ? ['its times vary much: it may wait for locks or for pages']
      : []),
    ...(tempBlocksPerCall >= 1 ? [`writes ${sizeWords(tempBlocksPerCall)} of temporary data each call`] : []),
    ...(readBlocksPerCall >= BLOCKS_WORTH_A_WORD
      ? [`reads ${sizeWords(readBlocksPerCall)} from outside of Postgres’ memory each call`]
      : []),
    ...(rowsPerCall >= ROWS_WORTH_A_WORD ? [`returns ${Math.round(rowsPerCall)} rows each call`] : []),
  ];
}

const BLOCKS_WORTH_A_WORD = 100;
const ROWS_WORTH_A_WORD = 10_000;
const BLOCK_KB = 8;
const KB_PER_MB = 1024;

function sizeWords(blocks: number): string {
  const kb = Math.round(blocks * BLOCK_KB);
  return kb < KB_PER_MB ? `${kb} kB` : `${Math.round(kb / KB_PER_MB)} MB`;
}
