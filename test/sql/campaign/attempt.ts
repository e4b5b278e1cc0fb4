import type { SqlSession } from '../../support/storeDatabase.ts';
import type { Actor } from './actors.ts';

/** Counts what was tried; what got through, or failed for a reason of the attempt's own, is named. */
export class Tally {
  readonly tried = new Map<string, number>();
  readonly leaks: string[] = [];
  readonly mistakes: string[] = [];
  refused = 0;

  count(kind: string): void {
    this.tried.set(kind, (this.tried.get(kind) ?? 0) + 1);
  }

  get total(): number {
    return [...this.tried.values()].reduce((sum, number) => sum + number, 0);
  }
}

/** One statement of an actor, in a transaction that is always rolled back. */
export interface Attempt {
  readonly kind: string;
  readonly label: string;
  readonly sql: string;
  readonly parameters?: readonly unknown[];
  /** Whether a failure with this SQLSTATE is a refusal; any other failure is the attempt's own mistake. */
  refuses(state: string): boolean;
  /** Whether a result without rows of the other tenant is a refusal as well. */
  readonly emptyIsRefusal: boolean;
}

export const FORBIDDEN = '42501';

export interface Target {
  readonly session: SqlSession;
  /** Stands in all texts of the other tenant. */
  readonly marker: string;
  /** One row of one column: number of the other tenant's rows in the table, and of those changed in this transaction. */
  readonly damageSql?: string | undefined;
  /** The number of rows that the statement finds undamaged. */
  readonly rows: number;
}

/** Tries statements one by one, each taken back before the next. */
export async function tryEach(
  tally: Tally,
  target: Target,
  actor: Actor,
  attempts: readonly Attempt[],
): Promise<void> {
  const { session } = target;
  await session.exec('begin');
  try {
    await actAs(session, actor);
    for (const attempt of attempts) {
      const where = `${actor.name}: ${attempt.label}`;
      tally.count(attempt.kind);
      await session.exec('savepoint attempt');
      try {
        const { rows } = await session.query(attempt.sql, [...(attempt.parameters ?? [])]);
        await session.exec('reset role');
        const seen = JSON.stringify(rows).includes(target.marker) && !actor.reads;
        if (seen || (await damaged(target)) || !attempt.emptyIsRefusal) tally.leaks.push(where);
        else tally.refused += 1;
      } catch (error) {
        const { state, message } = failureOf(error);
        if (attempt.refuses(state)) tally.refused += 1;
        else tally.mistakes.push(`${where}: ${state} ${message}`);
      }
      // The role comes back with it.
      await session.exec('rollback to savepoint attempt');
    }
  } finally {
    await session.exec('rollback');
  }
}

export function failureOf(error: unknown): { readonly state: string; readonly message: string } {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'none';
  return { state: code, message: error instanceof Error ? error.message : String(error) };
}

/**
 * Tries statements in one transaction, each behind a savepoint, and looks for damage at its end: whoever got through is
 * among them.
 */
export async function tryTogether(
  tally: Tally,
  target: Target,
  actor: Actor,
  label: string,
  attempts: readonly Attempt[],
): Promise<void> {
  const { session } = target;
  await session.exec('begin');
  try {
    await actAs(session, actor);
    for (const attempt of attempts) {
      tally.count(attempt.kind);
      await session.exec('savepoint attempt');
      try {
        const { rows } = await session.query(attempt.sql, [...(attempt.parameters ?? [])]);
        await session.exec('release savepoint attempt');
        const seen = JSON.stringify(rows).includes(target.marker) && !actor.reads;
        if (seen) tally.leaks.push(`${actor.name}: ${attempt.label}`);
        else tally.refused += 1;
      } catch (error) {
        await session.exec('rollback to savepoint attempt');
        const { state, message } = failureOf(error);
        if (attempt.refuses(state)) tally.refused += 1;
        else tally.mistakes.push(`${actor.name}: ${attempt.label}: ${state} ${message}`);
      }
    }
    await session.exec('reset role');
    if (await damaged(target)) tally.leaks.push(`${actor.name}: something was written by ${label}`);
  } finally {
    await session.exec('rollback');
  }
}

async function actAs(session: SqlSession, actor: Actor): Promise<void> {
  const claims = actor.claims === undefined ? '' : JSON.stringify(actor.claims);
  await session.query(`select set_config('request.jwt.claims', $1, true)`, [claims]);
  await session.exec(`set local role ${actor.databaseRole}`);
}

async function damaged({ session, damageSql, rows }: Target): Promise<boolean> {
  if (damageSql === undefined) return false;
  const { rows: found } = await session.query<{ there: number; changed: number }>(damageSql);
  return found[0]?.there !== rows || found[0]?.changed !== 0;
}

/** The other tenant's rows of a table, and how many of them this transaction wrote, or a savepoint within it. */
export function damageQuery(table: string, condition: string): string {
  return `select count(*)::integer as there,
    (count(*) filter (where xmin::text::bigint >= pg_current_xact_id()::text::bigint))::integer as changed
    from fixward.${table} where ${condition}`;
}
