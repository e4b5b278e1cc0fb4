import type { ShadowRow } from '../proof/shadowDatabase.ts';
import { isNoExtensions, isProjectSchema, qualifiedName } from './catalogSql.ts';
import { textIn, unquoted } from './schemaRow.ts';
import type { CatalogObject, SchemaSettings } from './schemaRule.ts';

/** What a policy's expressions are when they admit every row; spaces left out, as Postgres writes them back. */
const ALWAYS_TRUE = "('true', '(true)', '1=1', '(1=1)')";

/**
 * Policies of the project's tables, one row each: `oid`, `policy`, `relation` (quoted where SQL needs it), `schema`,
 * `command` (`polcmd`), `roles`, `using`, `with_check`, `rls`.
 *
 * @param where a condition on `p` (`pg_policy`), `c` (`pg_class`), `n` (`pg_namespace`)
 */
export function policiesSql(settings: SchemaSettings, where: string): string {
  return `SELECT p.oid::pg_catalog.text AS oid,
    pg_catalog.quote_ident(p.polname) AS policy,
    ${qualifiedName('n.nspname', 'c.relname')} AS relation,
    n.nspname::pg_catalog.text AS schema,
    p.polcmd::pg_catalog.text AS command,
    (SELECT pg_catalog.jsonb_agg(coalesce(r.rolname::pg_catalog.text, 'public') ORDER BY r.rolname)
      FROM pg_catalog.unnest(p.polroles) AS given(role) LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = given.role) AS roles,
    pg_catalog.pg_get_expr(p.polqual, p.polrelid) AS "using",
    pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) AS with_check,
    c.relrowsecurity AS rls
  FROM pg_catalog.pg_policy AS p
    JOIN pg_catalog.pg_class AS c ON c.oid = p.polrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND ${isProjectSchema('n.nspname', settings)}
    AND ${isNoExtensions('c.oid')} AND (${where})
  ORDER BY n.nspname, c.relname, p.polname`;
}

/** Holds when a policy expression admits every row. */
export function isAlwaysTrueSql(expression: string, relation: string): string {
  return `coalesce(pg_catalog.regexp_replace(pg_catalog.lower(pg_catalog.pg_get_expr(${expression}, ${relation})), '\\s', '', 'g') IN ${ALWAYS_TRUE}, false)`;
}

/** The policy of a row of `policiesSql`. */
export function policyObject(row: ShadowRow): CatalogObject {
  return {
    catalog: 'pg_policy',
    oid: textIn(row, 'oid'),
    name: `policy ${textIn(row, 'policy')} on ${textIn(row, 'relation')}`,
  };
}

export function policyMarks(row: ShadowRow): readonly string[] {
  return [unquoted(textIn(row, 'policy'))];
}
