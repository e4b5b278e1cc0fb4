-- Fixward store, migration 040: organisations, workspaces, who belongs to them, invitations.
begin;
set local search_path = fixward, extensions, public, pg_temp;

insert into fixward.api_fields (record, field, kind, required, at_least, at_most, allowed, format) values
  ('create_organisation', 'name', 'text', true, 1, 200, null, null),
  ('create_organisation', 'workspace_name', 'text', false, 1, 200, null, null),
  ('create_workspace', 'organisation_id', 'uuid', true, null, null, null, null),
  ('create_workspace', 'name', 'text', true, 1, 200, null, null),
  ('set_member', 'organisation_id', 'uuid', true, null, null, null, null),
  ('set_member', 'user_id', 'uuid', true, null, null, null, null),
  ('set_member', 'role', 'text', true, null, null, array['owner', 'maintainer', 'member', 'reader'], null),
  ('remove_member', 'organisation_id', 'uuid', true, null, null, null, null),
  ('remove_member', 'user_id', 'uuid', true, null, null, null, null),
  ('list_members', 'organisation_id', 'uuid', true, null, null, null, null),
  ('invite_member', 'organisation_id', 'uuid', true, null, null, null, null),
  ('invite_member', 'email', 'text', true, 3, 320, null, '^[^@[:space:]]+@[^@[:space:]]+$'),
  ('invite_member', 'role', 'text', true, null, null, array['owner', 'maintainer', 'member', 'reader'], null),
  ('invite_member', 'days', 'integer', false, 1, 90, null, null),
  ('list_invitations', 'organisation_id', 'uuid', true, null, null, null, null),
  ('revoke_invitation', 'id', 'uuid', true, null, null, null, null),
  ('accept_invitation', 'token', 'text', true, 1, 200, null, null)
on conflict (record, field) do update set
  kind = excluded.kind, required = excluded.required, at_least = excluded.at_least, at_most = excluded.at_most,
  allowed = excluded.allowed, format = excluded.format;

-- Null when the user is signed in.
create or replace function fixward.sign_in_failure() returns jsonb
language sql stable
set search_path = ''
as $$
  select case when fixward.current_user_id() is null
    then fixward.api_error('not_signed_in', 'Nobody is signed in; sign in and try again.') end
$$;

-- Why the user may not say who belongs to the organisation, or to the workspace the request names; null when he may.
create or replace function fixward.membership_failure(request jsonb) returns jsonb
language sql stable
set search_path = ''
as $$
  select coalesce(fixward.sign_in_failure(), case
    when (request ->> 'organisation_id')::uuid not in (select fixward.known_organisations())
      then fixward.api_error('not_found', 'There is no such organisation, or you do not belong to it.', 'organisation_id')
    when request ->> 'workspace_id' is not null and not exists (
        select from fixward.workspaces w
        where w.id = (request ->> 'workspace_id')::uuid and w.organisation_id = (request ->> 'organisation_id')::uuid)
      then fixward.api_error('not_found', 'The organisation has no such workspace, or you do not belong to it.', 'workspace_id')
    when not fixward.may_manage_members((request ->> 'organisation_id')::uuid, (request ->> 'workspace_id')::uuid)
      then fixward.api_error('forbidden', 'This needs the role owner; ask one of the owners.', 'organisation_id')
  end)
$$;

-- An organisation of one's own, with its first workspace. Definer: nobody is a member of it yet.
--   request {name, workspace_name?}
--   answer  {organisation_id, workspace_id}
create or replace function fixward.create_organisation(request jsonb) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  failure constant jsonb := coalesce(fixward.check_request('create_organisation', request), fixward.sign_in_failure());
  owner_id constant uuid := fixward.current_user_id();
  organisation uuid;
  workspace uuid;
begin
  if failure is not null then
    return failure;
  end if;
  insert into fixward.organisations (name, created_by) values (request ->> 'name', owner_id) returning id into organisation;
  insert into fixward.workspaces (organisation_id, name, created_by)
  values (organisation, coalesce(request ->> 'workspace_name', request ->> 'name'), owner_id) returning id into workspace;
  insert into fixward.memberships (organisation_id, user_id, role, created_by)
  values (organisation, owner_id, 'owner', owner_id);
  return fixward.api_ok(pg_catalog.jsonb_build_object('organisation_id', organisation, 'workspace_id', workspace));
end
$$;

