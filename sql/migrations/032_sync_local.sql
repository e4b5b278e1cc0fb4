-- Fixward store, migration 032: the local store's side of sync: the outbox, letters that were refused, and what comes from
-- the shared store. Nothing here works in a shared store.
begin;
set local search_path = fixward, extensions, public, pg_temp;

-- Why the request cannot be served here, as an envelope; null when it can.
create or replace function fixward.local_failure(record text, request jsonb, minimum_role text default null) returns jsonb
language sql stable
set search_path = fixward, extensions, public, pg_temp
as $$
  select coalesce(
    fixward.check_request(record, request),
    case when not fixward.is_local_store()
      then fixward.api_error('forbidden', 'This store is shared; only the store of one''s own machine keeps an outbox.') end,
    case when fixward.current_user_id() is null
      then fixward.api_error('not_signed_in', 'The local store has no user yet.') end,
    case when minimum_role is not null then fixward.workspace_failure(request, minimum_role) end)
$$;

-- Keeps a workspace in step with the shared store's workspace of the same id, which is made here when it is not known yet,
-- with the role that the user has there.
create or replace function fixward.sync_attach(request jsonb) returns jsonb
language plpgsql volatile security definer
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := fixward.local_failure('sync_attach', request);
  me constant uuid := fixward.current_user_id();
  shared jsonb := request -> 'workspace';
  workspace uuid;
  organisation uuid;
  synced fixward.sync_tables;
  is_as_before boolean;
begin
  if failure is null then
    select c.failure into failure from fixward.check_items('sync_workspace', jsonb_build_array(shared), 'workspace') as c;
  end if;
  if failure is not null then
    return failure;
  end if;
  workspace := (shared ->> 'id')::uuid;
  organisation := (shared ->> 'organisation_id')::uuid;
  select s.enabled and s.url = request ->> 'url' and w.name = shared ->> 'name' and m.role = shared ->> 'role' into is_as_before
  from fixward.sync_settings s
  join fixward.workspaces w on w.id = s.workspace_id
  join fixward.memberships m on m.organisation_id = organisation and m.workspace_id = workspace and m.user_id = me
  where s.workspace_id = workspace;
  insert into fixward.organisations (id, name, created_by) values (organisation, shared ->> 'organisation_name', me)
  on conflict (id) do update set name = excluded.name where organisations.name <> excluded.name;
  insert into fixward.workspaces (id, organisation_id, name, created_by) values (workspace, organisation, shared ->> 'name', me)
  on conflict (id) do update set name = excluded.name where workspaces.name <> excluded.name;
  insert into fixward.memberships (organisation_id, workspace_id, user_id, role) values (organisation, workspace, me, shared ->> 'role')
  on conflict (organisation_id, workspace_id, user_id) do update set role = excluded.role where memberships.role <> excluded.role;
  insert into fixward.sync_settings (workspace_id, url, publishable_key, remote_user_id)
  values (workspace, request ->> 'url', request ->> 'publishable_key', (request ->> 'remote_user_id')::uuid)
  on conflict (workspace_id) do update set
    -- Another project has another log.
    cursor = case when sync_settings.url = excluded.url then sync_settings.cursor end,
    caught_up = sync_settings.caught_up and sync_settings.url = excluded.url,
    enabled = true, url = excluded.url, publishable_key = excluded.publishable_key, remote_user_id = excluded.remote_user_id;
  -- What was written while nobody listened.
  for synced in select * from fixward.sync_tables order by position loop
    execute format(
      'select fixward.enqueue_write(t.workspace_id, %1$L, t.id, %2$L, (select jsonb_object_agg(f.key, f.value) '
      'from jsonb_each(fixward.sync_fields(t)) as f where jsonb_typeof(f.value) <> ''null'')) from fixward.%3$I t '
      'where t.workspace_id = $1 %4$s'
      'and not exists (select from fixward.sync_rows r where r.table_name = %1$L and r.row_id = t.id) '
      'and not exists (select from fixward.outbox o where o.table_name = %1$L and o.row_id = t.id) '
      'and not exists (select from fixward.dead_letters d where d.table_name = %1$L and d.row_id = t.id)',
      synced.table_name, case synced.kind when 'event' then 'event' else 'put' end, synced.table_name,
      case synced.kind when 'content' then 'and t.deleted_at is null ' else '' end
        -- Rows of built-in rules are made by their events, on each side.
        || case synced.table_name when 'guardian_rules' then 'and t.origin <> ''builtin'' ' else '' end)
    using workspace;
  end loop;
  return fixward.api_ok(jsonb_build_object('workspace_id', workspace, 'changed', not coalesce(is_as_before, false)));
