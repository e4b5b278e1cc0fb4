import type { ShadowDatabase } from '../proof/shadowDatabase.ts';
import type { CatalogObject } from '../schema/schemaRule.ts';
import { pinContent, pinKey } from './pinnedCatalogs.ts';
import { type Place, type Provenance, placeOfXid } from './provenance.ts';

/** The statements that wrote these objects, in the same order; undefined for what no script wrote. */
export async function placesOf(
  database: Pick<ShadowDatabase, 'query'>,
  objects: readonly CatalogObject[],
  provenance: Provenance,
): Promise<readonly (Place | undefined)[]> {
  const written = new Map<string, WrittenRow>();
  for (const catalog of new Set(objects.map((object) => object.catalog))) {
    const oids = new Set(
      objects.filter((object) => object.catalog === catalog && isOid(object.oid)).map(({ oid }) => oid),
    );
    for (const row of await database.query(rowQuery(catalog, [...oids]))) {
      const found: WrittenRow = { xid: Number(row.xid), key: String(row.key), content: String(row.content) };
      // Several rows speak of one object where it was written in parts; the first one made it.
      const known = written.get(found.key);
      if (known === undefined || found.xid < known.xid) written.set(found.key, found);
    }
  }
  return objects.map((object) => {
    const row = written.get(keyOf(object));
    if (row === undefined) return undefined;
    const pin = provenance.pins.get(row.key);
    return placeOfXid(provenance.marks, pin?.content === row.content ? pin.xid : row.xid);
  });
}

interface WrittenRow {
  readonly xid: number;
  readonly key: string;
  readonly content: string;
}

function isOid(text: string): boolean {
  return /^\d{1,10}$/.test(text);
}

function keyOf({ catalog, oid, column }: CatalogObject): string {
  return catalog === 'pg_attribute' ? `pg_attribute ${oid} ${column ?? 0}` : `${catalog} ${oid}`;
}

/** Rows never written again after the object was made, where the object's own row is. */
function rowQuery(catalog: CatalogObject['catalog'], oids: readonly string[]): string {
  const list = `array[${oids.join(', ')}]::pg_catalog.oid[]`;
  switch (catalog) {
    case 'pg_class':
      // A table's row changes with every index and trigger; its system columns' rows never do. Views have none, but a
      // rule that every new definition replaces; indexes have neither.
      return `
        select 'pg_class ' || attrelid::text as key, xmin::text as xid, '' as content
        from pg_catalog.pg_attribute where attrelid = any (${list}) and attnum = -1
        union all
        select 'pg_class ' || ev_class::text, xmin::text, ''
        from pg_catalog.pg_rewrite where ev_class = any (${list}) and rulename = '_RETURN'
          and ev_class in (select oid from pg_catalog.pg_class where relkind = 'v')
        union all
        select 'pg_class ' || attrelid::text, xmin::text, ''
        from pg_catalog.pg_attribute where attrelid = any (${list}) and attnum = 1
          and attrelid in (select oid from pg_catalog.pg_class where relkind in ('i', 'I', 'c'))`;
    case 'pg_index':
      return `select 'pg_index ' || attrelid::text as key, xmin::text as xid, '' as content
        from pg_catalog.pg_attribute where attrelid = any (${list}) and attnum = 1`;
    case 'pg_rewrite':
      return `select 'pg_rewrite ' || ev_class::text as key, xmin::text as xid, '' as content
        from pg_catalog.pg_rewrite where ev_class = any (${list})`;
    case 'pg_attribute':
      return `select ${pinKey(catalog)} as key, xmin::text as xid, ${pinContent(catalog)} as content
        from pg_catalog.pg_attribute where attrelid = any (${list})`;
    default:
      return `select ${pinKey(catalog)} as key, xmin::text as xid, ${pinContent(catalog)} as content
        from pg_catalog.${catalog} where oid = any (${list})`;
  }
}
