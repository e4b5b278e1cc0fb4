import type { CatalogRows } from './catalogRows.ts';
import { FIRST_USER_OID } from './shared.ts';

/** Comments and security labels on anything a user can make; `public` is the one older object they stand on. */
export const COMMENT_ROWS: readonly CatalogRows[] = [
  notes(`'comment'`, 'pg_catalog.pg_description', 'description', `''`),
  notes(`'security label'`, 'pg_catalog.pg_seclabel', 'label', `' by ' || provider`),
  {
    kind: `'comment'`,
    name: `'on role ' || quote_ident(pg_get_userbyid(objoid))`,
    parent: `'role ' || quote_ident(pg_get_userbyid(objoid))`,
    properties: { text: 'description' },
    from: `pg_catalog.pg_shdescription
      where classoid = 'pg_catalog.pg_authid'::regclass and objoid >= ${FIRST_USER_OID}`,
  },
];

function notes(kind: string, catalog: string, text: string, suffix: string): CatalogRows {
  // Postgres calls it "table column" and "table constraint" where the other rows say "column" and "constraint".
  const object = `regexp_replace(object.type, '^.* (column|constraint)$', '\\1') || ' ' || object.identity`;
  return {
    kind,
    name: `'on ' || ${object} || ${suffix}`,
    parent: object,
    properties: { text },
    from: `${catalog} note
      cross join lateral pg_identify_object(classoid, objoid, objsubid) object
      where (objoid >= ${FIRST_USER_OID}
          or classoid = 'pg_catalog.pg_namespace'::regclass and objoid = 'public'::regnamespace)
        and not exists (select from extension_member where classid = note.classoid and objid = note.objoid)`,
  };
}
