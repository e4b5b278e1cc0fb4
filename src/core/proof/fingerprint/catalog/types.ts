import type { CatalogRows } from './catalogRows.ts';
import { notOfExtension } from './shared.ts';

const name = `quoted || '.' || quote_ident(typname)`;
const owner = 'pg_get_userbyid(typowner)';
const grants = `coalesce(typacl, acldefault('T', typowner))`;
const from = 'pg_catalog.pg_type type join namespace on namespace.oid = typnamespace';
const own = notOfExtension('pg_type', 'type.oid');

/** Enum, domain, composite, range and base types. Array types and the row types of tables follow from others. */
export const TYPE_ROWS: readonly CatalogRows[] = [
  {
    kind: `'enum type'`,
    name,
    properties: { owner },
    lists: {
      grants,
      values:
        'select array_agg(enumlabel order by enumsortorder) from pg_catalog.pg_enum where enumtypid = type.oid',
    },
    from: `${from} where typtype = 'e' and ${own}`,
  },
  {
    kind: `'domain'`,
    name,
    properties: {
      owner,
      type: 'format_type(typbasetype, typtypmod)',
      notNull: 'nullif(typnotnull, false)',
      default: 'typdefault',
      collation: `case when typcollation <>
          (select typcollation from pg_catalog.pg_type base where base.oid = type.typbasetype)
        then typcollation::regcollation end`,
    },
    lists: { grants },
    from: `${from} where typtype = 'd' and ${own}`,
  },
  {
    kind: `'constraint'`,
    name: `quote_ident(conname) || ' on ' || ${name}`,
    parent: `'domain ' || ${name}`,
    properties: { definition: 'pg_get_constraintdef(con.oid)', valid: 'nullif(convalidated, true)' },
    from: `pg_catalog.pg_constraint con
      join pg_catalog.pg_type type on type.oid = contypid
      join namespace on namespace.oid = typnamespace
      where contype = 'c' and ${own}`,
  },
  {
    kind: `'composite type'`,
    name,
    properties: { owner },
    lists: {
      grants,
      columns: `select array_agg(attname order by attnum) from pg_catalog.pg_attribute
        where attrelid = typrelid and attnum > 0 and not attisdropped`,
    },
    from: `${from} join pg_catalog.pg_class class on class.oid = typrelid and relkind = 'c'
      where typtype = 'c' and ${own}`,
  },
  {
    kind: `'range type'`,
    name,
    properties: {
      owner,
      subtype: 'format_type(rngsubtype, null)',
      multirange: 'rngmultitypid::regtype',
      collation: 'case when rngcollation <> 0 then rngcollation::regcollation end',
      operatorClass: 'opcname',
      canonical: `nullif(rngcanonical::text, '-')`,
      difference: `nullif(rngsubdiff::text, '-')`,
    },
    lists: { grants },
    from: `${from}
      join pg_catalog.pg_range on rngtypid = type.oid
      join pg_catalog.pg_opclass class on class.oid = rngsubopc
      where ${own}`,
  },
  {
    kind: `'type'`,
    name,
    properties: {
      owner,
      length: 'typlen',
      byValue: 'typbyval',
      category: 'typcategory',
      preferred: 'typispreferred',
      defined: 'typisdefined',
      delimiter: 'typdelim',
      alignment: 'typalign',
      storage: 'typstorage',
      default: 'typdefault',
    },
    lists: {
      grants,
      functions: 'array[typinput, typoutput, typreceive, typsend, typmodin, typmodout, typanalyze]',
    },
    from: `${from} where typtype = 'b' and typcategory <> 'A' and ${own}`,
  },
];
