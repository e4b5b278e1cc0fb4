import type { ShadowDatabase } from '../../proof/shadowDatabase.ts';
import type { Catalog } from './catalogEntry.ts';
import { readNamespaces } from './readNamespaces.ts';
import { readQueriesAndCode } from './readQueriesAndCode.ts';
import { readTableParts } from './readTableParts.ts';
import { readTables } from './readTables.ts';
import { readTypes } from './readTypes.ts';

/**
 * Reads everything that users made, with the SQL to make it again.
 *
 * @param searchPath schemas whose objects are named without their schema; empty for full names
 */
export async function readCatalog(database: ShadowDatabase, searchPath: string): Promise<Catalog> {
  const [before] = await database.query("SELECT current_setting('search_path') AS path");
  await database.query("SELECT set_config('search_path', $1, false)", [searchPath]);
  try {
    return {
      entries: [
        ...(await readNamespaces(database)),
        ...(await readTypes(database)),
        ...(await readTables(database)),
        ...(await readTableParts(database)),
        ...(await readQueriesAndCode(database)),
      ],
      version: Number.parseInt(database.engine.version, 10),
    };
  } finally {
    await database.query("SELECT set_config('search_path', $1, false)", [String(before?.path ?? '')]);
  }
}
