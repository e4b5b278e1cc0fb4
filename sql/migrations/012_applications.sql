-- Fixward store, migration 012: what became of patterns: events of their use, and the counts made of them.
begin;
set local search_path = fixward, extensions, public, pg_temp;

-- Events of one application belong together by the id of its "applied" event.
create index if not exists pattern_applications_application_idx
  on fixward.pattern_applications ((coalesce(application_id, id)));

-- What the mean of the minutes is made of.
create table if not exists fixward.pattern_tallies (
  pattern_id uuid primary key,
  workspace_id uuid not null,
  minutes_total numeric not null default 0,
  minutes_count integer not null default 0,
  foreign key (pattern_id, workspace_id) references fixward.fix_patterns (id, workspace_id)
    on update cascade on delete cascade
);

-- How an application ended, from what is known of it: the last word of keeping, undoing and failing counts; while there
-- is none, what checking the applied fix said. Null while nothing says whether it was good.
create or replace function fixward.application_outcome(last_word text, verification text) returns text
language sql immutable
set search_path = ''
as $$
  select case
    when last_word = 'kept' then 'success'
    when last_word is not null then 'failure'
    when verification = 'clean' then 'success'
    when verification is not null then 'failure'
  end
$$;

-- Adds events to the counts of their patterns. An application's outcome is a function of all its events, so that it
-- does not matter in which order, or how often, they arrive: what it was without the new events is taken off the counts,
-- what it is with them is added.
create or replace function fixward.count_applications() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if not exists (select from added a where a.event in ('applied', 'kept', 'undone', 'failed') or a.minutes is not null) then
    return null;
  end if;
  -- Others who count for these patterns wait; what they counted is seen afterwards.
  perform from fixward.fix_patterns p
  where p.id in (
    select a.pattern_id from added a
    union
    select q.merged_into_id from fixward.fix_patterns q join added a on a.pattern_id = q.id where q.merged_into_id is not null)
  order by p.id for no key update;

  with touched as (
    select distinct coalesce(p.merged_into_id, p.id) as root, coalesce(a.application_id, a.id) as application
    from added a join fixward.fix_patterns p on p.id = a.pattern_id
    where a.event in ('applied', 'kept', 'undone', 'failed') or a.minutes is not null
  ),
  events as (
    select t.root, t.application, e.id, e.event, e.verification, e.minutes, e.happened_at,
           not exists (select from added n where n.id = e.id) as known,
           case e.event when 'undone' then 3 when 'failed' then 2 when 'kept' then 1 end as word
    from touched t
    join fixward.pattern_applications e on coalesce(e.application_id, e.id) = t.application
    join fixward.fix_patterns p on p.id = e.pattern_id and coalesce(p.merged_into_id, p.id) = t.root
  ),
  facts as (
    select e.root, e.application,
      (pg_catalog.array_agg(e.event order by e.happened_at desc, e.word desc, e.id) filter (where e.word is not null))[1] as word_after,
      (pg_catalog.array_agg(e.event order by e.happened_at desc, e.word desc, e.id) filter (where e.word is not null and e.known))[1] as word_before,
      (pg_catalog.array_agg(e.verification order by e.happened_at desc, e.id) filter (where e.event = 'applied'))[1] as checked_after,
      (pg_catalog.array_agg(e.verification order by e.happened_at desc, e.id) filter (where e.event = 'applied' and e.known))[1] as checked_before,
      (pg_catalog.array_agg(e.minutes order by e.happened_at desc, e.id) filter (where e.minutes is not null))[1] as minutes_after,
      (pg_catalog.array_agg(e.minutes order by e.happened_at desc, e.id) filter (where e.minutes is not null and e.known))[1] as minutes_before,
      pg_catalog.bool_or(e.event = 'applied') as applied_after,
      coalesce(pg_catalog.bool_or(e.event = 'applied') filter (where e.known), false) as applied_before,
      pg_catalog.max(e.happened_at) filter (where e.event = 'applied') as last_applied
    from events e group by e.root, e.application
  ),
  outcomes as (
    select f.*, fixward.application_outcome(f.word_before, f.checked_before) as before,
           fixward.application_outcome(f.word_after, f.checked_after) as after
    from facts f
  ),
  changes as (
    select o.root,
      pg_catalog.count(*) filter (where o.after = 'success') - pg_catalog.count(*) filter (where o.before = 'success') as successes,
      pg_catalog.count(*) filter (where o.after = 'failure') - pg_catalog.count(*) filter (where o.before = 'failure') as failures,
      pg_catalog.count(*) filter (where o.applied_after) - pg_catalog.count(*) filter (where o.applied_before) as applied,
      coalesce(pg_catalog.sum(o.minutes_after) filter (where o.after = 'success'), 0)
        - coalesce(pg_catalog.sum(o.minutes_before) filter (where o.before = 'success'), 0) as minutes_total,
      pg_catalog.count(o.minutes_after) filter (where o.after = 'success')
        - pg_catalog.count(o.minutes_before) filter (where o.before = 'success') as minutes_count,
      pg_catalog.max(o.last_applied) as last_applied
    from outcomes o group by o.root
  ),
  tallied as (
    insert into fixward.pattern_tallies as t (pattern_id, workspace_id, minutes_total, minutes_count)
    select c.root, p.workspace_id, c.minutes_total, c.minutes_count
    from changes c join fixward.fix_patterns p on p.id = c.root
    on conflict (pattern_id) do update
    set minutes_total = t.minutes_total + excluded.minutes_total, minutes_count = t.minutes_count + excluded.minutes_count
    returning t.pattern_id, t.minutes_total, t.minutes_count
  )
  update fixward.fix_patterns p
  set successes = p.successes + c.successes, failures = p.failures + c.failures,
      applied_count = p.applied_count + c.applied,
      avg_time_saved = case when t.minutes_count > 0 then pg_catalog.round(t.minutes_total / t.minutes_count, 2) end,
      last_applied = greatest(p.last_applied, c.last_applied)
  from changes c join tallied t on t.pattern_id = c.root
  where p.id = c.root
    and (c.successes <> 0 or c.failures <> 0 or c.applied <> 0 or c.minutes_total <> 0 or c.minutes_count <> 0
         or c.last_applied > p.last_applied);
  return null;
