import type { SchemaSettings } from './schemaRule.ts';

/** Schemas that no project writes: the server's own and those that well-known extensions fill. */
const SERVER_SCHEMAS: readonly string[] = [
  '_timescaledb_cache',
  '_timescaledb_catalog',
  '_timescaledb_config',
  '_timescaledb_internal',
  'information_schema',
  'partman',
  'pgbouncer',
  'pgroonga',
  'pgtle',
  'repack',
  'tiger',
  'tiger_data',
  'topology',
];

/** Schemas that Supabase's own services fill; elsewhere a project may well have an `auth` of its own. */
const SUPABASE_SCHEMAS: readonly string[] = [
  'auth',
  'cron',
  'extensions',
  'graphql',
  'graphql_public',
  'net',
  'pgmq',
  'pgsodium',
  'pgsodium_masks',
  'realtime',
  'storage',
  'supabase_functions',
  'supabase_migrations',
  'vault',
  '_analytics',
  '_realtime',
];

/** Roles that stand for the holders of Supabase's public key and of a signed-in user's token. */
const API_ROLES: readonly string[] = ['anon', 'authenticated'];

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function textArray(items: readonly string[]): string {
  return `ARRAY[${items.map(literal).join(', ')}]::pg_catalog.text[]`;
}

/** Holds for schemas the project itself writes. @param column a `pg_namespace.nspname` */
export function isProjectSchema(column: string, { platform }: SchemaSettings): string {
  const others = platform === 'supabase' ? [...SERVER_SCHEMAS, ...SUPABASE_SCHEMAS] : SERVER_SCHEMAS;
  return `(${column} OPERATOR(pg_catalog.!~) '^pg_' AND ${column}::pg_catalog.text OPERATOR(pg_catalog.<>) ALL (${textArray(others)}))`;
}

/** Holds for schemas that an API serves. */
export function isExposedSchemaSql(column: string, settings: SchemaSettings): string {
  return `(${column}::pg_catalog.text OPERATOR(pg_catalog.=) ANY (${textArray(settings.exposedSchemas)}) AND ${isProjectSchema(column, settings)})`;
}

/** Holds for objects that no extension made. */
export function isNoExtensions(
  oid: string,
  catalog: 'pg_class' | 'pg_proc' | 'pg_type' = 'pg_class',
): string {
  return `NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS extension_part
    WHERE extension_part.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass
      AND extension_part.objid = ${oid} AND extension_part.deptype = 'e')`;
}

/** Holds for relations that a holder of the public key, or any signed-in user, may read. */
export function isReadableOverApi(oid: string): string {
  return `EXISTS (SELECT FROM pg_catalog.pg_roles AS api_role
    WHERE api_role.rolname::pg_catalog.text = ANY (${textArray(API_ROLES)})
      AND pg_catalog.has_table_privilege(api_role.oid, ${oid}, 'SELECT'))`;
}

/** Holds for routines that this role may run. */
export function isExecutableBy(role: 'anon' | 'authenticated', oid: string): string {
  return `EXISTS (SELECT FROM pg_catalog.pg_roles AS api_role
    WHERE api_role.rolname = ${literal(role)} AND pg_catalog.has_function_privilege(api_role.oid, ${oid}, 'EXECUTE'))`;
}

/** Holds for views that read with the rights of whoever asks. @param options a `pg_class.reloptions` */
export function isInvokerView(options: string): string {
  return `EXISTS (SELECT FROM pg_catalog.unnest(${options}) AS given(setting)
    WHERE pg_catalog.lower(given.setting) IN
      ('security_invoker=1', 'security_invoker=true', 'security_invoker=yes', 'security_invoker=on'))`;
}

/** Names of columns in the order of their numbers in an array, as jsonb. */
export function columnNames(relation: string, numbers: string): string {
  return `(SELECT pg_catalog.jsonb_agg(pg_catalog.quote_ident(a.attname) ORDER BY k.place)
    FROM pg_catalog.unnest(${numbers}) WITH ORDINALITY AS k(attnum, place)
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = ${relation} AND a.attnum = k.attnum)`;
}

/** A schema and a name within it, quoted where SQL needs it. */
export function qualifiedName(schema: string, name: string): string {
  return `pg_catalog.format('%I.%I', ${schema}, ${name})`;
}
