/** Tables that keep what was, whose rows outlive those they speak of. */
const RECORDS = '(log|audit|event|history|archive|backup|outbox|snapshot|revision)s?$';

/** Holds for tables whose rows are meant to outlive what they refer to. @param name a `relname` */
export function keepsRecords(name: string): string {
  return `${name} ~* '${RECORDS}'`;
}

/** `customer` of `customer_id` and of `customerId`; the whole name when it is no such name. @param name an `attname` */
export function stemOfReference(name: string): string {
  return `pg_catalog.regexp_replace(${name}::pg_catalog.text, '(_id|([a-z0-9])Id)$', '\\2')`;
}

/** Holds for `customer_id` and `customerId`. @param name an `attname` */
export function isReferenceName(name: string): string {
  return `${name} ~ '([^_]_id|[a-z0-9]Id)$'`;
}

/** Names as they compare whatever way their words are joined. */
export function plainName(name: string): string {
  return `pg_catalog.lower(pg_catalog.replace(${name}::pg_catalog.text, '_', ''))`;
}
