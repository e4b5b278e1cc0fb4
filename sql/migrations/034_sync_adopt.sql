-- Fixward store, migration 034: takes what someone wrote alone into a workspace that is shared, usually on the first
-- connection. What the workspace has under the same key stays as it is there.
begin;
set local search_path = fixward, extensions, public, pg_temp;

-- The same row adopted twice, or by two machines, is one row.
create or replace function fixward.adopted_id(source uuid, workspace uuid) returns uuid
language sql immutable
set search_path = ''
as $$
  select md5(source::text || workspace::text)::uuid
$$;

-- Fields with references to adopted rows in place of those to their sources; null when one of them was not adopted and
-- the row means nothing without it.
create or replace function fixward.adopted_fields(fields jsonb, adopted jsonb, needs_all boolean) returns jsonb
language sql immutable
set search_path = ''
as $$
  select case when needs_all and bool_or(is_reference and not adopted ? value) then null
         else fields || coalesce(jsonb_object_agg(name, adopted -> value) filter (where is_reference), '{}') end
  from (
    select f.key as name, f.value #>> '{}' as value,
           f.key in ('pattern_id', 'from_pattern_id', 'to_pattern_id', 'source_pattern_id', 'file_audit_id',
                     'source_file_audit_id', 'merged_into_id') and jsonb_typeof(f.value) = 'string' as is_reference
    from jsonb_each(fields) as f
  ) f
$$;

-- Copies rows of one table, and answers the given map of ids with theirs added: source id to the id in the workspace.
create or replace function fixward.adopt_table(
  adopted_table text, source_workspace uuid, workspace uuid, condition text, adopted jsonb
) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  synced fixward.sync_tables;
  source record;
  present uuid;
  names text;
  matches text;
  copied integer := 0;
  skipped integer := 0;
  reviews constant boolean := workspace in (select fixward.workspaces_with_role('maintainer'));
begin
  select t.* into synced from fixward.sync_tables t where t.table_name = adopted_table;
  select string_agg(format('t.%1$I is not distinct from given.%1$I', c), ' and ')
    || case when synced.key_of_live_rows then ' and t.deleted_at is null' else '' end
  into matches from unnest(synced.key_columns) as c;
  for source in execute format('select t.id, fixward.sync_fields(t) as fields from fixward.%I t where t.workspace_id = $1 %s and %s order by t.id',
      adopted_table, case synced.kind when 'content' then 'and t.deleted_at is null' else '' end, condition)
    using source_workspace
  loop
    source.fields := fixward.adopted_fields(source.fields, adopted, adopted_table not in ('fix_patterns', 'guardian_rules'));
    continue when source.fields is null;
    if adopted_table = 'fix_patterns' and not reviews then
      source.fields := source.fields || '{"reviewed": false, "reviewer_notes": null}'
        || case when source.fields ->> 'status' in ('active', 'retired') then '{"status": "suggested"}'::jsonb else '{}' end;
    end if;
    present := null;
    if synced.kind = 'content' then
      execute format('select t.id from fixward.%1$I t, jsonb_populate_record(null::fixward.%1$I, $1) as given '
        'where t.workspace_id = $2 and %2$s limit 1', adopted_table, matches)
      into present using source.fields, workspace;
    end if;
    if present is null then
      select string_agg(format('%I', f.key), ', ') into names
      from jsonb_each(source.fields) as f where jsonb_typeof(f.value) <> 'null';
      execute format('insert into fixward.%1$I (id, workspace_id, created_by, %2$s) '
        'select $2, $3, $4, %2$s from jsonb_populate_record(null::fixward.%1$I, $1) on conflict do nothing returning id',
        adopted_table, names)
      into present using source.fields, fixward.adopted_id(source.id, workspace), workspace, fixward.current_user_id();
      if present is null then skipped := skipped + 1; else copied := copied + 1; end if;
      present := fixward.adopted_id(source.id, workspace);
    else
      skipped := skipped + 1;
    end if;
    adopted := adopted || jsonb_build_object(source.id, present);
  end loop;
  return jsonb_build_object('adopted', adopted, 'copied', copied, 'skipped', skipped);
end
$$;

create or replace function fixward.adopt_rows(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('adopt_rows', request), fixward.workspace_failure(request, 'member'),
    fixward.workspace_failure(jsonb_build_object('workspace_id', request -> 'from_workspace_id'), 'reader'));
  workspace uuid;
  source_workspace uuid;
  adopted jsonb := '{}';
  step record;
  outcome jsonb;
  counts jsonb := '{}';
begin
  if failure is not null then
    return failure;
  end if;
  workspace := fixward.workspace_of(request);
  source_workspace := (request ->> 'from_workspace_id')::uuid;
  if workspace = source_workspace then
    return fixward.api_error('invalid', 'from_workspace_id: must be another workspace.', 'from_workspace_id');
  end if;
  if exists (select from fixward.sync_settings s where s.workspace_id = workspace and s.enabled and not s.caught_up) then
    return fixward.api_error('conflict', 'The shared workspace was not read yet; sync first, so that what is there stays.');
  end if;
  for step in
    select * from (values
      (1, 'file_audit', 'true'),
      (2, 'fix_patterns', case when coalesce((request ->> 'include_shipped')::boolean, false) then 'true' else 't.origin <> ''shipped''' end
        || case when request -> 'ids' is null then '' else
             format(' and t.id::text in (select lower(i.value) from jsonb_array_elements_text(%L::jsonb) as i)', request -> 'ids') end),
      (3, 'guardian_rules', 't.origin <> ''builtin'''),
      (4, 'pattern_relationships', 'not t.rejected'),
      (5, 'task_links', 'true'),
      (6, 'pattern_applications', 'true')
    ) as s (place, name, condition)
    where s.name <> 'guardian_rules' or workspace in (select fixward.workspaces_with_role('maintainer'))
    order by s.place
  loop
    continue when request -> 'ids' is not null and step.name in ('file_audit', 'guardian_rules');
    outcome := fixward.adopt_table(step.name, source_workspace, workspace, step.condition, adopted);
    adopted := outcome -> 'adopted';
    counts := counts || jsonb_build_object(step.name, outcome - 'adopted');
  end loop;
  return fixward.api_ok(jsonb_build_object('adopted', counts));
end
$$;

insert into fixward.api_fields (record, field, kind, required, at_least, at_most) values
  ('adopt_rows', 'from_workspace_id', 'uuid', true, null, null),
  ('adopt_rows', 'ids', 'uuids', false, 0, 5000),
  ('adopt_rows', 'include_shipped', 'boolean', false, null, null)
on conflict (record, field) do update set kind = excluded.kind, required = excluded.required,
  at_least = excluded.at_least, at_most = excluded.at_most;

insert into fixward.api_functions (name, writes) values ('adopt_rows', true)
on conflict (name) do update set writes = excluded.writes;

select fixward.secure_schema();
grant execute on function fixward.adopted_id(uuid, uuid), fixward.adopted_fields(jsonb, jsonb, boolean),
  fixward.adopt_table(text, uuid, uuid, text, jsonb), fixward.adopt_rows(jsonb) to authenticated;

insert into fixward.schema_version (version, name) values (34, 'sync adopt') on conflict do nothing;

commit;
