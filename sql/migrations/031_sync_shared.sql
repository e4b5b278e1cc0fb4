-- Fixward store, migration 031: the shared store's side of sync: it takes what local stores write, and hands out what
-- others wrote. The order of arrival decides, field by field; no machine's clock is asked.
begin;
set local search_path = fixward, extensions, public, pg_temp;

-- The fields to write, when what arrives meets a row that its writer had not seen as it is now ("unseen"), or that
-- another machine made under the same name ("twin").
create or replace function fixward.merged_fields(
  target text, stored jsonb, arriving jsonb, unseen boolean, twin boolean
) returns jsonb
language plpgsql immutable
set search_path = ''
as $$
declare
  merged jsonb := arriving;
  listed text;
begin
  if not unseen and not twin then
    return arriving;
  end if;
  -- Lists of places only grow.
  foreach listed in array array['applied_to_files', 'task_ids'] loop
    if merged ? listed and stored ? listed then
      merged := jsonb_set(merged, array[listed], (
        select coalesce(jsonb_agg(distinct e.value), '[]')
        from (select value from jsonb_array_elements(stored -> listed)
              union all select value from jsonb_array_elements(merged -> listed)) as e (value)));
    end if;
  end loop;
  if target = 'fix_patterns' and twin then
    -- What was reviewed stays reviewed.
    merged := merged - array['status', 'reviewed', 'reviewer_notes', 'origin'];
  elsif target = 'guardian_rules' and merged ? 'active' then
    -- Switched off wins over an order that did not know.
    merged := merged || jsonb_build_object('active', (stored -> 'active')::boolean and (merged -> 'active')::boolean);
  elsif target = 'file_audit' and twin then
    -- What people wrote stays; what a scan found is replaced.
    if stored ->> 'status' <> 'Not Started' then merged := merged - 'status'; end if;
    if stored ->> 'owner' is not null then merged := merged - 'owner'; end if;
    if stored ->> 'notes' <> '' then merged := merged - 'notes'; end if;
  elsif target = 'pattern_relationships' then
    if merged ? 'strength' then
      merged := merged || jsonb_build_object('strength',
        greatest((stored -> 'strength')::numeric, (merged -> 'strength')::numeric));
    end if;
    if stored ->> 'found_by' = 'manual' then merged := merged - 'found_by'; end if;
    -- A person's verdict is replaced by another verdict only, never by silence.
    if merged -> 'confirmed' = 'true' then
      merged := merged || '{"rejected": false}';
    elsif merged -> 'rejected' = 'true' then
      merged := merged || '{"confirmed": false}';
    else
      merged := merged - array['confirmed', 'rejected'];
    end if;
  end if;
  return merged;
end
$$;

-- Fields of a pattern that a reviewer alone sets.
create or replace function fixward.reviewer_fields(fields jsonb) returns jsonb
language sql immutable
set search_path = ''
as $$
  select coalesce(jsonb_object_agg(f.key, f.value), '{}')
  from jsonb_each(fields) as f
  where f.key in ('reviewed', 'reviewer_notes') and f.value not in ('false', 'null')
    or f.key = 'status' and f.value in ('"active"', '"retired"')
$$;

-- Writes fields of a row with the caller's rights; the new version, or null when the caller may not change the row.
create or replace function fixward.write_fields(target fixward.sync_tables, row_id uuid, fields jsonb) returns integer
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  assignments text;
  new_version integer;
begin
  select string_agg(format('%1$I = given.%1$I', f.key), ', ') into assignments from jsonb_object_keys(fields) as f (key);
  execute format(
    'update fixward.%1$I as t set %2$s from jsonb_populate_record(null::fixward.%1$I, $1) as given where t.id = $2 returning t.version',
    target.table_name, coalesce(assignments, 'version = t.version'))
  into new_version using fields, row_id;
  return new_version;
end
$$;

create or replace function fixward.rejected(code text, reason text) returns jsonb
language sql immutable
set search_path = ''
as $$
  select jsonb_build_object('status', 'rejected', 'code', code, 'reason', reason)
$$;

create or replace function fixward.role_refuses() returns jsonb
language sql immutable
set search_path = ''
as $$
  select fixward.rejected('forbidden',
    'Your role in this workspace does not allow this change; ask a maintainer to make it, or to raise your role.')
$$;

