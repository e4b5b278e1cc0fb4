import type { ShadowDatabase } from '../../proof/shadowDatabase.ts';
import type { CatalogEntry } from './catalogEntry.ts';
import { quoteText } from './catalogEntry.ts';
import { aclText, catalogRows, commentText, isOwn } from './catalogQuery.ts';
import { commonFacet, privilegeChanges } from './facets.ts';

/** Roles, schemas, extensions and default privileges. */
export async function readNamespaces(database: ShadowDatabase): Promise<readonly CatalogEntry[]> {
  return [
    ...(await readRoles(database)),
    ...(await readSchemas(database)),
    ...(await readExtensions(database)),
    ...(await readDefaultPrivileges(database)),
  ];
}

const ROLE_ATTRIBUTES = [
  ['rolsuper', 'SUPERUSER'],
  ['rolinherit', 'INHERIT'],
  ['rolcreaterole', 'CREATEROLE'],
  ['rolcreatedb', 'CREATEDB'],
  ['rolcanlogin', 'LOGIN'],
  ['rolreplication', 'REPLICATION'],
  ['rolbypassrls', 'BYPASSRLS'],
] as const;

async function readRoles(database: ShadowDatabase): Promise<readonly CatalogEntry[]> {
  const rows = await catalogRows(
    database,
    `SELECT oid::text AS id, rolname::text AS name, oid::regrole::text AS role,
       ${ROLE_ATTRIBUTES.map(([column]) => column).join(', ')},
       (SELECT COALESCE(string_agg(roleid::regrole::text, E'\\n' ORDER BY roleid::regrole::text), '') FROM pg_catalog.pg_auth_members WHERE member = r.oid) AS memberships
     FROM pg_catalog.pg_roles r WHERE rolname !~ '^pg_' ORDER BY oid`,
  );
  return rows.map((row) => {
    const role = row.text('role');
    const definition = ROLE_ATTRIBUTES.map(([column, word]) => (row.flag(column) ? word : `NO${word}`)).join(
      ' ',
    );
    return {
      kind: 'role',
      id: `role:${row.text('id')}`,
      key: `role ${role}`,
      name: row.text('name'),
      rename: `ALTER ROLE ${role} RENAME TO`,
      definition,
      create: [`CREATE ROLE ${role} ${definition}`],
      drop: `DROP ROLE ${role}`,
      change: () => [[`ALTER ROLE ${role} ${definition}`]],
      facets: { memberships: row.text('memberships') },
      setFacet: (_facet, from, to) => {
        const [before, after] = [lines(from), lines(to)];
        return [
          ...before.filter((name) => !after.includes(name)).map((name) => `REVOKE ${name} FROM ${role}`),
          ...after.filter((name) => !before.includes(name)).map((name) => `GRANT ${name} TO ${role}`),
        ];
      },
    };
  });
}

function lines(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

async function readSchemas(database: ShadowDatabase): Promise<readonly CatalogEntry[]> {
  const rows = await catalogRows(
    database,
    `SELECT oid::text AS id, nspname::text AS name, oid::regnamespace::text AS schema, nspowner::regrole::text AS owner,
       ${aclText('nspacl', "'n'", 'nspowner')} AS privileges, ${commentText('oid', 'pg_namespace')} AS comment
     FROM pg_catalog.pg_namespace
     WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' AND ${isOwn('pg_namespace', 'pg_namespace.oid')} ORDER BY oid`,
  );
  return rows.map((row) => {
    const schema = row.text('schema');
    return {
      kind: 'schema',
      id: `schema:${row.text('id')}`,
      key: `schema ${schema}`,
      name: row.text('name'),
      rename: `ALTER SCHEMA ${schema} RENAME TO`,
      definition: '',
      create: [`CREATE SCHEMA ${schema}`],
      drop: `DROP SCHEMA ${schema}`,
      facets: {
        owner: row.text('owner'),
        privileges: row.text('privileges'),
        comment: row.text('comment'),
      },
      setFacet: (facet, from, to) =>
        commonFacet(
          { alter: `ALTER SCHEMA ${schema}`, comment: `SCHEMA ${schema}`, grant: `SCHEMA ${schema}` },
          facet,
          from,
          to,
        ) ?? [],
    };
  });
}

async function readExtensions(database: ShadowDatabase): Promise<readonly CatalogEntry[]> {
  const rows = await catalogRows(
    database,
    `SELECT oid::text AS id, extname::text AS name, quote_ident(extname) AS quoted, extnamespace::regnamespace::text AS schema, extversion AS version
     FROM pg_catalog.pg_extension WHERE extname <> 'plpgsql' ORDER BY oid`,
  );
  return rows.map((row) => {
    const quoted = row.text('quoted');
    return {
      kind: 'extension',
      id: `extension:${row.text('id')}`,
      key: `extension ${quoted}`,
      name: row.text('name'),
      definition: '',
      create: [`CREATE EXTENSION ${quoted} WITH SCHEMA ${row.text('schema')}`],
      drop: `DROP EXTENSION ${quoted}`,
      facets: { schema: row.text('schema'), version: row.text('version') },
      setFacet: (facet, _from, to) =>
        facet === 'schema'
          ? [`ALTER EXTENSION ${quoted} SET SCHEMA ${to}`]
          : [`ALTER EXTENSION ${quoted} UPDATE TO ${quoteText(to)}`],
    };
  });
}

const DEFAULT_PRIVILEGES_ON: Readonly<Record<string, string>> = {
  r: 'TABLES',
  S: 'SEQUENCES',
  f: 'FUNCTIONS',
  T: 'TYPES',
  n: 'SCHEMAS',
  L: 'LARGE OBJECTS',
};

/** `acldefault` calls sequences by another letter than `pg_default_acl`. */
const INITIAL_KIND = `(CASE defaclobjtype WHEN 'S' THEN 's' ELSE defaclobjtype END)::"char"`;

async function readDefaultPrivileges(database: ShadowDatabase): Promise<readonly CatalogEntry[]> {
  const rows = await catalogRows(
    database,
    `SELECT defaclrole::regrole::text AS role, CASE defaclnamespace WHEN 0 THEN '' ELSE defaclnamespace::regnamespace::text END AS schema,
       defaclobjtype::text AS type,
       ${aclText('defaclacl', "'r'", 'defaclrole')} AS privileges,
       CASE defaclnamespace WHEN 0 THEN ${aclText('NULL', INITIAL_KIND, 'defaclrole')} ELSE '' END AS initial
     FROM pg_catalog.pg_default_acl ORDER BY 1, 2, 3`,
  );
  return rows.map((row) => {
    const [role, schema] = [row.text('role'), row.text('schema')];
    const on = DEFAULT_PRIVILEGES_ON[row.text('type')] ?? '';
    const inSchema = schema === '' ? '' : ` IN SCHEMA ${schema}`;
    const change = (from: string, to: string): readonly string[] =>
      privilegeChanges(on, from, to).map(
        (statement) => `ALTER DEFAULT PRIVILEGES FOR ROLE ${role}${inSchema} ${statement}`,
      );
    const create = change(row.text('initial'), row.text('privileges'));
    const [drop = '', ...rest] = change(row.text('privileges'), row.text('initial'));
    return {
      kind: 'defaultPrivileges',
      id: `defaultPrivileges:${role}${inSchema}:${on}`,
      key: `default privileges of ${role} on ${on.toLowerCase()}${inSchema.toLowerCase()}`,
      name: on,
      definition: '',
      create,
      drop: [drop, ...rest].join(';\n'),
      facets: { privileges: row.text('privileges') },
      setFacet: (_facet, from, to) => change(from, to),
    };
  });
}
