import { neverRunReason } from '../../core/policy/sql/neverRun.ts';
import { type ScriptPart, scriptParts } from '../../core/policy/sql/scriptParts.ts';
import type { ParsedStatement, ParseScript } from '../../core/ports.ts';
import { sha256 } from '../../core/proof/fingerprint/sha256.ts';
import { connectionProblem, type LivePlace, readAddress } from '../live/liveErrors.ts';
import { DatabaseSession } from './databaseSession.ts';
import { watchedRun } from './watchedRun.ts';

export interface WriteLimits {
  /** Others wait behind one that waits for a lock. */
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
  readonly wallMs: number;
}

const WRITE_LIMITS: WriteLimits = {
  lockTimeoutMs: 5_000,
  statementTimeoutMs: 10 * 60_000,
  wallMs: 30 * 60_000,
};

export interface WriteRequest {
  readonly address: string;
  /** Of the profile; without one nothing is written. */
  readonly environment: 'local' | 'development' | 'staging' | 'production' | undefined;
  /** Of the profile. */
  readonly writable: boolean;
  /** The exact text that was approved. */
  readonly text: string;
  /** SHA-256 of the text that was approved, lower-case hex. */
  readonly hash: string;
  readonly parse: ParseScript;
  /** Runs everything that can be taken back, and takes it back. */
  readonly dryRun?: boolean;
  readonly limits?: Partial<WriteLimits>;
  readonly signal?: AbortSignal | undefined;
}

export interface StatementResult {
  /** Its position in the text, from 0, without a BEGIN and COMMIT around it. */
  readonly index: number;
  /** The statement's first line. */
  readonly head: string;
  readonly state: 'done' | 'rolled_back' | 'failed' | 'not_tried';
  readonly command?: string;
  readonly rowCount?: number;
  readonly ms?: number;
}

export type WriteOutcome =
  | { readonly ok: true; readonly statements: readonly StatementResult[]; readonly ms: number }
  | {
      readonly ok: false;
      readonly code: 'refused' | 'unavailable' | 'timeout' | 'cancelled' | 'failed';
      /** One line without a password. */
      readonly message: string;
      /** Empty when nothing was tried. */
      readonly statements: readonly StatementResult[];
    };

type Failure = Extract<WriteOutcome, { readonly ok: false }>;

/**
 * Runs an approved migration, exactly as it was approved, on a database that may be written to. What can run in a
 * transaction does, and all or nothing of it stays; what cannot runs by itself. Never rejects.
 */
export async function runApprovedWrite(request: WriteRequest): Promise<WriteOutcome> {
  const planned = plan(request);
  if ('code' in planned) return planned;
  if (isAborted(request.signal)) return failure('cancelled', 'The migration was cancelled.');
  const limits = { ...WRITE_LIMITS, ...request.limits };
  const run = new WriteRun(planned.parts);
  const started = performance.now();
  let place: LivePlace | undefined;
  try {
    place = readAddress(request.address);
    const session = await DatabaseSession.open(request.address, request.signal);
    try {
      const stopped = await runParts(session, run, request, limits, place);
      if (stopped) return { ...stopped, statements: run.results };
      return { ok: true, statements: run.results, ms: Math.round(performance.now() - started) };
    } finally {
      await session.rollBackAndClose();
    }
  } catch (error) {
    if (isAborted(request.signal)) return failure('cancelled', 'The migration was cancelled.', run.results);
    return failure('unavailable', problemOf(error, place), run.results);
  }
}

/** Everything that can be decided before a connection is made. */
function plan(request: WriteRequest): { readonly parts: readonly ScriptPart[] } | Failure {
  const { environment, writable, text, hash, parse } = request;
  if (environment === undefined || environment === 'production')
    return failure('refused', 'Production is only read from here.');
  if (!writable) return failure('refused', 'The connection profile does not allow writing.');
  if (text.includes('\0')) return failure('refused', 'The text holds a zero byte.');
  if (sha256(text) !== hash) return failure('refused', 'This is not the text that was approved.');
  const parsed = parse(text);
  if ('error' in parsed) return failure('refused', `The text cannot be read: ${parsed.error.message}.`);
  const never = parsed.statements
    .map(({ tree }) => neverRunReason(tree))
    .find((reason) => reason !== undefined);
  if (never !== undefined) return failure('refused', `${never} It is never run from here.`);
  const cut = scriptParts(parsed.statements);
  if ('problem' in cut) return failure('refused', cut.problem);
  return cut.parts.length === 0 ? failure('refused', 'There is no statement.') : cut;
}

/** What became of each statement so far. */
class WriteRun {
  readonly parts: readonly ScriptPart[];
  readonly #results: StatementResult[];

