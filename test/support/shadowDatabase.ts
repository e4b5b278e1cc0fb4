import { afterAll, beforeAll } from 'vitest';
import type { ShadowDatabase } from '../../src/core/proof/shadowDatabase.ts';
import {
  type DatabaseSnapshot,
  openPglite,
  type PgliteDatabase,
} from '../../src/engines/shadow/pgliteDatabase.ts';

/** The embedded Postgres of one test file; `database` is there from `beforeAll` on. */
export interface TestShadow {
  readonly database: PgliteDatabase;
  /** Puts the database back to where it was before the first test, after `prepare`; about half a second. */
  reset(): Promise<PgliteDatabase>;
}

const START_TIMEOUT_MS = 120_000;

/**
 * Opens an embedded Postgres before the tests of this file and closes it after them.
 *
 * @param prepare runs once, before the first test; `reset` comes back to what it left
 */
export function testShadow(prepare?: (database: ShadowDatabase) => Promise<void>): TestShadow {
  let open: PgliteDatabase | undefined;
  let start: DatabaseSnapshot | undefined;
  const current = (): PgliteDatabase => {
    if (open === undefined) throw new Error('the database is there only inside tests');
    return open;
  };
  beforeAll(async () => {
    open = await openPglite();
    await prepare?.(open);
    start = await open.snapshot();
  }, START_TIMEOUT_MS);
  afterAll(() => open?.close());
  return {
    get database() {
      return current();
    },
    async reset() {
      await current().close();
      open = await openPglite(start ? { snapshot: start } : {});
      return open;
    },
  };
}
