-- Fixward store, migration 013: how patterns stand to each other. A relation reads as a sentence from its first pattern
-- to its second: A is a prerequisite of B, A follows B, A conflicts with B, A enhances B.
begin;
set local search_path = fixward, extensions, public, pg_temp;

insert into fixward.api_fields (record, field, kind, required, at_least, at_most, allowed, format)
select v.record, v.field, v.kind, v.required, v.at_least, v.at_most, v.allowed, v.format
from (values
  ('relate_patterns', 'relations', 'objects', true, null::numeric, 5000::numeric, null::text[], null::text),
  ('relation', 'id', 'uuid', false, null, null, null, null),
  ('relation', 'from_pattern_id', 'uuid', false, null, null, null, null),
  ('relation', 'from_key', 'text', false, 1, 120, null, null),
  ('relation', 'to_pattern_id', 'uuid', false, null, null, null, null),
  ('relation', 'to_key', 'text', false, 1, 120, null, null),
  ('relation', 'kind', 'text', true, null, null, array['prerequisite', 'follows', 'conflicts', 'enhances'], null),
  ('relation', 'strength', 'number', false, 0, 1, null, null),
  ('relation', 'found_by', 'text', false, null, null,
    array['manual', 'sequence', 'similarity', 'shipped', 'imported'], null),
  ('relation', 'confirmed', 'boolean', false, null, null, null, null),
  ('relation', 'rejected', 'boolean', false, null, null, null, null),
  ('relation', 'evidence', 'object', false, null, null, null, null),
  ('related_patterns', 'id', 'uuid', false, null, null, null, null),
  ('related_patterns', 'key', 'text', false, 1, 120, null, null),
  ('related_patterns', 'include_rejected', 'boolean', false, null, null, null, null),
  ('related_patterns', 'similar', 'integer', false, 0, 50, null, null),
  ('list_relations', 'kinds', 'texts', false, null, 4, array['prerequisite', 'follows', 'conflicts', 'enhances'], null),
  ('list_relations', 'pattern_ids', 'uuids', false, null, 5000, null, null),
  ('list_relations', 'include_rejected', 'boolean', false, null, null, null, null),
  ('list_relations', 'limit', 'integer', false, 1, 5000, null, null),
  ('delete_relations', 'ids', 'uuids', true, null, 5000, null, null),
  ('suggest_relations', 'minutes', 'integer', false, 1, 10080, null, null),
  ('suggest_relations', 'days', 'integer', false, 1, 3650, null, null),
  ('suggest_relations', 'minimum_support', 'integer', false, 2, 1000, null, null),
  ('suggest_relations', 'minimum_lift', 'number', false, 0, 1000, null, null),
  ('suggest_relations', 'limit', 'integer', false, 1, 500, null, null),
  ('suggest_relations', 'dry_run', 'boolean', false, null, null, null, null)
) as v (record, field, kind, required, at_least, at_most, allowed, format)
on conflict (record, field) do update set
  kind = excluded.kind, required = excluded.required, at_least = excluded.at_least, at_most = excluded.at_most,
  allowed = excluded.allowed, format = excluded.format;

