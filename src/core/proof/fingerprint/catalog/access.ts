import type { CatalogRows } from './catalogRows.ts';
import { sorted } from './shared.ts';

const schemaOfDefault = `(select quote_ident(nspname) from pg_catalog.pg_namespace n where n.oid = defaclnamespace)`;

/** Roles, their memberships and settings, and default privileges. */
export const ACCESS_ROWS: readonly CatalogRows[] = [
  {
    kind: `'role'`,
    name: 'quote_ident(rolname)',
    properties: {
      superuser: 'nullif(rolsuper, false)',
      inherits: 'nullif(rolinherit, true)',
      createsRoles: 'nullif(rolcreaterole, false)',
      createsDatabases: 'nullif(rolcreatedb, false)',
      login: 'nullif(rolcanlogin, false)',
      replication: 'nullif(rolreplication, false)',
      bypassesRowSecurity: 'nullif(rolbypassrls, false)',
      connectionLimit: 'nullif(rolconnlimit, -1)',
      validUntil: 'rolvaliduntil',
    },
    lists: {
      memberOf: `select array_agg(name order by name)
        from (select pg_get_userbyid(roleid) || case when admin_option then ' with admin option' else '' end as name
          from pg_catalog.pg_auth_members where member = role.oid) membership`,
    },
    from: `pg_catalog.pg_roles role where rolname !~ '^pg_'`,
  },
  {
    kind: `'settings'`,
    name: `case when setrole = 0 then 'of the database'
      when setdatabase = 0 then 'of role ' || quote_ident(pg_get_userbyid(setrole))
      else 'of role ' || quote_ident(pg_get_userbyid(setrole)) || ' in the database' end`,
    lists: { values: sorted('setconfig') },
    from: `pg_catalog.pg_db_role_setting
      where setdatabase in (0, (select oid from pg_catalog.pg_database where datname = current_database()))`,
  },
  {
    kind: `'default privileges'`,
    name: `'of ' || quote_ident(pg_get_userbyid(defaclrole)) || ' on '
      || case defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions'
        when 'T' then 'types' when 'n' then 'schemas' else 'large objects' end
      || coalesce(' in schema ' || ${schemaOfDefault}, '')`,
    parent: `'schema ' || ${schemaOfDefault}`,
    lists: { grants: 'defaclacl' },
    from: 'pg_catalog.pg_default_acl',
  },
];
