/**
 * Rows that several parts of the catalog query read. Objects of Postgres itself and members of extensions are left out
 * at the source, as a dump leaves them out; an extension stands for its members.
 */
export const SHARED_ROWS = `
extension_member as materialized (
  select classid, objid from pg_catalog.pg_depend where deptype = 'e'
),
namespace as materialized (
  select oid, nspname, nspowner, nspacl, quote_ident(nspname) as quoted
  from pg_catalog.pg_namespace
  where nspname <> 'pg_catalog' and nspname <> 'information_schema' and nspname !~ '^pg_(toast|temp)'
),
relation as materialized (
  select class.oid, relkind, namespace.quoted || '.' || quote_ident(relname) as identity,
    case relkind
      when 'r' then 'table' when 'p' then 'table' when 'v' then 'view' when 'm' then 'materialized view'
      when 'f' then 'foreign table' when 'S' then 'sequence' when 'c' then 'composite type' else 'index'
    end as kind
  from pg_catalog.pg_class class
  join namespace on namespace.oid = class.relnamespace
  where not exists (
    select from extension_member
    where classid = 'pg_catalog.pg_class'::regclass and objid = class.oid
  )
)`;

/** True for a row of a catalog that no extension owns. */
export function notOfExtension(catalog: string, oid: string): string {
  return `not exists (select from extension_member
    where classid = 'pg_catalog.${catalog}'::regclass and objid = ${oid})`;
}

/** Objects below this oid were there before the first user connected. */
export const FIRST_USER_OID = 16_384;

/** An array of options in an order of its own, for they are kept in the order they were set. */
export function sorted(array: string): string {
  return `case when ${array} is not null then (select array_agg(item order by item) from unnest(${array}) item) end`;
}

export const TABLESPACE = `case when reltablespace <> 0 then (
  select spcname from pg_catalog.pg_tablespace space where space.oid = reltablespace) end`;

/** Key of a row of `relation`. */
export const RELATION_KEY = `relation.kind || ' ' || relation.identity`;
