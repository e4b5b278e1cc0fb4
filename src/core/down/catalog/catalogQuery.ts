import type { ShadowDatabase, ShadowRow } from '../../proof/shadowDatabase.ts';

/** True for what neither Postgres nor an extension made. */
export function isOwn(catalog: string, oid: string, namespace?: string): string {
  const inSchema =
    namespace === undefined
      ? ''
      : ` AND ${namespace} IN (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema')`;
  return `NOT EXISTS (SELECT FROM pg_catalog.pg_depend WHERE classid = 'pg_catalog.${catalog}'::regclass AND objid = ${oid} AND deptype = 'e')${inSchema}`;
}

/**
 * Grants as `grantee|privilege|grantable`, one a line; those that hold without a word where none were made.
 *
 * @param kind letter of `acldefault`, as an expression
 */
export function aclText(acl: string, kind: string, owner: string): string {
  return `(SELECT COALESCE(string_agg(format('%s|%s|%s', CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END, a.privilege_type, a.is_grantable), E'\\n' ORDER BY a.grantee::regrole::text, a.privilege_type), '') FROM pg_catalog.aclexplode(COALESCE(${acl}, pg_catalog.acldefault(${kind}, ${owner}))) a)`;
}

/** Empty for no comment: Postgres keeps none as well. */
export function commentText(oid: string, catalog: string, column?: string): string {
  return column === undefined
    ? `COALESCE(pg_catalog.obj_description(${oid}, '${catalog}'), '')`
    : `COALESCE(pg_catalog.col_description(${oid}, ${column}), '')`;
}

/** A row whose values are read by name; a missing or null one reads as empty. */
export class CatalogRow {
  readonly #row: ShadowRow;

  constructor(row: ShadowRow) {
    this.#row = row;
  }

  text(name: string): string {
    const value = this.#row[name];
    return typeof value === 'string' ? value : value === null || value === undefined ? '' : String(value);
  }

  flag(name: string): boolean {
    return this.#row[name] === true;
  }

  list(name: string): readonly string[] {
    const value = this.#row[name];
    return Array.isArray(value) ? value.map(String) : [];
  }
}

export async function catalogRows(database: ShadowDatabase, sql: string): Promise<readonly CatalogRow[]> {
  return (await database.query(sql)).map((row) => new CatalogRow(row));
}