--   request {organisation_id, name}
--   answer  {workspace_id}
create or replace function fixward.create_workspace(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := fixward.check_request('create_workspace', request);
  workspace constant uuid := gen_random_uuid();
begin
  failure := coalesce(failure, fixward.membership_failure(request - 'workspace_id'));
  if failure is not null then
    return failure;
  end if;
  insert into fixward.workspaces (id, organisation_id, name)
  values (workspace, (request ->> 'organisation_id')::uuid, request ->> 'name');
  return fixward.api_ok(jsonb_build_object('workspace_id', workspace));
exception when unique_violation then
  return fixward.api_error('conflict', 'name: the organisation has a workspace of this name already.', 'name');
end
$$;

-- The workspaces of the user, in the order in which a request without one takes the first.
--   request {}
--   answer  {workspaces: [{id, name, organisation_id, organisation_name, role}]}
create or replace function fixward.list_workspaces(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure constant jsonb := coalesce(fixward.check_request('list_workspaces', request), fixward.sign_in_failure());
  found jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', w.id, 'name', w.name, 'organisation_id', o.id, 'organisation_name', o.name,
    'role', (
      select m.role from fixward.memberships m
      where m.user_id = fixward.current_user_id() and m.organisation_id = w.organisation_id
        and (m.workspace_id is null or m.workspace_id = w.id)
      order by fixward.role_rank(m.role) desc limit 1)
  ) order by w.created_at, w.id), '[]') into found
  from fixward.workspaces w
  join fixward.organisations o on o.id = w.organisation_id
  where w.id in (select fixward.workspaces_with_role('reader'));
  return fixward.api_ok(jsonb_build_object('workspaces', found));
end
$$;

-- Gives a user a role in the organisation, or in one workspace of it.
--   request {organisation_id, workspace_id?, user_id, role}
--   answer  {user_id, role}
create or replace function fixward.set_member(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := fixward.check_request('set_member', request);
begin
  failure := coalesce(failure, fixward.membership_failure(request));
  if failure is not null then
    return failure;
  end if;
  insert into fixward.memberships as m (organisation_id, workspace_id, user_id, role)
  values ((request ->> 'organisation_id')::uuid, (request ->> 'workspace_id')::uuid, (request ->> 'user_id')::uuid,
          request ->> 'role')
  on conflict (organisation_id, workspace_id, user_id) do update set role = excluded.role where m.role <> excluded.role;
  return fixward.api_ok(jsonb_build_object('user_id', request ->> 'user_id', 'role', request ->> 'role'));
exception when check_violation then
  return fixward.api_error('conflict', 'role: an organisation keeps at least one owner; make somebody else one first.', 'role');
end
$$;

-- Takes a user out of the organisation, or of one workspace; anyone may take himself out.
--   request {organisation_id, workspace_id?, user_id}
--   answer  {user_id}
create or replace function fixward.remove_member(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('remove_member', request), fixward.sign_in_failure());
begin
  if failure is null and (request ->> 'user_id')::uuid <> fixward.current_user_id() then
    failure := fixward.membership_failure(request);
  end if;
  if failure is not null then
    return failure;
  end if;
  delete from fixward.memberships m
  where m.organisation_id = (request ->> 'organisation_id')::uuid and m.user_id = (request ->> 'user_id')::uuid
    and m.workspace_id is not distinct from (request ->> 'workspace_id')::uuid;
  if not found then
    return fixward.api_error('not_found', 'user_id: is no such member.', 'user_id');
  end if;
  return fixward.api_ok(jsonb_build_object('user_id', request ->> 'user_id'));
exception when check_violation then
  return fixward.api_error('conflict', 'user_id: an organisation keeps at least one owner; make somebody else one first.', 'user_id');
end
$$;

--   request {organisation_id, workspace_id?}
--   answer  {members: [{user_id, role, workspace_id?, workspace_name?, since}]}
-- With a workspace those who may enter it, without one those of the organisation and of the workspaces the user knows.
create or replace function fixward.list_members(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('list_members', request), fixward.sign_in_failure());
  organisation uuid;
  found jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  organisation := (request ->> 'organisation_id')::uuid;
  if organisation not in (select fixward.known_organisations()) then
    return fixward.api_error('not_found', 'There is no such organisation, or you do not belong to it.', 'organisation_id');
  end if;
  select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
    'user_id', m.user_id, 'role', m.role, 'workspace_id', m.workspace_id, 'workspace_name', w.name,
    'since', m.created_at)) order by fixward.role_rank(m.role) desc, m.created_at, m.id), '[]') into found
  from fixward.memberships m
  left join fixward.workspaces w on w.id = m.workspace_id
  where m.organisation_id = organisation
    and (request ->> 'workspace_id' is null or m.workspace_id is null or m.workspace_id = (request ->> 'workspace_id')::uuid);
  return fixward.api_ok(jsonb_build_object('members', found));
end
$$;

