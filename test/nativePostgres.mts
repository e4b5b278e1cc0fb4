import { findNativePostgres } from './support/nativePostgres.ts';

/** Says before all tests whether those on a real PostgreSQL run, and if not, why. */
export async function setup(): Promise<void> {
  const found = await findNativePostgres();
  if ('missing' in found) process.stdout.write(`tests on a real PostgreSQL are left out: ${found.missing}\n`);
}