end
$$;

-- Stops keeping in step; what waits in the outbox stays there.
create or replace function fixward.sync_detach(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := fixward.local_failure('sync_detach', request, 'reader');
begin
  if failure is not null then
    return failure;
  end if;
  update fixward.sync_settings set enabled = false where workspace_id = fixward.workspace_of(request);
  return fixward.api_ok('{}');
end
$$;

-- The oldest writes that wait, in order. They stay until they are settled, and come again when they never are.
create or replace function fixward.outbox_take(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := fixward.local_failure('outbox_take', request, 'reader');
  ops jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  with waiting as (
    select o.client_seq, sum(octet_length(o.fields::text)) over (order by o.client_seq) as bytes
    from fixward.outbox o where o.workspace_id = fixward.workspace_of(request)
    order by o.client_seq limit coalesce((request ->> 'limit')::integer, 100)
  ), taken as (
    update fixward.outbox o set taken_at = now(), attempts = o.attempts + 1
    -- A request of this size passes every gateway; the first write goes whatever its size.
    where o.client_seq in (select w.client_seq from waiting w where w.bytes <= 1000000
                           union all select min(w.client_seq) from waiting w)
    returning o.*
  )
  select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('client_seq', t.client_seq, 'write_id', t.write_id, 'table', t.table_name, 'id', t.row_id,
      'kind', t.kind, 'base_version', t.base_version)) || jsonb_build_object('fields', t.fields) order by t.client_seq), '[]')
  into ops from taken t;
  return fixward.api_ok(jsonb_build_object('client_id', (select s.client_id from fixward.local_store s), 'ops', ops));
end
$$;

-- Puts a refused write where its writer can read it. Later changes of the same row join it: they wait for the same reason.
create or replace function fixward.bury_write(refused fixward.outbox, refused_fields jsonb, code text, reason text) returns void
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  letter uuid;
begin
  select d.id into letter from fixward.dead_letters d
  where d.table_name = refused.table_name and d.row_id = refused.row_id
    and d.kind in ('put', 'patch') and refused.kind = 'patch' and d.client_seq < refused.client_seq
  order by d.client_seq desc limit 1;
  if letter is not null then
    update fixward.dead_letters d
    set fields = d.fields || refused_fields, attempts = greatest(d.attempts, refused.attempts), rejected_at = now(),
        code = case when d.kind = 'put' then d.code else bury_write.code end,
        reason = case when d.kind = 'put' then d.reason else bury_write.reason end
    where d.id = letter;
    return;
  end if;
  insert into fixward.dead_letters (client_seq, workspace_id, table_name, row_id, kind, base_version, fields, code, reason, attempts)
  values (refused.client_seq, refused.workspace_id, refused.table_name, refused.row_id, refused.kind, refused.base_version,
          refused_fields, bury_write.code, bury_write.reason, refused.attempts);
end
$$;

