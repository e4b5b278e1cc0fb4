-- Fixward store, migration 053: what a database's schema was each time somebody looked, and what became different.
begin;
set local search_path = fixward, extensions, public, pg_temp;

create table if not exists fixward.schema_snapshots (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references fixward.workspaces (id) on delete cascade,
  -- Where it was seen: a connection's name, or a folder of migrations.
  source text not null check (length(source) between 1 and 1000),
  fingerprint text not null check (length(fingerprint) between 1 and 200),
  -- By name: what each object is.
  objects jsonb not null check (jsonb_typeof(objects) = 'object'),
  object_count integer not null check (object_count >= 0),
  taken_at timestamptz not null default now(),
  -- When it was last found to be still so.
  seen_at timestamptz not null default now(),
  created_by uuid not null default fixward.current_user_id(),
  created_at timestamptz not null default now(),
  unique (id, workspace_id)
);
create index if not exists schema_snapshots_source_idx
  on fixward.schema_snapshots (workspace_id, source, taken_at desc, id desc);

-- What one snapshot of a source has and the one before it had not; they outlive both.
create table if not exists fixward.schema_changes (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references fixward.workspaces (id) on delete cascade,
  snapshot_id uuid,
  source text not null check (length(source) between 1 and 1000),
  object text not null check (length(object) between 1 and 1000),
  change text not null check (change in ('added', 'removed', 'changed')),
  was jsonb,
  becomes jsonb,
  -- In words; empty until somebody explained it.
  explanation text not null default '' check (length(explanation) <= 10000),
  happened_at timestamptz not null default now(),
  created_by uuid not null default fixward.current_user_id(),
  foreign key (snapshot_id, workspace_id) references fixward.schema_snapshots (id, workspace_id)
    on delete set null (snapshot_id)
);
create index if not exists schema_changes_time_idx on fixward.schema_changes (workspace_id, happened_at desc, id desc);
create index if not exists schema_changes_snapshot_idx on fixward.schema_changes (snapshot_id);

create or replace trigger a_keep_identity before update on fixward.schema_snapshots for each row
  execute function fixward.keep_identity('id', 'workspace_id', 'source', 'fingerprint', 'object_count', 'taken_at', 'created_at');
create or replace trigger a_keep_identity before update on fixward.schema_changes for each row
  execute function fixward.keep_identity('id', 'workspace_id', 'source', 'object', 'change', 'was', 'becomes', 'happened_at');

do $$
declare
  mine constant text := 'created_by = (select fixward.current_user_id())';
  reader constant text := 'workspace_id in (select fixward.workspaces_with_role(''reader''))';
  member constant text := 'workspace_id in (select fixward.workspaces_with_role(''member''))';
  listed text;
begin
  foreach listed in array array['schema_snapshots', 'schema_changes'] loop
    perform fixward.set_policy(listed, 'select', reader);
    perform fixward.set_policy(listed, 'insert', null, member || ' and ' || mine);
    perform fixward.set_policy(listed, 'update', member, member);
  end loop;
  -- The oldest snapshots make room for new ones.
  perform fixward.set_policy('schema_snapshots', 'delete', member);
end
$$;
grant select, insert, update, delete on fixward.schema_snapshots to authenticated;
grant select, insert, update on fixward.schema_changes to authenticated;