end
$$;

drop trigger if exists count_applications on fixward.pattern_applications;
create trigger count_applications after insert on fixward.pattern_applications
  referencing new table as added for each statement execute function fixward.count_applications();

-- Counts patterns anew from all their events, and those of patterns merged into them.
create or replace function fixward.recount_patterns(patterns uuid[]) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform from fixward.fix_patterns p where p.id = any (patterns) order by p.id for no key update;

  with events as (
    select coalesce(p.merged_into_id, p.id) as root, coalesce(e.application_id, e.id) as application,
           e.id, e.event, e.verification, e.minutes, e.happened_at,
           case e.event when 'undone' then 3 when 'failed' then 2 when 'kept' then 1 end as word
    from fixward.fix_patterns p
    join fixward.pattern_applications e on e.pattern_id = p.id
    where p.id = any (patterns) or p.merged_into_id = any (patterns)
  ),
  outcomes as (
    select e.root, e.application,
      fixward.application_outcome(
        (pg_catalog.array_agg(e.event order by e.happened_at desc, e.word desc, e.id) filter (where e.word is not null))[1],
        (pg_catalog.array_agg(e.verification order by e.happened_at desc, e.id) filter (where e.event = 'applied'))[1]) as outcome,
      (pg_catalog.array_agg(e.minutes order by e.happened_at desc, e.id) filter (where e.minutes is not null))[1] as minutes,
      pg_catalog.bool_or(e.event = 'applied') as applied,
      pg_catalog.max(e.happened_at) filter (where e.event = 'applied') as last_applied
    from events e group by e.root, e.application
  ),
  counts as (
    select p.id, p.workspace_id,
      pg_catalog.count(*) filter (where o.outcome = 'success') as successes,
      pg_catalog.count(*) filter (where o.outcome = 'failure') as failures,
      pg_catalog.count(*) filter (where o.applied) as applied,
      coalesce(pg_catalog.sum(o.minutes) filter (where o.outcome = 'success'), 0) as minutes_total,
      pg_catalog.count(o.minutes) filter (where o.outcome = 'success') as minutes_count,
      pg_catalog.max(o.last_applied) as last_applied
    from fixward.fix_patterns p left join outcomes o on o.root = p.id
    where p.id = any (patterns)
    group by p.id, p.workspace_id
  ),
  tallied as (
    insert into fixward.pattern_tallies (pattern_id, workspace_id, minutes_total, minutes_count)
    select c.id, c.workspace_id, c.minutes_total, c.minutes_count from counts c
    on conflict (pattern_id) do update
    set minutes_total = excluded.minutes_total, minutes_count = excluded.minutes_count
  )
  update fixward.fix_patterns p
  set successes = c.successes, failures = c.failures, applied_count = c.applied, last_applied = c.last_applied,
      avg_time_saved = case when c.minutes_count > 0 then pg_catalog.round(c.minutes_total / c.minutes_count, 2) end
  from counts c where p.id = c.id;
