import type { CatalogObject } from '../schema/schemaRule.ts';

type Catalog = CatalogObject['catalog'];

/**
 * What a row says, leaving out what later statements change in passing: privileges, owners, names, and of a column
 * everything but its type.
 */
const CONTENTS: Readonly<Partial<Record<Catalog, string>>> = {
  pg_attribute: "atttypid::text || ' ' || atttypmod::text",
  pg_constraint: "contype::text || ' ' || coalesce(conkey::text, '') || ' ' || confrelid::text",
  pg_proc: "pg_catalog.md5(prosrc || ' ' || prosecdef::text || ' ' || provolatile::text)",
  pg_type: 'typbasetype::text',
  pg_namespace: "''",
};

/** SQL for the name that an object's pin is kept under. */
export function pinKey(catalog: Catalog): string {
  return catalog === 'pg_attribute'
    ? "'pg_attribute ' || attrelid::text || ' ' || attnum::text"
    : `'${catalog} ' || oid::text`;
}

/** SQL for what must not have changed for a pin to count. */
export function pinContent(catalog: Catalog): string {
  return CONTENTS[catalog] ?? "''";
}