insert into fixward.api_fields (record, field, kind, required, at_least, at_most, allowed, format)
select v.record, v.field, v.kind, v.required, v.at_least, v.at_most, v.allowed, v.format
from (values
  ('save_schema_snapshot', 'source', 'text', true, 1::numeric, 1000::numeric, null::text[], null::text),
  ('save_schema_snapshot', 'fingerprint', 'text', true, 1, 200, null, null),
  ('save_schema_snapshot', 'objects', 'object', true, null, null, null, null),
  ('save_schema_snapshot', 'explanations', 'object', false, null, null, null, null),
  ('save_schema_snapshot', 'taken_at', 'time', false, null, null, null, null),
  ('list_schema_snapshots', 'sources', 'texts', false, null, 200, null, null),
  ('list_schema_snapshots', 'limit', 'integer', false, 1, 1000, null, null),
  ('get_schema_snapshot', 'source', 'text', false, 1, 1000, null, null),
  ('get_schema_snapshot', 'id', 'uuid', false, null, null, null, null),
  ('list_schema_changes', 'sources', 'texts', false, null, 200, null, null),
  ('list_schema_changes', 'objects', 'texts', false, null, 5000, null, null),
  ('list_schema_changes', 'explained', 'boolean', false, null, null, null, null),
  ('list_schema_changes', 'since', 'time', false, null, null, null, null),
  ('list_schema_changes', 'until', 'time', false, null, null, null, null),
  ('list_schema_changes', 'limit', 'integer', false, 1, 5000, null, null),
  ('list_schema_changes', 'cursor', 'text', false, null, 2000, null, null),
  ('explain_schema_changes', 'changes', 'objects', true, null, 5000, null, null),
  ('schema_change', 'id', 'uuid', true, null, null, null, null),
  ('schema_change', 'explanation', 'text', true, null, 10000, null, null)
) as v (record, field, kind, required, at_least, at_most, allowed, format)
on conflict (record, field) do update set
  kind = excluded.kind, required = excluded.required, at_least = excluded.at_least, at_most = excluded.at_most,
  allowed = excluded.allowed, format = excluded.format;

create or replace function fixward.schema_snapshot_json(s fixward.schema_snapshots) returns jsonb
language sql stable
set search_path = fixward, extensions, public, pg_temp
as $$
  select to_jsonb(s) - array['objects', 'workspace_id', 'created_at']
$$;

create or replace function fixward.schema_change_json(c fixward.schema_changes) returns jsonb
language sql stable
set search_path = fixward, extensions, public, pg_temp
as $$
  select jsonb_strip_nulls(to_jsonb(c) - array['was', 'becomes', 'workspace_id'])
    || case when c.was is null then '{}' else jsonb_build_object('was', c.was) end
    || case when c.becomes is null then '{}' else jsonb_build_object('becomes', c.becomes) end
$$;

-- Keeps what a schema is now, and what became different since the snapshot before. Memories about what changed become
-- stale.
--   request {workspace_id?, source, fingerprint, objects: {name: what it is}, explanations?: {name: text}, taken_at?}
--   answer  {id, created, first, changes: [{id, object, change: 'added' | 'removed' | 'changed', was?, becomes?,
--     explanation, happened_at, …}], stale}
-- The fingerprint of the snapshot before makes no new one. The first one of a source has no changes. 8 MB of objects at
-- most; the last 20 snapshots of a source are kept, the changes all.
create or replace function fixward.save_schema_snapshot(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('save_schema_snapshot', request),
                            fixward.workspace_failure(request, 'member'));
  workspace constant uuid := fixward.workspace_of(request);
  explanations constant jsonb := coalesce(nullif(request -> 'explanations', 'null'), '{}');
  bytes_max constant integer := 8388608;
  snapshots_max constant integer := 20;
  taken timestamptz;
  before fixward.schema_snapshots;
  snapshot_id uuid := gen_random_uuid();
  changes jsonb;
  stale_count integer;
