import type { RolePowers } from '../../core/policy/sql/readOnlyRole.ts';
import type { DatabaseSession } from './databaseSession.ts';

const POWERFUL_ROLES = [
  'pg_write_all_data',
  'pg_read_server_files',
  'pg_write_server_files',
  'pg_execute_server_program',
  'pg_signal_backend',
];

// A superuser may do everything; its privileges are not looked at one by one.
const QUERY = `
  SELECT r.rolname, r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolcreatedb, r.rolreplication,
    ARRAY(SELECT p.rolname::text FROM pg_roles p
      WHERE p.rolname::text = ANY ($1::text[])
        AND pg_has_role(r.oid, p.oid, 'MEMBER') ORDER BY 1)::text,
    NOT r.rolsuper AND EXISTS (SELECT FROM tables WHERE pg_has_role(r.oid, relowner, 'USAGE')),
    NOT r.rolsuper AND EXISTS (SELECT FROM tables
      WHERE has_table_privilege(r.oid, oid, 'INSERT, UPDATE, DELETE, TRUNCATE')),
    NOT r.rolsuper AND (
      has_database_privilege(r.oid, current_database(), 'CREATE')
      OR EXISTS (SELECT FROM pg_namespace n
        WHERE n.nspname !~ '^pg_' AND has_schema_privilege(r.oid, n.oid, 'CREATE')))
  FROM pg_roles r
  WHERE r.rolname = CURRENT_USER`;

const TABLES = `
  WITH tables AS (
    SELECT c.oid, c.relowner FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  )`;

/** What the role of the session may do; the session looks names up in pg_catalog alone meanwhile. */
export async function readRolePowers(session: DatabaseSession): Promise<RolePowers> {
  const { rows } = await session.run(`${TABLES} ${QUERY}`, [POWERFUL_ROLES]);
  const [name, superuser, bypasses, roles, databases, replicates, memberships, owns, writes, creates] =
    rows[0] ?? [];
  return {
    name: name ?? 'unknown',
    superuser: superuser === 't',
    bypassesRowSecurity: bypasses === 't',
    createsRoles: roles === 't',
    createsDatabases: databases === 't',
    replicates: replicates === 't',
    memberships:
      superuser === 't'
        ? []
        : (memberships ?? '{}')
            .slice(1, -1)
            .split(',')
            .filter((one) => one !== ''),
    ownsRelations: owns === 't',
    writesRelations: writes === 't',
    createsObjects: creates === 't',
  };
}
