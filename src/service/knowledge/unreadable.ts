import type { SchemaModel } from '../../core/advice/schema/schemaModel.ts';
import { errorMessage } from '../../core/errorMessage.ts';
import { onDatabase, profileOf } from '../../tools/connectionProfile.ts';
import type { ToolContext } from '../../tools/toolContext.ts';

/** A query each: more would hold a server up for what is only a check. */
const TESTED_MAX = 300;

/** Tables and views that a test query could not read, one line each: what is known of them is the catalog's word alone. */
export async function unreadable(
  connection: string,
  { tables, views }: SchemaModel,
  context: ToolContext,
): Promise<readonly string[]> {
  const names = [...tables, ...views].map(({ full }) => full).slice(0, TESTED_MAX);
  return onDatabase(profileOf(connection, context), context, async (database) => {
    const lines: string[] = [];
    for (const name of names) {
      context.signal.throwIfAborted();
      try {
        // Plans it and reads no row. The name comes from the catalog, quoted as SQL writes it.
        await database.query(`select from ${name} limit 0`);
      } catch (error) {
        lines.push(`${name} cannot be read: ${errorMessage(error)}`);
      }
    }
    return lines;
  });
}
