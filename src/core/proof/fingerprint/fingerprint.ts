import type { ShadowDatabase } from '../shadowDatabase.ts';
import { ITEM_SEPARATOR, OBJECT_SEPARATOR, PART_SEPARATOR } from './catalog/catalogRows.ts';
import { CATALOG_QUERY } from './catalogQuery.ts';
import { grantsOf } from './grants.ts';
import { sha256 } from './sha256.ts';

export type PropertyValue = string | readonly string[];

/** One object of a schema, by name. What is as usual has no property. */
export interface SchemaObject {
  /** As in `CREATE …`, lower case: `table`, `enum type`, `policy`. */
  readonly kind: string;
  /** With its schema, quoted where Postgres quotes: `public.orders.state`, `orders_pkey on public.orders`. */
  readonly name: string;
  /** Key of the object it belongs to and goes with. */
  readonly parent?: string;
  readonly properties: Readonly<Record<string, PropertyValue>>;
}

/** Everything a dump of a database would hold. */
export interface Fingerprint {
  /** SHA-256 of all objects, in hexadecimal. */
  readonly hash: string;
  /** By `kind name`. */
  readonly objects: ReadonlyMap<string, SchemaObject>;
}

const STATEMENT = 'fixward_catalog';

/** Reads the fingerprint; inside a transaction or outside. Leaves the session's settings as they were. */
export async function takeFingerprint(database: ShadowDatabase): Promise<Fingerprint> {
  const [settings] = await database.query(
    `select current_setting('search_path') as path, set_config('search_path', '', false) as empty,
      exists (select from pg_catalog.pg_prepared_statements where name = '${STATEMENT}') as prepared`,
  );
  try {
    // Planning costs a third of the time, and a proof asks four times.
    if (settings?.prepared !== true) await database.run(`prepare ${STATEMENT} as ${CATALOG_QUERY}`);
    const rows = await database.query(`execute ${STATEMENT}`);
    const objects = rows.flatMap(({ objects }) =>
      String(objects)
        .split(OBJECT_SEPARATOR)
        .map((text) => readObject(text)),
    );
    return fingerprintOf(objects);
  } finally {
    await database.query(`select set_config('search_path', $1, false)`, [String(settings?.path ?? '')]);
  }
}

/** Exported for those who put together a fingerprint of a part of the objects. */
export function fingerprintOf(objects: Iterable<SchemaObject>): Fingerprint {
  const sorted = [...objects]
    .map((object) => [keyOf(object), object] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const hash = sha256(JSON.stringify(sorted.map(([key, { properties }]) => [key, properties])));
  return { hash, objects: new Map(sorted) };
}

export function keyOf({ kind, name }: Pick<SchemaObject, 'kind' | 'name'>): string {
  return `${kind} ${name}`;
}

function readObject(text: string): SchemaObject {
  const [kind = '', name = '', parent = '', ...parts] = text.split(PART_SEPARATOR);
  const properties: Record<string, PropertyValue> = {};
  for (const part of parts) {
    const end = part.search(/[=*]/u);
    const key = part.slice(0, end);
    const value = part.slice(end + 1);
    if (part[end] === '=') properties[key] = value;
    else {
      const items = value === '' ? [] : value.split(ITEM_SEPARATOR);
      const list = key === 'grants' ? grantsOf(items) : items;
      if (list.length > 0) properties[key] = list;
    }
  }
  return { kind, name, ...(parent !== '' && { parent }), properties };
}