begin
  if failure is not null then
    return failure;
  end if;
  if octet_length(request ->> 'objects') > bytes_max then
    return fixward.api_error('too_large', format('objects: take %s bytes; at most %s are kept.',
      octet_length(request ->> 'objects'), bytes_max), 'objects');
  end if;
  -- Two that look at the same time are one after the other.
  perform pg_advisory_xact_lock(hashtextextended('schema|' || workspace || '|' || (request ->> 'source'), 0));
  taken := coalesce((request ->> 'taken_at')::timestamptz, clock_timestamp());
  select s.* into before from fixward.schema_snapshots s
  where s.workspace_id = workspace and s.source = request ->> 'source'
  order by s.taken_at desc, s.id desc limit 1;
  if before.fingerprint = request ->> 'fingerprint' then
    update fixward.schema_snapshots s set seen_at = greatest(s.seen_at, taken) where s.id = before.id;
    return fixward.api_ok(jsonb_build_object('id', before.id, 'created', false, 'first', false, 'changes', '[]'::jsonb, 'stale', 0));
  end if;
  if taken <= before.taken_at then
    return fixward.api_error('conflict', 'taken_at: a later snapshot of this source is there already.', 'taken_at');
  end if;
  insert into fixward.schema_snapshots (id, workspace_id, source, fingerprint, objects, object_count, taken_at, seen_at)
  values (snapshot_id, workspace, request ->> 'source', request ->> 'fingerprint', request -> 'objects',
    (select count(*) from jsonb_object_keys(request -> 'objects')), taken, taken);
  with differences as (
    select coalesce(n.key, o.key) as object, o.value as was, n.value as becomes
    from jsonb_each(before.objects) o
    full join jsonb_each(request -> 'objects') n on n.key = o.key
    where o.value is distinct from n.value
  ),
  added as (
    insert into fixward.schema_changes as c (workspace_id, snapshot_id, source, object, change, was, becomes, explanation, happened_at)
    select workspace, snapshot_id, request ->> 'source', d.object,
      case when d.was is null then 'added' when d.becomes is null then 'removed' else 'changed' end, d.was, d.becomes,
      coalesce(explanations ->> d.object, ''), taken
    from differences d where before.id is not null
    returning c as written
  )
  select coalesce(jsonb_agg(fixward.schema_change_json(a.written) order by (a.written).object), '[]') into changes from added a;
  update fixward.memories m set stale_since = taken
  where m.workspace_id = workspace and m.deleted_at is null and m.stale_since is null
    and m.objects && array(select c ->> 'object' from jsonb_array_elements(changes) c);
  get diagnostics stale_count = row_count;
  delete from fixward.schema_snapshots s
  where s.workspace_id = workspace and s.source = request ->> 'source' and s.id in (
    select l.id from fixward.schema_snapshots l
    where l.workspace_id = workspace and l.source = request ->> 'source'
    order by l.taken_at desc, l.id desc offset snapshots_max);
  return fixward.api_ok(jsonb_build_object('id', snapshot_id, 'created', true, 'first', before.id is null,
    'changes', changes, 'stale', stale_count));
end
$$;

-- Snapshots that are kept, the latest first, without their objects.
--   request {workspace_id?, sources?, limit?: 100}
--   answer  {snapshots: [{id, source, fingerprint, object_count, taken_at, seen_at, created_by}]}
create or replace function fixward.list_schema_snapshots(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('list_schema_snapshots', request),
                            fixward.workspace_failure(request, 'reader'));
  sources text[];
  listed jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  sources := fixward.texts_in(request -> 'sources');
  select coalesce(jsonb_agg(fixward.schema_snapshot_json(l.s) order by (l.s).taken_at desc, (l.s).id desc), '[]') into listed
  from (
    select s from fixward.schema_snapshots s
    where s.workspace_id = fixward.workspace_of(request) and (sources is null or s.source = any (sources))
    order by s.taken_at desc, s.id desc limit coalesce((request ->> 'limit')::integer, 100)
  ) l;
  return fixward.api_ok(jsonb_build_object('snapshots', listed));
end
$$;

-- One snapshot with its objects: the one named, else the last of a source.
--   request {workspace_id?, id | source}
--   answer  {snapshot?: {id, source, fingerprint, object_count, taken_at, seen_at, created_by, objects}}
create or replace function fixward.get_schema_snapshot(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('get_schema_snapshot', request),
                            fixward.workspace_failure(request, 'reader'));
  found jsonb;
begin
  if failure is null and request ->> 'id' is null and request ->> 'source' is null then
    failure := fixward.api_error('invalid', 'source: is needed where no id is given.', 'source');
  end if;
  if failure is not null then
    return failure;
  end if;
  select fixward.schema_snapshot_json(s) || jsonb_build_object('objects', s.objects) into found
  from fixward.schema_snapshots s
  where s.workspace_id = fixward.workspace_of(request)
    and case when request ->> 'id' is not null then s.id = (request ->> 'id')::uuid else s.source = request ->> 'source' end
  order by s.taken_at desc, s.id desc limit 1;
  return fixward.api_ok(case when found is null then '{}' else jsonb_build_object('snapshot', found) end);
end
$$;

