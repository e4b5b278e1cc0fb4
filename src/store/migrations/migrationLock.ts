import type { SqlSession } from './sqlSession.ts';

/** Any number that no other program is likely to choose. */
const LOCK_KEY = 7_106_190_004;

/** Runs `work` while no other session of the database installs or undoes the store. */
export async function withMigrationLock<Result>(
  session: SqlSession,
  work: () => Promise<Result>,
): Promise<Result> {
  await session.query(`select pg_catalog.pg_advisory_lock(${LOCK_KEY})`);
  try {
    return await work();
  } finally {
    await session.query(`select pg_catalog.pg_advisory_unlock(${LOCK_KEY})`);
  }
}
