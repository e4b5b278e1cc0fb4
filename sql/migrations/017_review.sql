-- Fixward store, migration 017: reviewing and merging patterns, the weekly review, the library in figures.
begin;
set local search_path = fixward, extensions, public, pg_temp;

insert into fixward.api_fields (record, field, kind, required, at_least, at_most, allowed, format)
select v.record, v.field, v.kind, v.required, v.at_least, v.at_most, v.allowed, v.format
from (values
  ('review_patterns', 'items', 'objects', true, null::numeric, 5000::numeric, null::text[], null::text),
  ('review', 'id', 'uuid', true, null, null, null, null),
  ('review', 'decision', 'text', true, null, null, array['approve', 'reject', 'retire', 'suggest', 'reactivate'], null),
  ('review', 'notes', 'text', false, null, 50000, null, null),
  ('review', 'patch', 'object', false, null, null, null, null),
  ('review', 'base_version', 'integer', false, 1, null, null, null),
  ('merge_patterns', 'into', 'uuid', true, null, null, null, null),
  ('merge_patterns', 'from', 'uuids', true, 1, 100, null, null),
  ('merge_patterns', 'dry_run', 'boolean', false, null, null, null, null),
  ('weekly_review', 'since', 'time', false, null, null, null, null),
  ('weekly_review', 'until', 'time', false, null, null, null, null),
  ('weekly_review', 'limit', 'integer', false, 1, 200, null, null),
  ('weekly_review', 'minimum_trials', 'integer', false, 1, 1000, null, null),
  ('weekly_review', 'minimum_fired', 'integer', false, 1, 100000, null, null)
) as v (record, field, kind, required, at_least, at_most, allowed, format)
on conflict (record, field) do update set
  kind = excluded.kind, required = excluded.required, at_least = excluded.at_least, at_most = excluded.at_most,
  allowed = excluded.allowed, format = excluded.format;

-- Reviews the items at the positions given: what the decision means as a change of the pattern, written like any other.
create or replace function fixward.write_reviews(workspace uuid, items jsonb, positions integer[])
returns table (item integer, result jsonb)
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
  changes jsonb;
  written jsonb;
