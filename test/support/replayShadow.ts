import { afterAll, beforeAll } from 'vitest';
import type { Migration, MigrationScript } from '../../src/core/migrations/migration.ts';
import type { SqlParser } from '../../src/core/ports.ts';
import { StatePool } from '../../src/core/replay/statePool.ts';
import { loadLibpgQuery } from '../../src/engines/libpgQuery.ts';
import { type DatabaseSnapshot, openPglite } from '../../src/engines/shadow/pgliteDatabase.ts';

const START_TIMEOUT_MS = 120_000;

/** A pool of embedded databases for one test file, and how many scripts it had to run. */
export interface TestPool {
  readonly pool: StatePool<DatabaseSnapshot>;
  readonly parser: SqlParser;
}

export function testPool(): TestPool {
  let pool: StatePool<DatabaseSnapshot> | undefined;
  let parser: SqlParser | undefined;
  beforeAll(async () => {
    parser = await loadLibpgQuery();
    pool = new StatePool({
      parser,
      open: (snapshot) => openPglite(snapshot ? { snapshot } : {}),
      now: () => performance.now(),
    });
  }, START_TIMEOUT_MS);
  afterAll(() => pool?.dispose());
  const given = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('the pool is there only inside tests');
    return value;
  };
  return {
    get pool() {
      return given(pool);
    },
    get parser() {
      return given(parser);
    },
  };
}

/** A migration of one up script, as a tool that wraps files in a transaction runs it. */
export function migrationOf(name: string, text: string, inTransaction = true): Migration {
  return { name, up: scriptOf(`migrations/${name}.sql`, text, inTransaction) };
}

export function withDown(migration: Migration, text: string): Migration {
  return { ...migration, down: scriptOf(`migrations/${migration.name}.down.sql`, text) };
}

export function scriptOf(path: string, text: string, inTransaction = true): MigrationScript {
  return { path, text, span: { start: 0, end: text.length }, inTransaction };
}
