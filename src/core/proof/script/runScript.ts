import { errorMessage } from '../../errorMessage.ts';
import type { ScriptStatement } from '../../replay/scriptStatements.ts';
import { setsTransaction } from '../../replay/transactionStep.ts';
import { type ShadowDatabase, ShadowSqlError } from '../shadowDatabase.ts';
import { transactionalForm } from './transactionRules.ts';

/** A statement that Postgres refused. */
export interface StatementFailure {
  readonly statement: ScriptStatement;
  readonly index: number;
  /** Postgres' own words. */
  readonly message: string;
  /** SQLSTATE. */
  readonly code: string;
  readonly error: ShadowSqlError;
}

/**
 * Runs a script inside the open transaction: what it says about transactions itself is left out, and statements that
 * refuse one run in their plain form. Deferred constraints are checked at the end, as a commit would. On a failure the
 * transaction stays broken, for the caller to roll back.
 */
export async function runInside(
  database: ShadowDatabase,
  statements: readonly ScriptStatement[],
): Promise<StatementFailure | undefined> {
  for (const [index, item] of statements.entries()) {
    if (item.step !== undefined || setsTransaction(item.statement)) continue;
    const sql = transactionalForm(item.statement);
    if (sql === undefined) continue;
    const failure = await tryStatement(database, sql, item, index);
    if (failure) return failure;
  }
  const last = statements.at(-1);
  if (last === undefined) return undefined;
  return tryStatement(database, 'set constraints all immediate', last, statements.length - 1);
}

async function tryStatement(
  database: ShadowDatabase,
  sql: string,
  statement: ScriptStatement,
  index: number,
): Promise<StatementFailure | undefined> {
  try {
    await database.run(sql);
    return undefined;
  } catch (error) {
    return failureOf(error, statement, index);
  }
}

/** Rethrows what Postgres did not say: a lost process is no verdict. */
export function failureOf(error: unknown, statement: ScriptStatement, index: number): StatementFailure {
  if (!(error instanceof ShadowSqlError)) throw error;
  const detail = error.detail === undefined ? '' : ` (${error.detail})`;
  return { statement, index, message: `${errorMessage(error)}${detail}`, code: error.code, error };
}