-- An invitation to send by mail. The token is shown once; the store keeps its hash alone.
--   request {organisation_id, workspace_id?, email, role, days?: 14}
--   answer  {id, token, expires_at}
create or replace function fixward.invite_member(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := fixward.check_request('invite_member', request);
  invitation constant uuid := gen_random_uuid();
  -- Two random UUIDs hold 244 random bits.
  token constant text := replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
  ends constant timestamptz := now() + make_interval(days => coalesce((request ->> 'days')::integer, 14));
begin
  failure := coalesce(failure, fixward.membership_failure(request));
  if failure is not null then
    return failure;
  end if;
  insert into fixward.invitations (id, organisation_id, workspace_id, email, role, token_hash, expires_at)
  values (invitation, (request ->> 'organisation_id')::uuid, (request ->> 'workspace_id')::uuid,
          lower(request ->> 'email'), request ->> 'role', sha256(convert_to(token, 'UTF8')), ends);
  return fixward.api_ok(jsonb_build_object('id', invitation, 'token', token, 'expires_at', ends));
end
$$;

--   request {organisation_id, workspace_id?}
--   answer  {invitations: [{id, email, role, workspace_id?, expires_at, accepted_at?}]}
create or replace function fixward.list_invitations(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := fixward.check_request('list_invitations', request);
  found jsonb;
begin
  failure := coalesce(failure, fixward.membership_failure(request));
  if failure is not null then
    return failure;
  end if;
  select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
    'id', i.id, 'email', i.email, 'role', i.role, 'workspace_id', i.workspace_id, 'expires_at', i.expires_at,
    'accepted_at', i.accepted_at)) order by i.created_at desc, i.id), '[]') into found
  from fixward.invitations i
  where i.organisation_id = (request ->> 'organisation_id')::uuid
    and (request ->> 'workspace_id' is null or i.workspace_id = (request ->> 'workspace_id')::uuid);
  return fixward.api_ok(jsonb_build_object('invitations', found));
end
$$;

--   request {id}
--   answer  {id}
create or replace function fixward.revoke_invitation(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure constant jsonb := coalesce(fixward.check_request('revoke_invitation', request), fixward.sign_in_failure());
begin
  if failure is not null then
    return failure;
  end if;
  delete from fixward.invitations i where i.id = (request ->> 'id')::uuid and i.accepted_at is null;
  if not found then
    return fixward.api_error('not_found', 'id: there is no such open invitation.', 'id');
  end if;
  return fixward.api_ok(jsonb_build_object('id', request ->> 'id'));
end
$$;

-- Makes the signed-in user a member; a role that he has already is never lowered. Definer: he belongs nowhere yet.
--   request {token}
--   answer  {organisation_id, workspace_id?, role}
create or replace function fixward.accept_invitation(request jsonb) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  failure constant jsonb := coalesce(fixward.check_request('accept_invitation', request), fixward.sign_in_failure());
  guest constant uuid := fixward.current_user_id();
  invitation fixward.invitations;
  given_role text;
begin
  if failure is not null then
    return failure;
  end if;
  select i.* into invitation
  from fixward.invitations i
  where i.token_hash = pg_catalog.sha256(pg_catalog.convert_to(request ->> 'token', 'UTF8'))
    and i.accepted_at is null and i.expires_at > pg_catalog.now()
  for update;
  if invitation.id is null then
    return fixward.api_error('not_found', 'token: the invitation is unknown, used or expired; ask for a new one.', 'token');
  end if;
  update fixward.invitations i set accepted_by = guest, accepted_at = pg_catalog.now() where i.id = invitation.id;
  insert into fixward.memberships as m (organisation_id, workspace_id, user_id, role, created_by)
  values (invitation.organisation_id, invitation.workspace_id, guest, invitation.role, invitation.created_by)
  on conflict (organisation_id, workspace_id, user_id) do update
    set role = case when fixward.role_rank(excluded.role) > fixward.role_rank(m.role) then excluded.role else m.role end
  returning m.role into given_role;
  return fixward.api_ok(pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
    'organisation_id', invitation.organisation_id, 'workspace_id', invitation.workspace_id, 'role', given_role)));
end
$$;

insert into fixward.api_functions (name, writes) values
  ('create_organisation', true), ('create_workspace', true), ('list_workspaces', false), ('set_member', true),
  ('remove_member', true), ('list_members', false),
  -- Not kept for repetition: the answer holds the token in clear.
  ('invite_member', false),
  ('list_invitations', false), ('revoke_invitation', true), ('accept_invitation', true)
on conflict (name) do update set writes = excluded.writes;

select fixward.secure_schema();
grant execute on function fixward.sign_in_failure(), fixward.membership_failure(jsonb),
  fixward.create_organisation(jsonb), fixward.create_workspace(jsonb), fixward.list_workspaces(jsonb),
  fixward.set_member(jsonb), fixward.remove_member(jsonb), fixward.list_members(jsonb),
  fixward.invite_member(jsonb), fixward.list_invitations(jsonb), fixward.revoke_invitation(jsonb),
  fixward.accept_invitation(jsonb) to authenticated;

insert into fixward.schema_version (version, name) values (40, 'membership') on conflict do nothing;

commit;
