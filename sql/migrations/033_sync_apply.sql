-- Fixward store, migration 033: what comes from the shared store is written into the local one, whatever the user's role
-- there: a reader's copy is kept up to date too. Writes of the user that are still on their way are not overwritten.
begin;
set local search_path = fixward, extensions, public, pg_temp;

-- Fields of a row that the user wrote and the shared store has not taken yet; "deleted_at" for a deletion.
create or replace function fixward.pending_fields(pending_table text, pending_row uuid) returns text[]
language sql stable
set search_path = ''
as $$
  select coalesce(array_agg(distinct p.field), '{}')
  from (
    select w.kind, f.key as field
    from (select kind, fields from fixward.outbox where table_name = pending_table and row_id = pending_row
          union all
          select kind, fields from fixward.dead_letters where table_name = pending_table and row_id = pending_row) w
    left join lateral jsonb_object_keys(
      w.fields || case when w.kind = 'remove' then '{"deleted_at": null}'::jsonb else '{}' end) as f (key) on true
  ) p
  where p.field is not null
$$;

-- Gives a row another id. A row of that id may be there: then what refers to the old one refers to it, and the old one goes.
create or replace function fixward.rename_row(renamed_table text, old_id uuid, new_id uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  is_there boolean;
  reference record;
begin
  if not fixward.is_local_store() or not exists (select from fixward.sync_tables where table_name = renamed_table) then
    raise insufficient_privilege using message = 'rows are renamed in a local store alone';
  end if;
  execute format('select true from fixward.%I where id = $1', renamed_table) into is_there using new_id;
  if is_there is null then
    execute format('update fixward.%I set id = $2 where id = $1', renamed_table) using old_id, new_id;
  else
    for reference in
      select c.conrelid::regclass as owner, a.attname as name
      from pg_catalog.pg_constraint c
      join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
      where c.contype = 'f' and c.confrelid = format('fixward.%I', renamed_table)::regclass
    loop
      begin
        execute format('update %s set %I = $2 where %I = $1', reference.owner, reference.name, reference.name) using old_id, new_id;
      exception when unique_violation or check_violation then
        execute format('delete from %s where %I = $1', reference.owner, reference.name) using old_id;
      end;
    end loop;
    execute format('delete from fixward.%I where id = $1', renamed_table) using old_id;
  end if;
  update fixward.outbox o
  set row_id = case when o.table_name = renamed_table and o.row_id = old_id then new_id else o.row_id end,
      fields = replace(o.fields::text, old_id::text, new_id::text)::jsonb
  where (o.table_name = renamed_table and o.row_id = old_id) or o.fields::text like '%' || old_id::text || '%';
  update fixward.dead_letters d
  set row_id = case when d.table_name = renamed_table and d.row_id = old_id then new_id else d.row_id end,
      fields = replace(d.fields::text, old_id::text, new_id::text)::jsonb
  where (d.table_name = renamed_table and d.row_id = old_id) or d.fields::text like '%' || old_id::text || '%';
  insert into fixward.sync_rows (table_name, row_id, workspace_id, server_version, refresh)
  select r.table_name, new_id, r.workspace_id, r.server_version, r.refresh
  from fixward.sync_rows r where r.table_name = renamed_table and r.row_id = old_id
  on conflict (table_name, row_id) do update
  set server_version = greatest(sync_rows.server_version, excluded.server_version), refresh = true;
  delete from fixward.sync_rows where table_name = renamed_table and row_id = old_id;
end
$$;

-- Another local row may have the key of one that comes. Made here and never accepted there: it is the same thing, and takes
-- the shared id. Known there under its own id: its key has changed there, and it steps aside until that is read.
create or replace function fixward.make_room(synced fixward.sync_tables, workspace uuid, coming_id uuid, fields jsonb) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  holder uuid;
  key_column text := synced.key_columns[cardinality(synced.key_columns)];
begin
  if not fixward.is_local_store() then
    raise insufficient_privilege using message = 'rows step aside in a local store alone';
  end if;
  execute format('select t.id from fixward.%1$I t, jsonb_populate_record(null::fixward.%1$I, $1) as given '
    'where t.workspace_id = $2 and t.id <> $3 and %2$s limit 1', synced.table_name,
    (select string_agg(format('t.%1$I is not distinct from given.%1$I', c), ' and ') from unnest(synced.key_columns) as c)
      || case when synced.key_of_live_rows then ' and t.deleted_at is null' else '' end)
  into holder using fields, workspace, coming_id;
  if holder is null then
    return;
  end if;
  if not exists (select from fixward.sync_rows r
                 where r.table_name = synced.table_name and r.row_id = holder and r.server_version is not null) then
    perform fixward.rename_row(synced.table_name, holder, coming_id);
  elsif synced.table_name in ('fix_patterns', 'guardian_rules', 'file_audit') then
    execute format('update fixward.%1$I set %2$I = left(%2$I, 100) || $2 where id = $1', synced.table_name, key_column)
    using holder, '-' || left(md5(holder::text), 8);
    update fixward.sync_rows set refresh = true, refresh_tries = 0 where table_name = synced.table_name and row_id = holder;
  else
    execute format('delete from fixward.%I where id = $1', synced.table_name) using holder;
  end if;
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

create or replace function fixward.apply_content(synced fixward.sync_tables, workspace uuid, change jsonb, author uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  coming_id constant uuid := (change ->> 'id')::uuid;
  is_deleted constant boolean := coalesce((change ->> 'deleted')::boolean, false);
  fields jsonb := change -> 'fields';
  present jsonb;
  present_deleted boolean;
  pending text[];
  withheld boolean;
  names text;
begin
  if not fixward.is_local_store() then
    raise insufficient_privilege using message = 'changes are applied in a local store alone';
  end if;
  select coalesce(jsonb_object_agg(f.key, f.value), '{}') into fields from jsonb_each(fields) as f where f.key = any (synced.columns);
  if fields <> '{}' and not (is_deleted and synced.key_of_live_rows) then
    perform fixward.make_room(synced, workspace, coming_id, fields);
  end if;
  pending := fixward.pending_fields(synced.table_name, coming_id);
  execute format('select fixward.sync_fields(t), t.deleted_at is not null from fixward.%I t where t.id = $1 and t.workspace_id = $2',
    synced.table_name)
  into present, present_deleted using coming_id, workspace;
  if present is null then
    if fields <> '{}' then
      select string_agg(format('%I', f.key), ', ') into names from jsonb_each(fields) as f where jsonb_typeof(f.value) <> 'null';
      execute format('insert into fixward.%1$I (id, workspace_id, created_by, created_at, deleted_at, version, %2$s) '
        'select $2, $3, $4, coalesce($5, now()), $6, coalesce($7, 1), %2$s from jsonb_populate_record(null::fixward.%1$I, $1)', synced.table_name, names)
      using fields, coming_id, workspace, author, (change ->> 'created_at')::timestamptz, case when is_deleted then now() end,
        (change ->> 'version')::integer;
    end if;
  else
    select coalesce(bool_or(f.key = any (pending)), false),
           string_agg(format('%1$I = given.%1$I', f.key), ', ') filter (where f.key <> all (pending))
    into withheld, names from jsonb_each(fields) as f where f.value is distinct from present -> f.key;
    if is_deleted <> present_deleted then
      if 'deleted_at' = any (pending) or is_deleted and exists (
        select from fixward.outbox o where o.table_name = synced.table_name and o.row_id = coming_id and o.kind = 'put') then
        withheld := true;
      else
        names := concat_ws(', ', names, 'deleted_at = ' || case when is_deleted then 'now()' else 'null' end);
      end if;
    end if;
    if names is not null then
      execute format('update fixward.%1$I as t set %2$s, updated_at = now(), version = greatest(t.version + 1, $3) '
        'from jsonb_populate_record(null::fixward.%1$I, $1) as given where t.id = $2', synced.table_name, names)
      using fields, coming_id, (change ->> 'version')::integer;
    end if;
  end if;
  insert into fixward.sync_rows (table_name, row_id, workspace_id, server_version, refresh)
  values (synced.table_name, coming_id, workspace, (change ->> 'version')::integer, coalesce(withheld, false))
  on conflict (table_name, row_id) do update
  set server_version = coalesce(greatest(sync_rows.server_version, excluded.server_version), sync_rows.server_version),
      refresh = excluded.refresh, refresh_tries = 0, problem = null;
end
$$;

create or replace function fixward.apply_change(workspace uuid, change jsonb, remote_user uuid) returns void
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  synced fixward.sync_tables;
  -- The user goes by another id in the shared store.
  author uuid := case when (change ->> 'created_by')::uuid = remote_user then fixward.current_user_id()
                      else (change ->> 'created_by')::uuid end;
begin
  select t.* into synced from fixward.sync_tables t where t.table_name = change ->> 'table';
  if synced.table_name is null then
    return;
  elsif synced.kind = 'content' then
    perform fixward.apply_content(synced, workspace, change, author);
  elsif change -> 'fields' <> '{}' then
    perform fixward.apply_event(synced, workspace, change, author);
  end if;
end
$$;

-- A change that cannot be applied now is read again later; the others are not held up.
create or replace function fixward.hold_change(workspace uuid, change jsonb, reason text) returns void
language sql volatile
set search_path = ''
as $$
  insert into fixward.sync_rows (table_name, row_id, workspace_id, refresh, refresh_tries, problem)
  values (change ->> 'table', (change ->> 'id')::uuid, workspace, true, 1, reason)
  on conflict (table_name, row_id) do update
  set refresh = true, refresh_tries = sync_rows.refresh_tries + 1, problem = excluded.problem
$$;

create or replace function fixward.apply_pulled(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := fixward.local_failure('apply_pulled', request, 'reader');
  workspace uuid;
  remote_user uuid;
  change jsonb;
  late jsonb[] := '{}';
  held integer := 0;
begin
  if failure is null then
    select c.failure into failure from fixward.check_items('pulled_change', request -> 'changes', 'changes') as c limit 1;
  end if;
  if failure is not null then
    return failure;
  end if;
  workspace := fixward.workspace_of(request);
  select s.remote_user_id into remote_user from fixward.sync_settings s where s.workspace_id = workspace;
  if remote_user is null then
    return fixward.api_error('not_found', 'This workspace is not kept in step with a shared store.', 'workspace_id');
  end if;
  -- Read for another state of this store, which was restored from a snapshot meanwhile: what lies between would be skipped.
  if request ? 'known_cursor' and exists (select from fixward.sync_settings s
      where s.workspace_id = workspace and s.cursor is distinct from request ->> 'known_cursor') then
    return fixward.api_error('conflict', 'The local store was put back while changes were read; they are read again.', 'known_cursor');
  end if;
  perform set_config('fixward.applies_sync', 'on', true), set_config('fixward.history_follows', 'on', true);
  for change in
    select c.value from jsonb_array_elements(request -> 'changes') with ordinality as c (value, place)
    left join fixward.sync_tables t on t.table_name = c.value ->> 'table' order by t.position, c.place
  loop
    begin
      perform fixward.apply_change(workspace, change, remote_user);
    exception when others then
      late := late || change;
    end;
  end loop;
  foreach change in array late loop
    begin
      perform fixward.apply_change(workspace, change, remote_user);
    exception when others then
      perform fixward.hold_change(workspace, change, sqlerrm);
      held := held + 1;
    end;
  end loop;
  if request ? 'cursor' then
    update fixward.sync_settings s
    set cursor = request ->> 'cursor', caught_up = s.caught_up or coalesce((request ->> 'caught_up')::boolean, false),
        last_pull_at = now()
    where s.workspace_id = workspace;
  end if;
  perform set_config('fixward.applies_sync', '', true), set_config('fixward.history_follows', '', true);
  return fixward.api_ok(jsonb_build_object('applied', jsonb_array_length(request -> 'changes') - held, 'held', held));
end
$$;

insert into fixward.api_fields (record, field, kind, required, at_least, at_most, allowed) values
  ('apply_pulled', 'changes', 'objects', true, 0, 1000, null),
  ('apply_pulled', 'cursor', 'text', false, null, 1000, null),
  ('apply_pulled', 'known_cursor', 'text', false, null, 1000, null),
  ('apply_pulled', 'caught_up', 'boolean', false, null, null, null),
  ('pulled_change', 'table', 'text', true, 1, 100, null),
  ('pulled_change', 'id', 'uuid', true, null, null, null),
  ('pulled_change', 'version', 'integer', false, 1, null, null),
  ('pulled_change', 'fields', 'object', true, null, null, null),
  ('pulled_change', 'deleted', 'boolean', false, null, null, null),
  ('pulled_change', 'gone', 'boolean', false, null, null, null),
  ('pulled_change', 'created_at', 'time', false, null, null, null),
  ('pulled_change', 'created_by', 'uuid', false, null, null, null)
on conflict (record, field) do update set kind = excluded.kind, required = excluded.required,
  at_least = excluded.at_least, at_most = excluded.at_most, allowed = excluded.allowed;

insert into fixward.api_functions (name, writes) values ('apply_pulled', true)
on conflict (name) do update set writes = excluded.writes;

select fixward.secure_schema();

do $$
declare
  listed text;
begin
  foreach listed in array array[
    'pending_fields(text, uuid)', 'rename_row(text, uuid, uuid)', 'make_room(fixward.sync_tables, uuid, uuid, jsonb)',
    'apply_event(fixward.sync_tables, uuid, jsonb, uuid)', 'apply_content(fixward.sync_tables, uuid, jsonb, uuid)',
    'apply_change(uuid, jsonb, uuid)', 'hold_change(uuid, jsonb, text)', 'apply_pulled(jsonb)'
  ] loop
    execute format('grant execute on function fixward.%s to authenticated', listed);
  end loop;
end
$$;

insert into fixward.schema_version (version, name) values (33, 'sync apply') on conflict do nothing;

commit;