-- Adds the relations at the positions given to those that are there.
create or replace function fixward.write_relations(workspace uuid, items jsonb, positions integer[])
returns table (item integer, result jsonb)
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_custom_plan
as $$
begin
  return query
  with asked as materialized (
    select t.place, n.id, n.from_pattern_id, n.to_pattern_id, n.kind, n.strength, n.found_by, n.confirmed, n.rejected,
      n.evidence, i.value ->> 'from_key' as from_key, i.value ->> 'to_key' as to_key
    from unnest(positions) as t (place)
    cross join lateral (select items -> (t.place - 1) as value) i
    cross join lateral jsonb_populate_record(null::fixward.pattern_relationships, i.value) n
  ),
  stored as materialized (
    select n.id, n.key from fixward.patterns_named(workspace,
      array(select a.from_pattern_id from asked a union select a.to_pattern_id from asked a),
      array(select a.from_key from asked a union select a.to_key from asked a)) n
  ),
  given as materialized (
    select a.*, s.first_id, s.second_id,
      -- Conflict has no direction: kept once, whichever pattern was named first.
      case when a.kind = 'conflicts' then least(s.first_id, s.second_id) else s.first_id end as from_id,
      case when a.kind = 'conflicts' then greatest(s.first_id, s.second_id) else s.second_id end as to_id
    from asked a
    left join stored f on f.id = a.from_pattern_id
    left join stored fk on a.from_pattern_id is null and fk.key = a.from_key
    left join stored t on t.id = a.to_pattern_id
    left join stored tk on a.to_pattern_id is null and tk.key = a.to_key
    cross join lateral (select coalesce(f.id, fk.id) as first_id, coalesce(t.id, tk.id) as second_id) s
  ),
  written as (
    insert into fixward.pattern_relationships as r (id, workspace_id, from_pattern_id, to_pattern_id, kind, strength,
      found_by, confirmed, rejected, evidence, created_by)
    select coalesce(g.id, gen_random_uuid()), workspace, g.from_id, g.to_id, g.kind,
      coalesce(g.strength, case when coalesce(g.found_by, 'manual') = 'manual' then 1 else 0.5 end),
      coalesce(g.found_by, 'manual'), coalesce(g.confirmed, false), coalesce(g.rejected, false),
      coalesce(g.evidence, '{}'), fixward.current_user_id()
    from given g where g.from_id <> g.to_id
    on conflict (workspace_id, from_pattern_id, to_pattern_id, kind) do update
    set strength = greatest(r.strength, excluded.strength),
        found_by = case when excluded.found_by = 'manual' then 'manual' else r.found_by end,
        -- Only a verdict replaces a verdict.
        confirmed = case when excluded.confirmed or excluded.rejected then excluded.confirmed else r.confirmed end,
        rejected = case when excluded.confirmed or excluded.rejected then excluded.rejected else r.rejected end,
        evidence = r.evidence || excluded.evidence,
        deleted_at = case when excluded.found_by in ('manual', 'imported') then null else r.deleted_at end
    returning r.id, r.version, r.from_pattern_id, r.to_pattern_id, r.kind, (r.xmax = 0) as made
  )
  select g.place, case
    when g.first_id is null then fixward.api_error('not_found', 'relations[' || g.place - 1 || ']: there is no such first pattern.',
      'relations[' || g.place - 1 || '].' || case when items -> (g.place - 1) ->> 'from_pattern_id' is null then 'from_key' else 'from_pattern_id' end)
    when g.second_id is null then fixward.api_error('not_found', 'relations[' || g.place - 1 || ']: there is no such second pattern.',
      'relations[' || g.place - 1 || '].' || case when items -> (g.place - 1) ->> 'to_pattern_id' is null then 'to_key' else 'to_pattern_id' end)
    when g.first_id = g.second_id then fixward.api_error('invalid',
      'relations[' || g.place - 1 || ']: a pattern stands in no relation to itself.', 'relations[' || g.place - 1 || ']')
    else jsonb_build_object('ok', true, 'id', w.id, 'version', w.version, 'created', w.made)
  end
  from given g
  left join written w on w.from_pattern_id = g.from_id and w.to_pattern_id = g.to_id and w.kind = g.kind;
end
$$;

-- Relates patterns; a relation that is there grows: the stronger strength stays, a person's verdict stays until another.
--   request {workspace_id?, relations: [{from_pattern_id | from_key, to_pattern_id | to_key, kind: 'prerequisite' |
--     'follows' | 'conflicts' | 'enhances', strength?: 0–1, found_by?: 'manual' | 'sequence' | 'similarity' | 'shipped' |
--     'imported', confirmed?, rejected?, evidence?}]}
--   answer  {results: [{ok, id, version, created}]}
create or replace function fixward.relate_patterns(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('relate_patterns', request),
                            fixward.workspace_failure(request, 'member'));
  faults jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  with listed as (
    select e.position::integer as item, e.value, 'relations[' || e.position - 1 || ']' as path
    from jsonb_array_elements(request -> 'relations') with ordinality as e (value, position)
    where jsonb_typeof(e.value) = 'object'
  )
  select coalesce(jsonb_object_agg(f.item, f.failure order by f.rank desc), '{}') into faults
  from (
    select 0 as rank, c.item, c.failure from fixward.check_items('relation', request -> 'relations', 'relations') c
    union all
    select 1, l.item, fixward.api_error('invalid', l.path || ': needs a ' || s.side || '_pattern_id or a ' || s.side || '_key.',
      l.path || '.' || s.side || '_pattern_id')
    from listed l cross join (values ('from'), ('to')) as s (side)
    where l.value ->> (s.side || '_pattern_id') is null and l.value ->> (s.side || '_key') is null
    union all
    select 1, l.item, fixward.api_error('invalid', l.path || ': is confirmed or rejected, not both.', l.path || '.rejected')
    from listed l where l.value ->> 'confirmed' = 'true' and l.value ->> 'rejected' = 'true'
  ) f;
  return fixward.write_batch('fixward.write_relations', fixward.workspace_of(request), request -> 'relations', 'relations', faults);
end
$$;

