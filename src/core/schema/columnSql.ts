import type { ShadowRow } from '../proof/shadowDatabase.ts';
import { isNoExtensions, isProjectSchema, qualifiedName } from './catalogSql.ts';
import { numberIn, textIn, unquoted } from './schemaRow.ts';
import type { CatalogObject, SchemaSettings } from './schemaRule.ts';

/**
 * Columns of the project's tables, one row each: `oid` and `number`, `relation` and `name` quoted where SQL needs it,
 * `type` as Postgres writes it.
 *
 * @param where a condition on `a` (`pg_attribute`), `c` (`pg_class`), `n` (`pg_namespace`), `t` (`pg_type`)
 * @param also further columns of the result, each with a comma before it
 */
export function columnsSql(settings: SchemaSettings, where: string, also = ''): string {
  return `SELECT c.oid::pg_catalog.text AS oid, a.attnum::pg_catalog.int4 AS number,
    ${qualifiedName('n.nspname', 'c.relname')} AS relation, pg_catalog.quote_ident(a.attname) AS name,
    pg_catalog.format_type(a.atttypid, a.atttypmod) AS type${also}
  FROM pg_catalog.pg_attribute AS a
    JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
  WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND NOT c.relispartition
    AND a.attnum > 0 AND NOT a.attisdropped
    AND ${isProjectSchema('n.nspname', settings)} AND ${isNoExtensions('c.oid')} AND (${where})
  ORDER BY n.nspname, c.relname, a.attnum`;
}

/** The column of a row of `columnsSql`. */
export function columnObject(row: ShadowRow): CatalogObject {
  return {
    catalog: 'pg_attribute',
    oid: textIn(row, 'oid'),
    column: numberIn(row, 'number'),
    name: `${textIn(row, 'relation')}.${textIn(row, 'name')}`,
  };
}

export function columnMarks(row: ShadowRow): readonly string[] {
  return [unquoted(textIn(row, 'name'))];
}
