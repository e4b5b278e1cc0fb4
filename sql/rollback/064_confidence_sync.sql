-- Takes back migration 064: what is recorded of confidence no longer travels, and what waits to be sent is forgotten; the
-- records stay. Roll back the later migrations first.
begin;
set local search_path = fixward, extensions, public, pg_temp;

do $$
declare
  listed text;
begin
  for listed in select table_name from fixward.sync_tables where history_days is not null loop
    execute format('drop trigger if exists z_note_insert on fixward.%I', listed);
    execute format('drop trigger if exists z_note_update on fixward.%I', listed);
    execute format('drop function if exists fixward.sync_fields(fixward.%I)', listed);
    delete from fixward.outbox where table_name = listed;
    delete from fixward.dead_letters where table_name = listed;
    delete from fixward.sync_rows where table_name = listed;
    delete from fixward.change_log where table_name = listed;
  end loop;
end
$$;
drop function if exists fixward.note_rows();

create or replace function fixward.receive_event(target fixward.sync_tables, workspace uuid, event_id uuid, fields jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  names text;
  author text := case when target.table_name = 'file_audit_history' then 'changed_by' else 'created_by' end;
  inserted uuid;
begin
  select string_agg(format('%I', f.key), ', ') into names from jsonb_object_keys(fields) as f (key);
  execute format('insert into fixward.%1$I (id, workspace_id, %2$I, %3$s) '
    'select $2, $3, $4, %3$s from jsonb_populate_record(null::fixward.%1$I, $1) on conflict (id) do nothing returning id',
    target.table_name, author, names)
  into inserted using fields, event_id, workspace, fixward.current_user_id();
  return jsonb_build_object('status', case when inserted is null then 'duplicate' else 'applied' end);
end
$$;

create or replace function fixward.rows_to_send(workspace uuid, asked jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  synced fixward.sync_tables;
  rows jsonb;
  found jsonb := '{}';
begin
  for synced in select t.* from fixward.sync_tables t
                where t.table_name in (select a ->> 'table' from jsonb_array_elements(asked) as a) loop
    execute format(
      'select coalesce(jsonb_object_agg(%1$L || t.id, %2$s || jsonb_build_object(''fields'', fixward.sync_fields(t))), ''{}'') '
      'from fixward.%3$I t where t.workspace_id = $2 and t.id in '
      '(select (a ->> ''id'')::uuid from jsonb_array_elements($1) as a where a ->> ''table'' = %4$L)',
      synced.table_name || ':',
      case when synced.kind = 'content' then
        'jsonb_build_object(''version'', t.version, ''deleted'', t.deleted_at is not null, ''created_at'', t.created_at, ''created_by'', t.created_by)'
      else format('jsonb_build_object(''created_by'', t.%I)',
        case when synced.table_name = 'file_audit_history' then 'changed_by' else 'created_by' end) end,
      synced.table_name, synced.table_name)
    into rows using asked, workspace;
    found := found || rows;
  end loop;
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object('table', a.value -> 'table', 'id', a.value -> 'id')
        || coalesce(found -> (a.value ->> 'table' || ':' || (a.value ->> 'id')), '{"deleted": true, "gone": true, "fields": {}}')
      order by a.place), '[]')
    from jsonb_array_elements(asked) with ordinality as a (value, place));
end
$$;

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

create or replace function fixward.apply_event(synced fixward.sync_tables, workspace uuid, change jsonb, author uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  names text;
begin
  if not fixward.is_local_store() then
    raise insufficient_privilege using message = 'changes are applied in a local store alone';
  end if;
  select string_agg(format('%I', c), ', ') into names from unnest(synced.columns) as c where change -> 'fields' ? c;
  execute format('insert into fixward.%1$I (id, workspace_id, %2$I, %3$s) '
    'select $2, $3, $4, %3$s from jsonb_populate_record(null::fixward.%1$I, $1) on conflict (id) do nothing',
    synced.table_name, case when synced.table_name = 'file_audit_history' then 'changed_by' else 'created_by' end, names)
  using change -> 'fields', (change ->> 'id')::uuid, workspace, author;
end
$$;

drop function if exists fixward.event_conflict(fixward.sync_tables);
delete from fixward.sync_tables where history_days is not null;
select fixward.set_policy('change_log', 'select', 'workspace_id in (select fixward.workspaces_with_role(''reader''))');
alter table fixward.change_log drop column if exists owner_id;
alter table fixward.sync_tables drop column if exists author_column, drop column if exists history_days,
  drop column if exists editable_columns;
delete from fixward.schema_version where version = 64;
commit;
