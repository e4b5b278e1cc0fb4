import type { CatalogRows } from './catalogRows.ts';
import { RELATION_KEY, sorted } from './shared.ts';

const from = `relation
  join pg_catalog.pg_attribute on attrelid = relation.oid and attnum > 0 and not attisdropped
  join pg_catalog.pg_type type on type.oid = atttypid
  left join pg_catalog.pg_attrdef on adrelid = attrelid and adnum = attnum`;
const name = `relation.identity || '.' || quote_ident(attname)`;
const storage = 'case when attstorage <> typstorage then attstorage end';
// Postgres 17 and later leave it null where earlier releases write -1.
const statistics = 'nullif(attstattarget, -1)';

/**
 * Options that people set. Patched releases keep a number of their own among them (`pg_attver`), another one for each table
 * made, which no dump holds.
 */
const options = `(select array_agg(item order by item) from unnest(attoptions) item where item not like 'pg\\_%')`;

/**
 * Columns by name: the order stands with the table, so that one column in another place is one difference and the
 * numbers that dropped columns leave out are none.
 */
export const COLUMN_ROWS: readonly CatalogRows[] = [
  {
    kind: `'column'`,
    name,
    parent: RELATION_KEY,
    properties: {
      type: 'format_type(atttypid, atttypmod)',
      notNull: 'nullif(attnotnull, false)',
      default: `case when atthasdef and attgenerated = '' then pg_get_expr(adbin, adrelid) end`,
      generated: `case when attgenerated <> '' then attgenerated::text || ' ' || pg_get_expr(adbin, adrelid) end`,
      identity: `nullif(attidentity, '')`,
      collation: 'case when attcollation <> typcollation then attcollation::regcollation end',
      storage,
      compression: `nullif(attcompression, '')`,
      statistics,
      inherited: 'nullif(not attislocal, false)',
    },
    lists: {
      grants: 'attacl',
      options,
      foreignOptions: sorted('attfdwoptions'),
    },
    from: `${from} where relation.relkind in ('r', 'p', 'f', 'c')`,
  },
  {
    kind: `'column'`,
    name,
    parent: RELATION_KEY,
    properties: {
      default: 'pg_get_expr(adbin, adrelid)',
      storage,
      statistics,
    },
    lists: { grants: 'attacl' },
    from: `${from} where relation.relkind in ('v', 'm')
      and (adbin is not null or attacl is not null or attstattarget >= 0)`,
  },
];
