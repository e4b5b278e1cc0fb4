import type { SqlSession } from './sqlSession.ts';

/** The numbers of the migrations that a database has; none where the store was never installed. */
export async function installedVersions(session: SqlSession): Promise<ReadonlySet<number>> {
  const [there] = await session.query("select to_regclass('fixward.schema_version') is not null as found");
  if (there?.found !== true) return new Set();
  const rows = await session.query('select version from fixward.schema_version order by version');
  return new Set(rows.map(({ version }) => Number(version)));
}

/** What to tell the user of a store that a later Fixward made; undefined when it is none. */
export function newerStoreProblem(installed: number, known: number): string | undefined {
  return installed > known
    ? `The store is of a newer Fixward (schema ${installed}, this one knows ${known}); update Fixward`
    : undefined;
}

/** The highest of them; 0 for none. */
export function schemaVersionOf(versions: Iterable<number>): number {
  return Math.max(0, ...versions);
}