end
$$;

-- Merging points from the patterns that went to the one that stayed, always in one step.
create or replace function fixward.point_at_survivor() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if new.merged_into_id is not null then
    new.merged_into_id := coalesce(
      (select p.merged_into_id from fixward.fix_patterns p
       where p.id = new.merged_into_id and p.workspace_id = new.workspace_id), new.merged_into_id);
    if new.merged_into_id = new.id then
      new.merged_into_id := null;
    end if;
  end if;
  return new;
end
$$;

create or replace function fixward.count_with_survivor() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if new.merged_into_id is not null then
    update fixward.fix_patterns p set merged_into_id = new.merged_into_id
    where p.merged_into_id = new.id and p.id <> new.merged_into_id;
  end if;
  perform fixward.recount_patterns(pg_catalog.array_remove(array[new.id, old.merged_into_id, new.merged_into_id], null));
  return null;
end
$$;

drop trigger if exists a_point_at_survivor on fixward.fix_patterns;
create trigger a_point_at_survivor before update of merged_into_id on fixward.fix_patterns for each row
  when (new.merged_into_id is distinct from old.merged_into_id) execute function fixward.point_at_survivor();
drop trigger if exists z_count_with_survivor on fixward.fix_patterns;
create trigger z_count_with_survivor after update of merged_into_id on fixward.fix_patterns for each row
  when (new.merged_into_id is distinct from old.merged_into_id) execute function fixward.count_with_survivor();

insert into fixward.api_fields (record, field, kind, required, at_least, at_most, allowed, format)
select v.record, v.field, v.kind, v.required, v.at_least, v.at_most, v.allowed, v.format
from (values
  ('record_applications', 'events', 'objects', true, null::numeric, 5000::numeric, null::text[], null::text),
  ('application', 'id', 'uuid', false, null, null, null, null),
  ('application', 'pattern_id', 'uuid', false, null, null, null, null),
  ('application', 'pattern_key', 'text', false, 1, 120, null, null),
  ('application', 'rule_name', 'text', false, 1, 200, null, null),
  ('application', 'event', 'text', true, null, null,
    array['offered', 'applied', 'kept', 'undone', 'dismissed', 'failed'], null),
  ('application', 'verification', 'text', false, null, null,
    array['clean', 'finding_stays', 'new_findings', 'parses_worse'], null),
  ('application', 'project', 'text', false, null, 4000, null, null),
  ('application', 'path', 'text', false, null, 4000, null, null),
  ('application', 'minutes', 'number', false, 0, 999999, null, null),
  ('application', 'confidence', 'number', false, 0, 1, null, null),
  ('application', 'confidence_method', 'text', false, null, 100, null, null),
  ('application', 'application_id', 'uuid', false, null, null, null, null),
  ('application', 'happened_at', 'time', false, null, null, null, null),
  ('pattern_track_records', 'ids', 'uuids', false, null, 5000, null, null),
  ('pattern_track_records', 'keys', 'texts', false, null, 5000, null, null),
  ('pattern_track_records', 'rule_ids', 'texts', false, null, 5000, null, null),
  ('pattern_track_records', 'recent', 'integer', false, 0, 500, null, null)
) as v (record, field, kind, required, at_least, at_most, allowed, format)
on conflict (record, field) do update set
  kind = excluded.kind, required = excluded.required, at_least = excluded.at_least, at_most = excluded.at_most,
  allowed = excluded.allowed, format = excluded.format;

