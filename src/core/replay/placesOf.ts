import type { ShadowDatabase, ShadowRow } from '../proof/shadowDatabase.ts';
import type { CatalogObject } from '../schema/schemaRule.ts';
import { isPinned, PINNED_ROWS, pinnedRows } from './pinnedCatalogs.ts';
import { type Pin, type Place, type Provenance, placeOfXid } from './provenance.ts';

/** The statements that wrote these objects, in the same order; undefined for what no script wrote. */
export async function placesOf(
  database: Pick<ShadowDatabase, 'query'>,
  objects: readonly CatalogObject[],
  provenance: Provenance,
): Promise<readonly (Place | undefined)[]> {
  const written = new Map<string, number>();
  for (const catalog of new Set(objects.map((object) => object.catalog))) {
    const oids = new Set(
      objects.filter((object) => object.catalog === catalog && isOid(object.oid)).map(({ oid }) => oid),
    );
    for (const row of await database.query(rowQuery(catalog, [...oids]))) {
      const key = String(row.key).replace(/^pg_index/u, catalog);
      written.set(key, pinOf(row, provenance) ?? Number(row.xid));
    }
  }
  return objects.map((object) => {
    const xid = written.get(keyOf(object));
    return xid === undefined ? undefined : placeOfXid(provenance.marks, xid);
  });
}

function pinOf(row: ShadowRow, { pins }: Provenance): number | undefined {
  const found = [row.key, row.name_key].map((key): Pin | undefined =>
    typeof key === 'string' ? pins.get(key) : undefined,
  );
  return found.find((pin) => pin !== undefined && pin.content === row.content)?.xid;
}

function isOid(text: string): boolean {
  return /^\d{1,10}$/.test(text);
}

function keyOf({ catalog, oid, column }: CatalogObject): string {
  return catalog === 'pg_attribute' ? `pg_attribute ${oid} ${column ?? 0}` : `${catalog} ${oid}`;
}

/** Rows never written again after the object was made, where the object's own row is. */
function rowQuery(catalog: CatalogObject['catalog'], oids: readonly string[]): string {
  const among = `any (array[${oids.join(', ')}]::pg_catalog.oid[])`;
  if (catalog === 'pg_class') {
    // A table's row changes with every index and trigger; its system columns' rows never do. Views have none, but a
    // rule that every new definition replaces; composite types have only columns.
    return `
      select 'pg_class ' || attrelid::text as key, null as name_key, xmin::text as xid, '' as content
      from pg_catalog.pg_attribute where attrelid = ${among} and attnum = -1
      union all
      select 'pg_class ' || ev_class::text, null, xmin::text, ''
      from pg_catalog.pg_rewrite where ev_class = ${among} and rulename = '_RETURN'
        and ev_class in (select oid from pg_catalog.pg_class where relkind = 'v')
      union all
      select 'pg_class ' || attrelid::text, null, xmin::text, ''
      from pg_catalog.pg_attribute where attrelid = ${among} and attnum = 1
        and attrelid in (select oid from pg_catalog.pg_class where relkind = 'c')
      union all
      ${pinnedRows('pg_index', `indexrelid = ${among}`)}`;
  }
  if (isPinned(catalog)) return pinnedRows(catalog, `${PINNED_ROWS[catalog].oid} = ${among}`);
  if (catalog === 'pg_rewrite') {
    return `select 'pg_rewrite ' || ev_class::text as key, xmin::text as xid
      from pg_catalog.pg_rewrite where ev_class = ${among}`;
  }
  return `select '${catalog} ' || oid::text as key, xmin::text as xid
    from pg_catalog.${catalog} where oid = ${among}`;
}
