-- Fixward store, migration 064: scores, outcomes, exposures, metrics and calibrators travel between a user's stores: as rows
-- that are written once, through the outbox, parents before what refers to them. Of two verdicts about one answer the later
-- stays. Nobody but their user is told of them.
begin;
set local search_path = fixward, extensions, public, pg_temp;

alter table fixward.sync_tables
  -- Whose row it is.
  add column if not exists author_column text not null default 'created_by',
  -- How much of the past is sent when a workspace begins to be kept in step; null for all of it.
  add column if not exists history_days integer,
  -- What a later write of the same key replaces; the first says which is later.
  add column if not exists editable_columns text[] not null default '{}';
update fixward.sync_tables set author_column = 'changed_by' where table_name = 'file_audit_history';

-- Null: everyone in the workspace is told of the row.
alter table fixward.change_log add column if not exists owner_id uuid;
select fixward.set_policy('change_log', 'select', 'workspace_id in (select fixward.workspaces_with_role(''reader''))
  and (owner_id is null or owner_id = (select fixward.current_user_id()))');

insert into fixward.sync_tables (table_name, kind, position, columns, key_columns, author_column, history_days, editable_columns) values
  ('confidence_calibrators', 'event', 20,
    '{method,model_family,version,kind,record,outcomes,brier_before,brier_after,log_loss_before,log_loss_after,fitted_at,
      created_at}', '{}', 'user_id', 3650, '{}'),
  ('archon_confidence_scores', 'event', 21,
    '{request_id,session_id,request_type,prompt_hash,model_provider,model_version,model_family,consultation_id,title,
      temperature,max_tokens,factual_confidence,reasoning_confidence,contextual_relevance,part_bounds,uncertainty_lower,
      uncertainty_upper,model_consensus,evidence,metadata,method,top_k,window_tokens,tail_tokens,token_count,mean_conf,
      tail_conf,bottom10_conf,lowest_group_conf,samples,agreement,raw_confidence,calibrated_confidence,calibrator_id,
      client_id,client_seq,created_at}', '{request_id,method}', 'user_id', 30, '{}'),
  ('archon_performance_metrics', 'event', 22,
    '{timestamp,token_efficiency,confidence_accuracy,hallucination_rate,response_time_ms,system_load,memory_usage_mb,
      cpu_usage_percent,cache_hit_rate,error_rate,request_type,model_version,endpoint,user_satisfaction_score,tokens_in,
      tokens_out,metadata,confidence_score_id,client_id,client_seq,created_at}', '{}', 'user_id', 30, '{}'),
  ('archon_confidence_calibration', 'event', 23,
    '{confidence_score_id,predicted_confidence,actual_accuracy,validation_method,validation_timestamp,feedback_score,
      feedback_comments,weight,created_at}', '{confidence_score_id,validation_method}', 'validator_id', 30,
    '{validation_timestamp,actual_accuracy,feedback_score,feedback_comments,weight}'),
  ('confidence_exposures', 'event', 24, '{confidence_score_id,event,happened_at,created_at}',
    '{confidence_score_id,event}', 'user_id', 30, '{}')
on conflict (table_name) do update set
  kind = excluded.kind, position = excluded.position, columns = excluded.columns, key_columns = excluded.key_columns,
  author_column = excluded.author_column, history_days = excluded.history_days, editable_columns = excluded.editable_columns;

do $$
declare
  synced fixward.sync_tables;
  pairs text;