-- Adds the events at the positions given. Answers each position's result.
create or replace function fixward.write_applications(workspace uuid, items jsonb, positions integer[])
returns table (item integer, result jsonb)
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_custom_plan
as $$
begin
  return query
  with given as materialized (
    select t.place, n.*, items -> (t.place - 1) ->> 'pattern_key' as pattern_key,
           coalesce(n.id, gen_random_uuid()) as event_id
    from unnest(positions) as t (place)
    cross join lateral jsonb_populate_record(null::fixward.pattern_applications, items -> (t.place - 1)) n
  ),
  stored as materialized (
    select n.id, n.key from fixward.patterns_named(workspace,
      array(select g.pattern_id from given g), array(select g.pattern_key from given g)) n
  ),
  resolved as (
    select g.*, coalesce(by_id.id, by_key.id) as found_id
    from given g
    left join stored by_id on by_id.id = g.pattern_id
    left join stored by_key on g.pattern_id is null and by_key.key = g.pattern_key
  ),
  added as (
    insert into fixward.pattern_applications (id, workspace_id, pattern_id, rule_name, event, verification, project,
      path, minutes, confidence, confidence_method, application_id, happened_at, created_by)
    select r.event_id, workspace, r.found_id, r.rule_name, r.event, r.verification, r.project, r.path, r.minutes,
      r.confidence, r.confidence_method, r.application_id, coalesce(r.happened_at, now()), fixward.current_user_id()
    from resolved r where r.found_id is not null
    on conflict do nothing
    returning id
  )
  select r.place, case
    when r.found_id is null then fixward.api_error('not_found',
      'events[' || r.place - 1 || ']: there is no such pattern.',
      'events[' || r.place - 1 || ']' || case when r.pattern_id is null then '.pattern_key' else '.pattern_id' end)
    else jsonb_build_object('ok', true, 'id', r.event_id, 'duplicate', a.id is null)
  end
  from resolved r left join added a on a.id = r.event_id;
end
$$;

-- Writes down what became of patterns. Events are never changed; one that arrives again, by its id, is passed over.
--   request {workspace_id?, events: [{id?, pattern_id | pattern_key, rule_name?, event: 'offered' | 'applied' | 'kept' |
--     'undone' | 'dismissed' | 'failed', verification?: 'clean' | 'finding_stays' | 'new_findings' | 'parses_worse',
--     project?, path?, minutes?, confidence?, confidence_method?, application_id?, happened_at?}]}
--   answer  {results: [{ok, id, duplicate}]}
-- "application_id" is the id of the "applied" event that kept, undone and failed belong to.
create or replace function fixward.record_applications(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('record_applications', request),
                            fixward.workspace_failure(request, 'member'));
  faults jsonb := '{}';
begin
  if failure is not null then
    return failure;
  end if;
  select coalesce(jsonb_object_agg(f.item, f.failure), '{}') into faults
  from (
    select c.item, c.failure from fixward.check_items('application', request -> 'events', 'events') c
    union all
    select e.position::integer, fixward.api_error('invalid',
      'events[' || e.position - 1 || ']: needs a pattern_id or a pattern_key.', 'events[' || e.position - 1 || '].pattern_id')
    from jsonb_array_elements(request -> 'events') with ordinality as e (value, position)
    where jsonb_typeof(e.value) = 'object' and e.value ->> 'pattern_id' is null and e.value ->> 'pattern_key' is null
  ) f;
  return fixward.write_batch('fixward.write_applications', fixward.workspace_of(request), request -> 'events', 'events', faults);
end
$$;

