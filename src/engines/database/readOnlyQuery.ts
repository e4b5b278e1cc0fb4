import { classifySql } from '../../core/policy/sql/classifySql.ts';
import { roleWarning } from '../../core/policy/sql/readOnlyRole.ts';
import type { SqlClassification } from '../../core/policy/sql/sqlClass.ts';
import type { ParseScript } from '../../core/ports.ts';
import { connectionProblem, type LivePlace, readAddress } from '../live/liveErrors.ts';
import { DatabaseSession, type RawRow } from './databaseSession.ts';
import { namesBehind } from './namesBehind.ts';
import { type Cell, readCell, rowBytes } from './resultCells.ts';
import { readRolePowers } from './rolePowers.ts';
import { watchedRun } from './watchedRun.ts';

export interface ReadLimits {
  readonly rowsMax: number;
  /** Of all cells together. */
  readonly bytesMax: number;
  readonly cellCharsMax: number;
  readonly statementTimeoutMs: number;
  /** From the connection to the last row. */
  readonly wallMs: number;
}

/** Enough to answer a question, little enough for a model to read. */
const READ_LIMITS: ReadLimits = {
  rowsMax: 500,
  bytesMax: 1_000_000,
  cellCharsMax: 2_000,
  statementTimeoutMs: 15_000,
  wallMs: 30_000,
};

/** What may come over the wire before the connection is cut: a row is cut to size only once it is here. */
const RECEIVED_BYTES_MAX = 32 * 1024 * 1024;

/** Readers wait only for changes of the schema; others would wait behind. */
const LOCK_TIMEOUT_MS = 1_000;

const ROWS_PER_FETCH = 100;

export interface ReadRequest {
  /** A Postgres URL. */
  readonly address: string;
  readonly sql: string;
  readonly parse: ParseScript;
  readonly limits?: Partial<ReadLimits>;
  readonly signal?: AbortSignal | undefined;
}

export interface ReadRows {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly Cell[])[];
  /** What was left out; empty when this is all. */
  readonly truncated: readonly ('rows' | 'bytes' | 'cells')[];
}

export type ReadOutcome =
  | (ReadRows & { readonly ok: true; readonly ms: number; readonly warnings: readonly string[] })
  | {
      readonly ok: false;
      readonly code: 'refused' | 'unavailable' | 'timeout' | 'cancelled' | 'failed';
      /** One line without a password. */
      readonly message: string;
    };

type Failure = Extract<ReadOutcome, { readonly ok: false }>;

/**
 * Runs one query that only reads: judged by its text and by what the database knows of its names, in a transaction that
 * may not write and is always rolled back, within limits of time and size, on a connection that is used once. Never
 * rejects.
 */
export async function runReadOnly(request: ReadRequest): Promise<ReadOutcome> {
  const { address, sql, parse, signal } = request;
  const limits = { ...READ_LIMITS, ...request.limits };
  const judged = classifySql(parse, sql);
  if (judged.decision === 'deny') return { ok: false, code: 'refused', message: judged.reasons.join(' ') };
  if (isAborted(signal)) return cancelled();
  const started = performance.now();
  let place: LivePlace | undefined;
  try {
    place = readAddress(address);
    const session = await DatabaseSession.open(address, signal);
    try {
      const outcome = await readIn(session, request, judged, limits, place);
      return outcome.ok ? { ...outcome, ms: Math.round(performance.now() - started) } : outcome;
    } finally {
      await session.rollBackAndClose();
    }
  } catch (error) {
    if (isAborted(signal)) return cancelled();
    return { ok: false, code: 'unavailable', message: problemOf(error, place) };
  }
}

async function readIn(
  session: DatabaseSession,
  { sql, parse, signal }: ReadRequest,
  judged: SqlClassification,
  limits: ReadLimits,
  place: LivePlace,
): Promise<ReadOutcome> {
  await session.run('BEGIN TRANSACTION READ ONLY');
  const { processId, schemas, searchPath } = await prepareTransaction(session, limits);
  const outcome = await watchedRun(session, processId, { wallMs: limits.wallMs, signal }, async () => {
    const warning = roleWarning(await readRolePowers(session));
    const behind = await namesBehind(session, judged.names, schemas);
    if (behind.refusals.length > 0) return { refusal: behind.refusals.join(' ') };
    await session.run("SELECT set_config('search_path', $1, true)", [searchPath]);
    const read = await fetchRows(session, statementText(parse, sql), judged.subclass, limits);
    return { read, warnings: [...(warning === undefined ? [] : [warning]), ...behind.warnings] };
  });
  if ('result' in outcome) {
    const { result } = outcome;
    if ('refusal' in result) return { ok: false, code: 'refused', message: result.refusal };
    return { ok: true, ...result.read, warnings: result.warnings, ms: 0 };
  }
  if (outcome.interrupted === 'cancelled') return cancelled();
  if (outcome.interrupted === 'timeout') return tooLong(limits.wallMs);
  return failureOf(outcome.error, session, limits, place);
}

interface Prepared {
  readonly processId: number;
  /** Where the role finds names, as an array the server wrote. */
  readonly schemas: string;
  /** The role's own, with temporary objects last. */
  readonly searchPath: string;
}

/**
 * The first query of the transaction, which sets its limits and fixes what it sees: from here on the server refuses to
 * make the transaction one that writes. Strings are read as the parser reads them; names are looked up in pg_catalog
 * alone until the query itself runs.
 */
