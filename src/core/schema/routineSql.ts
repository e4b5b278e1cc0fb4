import type { ShadowRow } from '../proof/shadowDatabase.ts';
import { isExecutableBy, isExposedSchemaSql, isNoExtensions, qualifiedName } from './catalogSql.ts';
import { textIn, unquoted } from './schemaRow.ts';
import type { CatalogObject, SchemaSettings } from './schemaRule.ts';

/** Name and argument types, as `ALTER ROUTINE` wants them, of a row with `routine` and `arguments`. */
export function routineName(row: ShadowRow): string {
  return `${textIn(row, 'routine')}(${textIn(row, 'arguments')})`;
}

/** The routine's own name, without schema, for a row whose `routine` has one. */
export function routineMarks(row: ShadowRow): readonly string[] {
  const parts = /(?:"(?:[^"]|"")*"|[^.])+$/u.exec(textIn(row, 'routine'));
  return [unquoted(parts?.[0] ?? '')];
}

export function routineObject(row: ShadowRow): CatalogObject {
  return { catalog: 'pg_proc', oid: textIn(row, 'oid'), name: routineName(row) };
}

/**
 * Functions that a role may call over the API and that run with their owner's rights: `oid`, `routine`, `arguments`,
 * `in_policy`. Trigger functions are left out: Postgres refuses any direct call.
 */
export function definerFunctionsSql(role: 'anon' | 'authenticated', settings: SchemaSettings): string {
  return `SELECT p.oid::pg_catalog.text AS oid, ${qualifiedName('n.nspname', 'p.proname')} AS routine,
    pg_catalog.pg_get_function_identity_arguments(p.oid) AS arguments,
    EXISTS (SELECT FROM pg_catalog.pg_depend AS d
      WHERE d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
        AND d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.refobjid = p.oid) AS in_policy
  FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
  WHERE p.prosecdef AND p.prorettype NOT IN ('pg_catalog.trigger'::pg_catalog.regtype, 'pg_catalog.event_trigger'::pg_catalog.regtype)
    AND ${isExecutableBy(role, 'p.oid')} AND ${isExposedSchemaSql('n.nspname', settings)}
    AND ${isNoExtensions('p.oid', 'pg_proc')}
  ORDER BY n.nspname, p.proname, p.oid`;
}
