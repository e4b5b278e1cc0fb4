import { type ShadowDatabase, ShadowSqlError } from '../proof/shadowDatabase.ts';
import type { Statements } from './catalog/catalogEntry.ts';
import type { Operation } from './planInverse.ts';

export interface Performed {
  /** In an order that works. */
  readonly statements: Statements;
  readonly refused: readonly Operation[];
}

/**
 * Does what can be done. An operation that is refused waits until others have been done, so that the order in which
 * objects depend on each other is found by trying; second ways are tried only when nothing goes on with the first.
 */
export async function performOperations(
  database: ShadowDatabase,
  operations: readonly Operation[],
): Promise<Performed> {
  const statements: string[] = [];
  let waiting = operations;
  const waysMax = Math.max(0, ...operations.map(({ ways }) => ways.length));
  for (let tried = 1; tried <= waysMax && waiting.length > 0; ) {
    const still: Operation[] = [];
    for (const operation of waiting) {
      const done = await firstThatRuns(database, operation.ways.slice(0, tried));
      if (done) statements.push(...done);
      else still.push(operation);
    }
    if (still.length === waiting.length) tried++;
    waiting = still;
  }
  return { statements, refused: waiting };
}

async function firstThatRuns(
  database: ShadowDatabase,
  ways: readonly Statements[],
): Promise<Statements | undefined> {
  for (const way of ways) {
    try {
      await runTogether(database, way);
      return way;
    } catch (error) {
      if (!(error instanceof ShadowSqlError)) throw error;
    }
  }
  return undefined;
}

async function runTogether(database: ShadowDatabase, statements: Statements): Promise<void> {
  const [only] = statements;
  if (only === undefined) return;
  if (statements.length === 1) return database.run(only);
  await database.run('BEGIN');
  try {
    for (const statement of statements) await database.run(statement);
    await database.run('COMMIT');
  } catch (error) {
    await database.run('ROLLBACK');
    throw error;
  }
}