-- How patterns fared.
--   request {workspace_id?, ids?, keys?, rule_ids?, recent?: 0}
--   answer  {records: [{id, key, title, status, version, successes, failures, applied_count, success_rate?,
--     avg_time_saved?, confidence_score, last_applied?, events: {offered, applied, kept, undone, dismissed, failed},
--     recent: [{id, event, verification?, rule_name?, project?, path?, minutes?, confidence?, confidence_method?,
--       application_id?, happened_at, created_by?}]}]}
-- "events" counts what was written down; "recent" shows the last so many of it. What happened to patterns that were
-- merged into one counts as its own.
create or replace function fixward.pattern_track_records(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
  failure jsonb := coalesce(fixward.check_request('pattern_track_records', request),
                            fixward.workspace_failure(request, 'reader'));
  workspace constant uuid := fixward.workspace_of(request);
  ids uuid[];
  keys text[];
  rules text[];
  shown constant integer := coalesce((request ->> 'recent')::integer, 0);
  records jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  ids := fixward.uuids_in(request -> 'ids');
  keys := fixward.texts_in(request -> 'keys');
  rules := fixward.texts_in(request -> 'rule_ids');
  select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('id', r.id, 'key', r.key, 'title', r.title,
      'status', r.status, 'version', r.version, 'successes', r.successes, 'failures', r.failures,
      'applied_count', r.applied_count, 'success_rate', r.success_rate, 'avg_time_saved', r.avg_time_saved,
      'confidence_score', r.confidence_score, 'last_applied', r.last_applied,
      'events', '{"offered": 0, "applied": 0, "kept": 0, "undone": 0, "dismissed": 0, "failed": 0}'::jsonb || e.counts,
      'recent', l.events))
    order by array_position(ids, r.id), array_position(keys, r.key), r.confidence_score desc, r.id), '[]')
  into records
  from fixward.pattern_records r
  cross join lateral (
    select coalesce(jsonb_object_agg(c.event, c.number), '{}') as counts
    from (
      select a.event, count(*) as number
      from fixward.fix_patterns p join fixward.pattern_applications a on a.pattern_id = p.id
      where p.id = r.id or p.merged_into_id = r.id
      group by a.event
    ) c
  ) e
  cross join lateral (
    select coalesce(jsonb_agg(to_jsonb(a) - 'workspace_id' order by a.happened_at desc, a.id), '[]') as events
    from (
      select a.* from fixward.fix_patterns p join fixward.pattern_applications a on a.pattern_id = p.id
      where p.id = r.id or p.merged_into_id = r.id
      order by a.happened_at desc, a.id limit shown
    ) a
  ) l
  where r.workspace_id = workspace
    and (r.id = any (ids) or r.key = any (keys) or r.rule_ids && rules
         or (ids is null and keys is null and rules is null));
  return fixward.api_ok(jsonb_build_object('records', records));
end
$$;

insert into fixward.api_functions (name, writes) values ('record_applications', true), ('pattern_track_records', false)
on conflict (name) do update set writes = excluded.writes;

do $$
declare
  made text;
begin
  execute 'alter table fixward.pattern_tallies enable row level security';
  execute 'alter table fixward.pattern_tallies force row level security';
  foreach made in array array[
    'application_outcome(text, text)', 'count_applications()', 'recount_patterns(uuid[])', 'point_at_survivor()',
    'count_with_survivor()', 'write_applications(uuid, jsonb, integer[])', 'record_applications(jsonb)',
    'pattern_track_records(jsonb)'
  ] loop
    execute format('revoke all on function fixward.%s from public', made);
  end loop;
end
$$;
drop policy if exists pattern_tallies_select on fixward.pattern_tallies;
create policy pattern_tallies_select on fixward.pattern_tallies for select to authenticated
  using (workspace_id in (select fixward.workspaces_with_role('reader')));
grant select on fixward.pattern_tallies to authenticated;
grant execute on function fixward.write_applications(uuid, jsonb, integer[]), fixward.record_applications(jsonb),
  fixward.pattern_track_records(jsonb) to authenticated;
select fixward.secure_schema();

insert into fixward.schema_version (version, name) values (12, 'applications') on conflict do nothing;

commit;
