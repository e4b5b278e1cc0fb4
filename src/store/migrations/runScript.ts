import { failureOf } from './migrationFailure.ts';
import type { SqlSession } from './sqlSession.ts';

/**
 * Runs one script with its own transaction; a script that fails leaves nothing behind, no open transaction either.
 *
 * @throws MigrationFailure
 */
export async function runScript(session: SqlSession, fileName: string, sql: string): Promise<void> {
  try {
    await session.exec(sql);
  } catch (thrown) {
    await session.exec('rollback').catch(() => undefined);
    throw failureOf(thrown, fileName, sql);
  }
}
