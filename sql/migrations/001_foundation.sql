-- Fixward store, migration 001: schema, version, tenancy.
-- Idempotent, one transaction. Runs on PostgreSQL 15 and later, on Supabase and on the embedded engine.
begin;

create schema if not exists extensions;
create extension if not exists vector with schema extensions;
create extension if not exists pg_trgm with schema extensions;
create schema if not exists fixward;

-- Where the extensions stand depends on who installed them first: Supabase has them in "extensions", others in "public".
set local search_path = fixward, extensions, public, pg_temp;

-- Supabase brings these roles; elsewhere they are made, without a way to log in.
do $$
declare
  missing text;
begin
  foreach missing in array array['anon', 'authenticated'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = missing) then
      execute format('create role %I nologin noinherit', missing);
    end if;
  end loop;
end
$$;

create table if not exists fixward.schema_version (
  version integer primary key check (version > 0),
  name text not null,
  installed_at timestamptz not null default now(),
  installed_by text not null default session_user
);

-- Login roles whose word about the user is taken: they stand between users and the database (PostgREST's authenticator,
-- the embedded store's owner). Whoever logs in as another role is who "login_identities" says, whatever it claims.
create table if not exists fixward.claim_gateways (
  role_name name primary key,
  created_at timestamptz not null default now()
);
insert into fixward.claim_gateways (role_name) values ('authenticator'), (session_user) on conflict do nothing;

create table if not exists fixward.login_identities (
  role_name name primary key,
  user_id uuid not null unique default gen_random_uuid(),
  created_at timestamptz not null default now()
);

-- The user of the present call; null when nobody is signed in.
create or replace function fixward.current_user_id() returns uuid
language sql stable security definer
set search_path = ''
as $$
  select case
    when exists (select from fixward.claim_gateways g where g.role_name = session_user) then
      nullif(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub', '')::uuid
    else (select l.user_id from fixward.login_identities l where l.role_name = session_user)
  end
$$;

create table if not exists fixward.organisations (
  id uuid primary key default gen_random_uuid(),
  name text not null check (length(name) between 1 and 200),
  created_by uuid not null default fixward.current_user_id(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table if not exists fixward.workspaces (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null references fixward.organisations (id) on delete cascade,
  name text not null check (length(name) between 1 and 200),
  created_by uuid not null default fixward.current_user_id(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (organisation_id, name),
  unique (id, organisation_id)
);

create table if not exists fixward.memberships (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null references fixward.organisations (id) on delete cascade,
  -- Null: every workspace of the organisation.
  workspace_id uuid,
  user_id uuid not null,
  role text not null check (role in ('owner', 'maintainer', 'member', 'reader')),
  created_by uuid default fixward.current_user_id(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique nulls not distinct (organisation_id, workspace_id, user_id),
  foreign key (workspace_id, organisation_id) references fixward.workspaces (id, organisation_id) on delete cascade
);
create index if not exists memberships_user_idx on fixward.memberships (user_id);

-- Whoever brings the token becomes a member; only its hash is kept.
create table if not exists fixward.invitations (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null references fixward.organisations (id) on delete cascade,
  workspace_id uuid,
  email text not null check (email ~ '^[^@[:space:]]+@[^@[:space:]]+$' and length(email) <= 320),
  role text not null check (role in ('owner', 'maintainer', 'member', 'reader')),
  token_hash bytea not null unique check (length(token_hash) = 32),
  expires_at timestamptz not null,
  accepted_by uuid,
  accepted_at timestamptz,
  created_by uuid not null default fixward.current_user_id(),
  created_at timestamptz not null default now(),
  check ((accepted_by is null) = (accepted_at is null)),
  foreign key (workspace_id, organisation_id) references fixward.workspaces (id, organisation_id) on delete cascade
);
create index if not exists invitations_organisation_idx on fixward.invitations (organisation_id);

-- Roles in rising order of what they may do.
create or replace function fixward.role_rank(role text) returns integer
language sql immutable
set search_path = ''
as $$
  select case role when 'reader' then 1 when 'member' then 2 when 'maintainer' then 3 when 'owner' then 4 else 0 end
$$;

-- Workspaces in which the present user has at least the role given.
create or replace function fixward.workspaces_with_role(minimum_role text) returns setof uuid
-- Every policy asks for it: planned once a session, which functions in SQL are not before PostgreSQL 18.
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return query
  select distinct w.id
  from fixward.memberships m
  join fixward.workspaces w
    on w.organisation_id = m.organisation_id and (m.workspace_id is null or m.workspace_id = w.id)
  where m.user_id = fixward.current_user_id()
    and fixward.role_rank(m.role) >= fixward.role_rank(minimum_role);
end
$$;

-- Organisations in which the present user has at least the role given, in all workspaces.
create or replace function fixward.organisations_with_role(minimum_role text) returns setof uuid
language sql stable security definer
set search_path = ''
as $$
  select m.organisation_id
  from fixward.memberships m
  where m.user_id = fixward.current_user_id()
    and m.workspace_id is null
    and fixward.role_rank(m.role) >= fixward.role_rank(minimum_role)
$$;

-- Organisations of which the present user may know: by any membership, be it in one workspace.
create or replace function fixward.known_organisations() returns setof uuid
language sql stable security definer
set search_path = ''
as $$
  select distinct m.organisation_id from fixward.memberships m where m.user_id = fixward.current_user_id()
$$;

-- Whether the statement runs with the rights of a user: not as the store's owner, as in its definer functions, and not
-- as a role that row security does not hold.
create or replace function fixward.acts_for_user() returns boolean
language sql stable
set search_path = ''
as $$
  select not exists (
      select from pg_catalog.pg_roles r where r.rolname = current_user and (r.rolsuper or r.rolbypassrls)
    ) and not exists (
      select from pg_catalog.pg_namespace n
      where n.nspname = 'fixward' and pg_catalog.pg_get_userbyid(n.nspowner) = current_user
    )
$$;

-- What every function of the interface answers: {"ok": true, "data": …} or {"ok": false, "error": {code, message, field}}.
create or replace function fixward.api_ok(data jsonb) returns jsonb
language sql immutable
set search_path = ''
as $$
  select pg_catalog.jsonb_build_object('ok', true, 'data', coalesce(data, '{}'::jsonb))
$$;

create or replace function fixward.api_error(code text, message text, field text default null) returns jsonb
language sql immutable
set search_path = ''
as $$
  select pg_catalog.jsonb_build_object(
    'ok', false,
    'error', pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object('code', code, 'message', message, 'field', field))
  )
$$;

-- An SQL error as the failure it is to a caller.
create or replace function fixward.failure_from(error_state text, message text) returns jsonb
language sql immutable
set search_path = ''
as $$
  select fixward.api_error(
    case
      when error_state = '23505' then 'conflict'
      when error_state = '23503' then 'not_found'
      when error_state in ('23514', '23502') or error_state like '22%' then 'invalid'
      when error_state = '42501' then 'forbidden'
      else 'internal'
    end,
    message
  )
$$;

-- What holds for every table and function of the schema; migrations that add some call it at their end. The schema's
-- owner has a policy of its own, for forced row security would hold the store's definer functions as well.
create or replace function fixward.secure_schema() returns void
language plpgsql
set search_path = ''
as $$
declare
  relation record;
  routine regprocedure;
begin
  for relation in
    select c.oid::pg_catalog.regclass as name, c.relname, c.relkind
    from pg_catalog.pg_class c
    where c.relnamespace = 'fixward'::pg_catalog.regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S')
  loop
    if relation.relkind in ('r', 'p') then
      execute pg_catalog.format('alter table %s enable row level security', relation.name);
      execute pg_catalog.format('alter table %s force row level security', relation.name);
      execute pg_catalog.format('drop policy if exists %I on %s', relation.relname || '_installer', relation.name);
      execute pg_catalog.format('create policy %I on %s to %I using (true) with check (true)',
                                relation.relname || '_installer', relation.name, current_user);
    end if;
    execute pg_catalog.format('revoke all on %s %s from public, anon',
                              case relation.relkind when 'S' then 'sequence' else 'table' end, relation.name);
  end loop;
  for routine in
    select p.oid::pg_catalog.regprocedure from pg_catalog.pg_proc p
    where p.pronamespace = 'fixward'::pg_catalog.regnamespace
  loop
    execute pg_catalog.format('revoke all on routine %s from public, anon', routine);
  end loop;
end
$$;

select fixward.secure_schema();

insert into fixward.schema_version (version, name) values (1, 'foundation') on conflict do nothing;

commit;
