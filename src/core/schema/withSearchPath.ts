import type { ShadowDatabase } from '../proof/shadowDatabase.ts';

type Asked = Pick<ShadowDatabase, 'query'>;

/** Does something under another search path, and puts the one before back. */
export async function withSearchPath<Result>(
  database: Asked,
  path: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const [before] = await database.query("SELECT pg_catalog.current_setting('search_path') AS path");
  await setSearchPath(database, path);
  try {
    return await work();
  } finally {
    // In a transaction that a failed query has ended nothing runs any more; what failed says so.
    await setSearchPath(database, typeof before?.path === 'string' ? before.path : '').catch(() => {});
  }
}

async function setSearchPath(database: Asked, path: string): Promise<void> {
  await database.query("SELECT pg_catalog.set_config('search_path', $1, false) AS path", [path]);
}