async function prepareTransaction(session: DatabaseSession, limits: ReadLimits): Promise<Prepared> {
  const { rows } = await session.run(
    `SELECT pg_catalog.pg_backend_pid(), pg_catalog.current_setting('transaction_read_only'),
      pg_catalog.current_schemas(true),
      pg_catalog.concat_ws(', ', NULLIF(pg_catalog.current_setting('search_path'), ''), 'pg_temp'),
      pg_catalog.set_config('statement_timeout', $1, true),
      pg_catalog.set_config('lock_timeout', $2, true),
      pg_catalog.set_config('idle_in_transaction_session_timeout', $3, true),
      pg_catalog.set_config('standard_conforming_strings', 'on', true)`,
    [String(limits.statementTimeoutMs), String(LOCK_TIMEOUT_MS), String(limits.wallMs + LOCK_TIMEOUT_MS)],
  );
  const [processId, readOnly, schemas, searchPath] = rows[0] ?? [];
  if (readOnly !== 'on') throw new Error('the server did not begin a transaction that only reads');
  await session.run('SET LOCAL search_path = pg_catalog, pg_temp');
  return { processId: Number(processId), schemas: schemas ?? '{}', searchPath: searchPath ?? 'pg_temp' };
}

/** The statement as the parser cut it: without a semicolon, so that it can stand within another. */
function statementText(parse: ParseScript, sql: string): string {
  const parsed = parse(sql);
  return 'statements' in parsed ? (parsed.statements[0]?.text ?? sql) : sql;
}

async function fetchRows(
  session: DatabaseSession,
  sql: string,
  subclass: string,
  limits: ReadLimits,
): Promise<ReadRows> {
  session.limitReceived(RECEIVED_BYTES_MAX);
  const collected = new Collected(limits);
  if (subclass === 'show' || subclass.startsWith('explain')) {
    const { rows, columns } = await session.run(sql);
    collected.add(
      rows,
      columns.map(({ typeOid }) => typeOid),
    );
    return collected.read(await namedTypes(session, columns));
  }
  // The line end closes a comment at the end of the query.
  await session.run(`DECLARE fixward NO SCROLL CURSOR FOR ${sql}\n`);
  let columns: Awaited<ReturnType<DatabaseSession['run']>>['columns'] = [];
  for (let more = true; more; ) {
    // One row more than is shown tells whether there are more.
    const wanted = Math.min(ROWS_PER_FETCH, limits.rowsMax + 1 - collected.count);
    const fetched = await session.run(`FETCH FORWARD ${wanted} FROM fixward`);
    columns = fetched.columns;
    more =
      collected.add(
        fetched.rows,
        columns.map(({ typeOid }) => typeOid),
      ) && fetched.rows.length === wanted;
  }
  return collected.read(await namedTypes(session, columns));
}

/** Rows within the limits. */
class Collected {
  readonly #limits: ReadLimits;
  readonly #rows: Cell[][] = [];
  readonly #truncated = new Set<ReadRows['truncated'][number]>();
  #bytes = 0;

  constructor(limits: ReadLimits) {
    this.#limits = limits;
  }

  get count(): number {
    return this.#rows.length;
  }

  /** False when no more rows are wanted. */
  add(rows: readonly RawRow[], typeOids: readonly number[]): boolean {
    const { rowsMax, bytesMax, cellCharsMax } = this.#limits;
    for (const row of rows) {
      if (this.#rows.length >= rowsMax) return this.#stop('rows');
      const cells = row.map((raw, index) => readCell(raw, typeOids[index] ?? 0, cellCharsMax));
      this.#bytes += rowBytes(cells.map(({ cell }) => (cell === null ? null : String(cell))));
      if (this.#bytes > bytesMax) return this.#stop('bytes');
      if (cells.some(({ cut }) => cut)) this.#truncated.add('cells');
      this.#rows.push(cells.map(({ cell }) => cell));
    }
    return true;
  }

  read(columns: ReadRows['columns']): ReadRows {
    return { columns, rows: this.#rows, truncated: [...this.#truncated] };
  }

  #stop(why: 'rows' | 'bytes'): false {
    this.#truncated.add(why);
    return false;
  }
}

async function namedTypes(
  session: DatabaseSession,
  columns: readonly { readonly name: string; readonly typeOid: number }[],
): Promise<ReadRows['columns']> {
  const oids = [...new Set(columns.map(({ typeOid }) => String(typeOid)))];
  const { rows } = await session.run(
    'SELECT o, pg_catalog.format_type(o::pg_catalog.oid, NULL) FROM pg_catalog.unnest($1::pg_catalog.text[]) o',
    [oids],
  );
  const names = new Map(rows.map(([oid, name]) => [oid ?? '', name ?? 'unknown']));
  return columns.map(({ name, typeOid }) => ({ name, type: names.get(String(typeOid)) ?? 'unknown' }));
}

function failureOf(error: unknown, session: DatabaseSession, limits: ReadLimits, place: LivePlace): Failure {
  if (session.overflowed) {
    return { ok: false, code: 'failed', message: 'The result is too large; choose columns or fewer rows.' };
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === '57014') return tooLong(limits.statementTimeoutMs);
  if (code === '25006') return { ok: false, code: 'refused', message: problemOf(error, place) };
  const hint =
    error instanceof Error && 'hint' in error && typeof error.hint === 'string' ? ` ${error.hint}` : '';
  return { ok: false, code: 'failed', message: `${problemOf(error, place)}${hint}` };
}

/** Asked anew each time: a signal changes while one waits. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function tooLong(limitMs: number): Failure {
  return {
    ok: false,
    code: 'timeout',
    message: `The query took longer than ${limitMs / 1000} s and was ended.`,
  };
}

function cancelled(): Failure {
  return { ok: false, code: 'cancelled', message: 'The query was cancelled.' };
}

function problemOf(error: unknown, place: LivePlace | undefined): string {
  return connectionProblem(error, place ?? { host: 'the server', database: '', secrets: [] }).message;
}
