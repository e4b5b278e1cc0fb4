-- Fixward store, migration 014: guardian rules, and how often they fire, are fixed and are waved away.
begin;
set local search_path = fixward, extensions, public, pg_temp;

insert into fixward.api_fields (record, field, kind, required, at_least, at_most, allowed, format)
select v.record, v.field, v.kind, v.required, v.at_least, v.at_most, v.allowed, v.format
from (values
  ('save_rules', 'rules', 'objects', true, null::numeric, 5000::numeric, null::text[], null::text),
  ('rule', 'id', 'uuid', false, null, null, null, null),
  ('rule', 'name', 'text', true, 1, 200, null, null),
  ('rule', 'layer', 'integer', false, 1, 7, null, null),
  ('rule', 'type', 'text', false, null, null, array['prevention', 'detection', 'enforcement'], null),
  ('rule', 'pattern', 'object', false, null, null, null, null),
  ('rule', 'severity', 'text', true, null, null, array['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'], null),
  ('rule', 'action', 'text', false, null, 50000, null, null),
  ('rule', 'origin', 'text', false, null, null, array['builtin', 'workspace', 'learned', 'imported'], null),
  ('rule', 'source_pattern_id', 'uuid', false, null, null, null, null),
  ('rule', 'source_pattern_key', 'text', false, 1, 120, null, null),
  ('rule', 'active', 'boolean', false, null, null, null, null),
  ('rule', 'base_version', 'integer', false, 1, null, null, null),
  -- Taken and passed over, so that a record can be sent back as it was read.
  ('rule', 'workspace_id', 'any', false, null, null, null, null),
  ('rule', 'fired', 'any', false, null, null, null, null),
  ('rule', 'fixed', 'any', false, null, null, null, null),
  ('rule', 'dismissed', 'any', false, null, null, null, null),
  ('rule', 'suppressed', 'any', false, null, null, null, null),
  ('rule', 'last_fired', 'any', false, null, null, null, null),
  ('rule', 'created_by', 'any', false, null, null, null, null),
  ('rule', 'created_at', 'any', false, null, null, null, null),
  ('rule', 'updated_at', 'any', false, null, null, null, null),
  ('rule', 'version', 'any', false, null, null, null, null),
  ('list_rules', 'filters', 'object', false, null, null, null, null),
  ('list_rules', 'order', 'text', false, null, null, array['name', 'fired', 'waved_away', 'recent'], null),
  ('list_rules', 'limit', 'integer', false, 1, 5000, null, null),
  ('list_rules', 'cursor', 'text', false, null, 2000, null, null),
  ('rule_filters', 'names', 'texts', false, null, 5000, null, null),
  ('rule_filters', 'layers', 'integers', false, 1, 7, null, null),
  ('rule_filters', 'types', 'texts', false, null, 3, array['prevention', 'detection', 'enforcement'], null),
  ('rule_filters', 'severities', 'texts', false, null, 4, array['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'], null),
  ('rule_filters', 'origins', 'texts', false, null, 4, array['builtin', 'workspace', 'learned', 'imported'], null),
  ('rule_filters', 'active', 'boolean', false, null, null, null, null),
  ('rule_filters', 'prefix', 'text', false, null, 200, null, null),
  ('rule_filters', 'source_pattern_ids', 'uuids', false, null, 5000, null, null),
  ('delete_rules', 'ids', 'uuids', true, null, 5000, null, null),
  ('record_rule_events', 'events', 'objects', true, null, 5000, null, null),
  ('rule_event', 'id', 'uuid', false, null, null, null, null),
  ('rule_event', 'rule_name', 'text', true, 1, 200, null, null),
  ('rule_event', 'event', 'text', true, null, null, array['fired', 'fixed', 'dismissed', 'suppressed'], null),
  ('rule_event', 'amount', 'integer', false, 1, 1000000, null, null),
  ('rule_event', 'project', 'text', false, null, 4000, null, null),
  ('rule_event', 'happened_at', 'time', false, null, null, null, null),
  ('rule_event', 'severity', 'text', false, null, null, array['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'], null),
  ('rule_event', 'layer', 'integer', false, 1, 7, null, null),
  ('rule_event', 'type', 'text', false, null, null, array['prevention', 'detection', 'enforcement'], null)
) as v (record, field, kind, required, at_least, at_most, allowed, format)
on conflict (record, field) do update set
  kind = excluded.kind, required = excluded.required, at_least = excluded.at_least, at_most = excluded.at_most,
  allowed = excluded.allowed, format = excluded.format;