-- A new row. One of the same id or the same key is there already: they are merged, and the answer names the row that stays.
create or replace function fixward.receive_put(target fixward.sync_tables, workspace uuid, new_id uuid, fields jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  twin uuid;
  names text;
  new_version integer;
begin
  execute format('select t.id from fixward.%1$I t, jsonb_populate_record(null::fixward.%1$I, $1) as given '
    'where t.workspace_id = $2 and (t.id = $3 or (%2$s)) order by t.id = $3 desc limit 1',
    target.table_name,
    coalesce((select string_agg(format('t.%1$I is not distinct from given.%1$I', c), ' and ') from unnest(target.key_columns) as c),
             'false') || case when target.key_of_live_rows then ' and t.deleted_at is null' else '' end)
  into twin using fields, workspace, new_id;
  if twin is not null then
    -- A key that is written anew lives again; a row that is sent again does not.
    if twin <> new_id then
      return fixward.receive_patch(target, workspace, twin, null, fields || '{"deleted_at": null}', true)
        || jsonb_build_object('id', twin);
    end if;
    return fixward.receive_patch(target, workspace, twin, null, fields, true);
  end if;
  select string_agg(format('%I', f.key), ', ') into names from jsonb_object_keys(fields) as f (key);
  execute format('insert into fixward.%1$I (id, workspace_id, created_by, %2$s) '
    'select $2, $3, $4, %2$s from jsonb_populate_record(null::fixward.%1$I, $1) returning version',
    target.table_name, names)
  into new_version using fields, new_id, workspace, fixward.current_user_id();
  return jsonb_build_object('status', 'applied', 'version', new_version);
end
$$;

create or replace function fixward.receive_patch(
  target fixward.sync_tables, workspace uuid, target_id uuid, seen_version integer, fields jsonb, twin boolean
) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  is_there boolean;
  stored jsonb;
  stored_version integer;
  deleted timestamptz;
  unseen boolean;
  new_version integer;
begin
  execute format('select true from fixward.%I t where t.id = $1 and t.workspace_id = $2', target.table_name)
  into is_there using target_id, workspace;
  if is_there is null then
    return fixward.rejected('not_found', 'The shared workspace has no such row; it was never accepted there, or it is gone.');
  end if;
  execute format('select fixward.sync_fields(t), t.version, t.deleted_at from fixward.%I t where t.id = $1 for update',
    target.table_name)
  into stored, stored_version, deleted using target_id;
  if stored_version is null then
    return fixward.role_refuses();
  end if;
  if deleted is not null and not fields ? 'deleted_at' and target.table_name = 'fix_patterns' then
    return fixward.rejected('deleted', 'The pattern was deleted in the shared workspace before this change arrived.');
  end if;
  unseen := seen_version is distinct from stored_version;
  -- What is overwritten unseen can be read again: the patterns' own trigger keeps each version.
  fields := fixward.merged_fields(target.table_name, stored, fields, unseen, twin);
  new_version := fixward.write_fields(target, target_id, fields);
  if new_version is null then
    return fixward.role_refuses();
  end if;
  return jsonb_build_object('status', case when unseen then 'merged' else 'applied' end, 'version', new_version);
end
$$;

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

-- One write, with what the sender's role does not allow taken out: the rest counts, and what was taken out is told.
create or replace function fixward.receive_allowed(workspace uuid, op jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  target fixward.sync_tables;
  target_id constant uuid := (op ->> 'id')::uuid;
  fields jsonb := coalesce(op -> 'fields', '{}');
  refused jsonb := '{}';
  unknown_field text;
  result jsonb;
begin
  select t.* into target from fixward.sync_tables t where t.table_name = op ->> 'table';
  if target.table_name is null or (target.kind = 'event') <> (op ->> 'kind' = 'event') then
    return fixward.rejected('invalid', 'The shared store takes no such write; it may be of an older version.');
  end if;
  if fields = '{}' and op ->> 'kind' in ('put', 'event') then
    return fixward.rejected('invalid', 'A new row needs fields.');
  end if;
  select f.key into unknown_field from jsonb_object_keys(fields) as f (key)
  where f.key <> all (target.columns) and not (f.key = 'deleted_at' and target.kind = 'content' and fields -> f.key = 'null') limit 1;
  if unknown_field is not null then
    return fixward.rejected('invalid', format('The shared store knows no field %s; it may be of an older version.', left(unknown_field, 60)));
  end if;
  if target.table_name = 'fix_patterns' and workspace not in (select fixward.workspaces_with_role('maintainer')) then
    refused := fixward.reviewer_fields(fields);
    if refused <> '{}' then
      fields := fields - array(select jsonb_object_keys(refused));
      if op ->> 'kind' = 'patch' and fields = '{}' then
        return fixward.role_refuses();
      elsif op ->> 'kind' = 'put' then
        fields := fields || '{"status": "suggested"}';
      end if;
    end if;
  end if;
  result := case op ->> 'kind'
    when 'put' then fixward.receive_put(target, workspace, target_id, fields)
    when 'patch' then fixward.receive_patch(target, workspace, target_id, (op ->> 'base_version')::integer, fields, false)
    when 'remove' then fixward.receive_patch(target, workspace, target_id, (op ->> 'base_version')::integer,
      jsonb_build_object('deleted_at', now()), false)
    else fixward.receive_event(target, workspace, target_id, fields)
  end;
  if refused <> '{}' and result ->> 'status' <> 'rejected' then
    result := result || jsonb_build_object('refused', refused, 'reason',
      format('Only a maintainer sets %s; the rest was accepted.',
        (select string_agg(f.key, ', ' order by f.key) from jsonb_object_keys(refused) as f (key))), 'code', 'forbidden');
  end if;
  return result;
end
$$;

-- A failure as the sender reads it; null for one that may pass when the write is sent again.
create or replace function fixward.rejection_from(error_state text, message text) returns jsonb
language sql immutable
set search_path = ''
as $$
  select case
    when error_state like '40%' or error_state like '53%' or error_state like '55%' or error_state like '57%' then null
    when error_state = '42501' then fixward.role_refuses()
    when error_state = '23503' then fixward.rejected('not_found', 'It refers to a row that the shared workspace does not have.')
    when error_state = '23505' then fixward.rejected('conflict', 'The shared workspace has another row of this name or id.')
    else fixward.rejected(coalesce(nullif(fixward.failure_from(error_state, message) #>> '{error,code}', 'internal'), 'invalid'), message)
  end
$$;

-- The fields of a write that it did not bring before. A store that was restored from a snapshot sends what waited then,
-- which may have arrived later with more fields in it; what others wrote since is not undone by sending it again.
create or replace function fixward.unbrought(client uuid, op jsonb) returns jsonb
language sql stable
set search_path = fixward, extensions, public, pg_temp
as $$
  select coalesce(jsonb_object_agg(f.key, f.value), '{}')
  from jsonb_each(op -> 'fields') as f
  where not exists (
    select from fixward.sync_received r
    where r.user_id = fixward.current_user_id() and r.client_id = client and r.client_seq = (op ->> 'client_seq')::bigint
      and r.write_id = (op ->> 'write_id')::uuid and r.brought ->> f.key = md5(f.value::text))
$$;

-- One write, once: a repetition gets the first answer again. "renamed": rows of this batch that were merged into others,
-- old id to new one; what follows them refers to those.
create or replace function fixward.receive_write(workspace uuid, client uuid, op jsonb, renamed jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  seq constant bigint := (op ->> 'client_seq')::bigint;
  op_digest constant text := md5(op::text);
  meant text := op::text;
  brought jsonb := '{}';
  unbrought jsonb;
  became jsonb := '{}';
  rename record;
  given jsonb;
  error_state text;
  error_message text;
begin
  select r.result into given from fixward.sync_received r
  where r.user_id = fixward.current_user_id() and r.client_id = client and r.client_seq = seq and r.digest = op_digest;
  if given is not null then
    return given || '{"status": "duplicate"}';
  end if;
  if op ->> 'kind' in ('put', 'patch') then
    select r.result into given from fixward.sync_received r
    where r.user_id = fixward.current_user_id() and r.client_id = client and r.client_seq = seq
      and r.write_id = (op ->> 'write_id')::uuid
    order by r.received_at desc limit 1;
    if given is not null then
      unbrought := fixward.unbrought(client, op);
      if unbrought = '{}' then
        return given || '{"status": "duplicate"}';
      end if;
      -- The row is there, under the id it was given then: what is left changes it.
      became := case when given ? 'id' then jsonb_build_object('id', given -> 'id') else '{}' end;
      meant := (op || jsonb_build_object('kind', 'patch', 'fields', unbrought) || became)::text;
    end if;
    select coalesce(jsonb_object_agg(f.key, md5(f.value::text)), '{}') into brought from jsonb_each(op -> 'fields') as f;
  end if;
  for rename in select r.key as old_id, r.value as new_id from jsonb_each_text(renamed) as r loop
    meant := replace(meant, rename.old_id, rename.new_id);
  end loop;
  -- A twin may be made between looking and writing; the second look finds it.
  for attempt in 1..2 loop
    begin
      given := fixward.receive_allowed(workspace, meant::jsonb) || became;
      if given ->> 'status' <> 'rejected' then
        insert into fixward.sync_received (user_id, client_id, client_seq, digest, workspace_id, write_id, brought, result)
        values (fixward.current_user_id(), client, seq, op_digest, workspace, (op ->> 'write_id')::uuid, brought, given)
        on conflict do nothing;
      end if;
      return given;
    exception when others then
      get stacked diagnostics error_state = returned_sqlstate, error_message = message_text;
      if error_state <> '23505' then
        exit;
      end if;
    end;
  end loop;
  return coalesce(fixward.rejection_from(error_state, error_message), jsonb_build_object('status', 'retry', 'reason', error_message));
end
$$;

create or replace function fixward.sync_push(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('sync_push', request), fixward.workspace_failure(request, 'reader'));
  workspace uuid;
  faulty jsonb;
  op jsonb;
  place integer := 0;
  result jsonb;
  renamed jsonb := '{}';
  results jsonb[] := '{}';
begin
  if failure is not null then
    return failure;
  end if;
  workspace := fixward.workspace_of(request);
  perform set_config('fixward.history_follows', 'on', true);
  -- Long after the last repetition that can still come.
  delete from fixward.sync_received where user_id = fixward.current_user_id() and received_at < now() - interval '180 days';
  select coalesce(jsonb_object_agg(c.item, c.failure #>> '{error,message}'), '{}') into faulty
  from fixward.check_items('sync_op', request -> 'ops', 'ops') as c;
  for op in select value from jsonb_array_elements(request -> 'ops') loop
    place := place + 1;
    result := case when faulty ? place::text then fixward.rejected('invalid', faulty ->> place::text)
                   else fixward.receive_write(workspace, (request ->> 'client_id')::uuid, op, renamed) end;
    if result ? 'id' then
      renamed := renamed || jsonb_build_object(op ->> 'id', result -> 'id');
    end if;
    results := results || (jsonb_build_object('client_seq', op -> 'client_seq')
      || case when op ? 'write_id' then jsonb_build_object('write_id', op -> 'write_id') else '{}' end || result);
  end loop;
  perform set_config('fixward.history_follows', '', true);
  return fixward.api_ok(jsonb_build_object('results', to_jsonb(results)));
end
$$;

-- Rows as they are now, in the order asked; a row that is gone, or that the caller may not see, comes as deleted.
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

-- Every transaction of this database below this one has ended. Numbers are the whole server's, so that an open one of
-- another database, which logs nothing here, would hold up reading; it is left out where it is known to be one.
create or replace function fixward.change_horizon() returns xid8
language plpgsql stable
set search_path = ''
as $$
declare
  present constant pg_snapshot := pg_current_snapshot();
  own constant xid8 := pg_current_xact_id_if_assigned();
  oldest xid8;
begin
  if pg_snapshot_xmin(present) = pg_snapshot_xmax(present) then
    return least(pg_snapshot_xmax(present), own);
  end if;
  select t.xid into oldest from pg_snapshot_xip(present) as t (xid)
  where not exists (
    select from pg_locks l join pg_stat_activity a on a.pid = l.pid join pg_database d on d.oid = a.datid
    where l.locktype = 'transactionid' and l.mode = 'ExclusiveLock' and l.granted and l.transactionid = t.xid::xid
      and d.datname <> current_database())
  order by t.xid limit 1;
  return least(coalesce(oldest, pg_snapshot_xmax(present)), own);
exception when insufficient_privilege then
  return pg_snapshot_xmin(present);
end
$$;

-- What changed after the cursor. Only what no open transaction can still come before is told, so that nothing is skipped.
create or replace function fixward.sync_pull(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('sync_pull', request), fixward.workspace_failure(request, 'reader'));
  workspace uuid;
  present_epoch uuid;
  place jsonb;
  -- Before the rows are looked at: what ends in between is told next time.
  horizon constant xid8 := fixward.change_horizon();
  most constant integer := coalesce((request ->> 'limit')::integer, 200);
  asked jsonb;
  last_place jsonb;
  entries integer;
begin
  if failure is not null then
    return failure;
  end if;
  workspace := fixward.workspace_of(request);
  if request -> 'rows' is not null then
    select c.failure into failure from fixward.check_items('sync_pull_row', request -> 'rows', 'rows') as c limit 1;
    if failure is not null then
      return failure;
    end if;
    return fixward.api_ok(jsonb_build_object('changes', fixward.rows_to_send(workspace, request -> 'rows')));
  end if;
  select e.epoch into present_epoch from fixward.sync_epoch e;
  if request ->> 'after' is not null then
    place := fixward.place_of(request ->> 'after', 'sync');
    if place is null or (place ->> 'epoch')::uuid is distinct from present_epoch
      or (place ->> 'xid')::xid8 >= pg_snapshot_xmax(pg_current_snapshot()) then
      return fixward.api_error('cursor_expired', 'The shared store starts its log anew; read from the beginning.', 'after');
    end if;
  end if;
  with page as (
    select c.table_name, c.row_id, c.xid, c.seq
    from fixward.change_log c
    where c.workspace_id = workspace
      and c.xid < horizon
      and (place is null or (c.xid, c.seq) > ((place ->> 'xid')::xid8, (place ->> 'seq')::bigint))
    order by c.xid, c.seq
    limit most
  ), once as (
    select p.table_name, p.row_id, min(p.xid) as xid, min(p.seq) as seq from page p group by 1, 2
  )
  select (select count(*) from page),
         (select jsonb_build_object('list', 'sync', 'epoch', present_epoch, 'xid', p.xid::text, 'seq', p.seq)
          from page p order by p.xid desc, p.seq desc limit 1),
         (select coalesce(jsonb_agg(jsonb_build_object('table', o.table_name, 'id', o.row_id) order by o.xid, o.seq), '[]') from once o)
  into entries, last_place, asked;
  return fixward.api_ok(jsonb_build_object(
    'changes', fixward.rows_to_send(workspace, asked),
    'cursor', coalesce(fixward.cursor_from(last_place), request ->> 'after', fixward.cursor_from(jsonb_build_object(
      'list', 'sync', 'epoch', present_epoch, 'xid', '0', 'seq', 0))),
    'more', entries = most));
end
$$;

insert into fixward.api_fields (record, field, kind, required, at_least, at_most, allowed) values
  ('sync_push', 'client_id', 'uuid', true, null, null, null),
  ('sync_push', 'ops', 'objects', true, 0, 1000, null),
  ('sync_op', 'client_seq', 'number', true, 1, 9007199254740991, null),
  ('sync_op', 'write_id', 'uuid', false, null, null, null),
  ('sync_op', 'table', 'text', true, 1, 100, null),
  ('sync_op', 'id', 'uuid', true, null, null, null),
  ('sync_op', 'kind', 'text', true, null, null, '{put,patch,remove,event}'),
  ('sync_op', 'base_version', 'integer', false, 1, null, null),
  ('sync_op', 'fields', 'object', false, null, null, null),
  ('sync_pull', 'after', 'text', false, null, 1000, null),
  ('sync_pull', 'limit', 'integer', false, 1, 1000, null),
  ('sync_pull', 'rows', 'objects', false, 0, 1000, null),
  ('sync_pull_row', 'table', 'text', true, 1, 100, null),
  ('sync_pull_row', 'id', 'uuid', true, null, null, null)
on conflict (record, field) do update set kind = excluded.kind, required = excluded.required,
  at_least = excluded.at_least, at_most = excluded.at_most, allowed = excluded.allowed;

insert into fixward.api_functions (name, writes) values ('sync_push', true), ('sync_pull', false)
on conflict (name) do update set writes = excluded.writes;

-- The course of a file's audit comes as it was written where it happened; see keep_file_audit_history().
select fixward.set_policy('file_audit_history', 'insert', null,
  'workspace_id in (select fixward.workspaces_with_role(''member'')) and changed_by = (select fixward.current_user_id())');
grant insert on fixward.file_audit_history to authenticated;

select fixward.secure_schema();

do $$
declare
  listed text;
begin
  foreach listed in array array[
    'merged_fields(text, jsonb, jsonb, boolean, boolean)', 'reviewer_fields(jsonb)', 'rejected(text, text)', 'role_refuses()',
    'write_fields(fixward.sync_tables, uuid, jsonb)', 'receive_put(fixward.sync_tables, uuid, uuid, jsonb)',
    'receive_patch(fixward.sync_tables, uuid, uuid, integer, jsonb, boolean)',
    'receive_event(fixward.sync_tables, uuid, uuid, jsonb)', 'receive_allowed(uuid, jsonb)', 'rejection_from(text, text)',
    'unbrought(uuid, jsonb)', 'receive_write(uuid, uuid, jsonb, jsonb)', 'sync_push(jsonb)', 'rows_to_send(uuid, jsonb)', 'change_horizon()', 'sync_pull(jsonb)'
  ] loop
    execute format('grant execute on function fixward.%s to authenticated', listed);
  end loop;
end
$$;

insert into fixward.schema_version (version, name) values (31, 'sync shared side') on conflict do nothing;

commit;
