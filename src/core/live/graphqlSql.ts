import { isProjectSchema, literal, qualifiedName } from '../schema/catalogSql.ts';
import type { SchemaSettings } from '../schema/schemaRule.ts';

/** Relations that `pg_graphql` describes to a role, that is those it may read a column of. */
export function graphqlReadableSql(role: 'anon' | 'authenticated', settings: SchemaSettings): string {
  return `SELECT c.oid::pg_catalog.text AS oid, ${qualifiedName('n.nspname', 'c.relname')} AS relation,
    CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' ELSE 'foreign table' END AS kind
  FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_roles AS r ON r.rolname = ${literal(role)}
  WHERE c.relkind IN ('r', 'v', 'm', 'f')
    AND EXISTS (SELECT FROM pg_catalog.pg_extension AS e WHERE e.extname = 'pg_graphql')
    AND EXISTS (SELECT FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      AND pg_catalog.has_column_privilege(r.oid, c.oid, a.attnum, 'SELECT'))
    AND ${isProjectSchema('n.nspname', settings)}
  ORDER BY n.nspname, c.relname`;
}
