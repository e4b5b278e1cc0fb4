import type { SqlRow, SqlSession } from '../migrations/sqlSession.ts';

/** The embedded engine never writes a checkpoint by itself; its log would grow without end. */
const LOG_BYTES_MAX = 64 * 1024 * 1024;

/** As the server's own autovacuum decides. */
const DEAD_ROWS_MIN = 50;
const DEAD_ROWS_SHARE = 0.2;
const CHANGED_ROWS_MIN = 50;
const CHANGED_ROWS_SHARE = 0.1;

/** A request is sent again within seconds, or after days offline by the outbox, which has its own memory. */
const ANSWERS_KEPT_DAYS = 7;

/** Writes a checkpoint when the log has grown enough since the last one. */
async function checkpointWhenDue(session: SqlSession): Promise<boolean> {
  const [grown] = await session.query(
    `select pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), redo_lsn) >= ${LOG_BYTES_MAX} as due
     from pg_catalog.pg_control_checkpoint()`,
  );
  if (grown?.due !== true) return false;
  await session.query('checkpoint');
  return true;
}

/** What one step of upkeep did; undefined when nothing was due. */
export type UpkeepStep =
  | { readonly kind: 'checkpoint' }
  | { readonly kind: 'vacuum' | 'analyze'; readonly table: string };

/**
 * Does the one thing that is due most. Called again until nothing is, so that a request waits for one step at most.
 *
 * @param eager before the store closes: counts of dead rows do not outlive the process, so fewer of them suffice
 */
export async function upkeepStep(session: SqlSession, eager = false): Promise<UpkeepStep | undefined> {
  if (await checkpointWhenDue(session)) return { kind: 'checkpoint' };
  await session.query('select pg_catalog.pg_stat_force_next_flush()');
  const share = eager ? 0 : 1;
  const [due] = await session.query(
    `select format('%I.%I', s.schemaname, s.relname) as name,
            s.n_dead_tup > ${DEAD_ROWS_MIN} + ${DEAD_ROWS_SHARE * share} * greatest(c.reltuples, 0) as is_dead
     from pg_catalog.pg_stat_user_tables s
     join pg_catalog.pg_class c on c.oid = s.relid
     where s.schemaname = 'fixward'
       and (s.n_dead_tup > ${DEAD_ROWS_MIN} + ${DEAD_ROWS_SHARE * share} * greatest(c.reltuples, 0)
            or s.n_mod_since_analyze > ${CHANGED_ROWS_MIN} + ${CHANGED_ROWS_SHARE * share} * greatest(c.reltuples, 0))
     order by is_dead desc, s.n_dead_tup + s.n_mod_since_analyze desc
     limit 1`,
  );
  if (due === undefined) return undefined;
  const table = String(due.name);
  const kind = due.is_dead === true ? 'vacuum' : 'analyze';
  // Alone in its message: vacuum refuses to share a transaction.
  await session.query(kind === 'vacuum' ? `vacuum (analyze) ${table}` : `analyze ${table}`);
  return { kind, table };
}

/** Forgets answers that nobody will ask for again; returns how many. */
export async function purgeAnswers(session: SqlSession): Promise<number> {
  const rows: readonly SqlRow[] = await session.query(
    `with gone as (
       delete from fixward.call_results
       where created_at < now() - interval '${ANSWERS_KEPT_DAYS} days'
       returning 1
     ) select count(*)::int as count from gone`,
  );
  return Number(rows[0]?.count ?? 0);
}