  constructor(parts: readonly ScriptPart[]) {
    this.parts = parts;
    this.#results = parts
      .flatMap(({ statements }) => statements)
      .map(({ text }, index) => ({ index, head: headOf(text), state: 'not_tried' }));
  }

  get results(): readonly StatementResult[] {
    return [...this.#results];
  }

  note(index: number, change: Partial<StatementResult>): void {
    const known = this.#results[index];
    if (known) this.#results[index] = { ...known, ...change };
  }

  /** What a transaction did is gone. */
  takeBack(from: number, count: number): void {
    for (let index = from; index < from + count; index++) {
      if (this.#results[index]?.state === 'done') this.note(index, { state: 'rolled_back' });
    }
  }
}

async function runParts(
  session: DatabaseSession,
  run: WriteRun,
  request: WriteRequest,
  limits: WriteLimits,
  place: LivePlace,
): Promise<Failure | undefined> {
  const { rows } = await session.run(
    `SELECT pg_catalog.pg_backend_pid(), pg_catalog.set_config('lock_timeout', $1, false),
      pg_catalog.set_config('statement_timeout', $2, false),
      pg_catalog.set_config('idle_in_transaction_session_timeout', $2, false),
      pg_catalog.set_config('standard_conforming_strings', 'on', false)`,
    [String(limits.lockTimeoutMs), String(limits.statementTimeoutMs)],
  );
  const watch = { wallMs: limits.wallMs, signal: request.signal };
  const outcome = await watchedRun(session, Number(rows[0]?.[0]), watch, async () => {
    let from = 0;
    for (const part of run.parts) {
      // What cannot be taken back is not tried out.
      if (part.inTransaction) await runTogether(session, run, part.statements, from, request.dryRun === true);
      else if (request.dryRun !== true) await runStatement(session, run, part.statements[0], from);
      from += part.statements.length;
    }
  });
  if ('result' in outcome) return undefined;
  if (outcome.interrupted === 'cancelled') return failure('cancelled', 'The migration was cancelled.');
  if (outcome.interrupted === 'timeout')
    return failure('timeout', `The migration took longer than ${limits.wallMs / 1000} s and was ended.`);
  return failureOf(outcome.error, limits, place);
}

async function runTogether(
  session: DatabaseSession,
  run: WriteRun,
  statements: readonly ParsedStatement[],
  from: number,
  dryRun: boolean,
): Promise<void> {
  let kept = false;
  await session.run('BEGIN');
  try {
    for (const [offset, statement] of statements.entries()) {
      await runStatement(session, run, statement, from + offset);
    }
    // Constraints that wait for the end are checked by a dry run too.
    if (dryRun) await session.run('SET CONSTRAINTS ALL IMMEDIATE');
    await session.run(dryRun ? 'ROLLBACK' : 'COMMIT');
    kept = !dryRun;
  } finally {
    if (!kept) run.takeBack(from, statements.length);
  }
}

async function runStatement(
  session: DatabaseSession,
  run: WriteRun,
  statement: ParsedStatement | undefined,
  index: number,
): Promise<void> {
  if (!statement) return;
  const started = performance.now();
  const ms = () => Math.round(performance.now() - started);
  try {
    const { command, rowCount } = await session.run(statement.text);
    run.note(index, {
      state: 'done',
      command,
      ...(rowCount !== undefined && { rowCount }),
      ms: ms(),
    });
  } catch (error) {
    run.note(index, { state: 'failed', ms: ms() });
    throw error;
  }
}

function failureOf(error: unknown, limits: WriteLimits, place: LivePlace): Failure {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === '57014')
    return failure(
      'timeout',
      `A statement took longer than ${limits.statementTimeoutMs / 1000} s and was ended.`,
    );
  if (code === '55P03')
    return failure(
      'timeout',
      `A lock was not free within ${limits.lockTimeoutMs / 1000} s; others use the table. Try again.`,
    );
  return failure('failed', problemOf(error, place));
}

function failure(
  code: Failure['code'],
  message: string,
  statements: readonly StatementResult[] = [],
): Failure {
  return { ok: false, code, message, statements };
}

/** Asked anew each time: a signal changes while one waits. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

const HEAD_CHARS_MAX = 120;

function headOf(text: string): string {
  const line = text
    .replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[^*]*\*\/)+/u, '')
    .split('\n', 1)[0]
    ?.trim();
  return (line ?? '').slice(0, HEAD_CHARS_MAX);
}

function problemOf(error: unknown, place: LivePlace | undefined): string {
  return connectionProblem(error, place ?? { host: 'the server', database: '', secrets: [] }).message;
}