-- What became different, the latest first.
--   request {workspace_id?, sources?, objects?, explained?, since?, until?, limit?: 200, cursor?}
--   answer  {changes: [{id, source, object, change, was?, becomes?, explanation, happened_at, snapshot_id?, created_by}],
--     next_cursor?}
create or replace function fixward.list_schema_changes(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
  failure jsonb := coalesce(fixward.check_request('list_schema_changes', request),
                            fixward.workspace_failure(request, 'reader'));
  page constant integer := coalesce((request ->> 'limit')::integer, 200);
  workspace constant uuid := fixward.workspace_of(request);
  sources text[];
  objects text[];
  place jsonb;
  listed jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  if request ->> 'cursor' is not null then
    place := fixward.place_of(request ->> 'cursor', 'schema_changes');
    if place is null then
      return fixward.api_error('invalid', 'cursor: is not of this list; start from the beginning.', 'cursor');
    end if;
  end if;
  sources := fixward.texts_in(request -> 'sources');
  objects := fixward.texts_in(request -> 'objects');
  select coalesce(jsonb_agg(fixward.schema_change_json(l.c) order by (l.c).happened_at desc, (l.c).id desc), '[]') into listed
  from (
    select c from fixward.schema_changes c
    where c.workspace_id = workspace
      and (sources is null or c.source = any (sources))
      and (objects is null or c.object = any (objects))
      and (request ->> 'explained' is null or (c.explanation <> '') = (request ->> 'explained')::boolean)
      and (request ->> 'since' is null or c.happened_at >= (request ->> 'since')::timestamptz)
      and (request ->> 'until' is null or c.happened_at <= (request ->> 'until')::timestamptz)
      and (place is null or (c.happened_at, c.id) < ((place ->> 'value')::timestamptz, (place ->> 'id')::uuid))
    order by c.happened_at desc, c.id desc limit page + 1
  ) l;
  return fixward.api_ok(case
    when jsonb_array_length(listed) <= page then jsonb_build_object('changes', listed)
    else jsonb_build_object('changes', listed - page, 'next_cursor', fixward.cursor_from(jsonb_build_object('list', 'schema_changes',
      'value', listed -> (page - 1) ->> 'happened_at', 'id', listed -> (page - 1) ->> 'id'))) end);
end
$$;

create or replace function fixward.write_explanations(workspace uuid, items jsonb, positions integer[])
returns table (item integer, result jsonb)
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  with given as materialized (
    select t.place, (items -> (t.place - 1) ->> 'id')::uuid as change_id, items -> (t.place - 1) ->> 'explanation' as said
    from unnest(positions) as t (place)
  ),
  changed as (
    update fixward.schema_changes c set explanation = g.said from given g
    where c.id = g.change_id and c.workspace_id = workspace
    returning c.id
  )
  select g.place, case when c.id is not null then jsonb_build_object('ok', true, 'id', c.id)
    else fixward.api_error('not_found', 'changes[' || g.place - 1 || ']: is not there.', 'changes[' || g.place - 1 || '].id') end
  from given g left join changed c on c.id = g.change_id;
end
$$;

-- Says in words what became different.
--   request {workspace_id?, changes: [{id, explanation}]}
--   answer  {results: [{ok, id}]}
create or replace function fixward.explain_schema_changes(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('explain_schema_changes', request),
                            fixward.workspace_failure(request, 'member'));
  faults jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  select coalesce(jsonb_object_agg(f.item, f.failure order by f.rank desc), '{}') into faults
  from (
    select 0 as rank, c.item, c.failure from fixward.check_items('schema_change', request -> 'changes', 'changes') c
    union all select 1, r.item, r.failure from fixward.repeated_items(request -> 'changes', 'id', 'changes') r
  ) f;
  return fixward.write_batch('fixward.write_explanations', fixward.workspace_of(request), request -> 'changes', 'changes', faults);
end
$$;

insert into fixward.api_functions (name, writes) values
  ('save_schema_snapshot', true), ('list_schema_snapshots', false), ('get_schema_snapshot', false),
  ('list_schema_changes', false), ('explain_schema_changes', true)
on conflict (name) do update set writes = excluded.writes;

grant execute on function fixward.schema_snapshot_json(fixward.schema_snapshots),
  fixward.schema_change_json(fixward.schema_changes), fixward.save_schema_snapshot(jsonb),
  fixward.list_schema_snapshots(jsonb), fixward.get_schema_snapshot(jsonb), fixward.list_schema_changes(jsonb),
  fixward.write_explanations(uuid, jsonb, integer[]), fixward.explain_schema_changes(jsonb) to authenticated;
select fixward.secure_schema();

insert into fixward.schema_version (version, name) values (53, 'schema knowledge') on conflict do nothing;

commit;
