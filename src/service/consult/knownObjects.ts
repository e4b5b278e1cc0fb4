import { getSchemaSnapshot, listSchemaSnapshots } from '../../store/functions/schemaKnowledge.ts';
import type { StoreTransport } from '../../store/store.ts';

/** A user has a handful of databases and folders of migrations. */
const SOURCES_MAX = 10;

/** Names of the objects in the schemas that were last looked at; empty when none was, or an older store keeps none. */
export async function knownObjects(store: Pick<StoreTransport, 'call'>): Promise<ReadonlySet<string>> {
  const listed = await listSchemaSnapshots(store);
  if (!listed.ok) return new Set();
  const sources = [...new Set(listed.data.snapshots.map(({ source }) => source))].slice(0, SOURCES_MAX);
  const names = new Set<string>();
  for (const source of sources) {
    const found = await getSchemaSnapshot(store, { source });
    if (!found.ok) continue;
    for (const name of Object.keys(found.data.snapshot?.objects ?? {})) names.add(name);
  }
  return names;
}