-- A rule is its name: every machine gives it the same id.
create or replace function fixward.rule_id(workspace uuid, rule_name text) returns uuid
language sql immutable
set search_path = ''
as $$
  select pg_catalog.md5('rule|' || workspace::text || '|' || rule_name)::uuid
$$;

-- Adds events to the counts of their rules. A rule that nobody saved, as those that are built in, gets a row that holds
-- its counts; every copy of the store makes the same one by itself, so that it does not travel.
create or replace function fixward.count_rule_events() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  hints jsonb := coalesce(nullif(pg_catalog.current_setting('fixward.rule_hints', true), '')::jsonb, '{}');
  applying text := coalesce(pg_catalog.current_setting('fixward.applies_sync', true), '');
begin
  perform pg_catalog.set_config('fixward.applies_sync', 'on', true);
  insert into fixward.guardian_rules (id, workspace_id, name, type, severity, layer, origin)
  select fixward.rule_id(a.workspace_id, a.rule_name), a.workspace_id, a.rule_name,
         coalesce(hints #>> array[a.rule_name, 'type'], 'detection'),
         coalesce(hints #>> array[a.rule_name, 'severity'], 'MEDIUM'),
         (hints #>> array[a.rule_name, 'layer'])::smallint, 'builtin'
  from (select distinct n.workspace_id, n.rule_name from added n) a
  order by 1
  on conflict do nothing;
  perform pg_catalog.set_config('fixward.applies_sync', applying, true);

  perform from fixward.guardian_rules r
  where (r.workspace_id, r.name) in (select a.workspace_id, a.rule_name from added a)
  order by r.id for no key update;

  update fixward.guardian_rules r
  set fired = r.fired + c.fired, fixed = r.fixed + c.fixed, dismissed = r.dismissed + c.dismissed,
      suppressed = r.suppressed + c.suppressed, last_fired = greatest(r.last_fired, c.last_fired)
  from (
    select a.workspace_id, a.rule_name,
      coalesce(pg_catalog.sum(a.amount) filter (where a.event = 'fired'), 0) as fired,
      coalesce(pg_catalog.sum(a.amount) filter (where a.event = 'fixed'), 0) as fixed,
      coalesce(pg_catalog.sum(a.amount) filter (where a.event = 'dismissed'), 0) as dismissed,
      coalesce(pg_catalog.sum(a.amount) filter (where a.event = 'suppressed'), 0) as suppressed,
      pg_catalog.max(a.happened_at) filter (where a.event = 'fired') as last_fired
    from added a group by a.workspace_id, a.rule_name
  ) c
  where r.workspace_id = c.workspace_id and r.name = c.rule_name;
  return null;
end
$$;

drop trigger if exists count_rule_events on fixward.rule_events;
create trigger count_rule_events after insert on fixward.rule_events
  referencing new table as added for each statement execute function fixward.count_rule_events();

create or replace function fixward.rule_json(r fixward.guardian_rules) returns jsonb
language sql stable
set search_path = fixward, extensions, public, pg_temp
as $$
  select jsonb_strip_nulls(to_jsonb(r) - array['pattern', 'deleted_at']) || jsonb_build_object('pattern', r.pattern)
$$;

-- Saves the rules at the positions given. Fields that are not sent stay as they are.
create or replace function fixward.write_rules(workspace uuid, items jsonb, positions integer[])
returns table (item integer, result jsonb)
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_custom_plan
as $$
begin
  perform from fixward.guardian_rules r
  where r.workspace_id = workspace
    and r.name in (select items -> (t.place - 1) ->> 'name' from unnest(positions) as t (place))
  order by r.id for no key update;

  return query
  with stored as materialized (
    select n.id, n.key from fixward.patterns_named(workspace,
      array(select (items -> (t.place - 1) ->> 'source_pattern_id')::uuid from unnest(positions) as t (place)),
      array(select items -> (t.place - 1) ->> 'source_pattern_key' from unnest(positions) as t (place))) n
  ),
  given as materialized (
    select t.place, i.value, i.value ->> 'name' as rule_name, r.id as stored_id, r.version as stored_version,
      coalesce(by_id.id, by_key.id) as pattern_id, (i.value ->> 'base_version')::integer as base_version
    from unnest(positions) as t (place)
    cross join lateral (select items -> (t.place - 1) as value) i
    left join fixward.guardian_rules r on r.workspace_id = workspace and r.name = i.value ->> 'name'
    left join stored by_id on by_id.id = (i.value ->> 'source_pattern_id')::uuid
    left join stored by_key on i.value ->> 'source_pattern_id' is null and by_key.key = i.value ->> 'source_pattern_key'
  ),
  judged as (
    select g.*, case
      when g.pattern_id is null and coalesce(g.value ->> 'source_pattern_id', g.value ->> 'source_pattern_key') is not null
        then fixward.api_error('not_found', 'rules[' || g.place - 1 || ']: there is no such source pattern.',
          'rules[' || g.place - 1 || '].source_pattern_' || case when g.value ->> 'source_pattern_id' is null then 'key' else 'id' end)
      when g.base_version <> g.stored_version
        then fixward.conflict_with('rules[' || g.place - 1 || ']: was changed meanwhile (version ' || g.stored_version
          || ', yours is ' || g.base_version || '); look at both and save again.', 'rules[' || g.place - 1 || '].base_version',
          (select fixward.rule_json(r) from fixward.guardian_rules r where r.id = g.stored_id))
      end as failure
    from given g
  ),
  changed as (
    update fixward.guardian_rules r
    set layer = n.layer, type = coalesce(n.type, r.type), pattern = coalesce(n.pattern, '{}'),
        severity = coalesce(n.severity, r.severity), action = coalesce(n.action, ''),
        origin = case when j.value ->> 'origin' is not null then n.origin
                      when r.origin = 'builtin' and j.value -> 'pattern' is not null then 'learned' else r.origin end,
        source_pattern_id = case when j.value ? 'source_pattern_id' or j.value ? 'source_pattern_key' then j.pattern_id else r.source_pattern_id end,
        active = coalesce(n.active, r.active), deleted_at = null
    from judged j
    join fixward.guardian_rules o on o.id = j.stored_id
    cross join lateral jsonb_populate_record(o, j.value - array['id', 'workspace_id', 'fired', 'fixed', 'dismissed',
      'suppressed', 'last_fired', 'created_by', 'created_at', 'updated_at', 'version', 'source_pattern_id']) n
    where r.id = j.stored_id and j.failure is null
    returning r.id, r.version, r.name
  ),
  added as (
    insert into fixward.guardian_rules (id, workspace_id, name, layer, type, pattern, severity, action, origin,
      source_pattern_id, active, created_by)
    select coalesce(n.id, fixward.rule_id(workspace, j.rule_name)), workspace, j.rule_name, n.layer,
      coalesce(n.type, 'detection'), coalesce(n.pattern, '{}'), n.severity, coalesce(n.action, ''),
      coalesce(n.origin, 'learned'), j.pattern_id, coalesce(n.active, true), fixward.current_user_id()
    from judged j
    cross join lateral jsonb_populate_record(null::fixward.guardian_rules, j.value) n
    where j.stored_id is null and j.failure is null
    on conflict do nothing
    returning id, version, name
  )
  select j.place, case
    when j.failure is not null then j.failure
    when a.id is not null then jsonb_build_object('ok', true, 'id', a.id, 'name', a.name, 'version', a.version, 'created', true, 'changed', true)
    else jsonb_build_object('ok', true, 'id', c.id, 'name', c.name, 'version', c.version, 'created', false,
      'changed', c.version <> j.stored_version) end
  from judged j
  left join changed c on c.id = j.stored_id
  left join added a on a.name = j.rule_name
  where j.failure is not null or a.id is not null or c.id is not null;
end
$$;

-- Saves rules by name. Fields that are not sent stay as they are.
--   request {workspace_id?, rules: [{name, severity, layer?, type?: 'detection', pattern?, action?, origin?,
--     source_pattern_id? | source_pattern_key?, active?, base_version?}]}
--   answer  {results: [{ok, id, name, version, created, changed}]}
-- For maintainers. Counts come from events alone.
create or replace function fixward.save_rules(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('save_rules', request),
                            fixward.workspace_failure(request, 'maintainer'));
  faults jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  select coalesce(jsonb_object_agg(f.item, f.failure order by f.rank desc), '{}') into faults
  from (
    select 0 as rank, c.item, c.failure from fixward.check_items('rule', request -> 'rules', 'rules') c
    union all
    select 1, t.item, fixward.api_error('conflict', 'rules[' || t.item - 1 || '].name: stands in this batch already, as rules['
      || t.first - 1 || '].', 'rules[' || t.item - 1 || '].name')
    from (
      select e.position::integer as item, (first_value(e.position) over (partition by e.value ->> 'name' order by e.position))::integer as first
      from jsonb_array_elements(request -> 'rules') with ordinality as e (value, position)
      where jsonb_typeof(e.value) = 'object' and e.value ->> 'name' is not null
    ) t where t.first < t.item
  ) f;
  return fixward.write_batch('fixward.write_rules', fixward.workspace_of(request), request -> 'rules', 'rules', faults);
end
$$;

-- One page of the workspace's rules.
--   request {workspace_id?, filters?: {names?, layers?, types?, severities?, origins?, active?, prefix?,
--     source_pattern_ids?}, order?: 'name' | 'fired' | 'waved_away' | 'recent', limit?: 200, cursor?}
--   answer  {rules: [{id, name, layer?, type, pattern, severity, action, origin, source_pattern_id?, active, fired, fixed,
--     dismissed, suppressed, last_fired?, version, …}], next_cursor?, total}
-- "waved_away": by the number of dismissals and suppressions.
create or replace function fixward.list_rules(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  filters constant jsonb := coalesce(nullif(request -> 'filters', 'null'), '{}');
  failure jsonb := coalesce(fixward.check_request('list_rules', request),
    fixward.check_filters('rule_filters', filters), fixward.workspace_failure(request, 'reader'));
begin
  if failure is not null then
    return failure;
  end if;
  return fixward.list_page('rules', request, 'name');
end
$$;

-- Takes rules away; what they counted stays in their events.
--   request {workspace_id?, ids}
--   answer  {results: [{ok, id}]}
create or replace function fixward.delete_rules(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('delete_rules', request),
                            fixward.workspace_failure(request, 'maintainer'));
begin
  if failure is not null then
    return failure;
  end if;
  return fixward.delete_rows('fixward.guardian_rules', fixward.workspace_of(request), request -> 'ids');
end
$$;

create or replace function fixward.write_rule_events(workspace uuid, items jsonb, positions integer[])
returns table (item integer, result jsonb)
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_custom_plan
as $$
begin
  return query
  with given as materialized (
    select t.place, n.*, coalesce(n.id, gen_random_uuid()) as event_id
    from unnest(positions) as t (place)
    cross join lateral jsonb_populate_record(null::fixward.rule_events, items -> (t.place - 1)) n
  ),
  added as (
    insert into fixward.rule_events (id, workspace_id, rule_name, event, amount, project, happened_at, created_by)
    select g.event_id, workspace, g.rule_name, g.event, coalesce(g.amount, 1), g.project,
      coalesce(g.happened_at, now()), fixward.current_user_id()
    from given g
    on conflict do nothing
    returning id
  )
  select g.place, jsonb_build_object('ok', true, 'id', g.event_id, 'duplicate', a.id is null)
  from given g left join added a on a.id = g.event_id;
end
$$;

-- Writes down what became of rules' findings. An event that arrives again, by its id, is passed over.
--   request {workspace_id?, events: [{id?, rule_name, event: 'fired' | 'fixed' | 'dismissed' | 'suppressed', amount?: 1,
--     project?, happened_at?, severity?, layer?, type?}]}
--   answer  {results: [{ok, id, duplicate}]}
-- "severity", "layer" and "type" describe a rule that the store does not know yet.
create or replace function fixward.record_rule_events(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('record_rule_events', request),
                            fixward.workspace_failure(request, 'member'));
  faults jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  select coalesce(jsonb_object_agg(c.item, c.failure), '{}') into faults
  from fixward.check_items('rule_event', request -> 'events', 'events') c;
  perform set_config('fixward.rule_hints', coalesce((
    select jsonb_object_agg(e.value ->> 'rule_name', jsonb_build_object('severity', e.value -> 'severity',
      'layer', e.value -> 'layer', 'type', e.value -> 'type'))
    from jsonb_array_elements(request -> 'events') with ordinality as e (value, position)
    where not faults ? e.position::text
      and (e.value ? 'severity' or e.value ? 'layer' or e.value ? 'type'))::text, ''), true);
  failure := fixward.write_batch('fixward.write_rule_events', fixward.workspace_of(request), request -> 'events', 'events', faults);
  perform set_config('fixward.rule_hints', '', true);
  return failure;
end
$$;

insert into fixward.api_lists (name, table_name, shown, orders, conditions, page_default) values
  ('rules', 'guardian_rules', 'fixward.rule_json(t)',
    '{"name": ["t.name", "text", "asc"], "fired": ["t.fired", "integer", "desc"],
      "waved_away": ["t.dismissed + t.suppressed", "integer", "desc"], "recent": ["t.updated_at", "timestamptz", "desc"]}',
    jsonb_build_object(
      'names', $c$t.name = any (fixward.texts_in($1 -> 'names'))$c$,
      'layers', $c$t.layer = any (fixward.texts_in($1 -> 'layers')::smallint[])$c$,
      'types', $c$t.type = any (fixward.texts_in($1 -> 'types'))$c$,
      'severities', $c$t.severity = any (fixward.texts_in($1 -> 'severities'))$c$,
      'origins', $c$t.origin = any (fixward.texts_in($1 -> 'origins'))$c$,
      'active', $c$t.active = ($1 ->> 'active')::boolean$c$,
      'prefix', $c$starts_with(t.name, $1 ->> 'prefix')$c$,
      'source_pattern_ids', $c$t.source_pattern_id = any (fixward.uuids_in($1 -> 'source_pattern_ids'))$c$),
    200)
on conflict (name) do update set table_name = excluded.table_name, shown = excluded.shown, orders = excluded.orders,
  conditions = excluded.conditions, page_default = excluded.page_default;

insert into fixward.api_functions (name, writes) values
  ('save_rules', true), ('list_rules', false), ('delete_rules', true), ('record_rule_events', true)
on conflict (name) do update set writes = excluded.writes;

grant execute on function fixward.rule_id(uuid, text), fixward.rule_json(fixward.guardian_rules),
  fixward.write_rules(uuid, jsonb, integer[]), fixward.save_rules(jsonb), fixward.list_rules(jsonb),
  fixward.delete_rules(jsonb), fixward.write_rule_events(uuid, jsonb, integer[]), fixward.record_rule_events(jsonb)
  to authenticated;
select fixward.secure_schema();

insert into fixward.schema_version (version, name) values (14, 'rules') on conflict do nothing;

commit;