-- Takes relations away.
--   request {workspace_id?, ids}
--   answer  {results: [{ok, id}]}
create or replace function fixward.delete_relations(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('delete_relations', request),
                            fixward.workspace_failure(request, 'member'));
begin
  if failure is not null then
    return failure;
  end if;
  return fixward.delete_rows('fixward.pattern_relationships', fixward.workspace_of(request), request -> 'ids');
end
$$;

-- Marks rows as deleted, one by one, so that one which is not the user's to delete does not keep the others.
create or replace function fixward.delete_rows(deleted_from regclass, workspace uuid, ids jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  results jsonb := '[]';
  asked record;
  verdict jsonb;
  present boolean;
  changed integer;
begin
  for asked in
    select 'ids[' || position - 1 || ']' as path, id::uuid as id
    from jsonb_array_elements_text(ids) with ordinality as entry (id, position)
  loop
    begin
      execute format('update %s set deleted_at = now() where id = $1 and workspace_id = $2 and deleted_at is null', deleted_from)
        using asked.id, workspace;
      get diagnostics changed = row_count;
      verdict := jsonb_build_object('ok', true, 'id', asked.id);
      if changed = 0 then
        execute format('select exists (select from %s where id = $1 and workspace_id = $2 and deleted_at is null)', deleted_from)
          into present using asked.id, workspace;
        verdict := case when present
          then fixward.api_error('forbidden', asked.path || ': is for its author, or for a maintainer, to delete.', asked.path)
          else fixward.api_error('not_found', asked.path || ': is not there.', asked.path) end;
      end if;
    exception when insufficient_privilege then
      verdict := fixward.api_error('forbidden', asked.path || ': is for its author, or for a maintainer, to delete.', asked.path);
    end;
    results := results || verdict;
  end loop;
  return fixward.api_ok(jsonb_build_object('results', results));
end
$$;

-- A pattern's relations, conflicts first, and patterns like it.
--   request {workspace_id?, id | key, include_rejected?: false, similar?: 0}
--   answer  {id, key, relations: [{id, kind, outgoing, strength, found_by, confirmed, rejected, evidence,
--     other: {id, key, title, status, severity, successes, failures, applied_count}}], similar: […]}
-- "outgoing": the pattern asked about is the first of the relation. "similar" is how many to look for by meaning; there
-- are none until patterns are embedded.
create or replace function fixward.related_patterns(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('related_patterns', request),
                            fixward.workspace_failure(request, 'reader'));
  workspace constant uuid := fixward.workspace_of(request);
  asked record;
  relations jsonb;
  similar_ones jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  select p.id, p.key into asked from fixward.fix_patterns p
  where p.workspace_id = workspace and p.deleted_at is null
    and case when request ->> 'id' is not null then p.id = (request ->> 'id')::uuid else p.key = request ->> 'key' end;
  if asked.id is null then
    return fixward.api_error('not_found', 'id: there is no such pattern.', case when request ->> 'id' is null then 'key' else 'id' end);
  end if;
  select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'kind', r.kind, 'outgoing', r.from_pattern_id = asked.id,
      'strength', r.strength, 'found_by', r.found_by, 'confirmed', r.confirmed, 'rejected', r.rejected,
      'evidence', r.evidence, 'other', jsonb_build_object('id', o.id, 'key', o.key, 'title', o.title,
        'status', o.status, 'severity', o.severity, 'successes', o.successes, 'failures', o.failures,
        'applied_count', o.applied_count))
    order by r.kind <> 'conflicts', r.rejected, not r.confirmed, r.strength desc, o.title, r.id), '[]')
  into relations
  from fixward.pattern_relationships r
  join fixward.pattern_records o
    on o.id = case when r.from_pattern_id = asked.id then r.to_pattern_id else r.from_pattern_id end
  where (r.from_pattern_id = asked.id or r.to_pattern_id = asked.id) and r.deleted_at is null
    and (not r.rejected or coalesce((request ->> 'include_rejected')::boolean, false));
  if coalesce((request ->> 'similar')::integer, 0) > 0 and to_regprocedure('fixward.similar_patterns(jsonb)') is not null then
    execute 'select fixward.similar_patterns($1)' into similar_ones
      using jsonb_build_object('workspace_id', workspace, 'id', asked.id, 'limit', (request ->> 'similar')::integer);
  end if;
  return fixward.api_ok(jsonb_build_object('id', asked.id, 'key', asked.key, 'relations', relations,
    'similar', coalesce(similar_ones #> '{data,patterns}', '[]')));
end
$$;

-- Relations of the workspace, for an export or a picture of all of them.
--   request {workspace_id?, kinds?, pattern_ids?, include_rejected?: false, limit?: 1000}
--   answer  {relations: [{id, from: {id, key, title}, to: {id, key, title}, kind, strength, found_by, confirmed, rejected,
--     evidence}], total}
create or replace function fixward.list_relations(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
  failure jsonb := coalesce(fixward.check_request('list_relations', request),
                            fixward.workspace_failure(request, 'reader'));
  workspace constant uuid := fixward.workspace_of(request);
  kinds text[];
  ids uuid[];
  listed jsonb;
  total bigint;
begin
  if failure is not null then
    return failure;
  end if;
  kinds := fixward.texts_in(request -> 'kinds');
  ids := fixward.uuids_in(request -> 'pattern_ids');
  select coalesce(jsonb_agg(l.relation order by l.place) filter (where l.place <= coalesce((request ->> 'limit')::integer, 1000)), '[]'),
         count(*)
  into listed, total
  from (
    select jsonb_build_object('id', r.id, 'from', jsonb_build_object('id', f.id, 'key', f.key, 'title', f.title),
        'to', jsonb_build_object('id', t.id, 'key', t.key, 'title', t.title), 'kind', r.kind, 'strength', r.strength,
        'found_by', r.found_by, 'confirmed', r.confirmed, 'rejected', r.rejected, 'evidence', r.evidence) as relation,
      row_number() over (order by f.key, r.kind, t.key, r.id) as place
    from fixward.pattern_relationships r
    join fixward.fix_patterns f on f.id = r.from_pattern_id and f.deleted_at is null
    join fixward.fix_patterns t on t.id = r.to_pattern_id and t.deleted_at is null
    where r.workspace_id = workspace and r.deleted_at is null
      and (kinds is null or r.kind = any (kinds))
      and (ids is null or r.from_pattern_id = any (ids) or r.to_pattern_id = any (ids))
      and (not r.rejected or coalesce((request ->> 'include_rejected')::boolean, false))
  ) l;
  return fixward.api_ok(jsonb_build_object('relations', listed, 'total', total));
end
$$;

-- The least share that so many hits in so many trials speak for, nine times in ten (Wilson's interval, one side).
create or replace function fixward.least_share(hits numeric, trials numeric) returns numeric
language sql immutable
set search_path = ''
as $$
  select case when trials > 0 then pg_catalog.round(greatest(0, (
    hits / trials + 0.8212 / trials
      - 1.2816 * pg_catalog.sqrt((hits / trials * (1 - hits / trials) + 0.4106 / trials) / trials)
  ) / (1 + 1.6424 / trials)), 3) end
$$;

-- Finds relations in the order in which patterns were applied: those that go together more often than by chance. One
-- person's applications in one project belong to one sitting while no pause is longer than "minutes".
--   request {workspace_id?, minutes?: 120, days?: 180, minimum_support?: 3, minimum_lift?: 1.5, limit?: 50, dry_run?: false}
--   answer  {sittings, suggested: [{from: {id, key, title}, to: {id, key, title}, kind: 'follows' | 'enhances', strength,
--     evidence: {support, lift, sittings, order_share}}], written}
-- "support" is the number of sittings with both. Where four of five sittings have one before the other, the later
-- follows the earlier; else they enhance each other. What a person rejected is not suggested again.
create or replace function fixward.suggest_relations(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  dry_run constant boolean := coalesce((request ->> 'dry_run') = 'true', false);
  failure jsonb := coalesce(fixward.check_request('suggest_relations', request),
                            fixward.workspace_failure(request, case when dry_run then 'reader' else 'member' end));
  workspace constant uuid := fixward.workspace_of(request);
  suggested jsonb;
  sitting_count bigint;
  written jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  with used as (
    select coalesce(p.merged_into_id, p.id) as pattern_id, coalesce(a.project, '') as project, a.created_by, a.happened_at, a.id,
      coalesce(a.happened_at - lag(a.happened_at) over (partition by coalesce(a.project, ''), a.created_by order by a.happened_at, a.id)
        > make_interval(mins => coalesce((request ->> 'minutes')::integer, 120)), true) as begins
    from fixward.pattern_applications a
    join fixward.fix_patterns p on p.id = a.pattern_id
    where a.workspace_id = workspace and a.event = 'applied'
      and a.happened_at > now() - make_interval(days => coalesce((request ->> 'days')::integer, 180))
  ),
  seated as (
    select u.pattern_id, u.project, u.created_by, u.happened_at,
      count(*) filter (where u.begins) over (partition by u.project, u.created_by order by u.happened_at, u.id) as number
    from used u
  ),
  sittings as (
    select s.project, s.created_by, s.number, s.pattern_id, min(s.happened_at) as first_at
    from seated s group by s.project, s.created_by, s.number, s.pattern_id
  ),
  totals as (
    select count(*) as sittings from (select distinct s.project, s.created_by, s.number from sittings s) d
  ),
  per_pattern as (
    select s.pattern_id, count(*) as sittings from sittings s group by s.pattern_id
  ),
  pairs as (
    select a.pattern_id as first_id, b.pattern_id as second_id, count(*) as support,
      count(*) filter (where a.first_at < b.first_at)
        + 0.5 * count(*) filter (where a.first_at = b.first_at) as in_order
    from sittings a
    join sittings b on b.project = a.project and b.created_by is not distinct from a.created_by and b.number = a.number
      and a.pattern_id < b.pattern_id
    group by a.pattern_id, b.pattern_id
    having count(*) >= coalesce((request ->> 'minimum_support')::integer, 3)
  ),
  scored as (
    select case when c.in_order / c.support >= 0.8 then c.second_id else c.first_id end as from_id,
      case when c.in_order / c.support >= 0.8 then c.first_id else c.second_id end as to_id,
      case when c.in_order / c.support between 0.2001 and 0.7999 then 'enhances' else 'follows' end as kind,
      c.support, t.sittings, round(c.support * t.sittings / (f.sittings * s.sittings)::numeric, 2) as lift,
      round(greatest(c.in_order, c.support - c.in_order) / c.support, 2) as order_share,
      fixward.least_share(c.support, least(f.sittings, s.sittings)) as strength
    from pairs c
    cross join totals t
    join per_pattern f on f.pattern_id = c.first_id
    join per_pattern s on s.pattern_id = c.second_id
  )
  select (select t.sittings from totals t), coalesce(jsonb_agg(l.suggestion), '[]')
  into sitting_count, suggested
  from (
    select jsonb_build_object('from', jsonb_build_object('id', f.id, 'key', f.key, 'title', f.title),
      'to', jsonb_build_object('id', t.id, 'key', t.key, 'title', t.title), 'kind', c.kind, 'strength', c.strength,
      'evidence', jsonb_build_object('support', c.support, 'lift', c.lift, 'sittings', c.sittings, 'order_share', c.order_share)) as suggestion
    from scored c
    join fixward.fix_patterns f on f.id = c.from_id and f.deleted_at is null and f.status <> 'retired'
    join fixward.fix_patterns t on t.id = c.to_id and t.deleted_at is null and t.status <> 'retired'
    where c.lift >= coalesce((request ->> 'minimum_lift')::numeric, 1.5)
      and not exists (
        select from fixward.pattern_relationships r
        where (r.rejected or r.deleted_at is not null)
          and ((r.from_pattern_id, r.to_pattern_id) in ((c.from_id, c.to_id), (c.to_id, c.from_id))) and r.kind = c.kind)
    order by c.lift * c.strength desc, c.support desc, f.key, t.key
    limit coalesce((request ->> 'limit')::integer, 50)
  ) l;
  if not dry_run then
    written := fixward.relate_patterns(jsonb_build_object('workspace_id', workspace, 'relations', (
      select coalesce(jsonb_agg(jsonb_build_object('from_pattern_id', s #> '{from,id}', 'to_pattern_id', s #> '{to,id}',
        'kind', s -> 'kind', 'strength', s -> 'strength', 'found_by', 'sequence', 'evidence', s -> 'evidence')), '[]')
      from jsonb_array_elements(suggested) s)));
    if written ->> 'ok' = 'false' then
      return written;
    end if;
  end if;
  return fixward.api_ok(jsonb_build_object('sittings', coalesce(sitting_count, 0), 'suggested', suggested,
    'written', (select count(*) from jsonb_array_elements(written #> '{data,results}') w where w ->> 'ok' = 'true')));
end
$$;

insert into fixward.api_functions (name, writes) values
  ('relate_patterns', true), ('delete_relations', true), ('related_patterns', false), ('list_relations', false),
  ('suggest_relations', true)
on conflict (name) do update set writes = excluded.writes;

grant execute on function fixward.write_relations(uuid, jsonb, integer[]), fixward.relate_patterns(jsonb),
  fixward.delete_relations(jsonb), fixward.delete_rows(regclass, uuid, jsonb), fixward.related_patterns(jsonb),
  fixward.list_relations(jsonb), fixward.least_share(numeric, numeric), fixward.suggest_relations(jsonb)
  to authenticated;
select fixward.secure_schema();

insert into fixward.schema_version (version, name) values (13, 'relations') on conflict do nothing;

commit;
