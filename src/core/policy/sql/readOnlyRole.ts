/** What a role may do beyond reading, as the database tells. */
export interface RolePowers {
  readonly name: string;
  readonly superuser: boolean;
  readonly bypassesRowSecurity: boolean;
  readonly createsRoles: boolean;
  readonly createsDatabases: boolean;
  readonly replicates: boolean;
  /** Predefined roles that write or reach files and programs of the server. */
  readonly memberships: readonly string[];
  readonly ownsRelations: boolean;
  readonly writesRelations: boolean;
  readonly createsObjects: boolean;
}

/** Why a role is more than one for reading, in words that complete "The role …"; empty for one that only reads. */
export function powersBeyondReading(powers: RolePowers): readonly string[] {
  if (powers.superuser) return ['is a superuser'];
  return [
    ...(powers.ownsRelations ? ['owns tables'] : []),
    ...(powers.writesRelations ? ['may write to tables'] : []),
    ...(powers.createsObjects ? ['may create tables'] : []),
    ...(powers.bypassesRowSecurity ? ['bypasses row level security'] : []),
    ...(powers.createsRoles ? ['may create roles'] : []),
    ...(powers.createsDatabases ? ['may create databases'] : []),
    ...(powers.replicates ? ['may replicate'] : []),
    ...powers.memberships.map((name) => `is a member of ${name}`),
  ];
}

/** The line shown beside a result when the role could do more than read; undefined when it could not. */
export function roleWarning(powers: RolePowers): string | undefined {
  const beyond = powersBeyondReading(powers);
  if (beyond.length === 0) return undefined;
  return `No dedicated read-only role: ${powers.name} ${beyond.join(', ')}. A role that can only read is the strongest guard; Fixward can write the SQL that makes one.`;
}

export interface ReadOnlyRoleRequest {
  readonly name: string;
  readonly database: string;
  readonly schemas: readonly string[];
}

/** Queries of one person and a few agents; a role that leaks must not fill the server. */
const CONNECTIONS_MAX = 5;

/**
 * SQL, for an administrator to read and run, that makes a role which can only read the given schemas. It sets no
 * password: that is typed with `\password` so that it stands in no file.
 */
export function readOnlyRoleSql({ name, database, schemas }: ReadOnlyRoleRequest): string {
  const role = quoted(name);
  const perSchema = schemas
    .map(quoted)
    .flatMap((schema) => [
      `GRANT USAGE ON SCHEMA ${schema} TO ${role};`,
      `GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${role};`,
      `-- For tables that the role running this creates later; repeat it for other owners with FOR ROLE.`,
      `ALTER DEFAULT PRIVILEGES IN SCHEMA ${schema} GRANT SELECT ON TABLES TO ${role};`,
      `-- Functions of this schema that run with their owner's rights must not be open to everyone:`,
      `-- REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA ${schema} FROM PUBLIC;`,
    ]);
  return [
    `CREATE ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT CONNECTION LIMIT ${CONNECTIONS_MAX};`,
    `ALTER ROLE ${role} SET default_transaction_read_only = on;`,
    `ALTER ROLE ${role} SET statement_timeout = '30s';`,
    `ALTER ROLE ${role} SET idle_in_transaction_session_timeout = '60s';`,
    `GRANT CONNECT ON DATABASE ${quoted(database)} TO ${role};`,
    ...perSchema,
    `-- Before PostgreSQL 15 everyone may create tables in "public", and temporary tables still:`,
    `-- REVOKE CREATE ON SCHEMA public FROM PUBLIC;`,
    `-- REVOKE TEMPORARY ON DATABASE ${quoted(database)} FROM PUBLIC;`,
    `-- Then, in psql: \\password ${name.replace(/[\r\n]/gu, ' ')}`,
    '',
  ].join('\n');
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
