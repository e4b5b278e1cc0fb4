import { type Fingerprint, fingerprintOf, type SchemaObject } from './fingerprint/fingerprint.ts';
import { literal } from './probeRows/sqlText.ts';
import type { ShadowDatabase } from './shadowDatabase.ts';

/** Where every sequence stands: SQL that puts it back there, for sequences do not take part in transactions. */
export async function readSequencePositions(database: ShadowDatabase): Promise<ReadonlyMap<string, string>> {
  const sequences = await database.query(
    `select quote_ident(nspname) || '.' || quote_ident(relname) as name
    from pg_catalog.pg_class class join pg_catalog.pg_namespace n on n.oid = relnamespace
    where relkind = 'S' and nspname !~ '^pg_' and nspname <> 'information_schema'`,
  );
  const names = sequences.map(({ name }) => String(name));
  if (names.length === 0) return new Map();
  const rows = await database.query(
    names
      .map((name) => `select ${literal(name)} as name, last_value::text as value, is_called from ${name}`)
      .join(' union all '),
  );
  return new Map(
    rows.map(({ name, value, is_called }) => [
      String(name),
      `select setval(${literal(String(name))}::regclass, ${String(value)}, ${is_called === true})`,
    ]),
  );
}

export async function restoreSequences(
  database: ShadowDatabase,
  positions: ReadonlyMap<string, string>,
): Promise<void> {
  const now = await readSequencePositions(database);
  for (const [name, sql] of positions) {
    if (now.has(name) && now.get(name) !== sql) await database.query(sql);
  }
}

export interface Settled {
  readonly fingerprint: Fingerprint;
  /** Sequences that only moved on. */
  readonly moved: readonly string[];
}

/**
 * Numbers once given out do not come back, in no rollback either, so a sequence that merely moved on counts as where it
 * was. One that went back, or that a script has set, counts as it stands.
 */
export function settleSequences(before: Fingerprint, after: Fingerprint, isSetByScript: boolean): Settled {
  const moved: string[] = [];
  if (isSetByScript) return { fingerprint: after, moved };
  const objects = [...after.objects].map(([key, object]) => {
    const earlier = before.objects.get(key);
    if (object.kind !== 'sequence' || !earlier || !movedOn(earlier, object)) return object;
    moved.push(object.name);
    return withPosition(object, earlier.properties.lastValue);
  });
  return { fingerprint: moved.length === 0 ? after : fingerprintOf(objects), moved };
}

function movedOn(before: SchemaObject, after: SchemaObject): boolean {
  const [was, is] = [before.properties.lastValue, after.properties.lastValue];
  if (was === is || is === undefined) return false;
  const step = Number(after.properties.increment);
  return was === undefined || (Number(is) - Number(was)) * step > 0;
}

function withPosition(
  object: SchemaObject,
  lastValue: SchemaObject['properties'][string] | undefined,
): SchemaObject {
  const { lastValue: _, ...rest } = object.properties;
  // Where a property stands decides nothing but the hash.
  const properties = Object.fromEntries(
    Object.entries(object.properties).flatMap(([key, value]) =>
      key === 'lastValue'
        ? lastValue === undefined
          ? []
          : [[key, lastValue] as const]
        : [[key, value] as const],
    ),
  );
  return { ...object, properties: Object.keys(rest).length === 0 ? {} : properties };
}