begin
  for synced in select * from fixward.sync_tables where history_days is not null loop
    select string_agg(format('%L, r.%I', c, c), ', ') into pairs from unnest(synced.columns) as c;
    execute format(
      'create or replace function fixward.sync_fields(r fixward.%I) returns jsonb language sql stable set search_path = '''' '
      'as $fields$ select jsonb_build_object(%s) $fields$', synced.table_name, pairs);
  end loop;
end
$$;

-- As note_change, for the rows of a statement: they come by the thousand. Argument: whose row it is.
create or replace function fixward.note_rows() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if not fixward.is_local_store() then
    execute format(
      'insert into fixward.change_log (table_name, row_id, kind, workspace_id, owner_id) '
      'select %L, n.id, %L, n.workspace_id, n.%I from new_rows n order by n.id '
      'on conflict (table_name, row_id, kind) do update '
      'set workspace_id = excluded.workspace_id, owner_id = excluded.owner_id, seq = excluded.seq, xid = excluded.xid',
      tg_table_name, case when tg_op = 'INSERT' then 'created' else 'changed' end, tg_argv[0]);
  elsif coalesce(current_setting('fixward.applies_sync', true), '') <> 'on'
    and exists (select from fixward.sync_settings s where s.enabled) then
    execute format(
      'insert into fixward.outbox (workspace_id, table_name, row_id, kind, fields) '
      'select n.workspace_id, %1$L, n.id, ''event'', (select jsonb_object_agg(f.key, f.value) '
      'from jsonb_each(fixward.sync_fields(row(n.*)::fixward.%1$I)) f where jsonb_typeof(f.value) <> ''null'') '
      'from new_rows n where n.workspace_id in (select s.workspace_id from fixward.sync_settings s where s.enabled) '
      'order by n.created_at, n.id', tg_table_name);
  end if;
  return null;
end
$$;

do $$
declare
  synced fixward.sync_tables;
begin
  for synced in select * from fixward.sync_tables where history_days is not null loop
    -- Made by 030 where it is run once more.
    execute format('drop trigger if exists note_insert on fixward.%1$I; drop trigger if exists note_delete on fixward.%1$I',
      synced.table_name);
    execute format('create or replace trigger z_note_insert after insert on fixward.%I referencing new table as new_rows '
      'for each statement execute function fixward.note_rows(%L)', synced.table_name, synced.author_column);
    if synced.editable_columns <> '{}' then
      execute format('create or replace trigger z_note_update after update on fixward.%I referencing new table as new_rows '
        'for each statement execute function fixward.note_rows(%L)', synced.table_name, synced.author_column);
    end if;
    if not fixward.is_local_store() then
      execute format('insert into fixward.change_log (table_name, row_id, kind, workspace_id, owner_id) '
        'select %L, t.id, ''created'', t.workspace_id, t.%I from fixward.%I t on conflict do nothing',
        synced.table_name, synced.author_column, synced.table_name);
    end if;
  end loop;
end
$$;

-- How an event meets one that is there: a later verdict takes the place of an earlier, anything else stays as it is.
create or replace function fixward.event_conflict(target fixward.sync_tables) returns text
language sql stable
set search_path = ''
as $$
  select case
    when target.editable_columns <> '{}' then format('on conflict (workspace_id, %s, %I) do update set %s where t.%I < excluded.%I',
      (select string_agg(quote_ident(k), ', ') from unnest(target.key_columns) k), target.author_column,
      (select string_agg(format('%1$I = excluded.%1$I', e), ', ') from unnest(target.editable_columns) e),
      target.editable_columns[1], target.editable_columns[1])
    when target.history_days is not null then 'on conflict do nothing'
    else 'on conflict (id) do nothing' end
$$;

create or replace function fixward.receive_event(target fixward.sync_tables, workspace uuid, event_id uuid, fields jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  names text;
  stays uuid;
  is_new boolean;
begin
  select string_agg(format('%I', f.key), ', ') into names from jsonb_object_keys(fields) as f (key);
  execute format('insert into fixward.%1$I as t (id, workspace_id, %2$I, %3$s) '
    'select $2, $3, $4, %3$s from jsonb_populate_record(null::fixward.%1$I, $1) %4$s returning t.id',
    target.table_name, target.author_column, names, fixward.event_conflict(target))
  into stays using fields, event_id, workspace, fixward.current_user_id();
  is_new := stays is not null;
  if stays is null and target.key_columns <> '{}' then
    execute format('select t.id from fixward.%1$I t, jsonb_populate_record(null::fixward.%1$I, $1) as given '
      'where t.workspace_id = $2 and t.%2$I = $3 and %3$s', target.table_name, target.author_column,
      (select string_agg(format('t.%1$I = given.%1$I', k), ' and ') from unnest(target.key_columns) k))
    into stays using fields, workspace, fixward.current_user_id();
  end if;
  -- Two machines wrote of one thing: it keeps the id it has here.
  return jsonb_build_object('status', case when is_new then 'applied' else 'duplicate' end)
    || case when stays <> event_id then jsonb_build_object('id', stays) else '{}' end;
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
      else format('jsonb_build_object(''created_by'', t.%I)', synced.author_column) end,
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
  execute format('insert into fixward.%1$I as t (id, workspace_id, %2$I, %3$s) '
    'select $2, $3, $4, %3$s from jsonb_populate_record(null::fixward.%1$I, $1) %4$s',
    synced.table_name, synced.author_column, names, fixward.event_conflict(synced))
  using change -> 'fields', (change ->> 'id')::uuid, workspace, author;
end
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
  is_listening boolean;
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
  is_listening := exists (select from fixward.sync_settings s
    where s.workspace_id = workspace and s.enabled and s.url = request ->> 'url');
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
    -- Of records that are many, a part of the past goes, once.
    continue when synced.history_days is not null and is_listening;
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
        || case synced.table_name when 'guardian_rules' then 'and t.origin <> ''builtin'' ' else '' end
        || case when synced.history_days is not null
             then format('and t.created_at >= now() - make_interval(days => %s) ', synced.history_days) else '' end)
    using workspace;
  end loop;
  return fixward.api_ok(jsonb_build_object('workspace_id', workspace, 'changed', not coalesce(is_as_before, false)));
end
$$;

select fixward.secure_schema();
grant execute on function fixward.event_conflict(fixward.sync_tables) to authenticated;
do $$
declare
  listed text;
begin
  for listed in select table_name from fixward.sync_tables where history_days is not null loop
    execute format('grant execute on function fixward.sync_fields(fixward.%I) to authenticated', listed);
  end loop;
end
$$;

insert into fixward.schema_version (version, name) values (64, 'confidence sync') on conflict do nothing;

commit;