begin
  with judged as (
    select e.position, e.value, p.status,
      case e.value ->> 'decision'
        when 'approve' then jsonb_build_object('status', 'active', 'reviewed', true)
        when 'reject' then jsonb_build_object('status', 'draft', 'reviewed', false)
        when 'retire' then jsonb_build_object('status', 'retired')
        when 'suggest' then jsonb_build_object('status', 'suggested')
        when 'reactivate' then jsonb_build_object('status', 'active', 'reviewed', true)
      end as decided
    from jsonb_array_elements(items) with ordinality as e (value, position)
    left join fixward.fix_patterns p on p.id = case when e.position = any (positions) then (e.value ->> 'id')::uuid end
      and p.workspace_id = workspace and p.deleted_at is null
  )
  select jsonb_agg(case when j.position = any (positions) then
      coalesce(nullif(j.value -> 'patch', 'null'), '{}') || j.decided
      || jsonb_build_object('id', j.value -> 'id', 'base_version', j.value -> 'base_version')
      || case when j.value ->> 'notes' is null then '{}' else jsonb_build_object('reviewer_notes', j.value -> 'notes') end
    else '{}' end order by j.position)
  into changes from judged j;

  return query
  select e.position::integer, case
    when p.id is null then fixward.api_error('not_found', 'items[' || e.position - 1 || ']: there is no such pattern.',
      'items[' || e.position - 1 || '].id')
    else fixward.conflict_with('items[' || e.position - 1 || '].decision: a pattern that is ' || p.status || ' cannot be '
      || d.done || '.', 'items[' || e.position - 1 || '].decision', fixward.pattern_by_id(p.id)) end
  from jsonb_array_elements(items) with ordinality as e (value, position)
  join (values ('approve', 'approved', array['draft', 'suggested', 'active']), ('reject', 'rejected', array['draft', 'suggested']),
               ('retire', 'retired', array['draft', 'suggested', 'active']), ('suggest', 'suggested', array['draft', 'suggested']),
               ('reactivate', 'reactivated', array['retired'])) as d (decision, done, allowed)
    on d.decision = e.value ->> 'decision'
  left join fixward.fix_patterns p on p.id = (e.value ->> 'id')::uuid and p.workspace_id = workspace and p.deleted_at is null
  where e.position = any (positions) and (p.id is null or not p.status = any (d.allowed));

  -- Only those that were not turned down above.
  select array_agg(t.place) into positions
  from unnest(positions) as t (place)
  join fixward.fix_patterns p on p.id = (items -> (t.place - 1) ->> 'id')::uuid and p.workspace_id = workspace and p.deleted_at is null
  where p.status = any (case items -> (t.place - 1) ->> 'decision'
    when 'reactivate' then array['retired']
    when 'approve' then array['draft', 'suggested', 'active']
    when 'retire' then array['draft', 'suggested', 'active']
    else array['draft', 'suggested'] end);
  if positions is null then
    return;
  end if;

  select jsonb_agg(jsonb_build_object('item', w.item, 'result', w.result)) into written
  from fixward.write_patterns(workspace, changes, positions, true) w;

  -- A pattern that is used again counts for itself again.
  update fixward.fix_patterns p set merged_into_id = null
  where p.merged_into_id is not null and p.status = 'active'
    and p.id in (select (items -> (t.place - 1) ->> 'id')::uuid from unnest(positions) as t (place)
                 where items -> (t.place - 1) ->> 'decision' = 'reactivate');

  return query
  select (w ->> 'item')::integer, case when w #>> '{result,ok}' = 'true'
    then w -> 'result' || jsonb_build_object('status', p.status, 'version', p.version)
    else jsonb_set(jsonb_set(w -> 'result',
      '{error,message}', to_jsonb(replace(w #>> '{result,error,message}', 'patterns[', 'items['))),
      '{error,field}', to_jsonb(replace(w #>> '{result,error,field}', 'patterns[', 'items[')))
    end
  from jsonb_array_elements(written) w
  left join fixward.fix_patterns p on p.id = (w #>> '{result,id}')::uuid;
end
$$;

-- Decides about patterns; a patch changes content in the same step.
--   request {workspace_id?, items: [{id, decision: 'approve' | 'reject' | 'retire' | 'suggest' | 'reactivate', notes?,
--     patch?, base_version?}]}
--   answer  {results: [{ok, id, key, version, status, changed, created}]}
-- approve: draft or suggested becomes active and reviewed. reject: back to a draft, with the notes. retire: kept, and
-- offered no more. reactivate: a retired one is active again, and what was merged counts for itself again. suggest: a
-- draft asks for review; that one is for members, the others for maintainers.
create or replace function fixward.review_patterns(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('review_patterns', request),
                            fixward.workspace_failure(request, 'member'));
  workspace constant uuid := fixward.workspace_of(request);
  reviews constant boolean := workspace in (select fixward.workspaces_with_role('maintainer'));
  items constant jsonb := request -> 'items';
  faults jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  with listed as (
    select e.position::integer as item, e.value, 'items[' || e.position - 1 || ']' as path
    from jsonb_array_elements(items) with ordinality as e (value, position)
    where jsonb_typeof(e.value) = 'object'
  )
  select coalesce(jsonb_object_agg(f.item, f.failure order by f.rank desc), '{}') into faults
  from (
    select 0 as rank, c.item, c.failure from fixward.check_items('review', items, 'items') c
    union all
    select 1, l.item, fixward.api_error('forbidden', l.path || '.decision: only a maintainer may ' || (l.value ->> 'decision') || ' a pattern.',
      l.path || '.decision')
    from listed l where not reviews and l.value ->> 'decision' in ('approve', 'reject', 'retire', 'reactivate')
    union all
    select 2, l.item, jsonb_set(jsonb_set(c.failure,
      '{error,message}', to_jsonb(replace(c.failure #>> '{error,message}', 'patterns[0]', l.path || '.patch'))),
      '{error,field}', to_jsonb(replace(c.failure #>> '{error,field}', 'patterns[0]', l.path || '.patch')))
    from listed l
    cross join lateral fixward.check_items('pattern', jsonb_build_array(l.value -> 'patch'), 'patterns', true) c
    where jsonb_typeof(l.value -> 'patch') = 'object'
    union all
    select 3, t.item, fixward.api_error('conflict', t.path || '.id: stands in this batch already, as items[' || t.first - 1 || '].', t.path || '.id')
    from (select l.item, l.path, first_value(l.item) over (partition by lower(l.value ->> 'id') order by l.item) as first from listed l) t
    where t.first < t.item
  ) f;
  return fixward.write_batch('fixward.write_reviews', workspace, items, 'items', faults);
end
$$;

-- Entries of both lists, each once, in the order in which they come first; at most as many as a pattern may have.
create or replace function fixward.joined_texts(lists jsonb) returns jsonb
language sql immutable
set search_path = ''
as $$
  select coalesce(pg_catalog.jsonb_agg(u.value order by u.place), '[]')
  from (
    select e.value, pg_catalog.min(l.position * 100000 + e.position) as place
    from pg_catalog.jsonb_array_elements(lists) with ordinality as l (value, position)
    cross join lateral pg_catalog.jsonb_array_elements(l.value) with ordinality as e (value, position)
    group by e.value
    order by 2 limit 200
  ) u
$$;

-- Makes one pattern of several. The one that stays takes over lists, what it had empty, relations, task links, rules and
-- the record of applications; the others are retired and point to it, so that what is recorded of them later counts too.
--   request {workspace_id?, into, from: [ids], dry_run?: false}
--   answer  {into: pattern, merged: [ids], differences: [{field, kept, dropped: [{id, key, value}]}], conflicts:
--     [{id, from: {id, key}, to: {id, key}}], moved: {applications, relations, tasks, rules}}
-- "differences": where they said different things, what is kept and what is not. "conflicts": relations of conflict
-- between the patterns that are merged. "dry_run" shows all this and changes nothing.
create or replace function fixward.merge_patterns(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
  failure jsonb := coalesce(fixward.check_request('merge_patterns', request),
                            fixward.workspace_failure(request, 'maintainer'));
  workspace constant uuid := fixward.workspace_of(request);
  dry_run constant boolean := coalesce(request ->> 'dry_run' = 'true', false);
  survivor uuid;
  gone uuid[];
  missing uuid;
  kept jsonb;
  others jsonb;
  change jsonb;
  differences jsonb;
  conflicts jsonb;
  moved jsonb;
  written jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  survivor := (request ->> 'into')::uuid;
  select array_agg(f.id order by f.place) into gone
  from (select t.id, min(t.place) as place from unnest(fixward.uuids_in(request -> 'from')) with ordinality as t (id, place) group by t.id) f;
  if survivor = any (gone) then
    return fixward.api_error('invalid', 'from: a pattern cannot be merged into itself.', 'from');
  end if;
  perform from fixward.fix_patterns p where p.id = any (gone || survivor) and p.workspace_id = workspace
  order by p.id for no key update;
  select t.wanted into missing from unnest(array[survivor] || gone) as t (wanted)
  where not exists (select from fixward.pattern_records r where r.id = t.wanted and r.workspace_id = workspace) limit 1;
  if missing is not null then
    return fixward.api_error('not_found', case when missing = survivor then 'into' else 'from' end || ': there is no pattern '
      || missing || '.', case when missing = survivor then 'into' else 'from' end);
  end if;
  if exists (select from fixward.fix_patterns p where p.id = any (gone || survivor) and p.merged_into_id is not null
             and not (p.id = any (gone) and p.merged_into_id = survivor)) then
    return fixward.api_error('conflict', 'from: one of the patterns was merged into another already; name that one.', 'from');
  end if;

  kept := fixward.pattern_by_id(survivor);
  select jsonb_agg(fixward.pattern_by_id(t.id) order by t.place) into others
  from unnest(gone) with ordinality as t (id, place);

  -- Lists grow. One that is empty because it holds for everything stays empty.
  select coalesce(jsonb_object_agg(f.field, fixward.joined_texts(
      jsonb_build_array(kept -> f.field) || (select jsonb_agg(o -> f.field) from jsonb_array_elements(others) o))), '{}')
  into change
  from unnest(array['tags', 'workflows', 'symptoms', 'learnings', 'anti_patterns', 'verification_steps', 'rule_ids',
    'references', 'related_files', 'applied_to_files', 'task_ids', 'examples', 'counter_examples', 'layers', 'file_types']) as f (field)
  where not (f.field in ('layers', 'file_types')
    and (kept -> f.field = '[]' or exists (select from jsonb_array_elements(others) o where o -> f.field = '[]')));
  change := change || coalesce((
    select jsonb_object_agg(f.field, '[]'::jsonb) from unnest(array['layers', 'file_types']) as f (field)
    where not change ? f.field), '{}');
  -- What the one that stays has not, it takes from the first that has it.
  select change || coalesce(jsonb_object_agg(f.field, f.value), '{}') into change
  from (
    select distinct on (f.field) f.field, o.value -> f.field as value
    from unnest(array['code_type', 'code_before', 'code_after', 'prevention_guidance', 'pattern', 'rule', 'source_file_audit_id']) as f (field)
    cross join jsonb_array_elements(others) with ordinality as o (value, place)
    where not kept ? f.field and o.value ? f.field
    order by f.field, o.place
  ) f;
  if kept -> 'solution_steps' = '[]' then
    change := change || jsonb_build_object('solution_steps', coalesce((
      select o -> 'solution_steps' from jsonb_array_elements(others) o where o -> 'solution_steps' <> '[]' limit 1), '[]'));
  end if;

  select coalesce(jsonb_agg(jsonb_build_object('field', d.field, 'kept', kept -> d.field, 'dropped', d.dropped) order by d.place), '[]')
  into differences
  from (
    select f.field, f.place, jsonb_agg(jsonb_build_object('id', o -> 'id', 'key', o -> 'key', 'value', o -> f.field)) as dropped
    from unnest(array['title', 'problem_type', 'severity', 'code_type', 'problem_description', 'solution_steps',
      'code_before', 'code_after', 'prevention_guidance', 'pattern', 'rule']) with ordinality as f (field, place)
    cross join jsonb_array_elements(others) o
    where kept ? f.field and o ? f.field and o -> f.field <> kept -> f.field and o -> f.field <> '[]' and kept -> f.field <> '[]'
    group by f.field, f.place
  ) d;
  select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'from', jsonb_build_object('id', f.id, 'key', f.key),
    'to', jsonb_build_object('id', t.id, 'key', t.key))), '[]')
  into conflicts
  from fixward.pattern_relationships r
  join fixward.fix_patterns f on f.id = r.from_pattern_id
  join fixward.fix_patterns t on t.id = r.to_pattern_id
  where r.kind = 'conflicts' and r.deleted_at is null and not r.rejected
    and r.from_pattern_id = any (gone || survivor) and r.to_pattern_id = any (gone || survivor);
  moved := jsonb_build_object(
    'applications', (select count(*) from fixward.fix_patterns p join fixward.pattern_applications a on a.pattern_id = p.id
                     where p.id = any (gone) or p.merged_into_id = any (gone)),
    'relations', (select count(*) from fixward.pattern_relationships r where r.deleted_at is null
                  and (r.from_pattern_id = any (gone)) <> (r.to_pattern_id = any (gone))
                  and survivor not in (r.from_pattern_id, r.to_pattern_id)),
    'tasks', (select count(*) from fixward.task_links l where l.deleted_at is null and l.pattern_id = any (gone)),
    'rules', (select count(*) from fixward.guardian_rules r where r.deleted_at is null and r.source_pattern_id = any (gone)));
  if dry_run then
    return fixward.api_ok(jsonb_build_object('into', kept || change, 'merged', to_jsonb(gone), 'differences', differences,
      'conflicts', conflicts, 'moved', moved));
  end if;

  select w.result into written
  from fixward.write_patterns(workspace, jsonb_build_array(change || jsonb_build_object('id', survivor)), array[1], true) w;
  if written ->> 'ok' = 'false' then
    return written;
  end if;
  perform fixward.move_relations(workspace, gone, survivor);
  insert into fixward.task_links as l (workspace_id, task_id, title, url, pattern_id, created_by)
  select distinct on (t.task_id) workspace, t.task_id, t.title, t.url, survivor, fixward.current_user_id()
  from fixward.task_links t where t.pattern_id = any (gone) and t.deleted_at is null
  order by t.task_id, t.created_at
  on conflict (workspace_id, task_id, pattern_id, file_audit_id) do update
  set title = coalesce(l.title, excluded.title), url = coalesce(l.url, excluded.url), deleted_at = null;
  update fixward.task_links t set deleted_at = now() where t.pattern_id = any (gone) and t.deleted_at is null;
  update fixward.guardian_rules r set source_pattern_id = survivor where r.source_pattern_id = any (gone);
  update fixward.fix_patterns p
  set status = 'retired', merged_into_id = survivor,
      reviewer_notes = concat_ws(E'\n', p.reviewer_notes, 'Merged into ' || (kept ->> 'key') || '.')
  where p.id = any (gone);
  return fixward.api_ok(jsonb_build_object('into', fixward.pattern_by_id(survivor), 'merged', to_jsonb(gone),
    'differences', differences, 'conflicts', conflicts, 'moved', moved));
end
$$;

-- Hands the relations of patterns that go to the one that stays; what would relate it to itself goes.
create or replace function fixward.move_relations(workspace uuid, gone uuid[], survivor uuid) returns void
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
begin
  insert into fixward.pattern_relationships as r (workspace_id, from_pattern_id, to_pattern_id, kind, strength, found_by,
    confirmed, rejected, evidence, created_by)
  select workspace, m.from_id, m.to_id, m.kind, max(m.strength),
    case when bool_or(m.found_by = 'manual') then 'manual' else min(m.found_by) end,
    bool_or(m.confirmed), bool_or(m.rejected) and not bool_or(m.confirmed), '{}', fixward.current_user_id()
  from (
    select o.*, case when o.kind = 'conflicts' then least(o.new_from, o.new_to) else o.new_from end as from_id,
      case when o.kind = 'conflicts' then greatest(o.new_from, o.new_to) else o.new_to end as to_id
    from (
      select t.kind, t.strength, t.found_by, t.confirmed, t.rejected,
        case when t.from_pattern_id = any (gone) then survivor else t.from_pattern_id end as new_from,
        case when t.to_pattern_id = any (gone) then survivor else t.to_pattern_id end as new_to
      from fixward.pattern_relationships t
      where t.deleted_at is null and (t.from_pattern_id = any (gone) or t.to_pattern_id = any (gone))
    ) o where o.new_from <> o.new_to
  ) m
  group by m.from_id, m.to_id, m.kind
  on conflict (workspace_id, from_pattern_id, to_pattern_id, kind) do update
  set strength = greatest(r.strength, excluded.strength),
      confirmed = r.confirmed or (excluded.confirmed and not r.rejected),
      rejected = r.rejected or (excluded.rejected and not r.confirmed), deleted_at = null;
  update fixward.pattern_relationships t set deleted_at = now()
  where t.deleted_at is null and (t.from_pattern_id = any (gone) or t.to_pattern_id = any (gone));
end
$$;

-- What a week of work shows about the library.
--   request {workspace_id?, since?: a week before until, until?: now, limit?: 10, minimum_trials?: 5, minimum_fired?: 10}
--   answer  {since, until,
--     most_used: [{id, key, title, status, successes, failures, applied_count, success_rate?, avg_time_saved?,
--       confidence_score, last_applied?, applied, undone}],
--     least_successful: [the same, with success_lower],
--     gaps: [{name, severity?, fired, fixed}],
--     noisy_rules: [{name, severity?, fired, fixed, dismissed, suppressed, share, proposal, reason}],
--     relations_to_confirm: [{id, kind, strength, found_by, from: {id, key, title}, to: {id, key, title}, evidence}],
--     counts: {offered, applied, kept, undone, dismissed, failed, patterns_added, patterns_reviewed, fired, fixed,
--       waved_away}}
-- most_used: by applications in the time. least_successful: patterns in use with enough trials, by the least success
-- rate that their record speaks for. gaps: rules that fired and no active pattern names. noisy_rules: the share of
-- dismissed and suppressed among fired, in the time; the proposal is 'add-exception' while some findings are still
-- fixed, 'lower-severity' for what is HIGH or worse and mostly waved away, 'make-opt-in' when next to nothing is fixed.
-- relations_to_confirm: found by order or likeness, and nobody has said anything yet.
create or replace function fixward.weekly_review(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
  failure jsonb := coalesce(fixward.check_request('weekly_review', request),
                            fixward.workspace_failure(request, 'reader'));
  workspace constant uuid := fixward.workspace_of(request);
  most constant integer := coalesce((request ->> 'limit')::integer, 10);
  until_time timestamptz;
  since_time timestamptz;
  most_used jsonb;
  least_successful jsonb;
  gaps jsonb;
  noisy jsonb;
  relations jsonb;
  counts jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  until_time := coalesce((request ->> 'until')::timestamptz, now());
  since_time := coalesce((request ->> 'since')::timestamptz, until_time - interval '7 days');

  select coalesce(jsonb_agg(fixward.used_pattern(r) || jsonb_build_object('applied', u.applied, 'undone', u.undone) order by u.place), '[]')
  into most_used
  from (
    select c.*, row_number() over (order by c.applied desc, c.undone, c.id) as place
    from (
      select coalesce(p.merged_into_id, p.id) as id, count(*) filter (where a.event = 'applied') as applied,
        count(*) filter (where a.event = 'undone') as undone
      from fixward.pattern_applications a join fixward.fix_patterns p on p.id = a.pattern_id
      where a.workspace_id = workspace and a.happened_at >= since_time and a.happened_at < until_time
      group by 1
    ) c where c.applied > 0
  ) u
  join fixward.pattern_records r on r.id = u.id
  where u.place <= most;

  select coalesce(jsonb_agg(fixward.used_pattern(r) || jsonb_build_object('success_lower', l.lower) order by l.place), '[]')
  into least_successful
  from (
    select p.id, fixward.least_share(p.successes, p.successes + p.failures) as lower,
      row_number() over (order by fixward.least_share(p.successes, p.successes + p.failures), p.failures desc, p.id) as place
    from fixward.fix_patterns p
    where p.workspace_id = workspace and p.deleted_at is null and p.status <> 'retired' and p.failures > 0
      and p.successes + p.failures >= coalesce((request ->> 'minimum_trials')::integer, 5)
  ) l
  join fixward.pattern_records r on r.id = l.id
  where l.place <= most;

  with fired as (
    select e.rule_name as name, coalesce(sum(e.amount) filter (where e.event = 'fired'), 0) as fired,
      coalesce(sum(e.amount) filter (where e.event = 'fixed'), 0) as fixed,
      coalesce(sum(e.amount) filter (where e.event = 'dismissed'), 0) as dismissed,
      coalesce(sum(e.amount) filter (where e.event = 'suppressed'), 0) as suppressed
    from fixward.rule_events e
    where e.workspace_id = workspace and e.happened_at >= since_time and e.happened_at < until_time
    group by e.rule_name
  ),
  described as (
    select f.*, r.severity, round((f.dismissed + f.suppressed) / nullif(f.fired, 0)::numeric, 4) as share
    from fired f
    left join fixward.guardian_rules r on r.workspace_id = workspace and r.name = f.name and r.deleted_at is null
  ),
  mended as materialized (
    select distinct rule.name
    from fixward.fix_patterns p cross join lateral unnest(p.rule_ids) as rule (name)
    where p.workspace_id = workspace and p.deleted_at is null and p.status = 'active'
  )
  select
    (select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('name', g.name, 'severity', g.severity, 'fired', g.fired,
        'fixed', g.fixed)) order by g.fired desc, g.name), '[]')
     from (
       select d.* from described d
       where d.fired > 0 and not exists (select from mended m where m.name = d.name)
       order by d.fired desc, d.name limit most) g),
    (select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('name', n.name, 'severity', n.severity, 'fired', n.fired,
        'fixed', n.fixed, 'dismissed', n.dismissed, 'suppressed', n.suppressed, 'share', least(n.share, 1),
        'proposal', n.proposal, 'reason', fixward.noise_reason(n.proposal, n.fired, n.fixed, n.dismissed, n.suppressed)))
        order by n.share desc, n.fired desc, n.name), '[]')
     from (
       select d.*, fixward.noise_proposal(d.severity, d.fired, d.fixed, d.dismissed, d.suppressed) as proposal
       from described d
       where d.fired >= coalesce((request ->> 'minimum_fired')::integer, 10)
         and fixward.noise_proposal(d.severity, d.fired, d.fixed, d.dismissed, d.suppressed) is not null
       order by d.share desc, d.fired desc, d.name limit most) n),
    (select jsonb_build_object('fired', coalesce(sum(d.fired), 0), 'fixed', coalesce(sum(d.fixed), 0),
        'waved_away', coalesce(sum(d.dismissed + d.suppressed), 0)) from described d)
  into gaps, noisy, counts;

  select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'kind', s.kind, 'strength', s.strength, 'found_by', s.found_by,
      'evidence', s.evidence, 'from', jsonb_build_object('id', f.id, 'key', f.key, 'title', f.title),
      'to', jsonb_build_object('id', t.id, 'key', t.key, 'title', t.title)) order by s.kind <> 'conflicts', s.strength desc, s.id), '[]')
  into relations
  from (
    select r.* from fixward.pattern_relationships r
    where r.workspace_id = workspace and r.deleted_at is null and r.found_by in ('sequence', 'similarity')
      and not r.confirmed and not r.rejected
      and (select count(*) from fixward.fix_patterns p where p.id in (r.from_pattern_id, r.to_pattern_id)
           and p.deleted_at is null and p.status <> 'retired') = 2
    order by r.kind <> 'conflicts', r.strength desc, r.id limit most
  ) s
  join fixward.fix_patterns f on f.id = s.from_pattern_id
  join fixward.fix_patterns t on t.id = s.to_pattern_id;

  counts := (
    select '{"offered": 0, "applied": 0, "kept": 0, "undone": 0, "dismissed": 0, "failed": 0}'::jsonb
      || coalesce(jsonb_object_agg(c.event, c.number), '{}')
    from (
      select a.event, count(*) as number from fixward.pattern_applications a
      where a.workspace_id = workspace and a.happened_at >= since_time and a.happened_at < until_time group by a.event
    ) c
  ) || (
    select jsonb_build_object(
      'patterns_added', count(*) filter (where p.created_at >= since_time and p.created_at < until_time),
      'patterns_to_review', count(*) filter (where p.status = 'suggested'))
    from fixward.fix_patterns p where p.workspace_id = workspace and p.deleted_at is null
  ) || counts;
  return fixward.api_ok(jsonb_build_object('since', since_time, 'until', until_time, 'most_used', most_used,
    'least_successful', least_successful, 'gaps', gaps, 'noisy_rules', noisy, 'relations_to_confirm', relations,
    'counts', counts));
end
$$;

create or replace function fixward.used_pattern(r fixward.pattern_records) returns jsonb
language sql stable
set search_path = fixward, extensions, public, pg_temp
as $$
  select jsonb_strip_nulls(jsonb_build_object('id', r.id, 'key', r.key, 'title', r.title, 'status', r.status,
    'severity', r.severity, 'successes', r.successes, 'failures', r.failures, 'applied_count', r.applied_count,
    'success_rate', r.success_rate, 'avg_time_saved', r.avg_time_saved, 'confidence_score', r.confidence_score,
    'last_applied', r.last_applied))
$$;

-- What to do about a rule whose findings are waved away; null when they are not, judged by the share that the numbers
-- speak for and not by the share itself, so that few findings prove nothing.
create or replace function fixward.noise_proposal(
  severity text, fired numeric, fixed numeric, dismissed numeric, suppressed numeric
) returns text
language sql immutable
set search_path = ''
as $$
  select case
    when fired <= 0 or fixward.least_share(least(dismissed + suppressed, fired), fired) < 0.3 then null
    when fixed >= fired * 0.15 then 'add-exception'
    when severity in ('CRITICAL', 'HIGH') and (dismissed + suppressed) < fired * 0.8 then 'lower-severity'
    else 'make-opt-in'
  end
$$;

create or replace function fixward.noise_reason(
  proposal text, fired numeric, fixed numeric, dismissed numeric, suppressed numeric
) returns text
language sql immutable
set search_path = ''
as $$
  select pg_catalog.format('%s of %s findings were dismissed, %s suppressed, %s fixed: ', dismissed, fired, suppressed, fixed)
    || case proposal
      when 'add-exception' then 'some are real, so except the cases that are not.'
      when 'lower-severity' then 'it cries louder than people think it should.'
      else 'next to nobody mends them, so let those who want the rule switch it on.'
    end
$$;

-- The library in figures.
--   request {workspace_id?}
--   answer  {total, reviewed, by_status, by_origin, by_problem_type, by_severity, by_layer, without_rule, applied,
--     relations, rules}
-- "by_layer" counts a pattern in each of its layers; "all" are those that name none.
create or replace function fixward.library_summary(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('library_summary', request),
                            fixward.workspace_failure(request, 'reader'));
  workspace constant uuid := fixward.workspace_of(request);
  grouped jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  with patterns as (
    select p.status, p.origin, p.problem_type, p.severity, p.layers
    from fixward.fix_patterns p where p.workspace_id = workspace and p.deleted_at is null
  ),
  counted as (
    select 'by_status' as name, p.status as value, count(*) as number from patterns p group by p.status
    union all select 'by_origin', p.origin, count(*) from patterns p group by p.origin
    union all select 'by_problem_type', p.problem_type, count(*) from patterns p group by p.problem_type
    union all select 'by_severity', p.severity, count(*) from patterns p group by p.severity
    union all select 'by_layer', l.layer::text, count(*) from patterns p cross join lateral unnest(p.layers) as l (layer) group by l.layer
    union all select 'by_layer', 'all', count(*) from patterns p where p.layers = '{}' having count(*) > 0
  )
  select '{"by_status": {}, "by_origin": {}, "by_problem_type": {}, "by_severity": {}, "by_layer": {}}'::jsonb
    || coalesce(jsonb_object_agg(g.name, g.numbers), '{}')
  into grouped
  from (select c.name, jsonb_object_agg(c.value, c.number) as numbers from counted c group by c.name) g;
  return fixward.api_ok(grouped || (
    select jsonb_build_object('total', count(*), 'reviewed', count(*) filter (where p.reviewed),
      'without_rule', count(*) filter (where p.rule_ids = '{}'), 'applied', coalesce(sum(p.applied_count), 0))
    from fixward.fix_patterns p where p.workspace_id = workspace and p.deleted_at is null)
    || jsonb_build_object(
      'relations', (select count(*) from fixward.pattern_relationships r where r.workspace_id = workspace and r.deleted_at is null),
      'rules', (select count(*) from fixward.guardian_rules r where r.workspace_id = workspace and r.deleted_at is null)));
end
$$;

insert into fixward.api_functions (name, writes) values
  ('review_patterns', true), ('merge_patterns', true), ('weekly_review', false), ('library_summary', false)
on conflict (name) do update set writes = excluded.writes;

grant execute on function fixward.write_reviews(uuid, jsonb, integer[]), fixward.review_patterns(jsonb),
  fixward.joined_texts(jsonb), fixward.merge_patterns(jsonb), fixward.move_relations(uuid, uuid[], uuid),
  fixward.weekly_review(jsonb), fixward.used_pattern(fixward.pattern_records),
  fixward.noise_proposal(text, numeric, numeric, numeric, numeric),
  fixward.noise_reason(text, numeric, numeric, numeric, numeric), fixward.library_summary(jsonb) to authenticated;
select fixward.secure_schema();

insert into fixward.schema_version (version, name) values (17, 'review') on conflict do nothing;

commit;
