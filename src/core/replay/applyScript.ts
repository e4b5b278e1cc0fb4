import type { MigrationScript } from '../migrations/migration.ts';
import type { SqlParser } from '../ports.ts';
import { ShadowSqlError } from '../proof/shadowDatabase.ts';
import { prepareExtensions } from './extensions/prepareExtensions.ts';
import type { Place } from './provenance.ts';
import type { ProvenanceRecorder } from './recordProvenance.ts';
import { repair } from './repair.ts';
import type { ReplayDatabase } from './replayDatabase.ts';
import type { ReplayFailure } from './replayReport.ts';
import { readScript, type ScriptStatement } from './scriptStatements.ts';
import { freshSession, type Platform } from './session.ts';
import { setsTransaction } from './transactionStep.ts';

export interface ApplyDeps {
  readonly parser: SqlParser;
  readonly platform: Platform;
  /** Hears which statement wrote what; nobody asks when absent. */
  readonly recorder?: ProvenanceRecorder;
}

export interface AppliedScript {
  readonly failures: readonly ReplayFailure[];
  /** One line each, about what was passed over or stood in for. */
  readonly notes: readonly string[];
  readonly statementCount: number;
}

interface Run {
  readonly database: ReplayDatabase;
  readonly script: MigrationScript;
  readonly deps: ApplyDeps;
  readonly recorder: ProvenanceRecorder | undefined;
  readonly failures: ReplayFailure[];
  readonly notes: string[];
  /** A transaction is open. */
  open: boolean;
}

/** As many mendings of one statement as there are names it can lack. */
const REPAIRS_MAX = 8;

const ACTIVE_TRANSACTION = '25001';

/**
 * Runs one script as its tool would, but a statement that fails costs only itself. Ends outside a transaction.
 * Rejects only when the database itself is lost.
 */
export async function applyScript(
  database: ReplayDatabase,
  script: MigrationScript,
  deps: ApplyDeps,
): Promise<AppliedScript> {
  const { statements, metaCommands } = readScript(script, deps.parser);
  const run: Run = { database, script, deps, recorder: deps.recorder, failures: [], notes: [], open: false };
  if (metaCommands.length > 0) run.notes.push(passedOverCommands(script.path, metaCommands));
  await database.run(freshSession(deps.platform));
  if (script.inTransaction) await begin(run);
  for (const statement of statements) await applyStatement(run, statement);
  const last = statements.at(-1)?.span ?? script.span;
  if (run.open) await commit(run, last);
  await database.run(freshSession(deps.platform));
  return { failures: run.failures, notes: run.notes, statementCount: statements.length };
}

async function applyStatement(
  run: Run,
  { span, statement, step, passedOver }: ScriptStatement,
): Promise<void> {
  if (passedOver !== undefined) {
    run.notes.push(`${placeOf(run, span)}: ${shown(statement.text)} was passed over: ${passedOver}.`);
  } else if (setsTransaction(statement)) {
    // How isolated a transaction is decides nothing where it is alone, and none of our savepoints may come before it.
  } else if (step !== undefined) {
    await takeStep(run, step, statement.text, span);
  } else {
    run.notes.push(...(await prepareExtensions(run.database, statement)));
    await runRepairing(run, { span, statement, step, passedOver });
  }
}

/** A tool's own transaction swallows a script's `BEGIN`; its `COMMIT` ends both. */
async function takeStep(
  run: Run,
  step: NonNullable<ScriptStatement['step']>,
  sql: string,
  span: ScriptStatement['span'],
): Promise<void> {
  if (step === 'begin') {
    if (!run.open) await begin(run);
  } else if (step === 'commit') {
    if (run.open) await commit(run, span);
    if (run.script.inTransaction) await begin(run);
  } else if (step === 'rollback') {
    if (run.open) await run.database.run('rollback');
    run.open = false;
    if (run.script.inTransaction) await begin(run);
  } else if (run.open) {
    const failure = await attempt(() => run.database.run(sql));
    if (failure) fail(run, span, failure);
  }
}

async function runRepairing(run: Run, one: ScriptStatement): Promise<void> {
  for (let repairs = 0; ; repairs++) {
    const failure = await runOnce(run, one);
    if (failure === undefined) return;
    if (failure.code === ACTIVE_TRANSACTION && run.open) {
      await commit(run, one.span);
      const alone = await runOnce(run, one);
      await begin(run);
      if (alone) fail(run, one.span, alone);
      else
        run.notes.push(
          `${placeOf(run, one.span)}: ${shown(one.statement.text)} cannot run in a transaction; it was run by itself.`,
        );
      return;
    }
    const mended = repairs < REPAIRS_MAX ? await mend(run, failure) : undefined;
    if (mended === undefined) return fail(run, one.span, failure);
    run.notes.push(mended);
  }
}

async function mend({ database, deps, open }: Run, failure: ShadowSqlError): Promise<string | undefined> {
  if (!open) return repair(database, failure, deps.platform);
  await database.run('savepoint fixward_repair');
  const mended = await repair(database, failure, deps.platform);
  // A repair that itself failed has ended the transaction's part.
  if (mended === undefined) await database.run('rollback to savepoint fixward_repair');
  await database.run('release savepoint fixward_repair');
  return mended;
}

/** Leaves the database as it was when the statement fails. */
async function runOnce(run: Run, { span, statement }: ScriptStatement): Promise<ShadowSqlError | undefined> {
  const { database, recorder } = run;
  const place: Place = { path: run.script.path, ...span };
  await recorder?.before(database, statement);
  if (!run.open) {
    await recorder?.beforeAlone(database, place);
    return attempt(() => database.run(statement.text));
  }
  await database.run('savepoint fixward_statement');
  const failure = await attempt(() => database.run(statement.text));
  if (failure) {
    await database.run('rollback to savepoint fixward_statement; release savepoint fixward_statement');
    return failure;
  }
  await recorder?.afterInTransaction(database, place);
  await database.run('release savepoint fixward_statement');
  return undefined;
}

async function begin(run: Run): Promise<void> {
  await run.database.run('begin');
  run.open = true;
}

async function commit(run: Run, span: ScriptStatement['span']): Promise<void> {
  run.open = false;
  const failure = await attempt(() => run.database.run('commit'));
  if (failure) fail(run, span, failure);
}

async function attempt(call: () => Promise<void>): Promise<ShadowSqlError | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    if (error instanceof ShadowSqlError) return error;
    throw error;
  }
}

function fail(
  { failures, script }: Run,
  { start, end }: ScriptStatement['span'],
  { message }: ShadowSqlError,
): void {
  failures.push({ path: script.path, start, end, message });
}

function passedOverCommands(path: string, commands: readonly string[]): string {
  const names = [...new Set(commands)].join(', ');
  return `${path}: commands of psql were passed over: ${names}.`;
}

function placeOf({ script }: Run, { start }: ScriptStatement['span']): string {
  const line = script.text.slice(0, start).split('\n').length;
  return `${script.path}:${line}`;
}

const SHOWN_MAX = 40;

/** The start of a statement on one line. */
function shown(sql: string): string {
  const line = sql.replace(/\s+/gu, ' ').replace(/;$/u, '');
  return line.length <= SHOWN_MAX ? line : `${line.slice(0, SHOWN_MAX).trimEnd()}…`;
}
