import type { CatalogObject } from '../schema/schemaRule.ts';

export type PinnedCatalog =
  | 'pg_attribute'
  | 'pg_constraint'
  | 'pg_index'
  | 'pg_namespace'
  | 'pg_proc'
  | 'pg_type';

/**
 * How rows of a catalog are told apart and what of them counts. A pin is kept by number and, where an object is made
 * anew when a column's type changes, by name; it holds while the content is the same. Content leaves out what later
 * statements change in passing: privileges, owners, names, and of a column everything but its type.
 */
export interface PinnedRows {
  readonly from: string;
  readonly key: string;
  readonly nameKey: string;
  readonly xid: string;
  readonly content: string;
  /** Column to select rows by. */
  readonly oid: string;
  /** Column of the relation that a row belongs to. */
  readonly relation?: string;
}

const BY_OID = { key: 'oid::text', nameKey: 'null', xid: 'xmin::text', oid: 'oid' } as const;

export const PINNED_ROWS: Readonly<Record<PinnedCatalog, PinnedRows>> = {
  pg_attribute: {
    from: 'pg_catalog.pg_attribute',
    key: "attrelid::text || ' ' || attnum::text",
    nameKey: 'null',
    xid: 'xmin::text',
    content: "atttypid::text || ' ' || atttypmod::text",
    oid: 'attrelid',
    relation: 'attrelid',
  },
  pg_constraint: {
    ...BY_OID,
    from: 'pg_catalog.pg_constraint',
    nameKey: "conrelid::text || ' ' || conname",
    content: "contype::text || ' ' || coalesce(conkey::text, '') || ' ' || confrelid::text",
    relation: 'conrelid',
  },
  pg_index: {
    // An index has a row for each column; the row of the index itself changes with its constraint.
    from: `pg_catalog.pg_index
      join pg_catalog.pg_class on pg_class.oid = indexrelid
      join pg_catalog.pg_attribute on attrelid = indexrelid and attnum = 1`,
    key: 'indexrelid::text',
    nameKey: "indrelid::text || ' ' || relname",
    xid: 'pg_attribute.xmin::text',
    content: "indkey::text || ' ' || indisunique::text",
    oid: 'indexrelid',
    relation: 'indrelid',
  },
  pg_namespace: { ...BY_OID, from: 'pg_catalog.pg_namespace', content: "''" },
  pg_proc: {
    ...BY_OID,
    from: 'pg_catalog.pg_proc',
    content: "pg_catalog.md5(prosrc || ' ' || prosecdef::text || ' ' || provolatile::text)",
  },
  pg_type: { ...BY_OID, from: 'pg_catalog.pg_type', content: 'typbasetype::text' },
};

/** SQL for rows of `key`, `name_key`, `xid` and `content`. */
export function pinnedRows(catalog: PinnedCatalog, where: string): string {
  const { from, key, nameKey, xid, content } = PINNED_ROWS[catalog];
  return `select '${catalog} ' || ${key} as key, '${catalog} named ' || ${nameKey} as name_key, ${xid} as xid,
    ${content} as content from ${from} where ${where}`;
}

export function isPinned(catalog: CatalogObject['catalog']): catalog is PinnedCatalog {
  return Object.hasOwn(PINNED_ROWS, catalog);
}