-- What the shared store said about writes that were taken.
create or replace function fixward.outbox_settle(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := fixward.local_failure('outbox_settle', request, 'reader');
  workspace uuid;
  result jsonb;
  settled fixward.outbox;
  counts jsonb := '{"settled": 0, "rejected": 0, "waiting": 0}';
begin
  if failure is not null then
    return failure;
  end if;
  workspace := fixward.workspace_of(request);
  perform set_config('fixward.applies_sync', 'on', true);
  for result in select value from jsonb_array_elements(request -> 'results') loop
    select o.* into settled from fixward.outbox o
    where o.client_seq = (result ->> 'client_seq')::bigint and o.workspace_id = workspace;
    -- A store that was restored in between has another write of this number.
    continue when settled.client_seq is null or settled.taken_at is null or settled.write_id <> (result ->> 'write_id')::uuid;
    if result ->> 'status' in ('applied', 'duplicate', 'merged') then
      delete from fixward.outbox where client_seq = settled.client_seq;
      if result -> 'version' is not null then
        perform fixward.know_row(settled.table_name, settled.row_id, workspace, (result ->> 'version')::integer);
      end if;
      if result -> 'refused' is not null then
        -- What was refused is the rest of a row that is there now.
        settled.kind := 'patch';
        perform fixward.bury_write(settled, result -> 'refused', coalesce(result ->> 'code', 'forbidden'), result ->> 'reason');
        counts := counts || jsonb_build_object('rejected', (counts -> 'rejected')::integer + 1);
      end if;
      if result ->> 'id' is not null and (result ->> 'id')::uuid <> settled.row_id then
        perform fixward.rename_row(settled.table_name, settled.row_id, (result ->> 'id')::uuid);
        update fixward.sync_rows set refresh = true
        where table_name = settled.table_name and row_id = (result ->> 'id')::uuid;
      end if;
      counts := counts || jsonb_build_object('settled', (counts -> 'settled')::integer + 1);
    elsif result ->> 'status' = 'rejected' then
      delete from fixward.outbox where client_seq = settled.client_seq;
      perform fixward.bury_write(settled, settled.fields, coalesce(result ->> 'code', 'invalid'),
        coalesce(nullif(result ->> 'reason', ''), 'The shared store refused the change and gave no reason.'));
      counts := counts || jsonb_build_object('rejected', (counts -> 'rejected')::integer + 1);
    else
      counts := counts || jsonb_build_object('waiting', (counts -> 'waiting')::integer + 1);
    end if;
  end loop;
  update fixward.sync_settings set last_push_at = now() where workspace_id = workspace;
  perform set_config('fixward.applies_sync', '', true);
  return fixward.api_ok(counts);
end
$$;

create or replace function fixward.know_row(known_table text, known_row uuid, workspace uuid, version integer) returns void
language sql volatile
set search_path = ''
as $$
  insert into fixward.sync_rows (table_name, row_id, workspace_id, server_version)
  values (known_table, known_row, workspace, version)
  on conflict (table_name, row_id) do update
  set server_version = greatest(sync_rows.server_version, excluded.server_version)
$$;

create or replace function fixward.letter_json(d fixward.dead_letters) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('id', d.id, 'workspace_id', d.workspace_id, 'table', d.table_name, 'row_id', d.row_id, 'kind', d.kind,
    'code', d.code, 'reason', d.reason, 'attempts', d.attempts, 'at', d.rejected_at, 'fields', d.fields)
$$;

create or replace function fixward.dead_letters(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := fixward.local_failure('dead_letters', request, 'reader');
begin
  if failure is not null then
    return failure;
  end if;
  return fixward.api_ok(jsonb_build_object(
    'letters', (select coalesce(jsonb_agg(fixward.letter_json(d) order by d.client_seq), '[]')
                from (select * from fixward.dead_letters d where d.workspace_id = fixward.workspace_of(request)
                      order by d.client_seq limit coalesce((request ->> 'limit')::integer, 200)) d),
    'total', (select count(*) from fixward.dead_letters d where d.workspace_id = fixward.workspace_of(request))));
end
$$;

-- The letters that a request names, and all others of the same rows: they go the same way, in their order.
create or replace function fixward.named_letters(request jsonb) returns setof fixward.dead_letters
language sql stable
set search_path = fixward, extensions, public, pg_temp
as $$
  select d.* from fixward.dead_letters d
  where d.workspace_id = fixward.workspace_of(request)
    and (request -> 'ids' is null or exists (
      select from fixward.dead_letters n
      where n.id::text in (select lower(i.value) from jsonb_array_elements_text(request -> 'ids') as i)
        and n.table_name = d.table_name and n.row_id = d.row_id))
  order by d.client_seq
$$;

-- Sends refused writes again, with what the row's fields hold now.
create or replace function fixward.retry_dead_letters(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := fixward.local_failure('retry_dead_letters', request, 'reader');
  letter fixward.dead_letters;
  present jsonb;
  retried integer := 0;
begin
  if failure is not null then
    return failure;
  end if;
  for letter in select * from fixward.named_letters(request) loop
    present := null;
    if letter.kind in ('put', 'patch') then
      execute format('select fixward.sync_fields(t) from fixward.%I t where t.id = $1', letter.table_name)
      into present using letter.row_id;
      select letter.fields || coalesce(jsonb_object_agg(f.key, f.value), '{}') into letter.fields
      from jsonb_each(present) as f where letter.fields ? f.key;
    end if;
    insert into fixward.outbox (workspace_id, table_name, row_id, kind, base_version, fields, attempts)
    values (letter.workspace_id, letter.table_name, letter.row_id, letter.kind,
      coalesce((select r.server_version from fixward.sync_rows r where r.table_name = letter.table_name and r.row_id = letter.row_id),
               letter.base_version),
      letter.fields, letter.attempts);
    delete from fixward.dead_letters where id = letter.id;
    retried := retried + 1;
  end loop;
  return fixward.api_ok(jsonb_build_object('retried', retried));
end
$$;

-- Gives refused writes up: the rows take the shared store's state again, and a row that is not there is removed here.
create or replace function fixward.discard_dead_letters(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := fixward.local_failure('discard_dead_letters', request, 'reader');
  letter fixward.dead_letters;
  discarded integer := 0;
begin
  if failure is not null then
    return failure;
  end if;
  for letter in select * from fixward.named_letters(request) loop
    delete from fixward.dead_letters where id = letter.id;
    if letter.kind <> 'event' then
      insert into fixward.sync_rows (table_name, row_id, workspace_id, refresh)
      values (letter.table_name, letter.row_id, letter.workspace_id, true)
      on conflict (table_name, row_id) do update set refresh = true, refresh_tries = 0;
    end if;
    discarded := discarded + 1;
  end loop;
  return fixward.api_ok(jsonb_build_object('discarded', discarded));
end
$$;

-- Rows to read again from the shared store: those of which something was kept back, once nothing of them is on its way.
create or replace function fixward.sync_refresh(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := fixward.local_failure('sync_refresh', request, 'reader');
begin
  if failure is not null then
    return failure;
  end if;
  return fixward.api_ok(jsonb_build_object('rows', (
    select coalesce(jsonb_agg(jsonb_build_object('table', r.table_name, 'id', r.row_id)), '[]')
    from (
      select r.table_name, r.row_id from fixward.sync_rows r
      where r.refresh and r.refresh_tries < 5 and r.workspace_id = fixward.workspace_of(request)
        and not exists (select from fixward.outbox o where o.table_name = r.table_name and o.row_id = r.row_id)
        and not exists (select from fixward.dead_letters d where d.table_name = r.table_name and d.row_id = r.row_id)
      order by r.table_name, r.row_id limit coalesce((request ->> 'limit')::integer, 200)
    ) r)));
end
$$;

create or replace function fixward.sync_state(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := fixward.local_failure('sync_state', request);
begin
  if failure is not null then
    return failure;
  end if;
  return fixward.api_ok(jsonb_build_object(
    'client_id', (select s.client_id from fixward.local_store s),
    'workspaces', (
      select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
        'workspace_id', s.workspace_id, 'name', w.name, 'enabled', s.enabled, 'url', s.url, 'publishable_key', s.publishable_key,
        'remote_user_id', s.remote_user_id, 'cursor', s.cursor, 'caught_up', s.caught_up,
        'last_push_at', s.last_push_at, 'last_pull_at', s.last_pull_at,
        'waiting', (select count(*) from fixward.outbox o where o.workspace_id = s.workspace_id),
        'rejected', (select count(*) from fixward.dead_letters d where d.workspace_id = s.workspace_id),
        'held', (select count(*) from fixward.sync_rows r where r.workspace_id = s.workspace_id and r.problem is not null)
      )) order by s.created_at), '[]')
      from fixward.sync_settings s join fixward.workspaces w on w.id = s.workspace_id
      where request ->> 'workspace_id' is null or s.workspace_id::text = lower(request ->> 'workspace_id'))));
end
$$;

insert into fixward.api_fields (record, field, kind, required, at_least, at_most, allowed, format) values
  ('sync_attach', 'workspace', 'object', true, null, null, null, null),
  ('sync_attach', 'url', 'text', true, 8, 2000, null, '^https?://'),
  ('sync_attach', 'publishable_key', 'text', true, 1, 5000, null, null),
  ('sync_attach', 'remote_user_id', 'uuid', true, null, null, null, null),
  ('sync_workspace', 'id', 'uuid', true, null, null, null, null),
  ('sync_workspace', 'name', 'text', true, 1, 200, null, null),
  ('sync_workspace', 'organisation_id', 'uuid', true, null, null, null, null),
  ('sync_workspace', 'organisation_name', 'text', true, 1, 200, null, null),
  ('sync_workspace', 'role', 'text', true, null, null, '{owner,maintainer,member,reader}', null),
  ('outbox_take', 'limit', 'integer', false, 1, 1000, null, null),
  ('outbox_settle', 'results', 'objects', true, 0, 1000, null, null),
  ('dead_letters', 'limit', 'integer', false, 1, 1000, null, null),
  ('retry_dead_letters', 'ids', 'uuids', false, 0, 1000, null, null),
  ('discard_dead_letters', 'ids', 'uuids', false, 0, 1000, null, null),
  ('sync_refresh', 'limit', 'integer', false, 1, 1000, null, null)
on conflict (record, field) do update set kind = excluded.kind, required = excluded.required,
  at_least = excluded.at_least, at_most = excluded.at_most, allowed = excluded.allowed, format = excluded.format;

insert into fixward.api_functions (name, writes) values
  ('sync_attach', true), ('sync_detach', true), ('outbox_take', true), ('outbox_settle', true), ('dead_letters', false),
  ('retry_dead_letters', true), ('discard_dead_letters', true), ('sync_refresh', false), ('sync_state', false)
on conflict (name) do update set writes = excluded.writes;

select fixward.secure_schema();

do $$
declare
  listed text;
begin
  foreach listed in array array[
    'local_failure(text, jsonb, text)', 'sync_attach(jsonb)', 'sync_detach(jsonb)', 'outbox_take(jsonb)',
    'bury_write(fixward.outbox, jsonb, text, text)', 'outbox_settle(jsonb)', 'know_row(text, uuid, uuid, integer)',
    'letter_json(fixward.dead_letters)', 'dead_letters(jsonb)', 'named_letters(jsonb)', 'retry_dead_letters(jsonb)',
    'discard_dead_letters(jsonb)', 'sync_refresh(jsonb)', 'sync_state(jsonb)'
  ] loop
    execute format('grant execute on function fixward.%s to authenticated', listed);
  end loop;
end
$$;

insert into fixward.schema_version (version, name) values (32, 'sync local side') on conflict do nothing;

commit;
