/** Schemas of the platform and who may use them. */
export const SUPABASE_SCHEMAS = `
create schema auth authorization supabase_auth_admin;
create schema storage authorization supabase_storage_admin;
create schema extensions;
create schema realtime authorization supabase_admin;
create schema _realtime authorization supabase_admin;
create schema graphql authorization supabase_admin;
create schema graphql_public authorization supabase_admin;
create schema supabase_functions authorization supabase_admin;
create schema supabase_migrations;
create schema vault authorization supabase_admin;
grant usage on schema auth, storage, extensions, realtime, graphql, graphql_public to postgres, anon, authenticated, service_role;
grant all on schema auth, storage, extensions, realtime, vault to postgres;
grant all on schema auth to supabase_auth_admin, dashboard_user;
grant all on schema storage to supabase_storage_admin, dashboard_user;
grant all on schema extensions to dashboard_user;
grant all on schema public to postgres, supabase_admin;
grant usage on schema public to anon, authenticated, service_role;
create table supabase_migrations.schema_migrations (version text primary key, statements text[], name text);
create function graphql_public.graphql("operationName" text default null, query text default null,
  variables jsonb default null, extensions jsonb default null) returns jsonb language sql as 'select null::jsonb';
`;

/** Whatever a migration makes in these schemas, the roles of the API may use. */
export const SUPABASE_DEFAULT_PRIVILEGES = ['public', 'storage', 'graphql_public', 'graphql', 'realtime']
  .flatMap((schema) =>
    ['postgres', 'supabase_admin'].flatMap((owner) =>
      ['tables', 'functions', 'sequences'].map(
        (kind) =>
          `alter default privileges for role ${owner} in schema ${schema} grant all on ${kind} to postgres, anon, authenticated, service_role;`,
      ),
    ),
  )
  .join('\n');

/** Extensions that are there from the start, in `extensions`. */
export const SUPABASE_EXTENSIONS: readonly string[] = ['uuid-ossp', 'pgcrypto', 'pg_stat_statements'];

export const SUPABASE_PUBLICATION = `
create publication supabase_realtime;
alter publication supabase_realtime owner to postgres;
`;
