import type { LocalPostgres } from '../../engines/shadow/local/findLocalPostgres.ts';

/** The installation of the project's major version, else the next newer one, else the newest. */
export function chooseLocalPostgres(
  installed: readonly LocalPostgres[],
  targetVersion: number,
): LocalPostgres | undefined {
  const byMajor = [...installed].sort((a, b) => a.major - b.major);
  return byMajor.find(({ major }) => major >= targetVersion) ?? byMajor.at(-1);
}
