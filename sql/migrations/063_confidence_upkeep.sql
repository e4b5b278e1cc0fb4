-- Fixward store, migration 063: scores as people look them up, samples to calibrate with, and what keeps the records in
-- shape: retention, sums made anew, records of other programs.
begin;
set local search_path = fixward, extensions, public, pg_temp;

insert into fixward.api_fields (record, field, kind, required, at_least, at_most, allowed, format)
select v.record, v.field, v.kind, v.required, v.at_least, v.at_most, v.allowed, v.format
from (values
  ('list_confidence_scores', 'filters', 'object', false, null::numeric, null::numeric, null::text[], null::text),
  ('list_confidence_scores', 'limit', 'integer', false, 1, 500, null, null),
  ('list_confidence_scores', 'cursor', 'text', false, null, 2000, null, null),
  ('confidence_score_filters', 'from', 'time', false, null, null, null, null),
  ('confidence_score_filters', 'to', 'time', false, null, null, null, null),
  ('confidence_score_filters', 'models', 'texts', false, null, 200, null, null),
  ('confidence_score_filters', 'methods', 'texts', false, null, 6,
    array['logprob', 'agreement', 'semantic_entropy', 'verbalized', 'hybrid', 'heuristic'], null),
  ('confidence_score_filters', 'request_types', 'texts', false, null, 200, null, null),
  ('confidence_score_filters', 'ids', 'uuids', false, null, 500, null, null),
  ('confidence_score_filters', 'request_ids', 'uuids', false, null, 500, null, null),
  ('confidence_score_filters', 'consultation_ids', 'uuids', false, null, 500, null, null),
  ('confidence_score_filters', 'outcomes', 'texts', false, null, 3, array['good', 'bad', 'unknown'], null),
  ('confidence_score_filters', 'value_from', 'number', false, 0, 1, null, null),
  ('confidence_score_filters', 'value_to', 'number', false, 0, 1, null, null),
  ('get_confidence_score', 'id', 'uuid', true, null, null, null, null),
  ('calibration_samples', 'method', 'text', false, null, null,
    array['logprob', 'agreement', 'semantic_entropy', 'verbalized', 'hybrid', 'heuristic'], null),
  ('calibration_samples', 'model_family', 'text', false, null, 200, null, null),
  ('calibration_samples', 'request_type', 'text', false, null, 100, null, null),
  ('calibration_samples', 'since', 'time', false, null, null, null, null),
  ('calibration_samples', 'limit', 'integer', false, 1, 20000, null, null),
  ('confidence_retention', 'keep_days', 'integer', false, 1, 36500, null, null),
  ('confidence_retention', 'keep_hourly_days', 'integer', false, 15, 36500, null, null),
  ('confidence_retention', 'limit', 'integer', false, 1, 100000, null, null),
  ('confidence_retention', 'dry_run', 'boolean', false, null, null, null, null),
  ('rebuild_confidence_rollups', 'from', 'time', false, null, null, null, null),
  ('rebuild_confidence_rollups', 'days', 'integer', false, 1, 36500, null, null),
  ('import_legacy_confidence', 'scores', 'objects', true, null, 5000, null, null),
  ('import_legacy_confidence', 'dry_run', 'boolean', false, null, null, null, null)
) as v (record, field, kind, required, at_least, at_most, allowed, format)
on conflict (record, field) do update set
  kind = excluded.kind, required = excluded.required, at_least = excluded.at_least, at_most = excluded.at_most,
  allowed = excluded.allowed, format = excluded.format;

-- ---------------------------------------------------------------------------------------- looking up

create or replace function fixward.confidence_score_json(s fixward.archon_confidence_scores) returns jsonb
language sql stable
set search_path = ''
as $$
  select pg_catalog.jsonb_strip_nulls(pg_catalog.to_jsonb(s)
      - array['workspace_id', 'client_id', 'client_seq', 'updated_at', 'part_bounds', 'model_consensus', 'evidence', 'metadata',
        'outcome_weight'])
    || case when s.part_bounds <> '{}' then pg_catalog.jsonb_build_object('part_bounds', s.part_bounds) else '{}' end
$$;

-- The user's answers, newest first.
--   request {workspace_id?, filters?: {from?, to?, models?, methods?, request_types?, ids?, request_ids?, consultation_ids?,
--     outcomes?, value_from?, value_to?}, limit?: 50, cursor?}
--   answer  {scores: [{id, request_id, method, …}], next_cursor?}
-- An outcome of a half and more is good; a model without a name is ''.
create or replace function fixward.list_confidence_scores(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
-- Changed below, and so as before when it ends.
set enable_sort = on
set enable_bitmapscan = on
as $$
declare
  filters constant jsonb := coalesce(request -> 'filters', '{}');
  failure jsonb := coalesce(fixward.check_request('list_confidence_scores', request),
    fixward.check_filters('confidence_score_filters', filters), fixward.workspace_failure(request, 'reader'));
  page constant integer := coalesce((request ->> 'limit')::integer, 50);
  place jsonb;
  conditions text := '';
  found fixward.archon_confidence_scores[];
begin
  if failure is not null then
    return failure;
  end if;
  if request ->> 'cursor' is not null then
    place := fixward.place_of(request ->> 'cursor', 'scores');
    if place is null then
      return fixward.api_error('invalid', 'cursor: is not of this list; start from the beginning.', 'cursor');
    end if;
    conditions := ' and (s.created_at, s.id) < (($2 ->> ''at'')::timestamptz, ($2 ->> ''id'')::uuid)';
  end if;
  -- Only the conditions that are asked for, and lists read once: then each has its index.
  select conditions || coalesce(string_agg(c.sql, '' order by c.name), '') into conditions
  from (values
    ('from', ' and s.created_at >= ($1 ->> ''from'')::timestamptz'),
    ('to', ' and s.created_at < ($1 ->> ''to'')::timestamptz'),
    ('models', ' and coalesce(s.model_version, '''') = any ((select fixward.texts_in($1 -> ''models''))::text[])'),
    ('methods', ' and s.method = any ((select fixward.texts_in($1 -> ''methods''))::text[])'),
    ('request_types', ' and s.request_type = any ((select fixward.texts_in($1 -> ''request_types''))::text[])'),
    ('ids', ' and s.id = any ((select fixward.uuids_in($1 -> ''ids''))::uuid[])'),
    ('request_ids', ' and s.request_id = any ((select fixward.uuids_in($1 -> ''request_ids''))::uuid[])'),
    ('consultation_ids', ' and s.consultation_id = any ((select fixward.uuids_in($1 -> ''consultation_ids''))::uuid[])'),
    -- Written out one by one, so that the planner knows how many there are of each.
    ('outcomes', ' and (' || (select string_agg(case o when 'good' then 's.outcome >= 0.5' when 'bad' then 's.outcome < 0.5'
        else 's.outcome is null' end, ' or ') from unnest(fixward.texts_in(filters -> 'outcomes')) as o) || ')'),
    ('value_from', ' and s.shown_confidence >= ($1 ->> ''value_from'')::numeric'),
    ('value_to', ' and s.shown_confidence <= ($1 ->> ''value_to'')::numeric')
  ) as c (name, sql)
  where fixward.filter_given(filters, c.name);
  -- Row security hides from the planner how many rows a value leaves: it would read and sort all. From the newest on, as
  -- they stand in an index, the first that fit are enough.
  if (filters ? 'value_from' or filters ? 'value_to' or fixward.filter_given(filters, 'outcomes'))
    and not (filters ?| array['ids', 'request_ids', 'consultation_ids']) then
    perform set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true);
  end if;
  execute format('select array_agg(l order by l.created_at desc, l.id desc) from (
      select s.* from fixward.archon_confidence_scores s where s.user_id = $3 and s.workspace_id = $4 %s
      order by s.created_at desc, s.id desc limit $5) l', conditions)
  into found using filters, place, fixward.current_user_id(), fixward.workspace_of(request), page + 1;
  return fixward.api_ok(jsonb_build_object('scores',
      (select coalesce(jsonb_agg(fixward.confidence_score_json(s) order by s.created_at desc, s.id desc), '[]')
       from unnest(found[:page]) s))
    || case when cardinality(found) > page then jsonb_build_object('next_cursor', fixward.cursor_from(
      jsonb_build_object('list', 'scores', 'at', (found[page]).created_at, 'id', (found[page]).id))) else '{}' end);
end
$$;

-- One answer, what became of it, and past ones like it: of the same kind of request by the same method with no other
-- value, those whose end is known first, then by what else they have in common: the model's family, and what was looked at.
--   request {workspace_id?, id}
--   answer  {score: {…, evidence, model_consensus, metadata}, outcomes, exposures, similar: [{id, created_at, consultation_id?,
--     title?, model?, same_family, shared_evidence, value?, outcome?}]}
create or replace function fixward.get_confidence_score(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('get_confidence_score', request), fixward.workspace_failure(request, 'reader'));
  me constant uuid := fixward.current_user_id();
  score fixward.archon_confidence_scores;
  kinds text[];
begin
  if failure is not null then
    return failure;
  end if;
  select s.* into score from fixward.archon_confidence_scores s
  where s.id = (request ->> 'id')::uuid and s.user_id = me and s.workspace_id = fixward.workspace_of(request);
  if score.id is null then
    return fixward.api_error('not_found', 'id: you have no such score in this workspace.', 'id');
  end if;
  kinds := array(select distinct e ->> 'kind' from jsonb_array_elements(score.evidence) e);
  return fixward.api_ok(jsonb_build_object(
    'score', fixward.confidence_score_json(score) || jsonb_build_object('evidence', score.evidence,
      'model_consensus', score.model_consensus, 'metadata', score.metadata),
    'outcomes', (
      select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('id', c.id, 'validation_method', c.validation_method,
        'actual_accuracy', c.actual_accuracy, 'predicted_confidence', c.predicted_confidence,
        'validated_at', c.validation_timestamp, 'feedback_score', c.feedback_score, 'note', c.feedback_comments,
        'weight', c.weight)) order by c.validation_timestamp desc, c.id), '[]')
      from fixward.archon_confidence_calibration c where c.confidence_score_id = score.id),
    'exposures', (
      select coalesce(jsonb_agg(jsonb_build_object('event', x.event, 'happened_at', x.happened_at) order by x.happened_at), '[]')
      from fixward.confidence_exposures x where x.confidence_score_id = score.id),
    'similar', (
      select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('id', n.id, 'created_at', n.created_at,
        'consultation_id', n.consultation_id, 'title', n.title, 'model', n.model_version, 'same_family', n.same_family,
        'shared_evidence', n.shared, 'value', n.shown_confidence, 'outcome', n.outcome))
        order by n.outcome is null, n.likeness desc, n.created_at desc), '[]')
      from (
        select p.id, p.created_at, p.consultation_id, p.title, p.model_version, p.shown_confidence, p.outcome, p.same_family,
          to_jsonb(k.shared) as shared, l.likeness
        from (
          select s.id, s.created_at, s.consultation_id, s.title, s.model_version, s.shown_confidence, s.outcome, s.evidence,
            s.model_family is not null and s.model_family = score.model_family as same_family
          from fixward.archon_confidence_scores s
          where s.user_id = me and s.workspace_id = score.workspace_id and s.method = score.method
            and s.request_type = score.request_type and s.id <> score.id and s.created_at <= score.created_at
            and (score.shown_confidence is null
              or s.shown_confidence between score.shown_confidence - 0.1 and score.shown_confidence + 0.1)
          order by s.created_at desc
          limit 400
        ) p
        cross join lateral (
          select array(select e ->> 'kind' from jsonb_array_elements(p.evidence) e
              intersect select unnest(kinds) order by 1) as shared,
            array(select e ->> 'kind' from jsonb_array_elements(p.evidence) e union select unnest(kinds)) as either
        ) k
        cross join lateral (select round(0.4 * p.same_family::integer
          + 0.4 * cardinality(k.shared) / greatest(1, cardinality(k.either))
          + 0.2 * (1 - coalesce(abs(p.shown_confidence - score.shown_confidence), 0) / 0.1), 1) as likeness) l
        order by p.outcome is null, l.likeness desc, p.created_at desc
        limit 10
      ) n)));
end
$$;

-- Answers whose outcome is known, oldest first: the newest of them up to the limit.
--   request {workspace_id?, method?, model_family?, request_type?, since?, limit?: 5000}
--   answer  {samples: [{score_id, at, outcome_at, method, model_family, request_type, raw?, overall?, calibrated?, mean_conf?,
--     tail_conf?, bottom10_conf?, lowest_group_conf?, outcome, outcome_method?, weight, exposed}], total}
-- "total" is how many there are, counted up to 20,000. "weight" is that of the verdict: for an answer that was chosen for
-- review, 1 divided by the share that was chosen.
create or replace function fixward.calibration_samples(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('calibration_samples', request), fixward.workspace_failure(request, 'reader'));
  most constant integer := coalesce((request ->> 'limit')::integer, 5000);
  me constant uuid := fixward.current_user_id();
  workspace uuid;
  -- Only the conditions that are asked for: then they are looked up in the index of known outcomes.
  known text := 'from fixward.archon_confidence_scores s where s.user_id = $1 and s.workspace_id = $2 and s.outcome is not null';
  found jsonb;
  total bigint;
begin
  if failure is not null then
    return failure;
  end if;
  workspace := fixward.workspace_of(request);
  select known || coalesce(string_agg(format(c.condition, request ->> c.name), '' order by c.name), '') into known
  from (values
    ('method', ' and s.method = %L'),
    ('model_family', case request ->> 'model_family' when '' then ' and s.model_family is null' else ' and s.model_family = %L' end),
    ('request_type', ' and s.request_type = %L'),
    ('since', ' and s.created_at >= %L::timestamptz')
  ) as c (name, condition)
  where request ->> c.name is not null;
  execute 'select coalesce(jsonb_agg(jsonb_strip_nulls(to_jsonb(n)) order by n.at, n.score_id), ''[]'') from (
      select s.id as score_id, s.created_at as at, s.outcome_at, s.method, coalesce(s.model_family, '''') as model_family,
        s.request_type, s.raw_confidence as raw, s.overall_confidence as overall, s.calibrated_confidence as calibrated,
        s.mean_conf, s.tail_conf, s.bottom10_conf, s.lowest_group_conf, s.outcome, s.outcome_method,
        coalesce(s.outcome_weight, 1) as weight, s.exposed_at is not null as exposed '
    || known || ' order by s.created_at desc, s.id desc limit $3) n'
  into found using me, workspace, most;
  total := jsonb_array_length(found);
  if total = most then
    execute 'select count(*) from (select ' || known || ' limit 20000) n' into total using me, workspace;
  end if;
  return fixward.api_ok(jsonb_build_object('total', total, 'samples', found));
end
$$;

-- ---------------------------------------------------------------------------------------- upkeep

-- Removes what is old: scores with their outcomes, metrics, and sums by the hour. Sums by the day stay.
--   request {workspace_id?, keep_days?: 400, keep_hourly_days?: 35, limit?: 10000, dry_run?}
--   answer  {scores, metrics, hourly_sums, more}
-- It is about the caller's own. In a shared store it removes them there.
create or replace function fixward.confidence_retention(request jsonb) returns jsonb
language plpgsql volatile security definer
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('confidence_retention', request), fixward.workspace_failure(request, 'reader'));
  me constant uuid := fixward.current_user_id();
  most constant integer := coalesce((request ->> 'limit')::integer, 10000);
  is_dry constant boolean := coalesce((request ->> 'dry_run')::boolean, false);
  -- Whole days, so that the sums of a day are of all its rows or of none.
  keep_from constant timestamptz := date_trunc('day', now() - make_interval(days => coalesce((request ->> 'keep_days')::integer, 400)), 'UTC');
  hours_from constant timestamptz := date_trunc('day',
    now() - make_interval(days => coalesce((request ->> 'keep_hourly_days')::integer, 35)), 'UTC');
  workspace uuid;
  scores uuid[];
  metrics uuid[];
  hours bigint;
begin
  if failure is not null then
    return failure;
  end if;
  workspace := fixward.workspace_of(request);
  scores := array(select s.id from fixward.archon_confidence_scores s
    where s.user_id = me and s.workspace_id = workspace and s.created_at < keep_from order by s.created_at limit most);
  metrics := array(select m.id from fixward.archon_performance_metrics m
    where m.user_id = me and m.workspace_id = workspace and m."timestamp" < keep_from order by m."timestamp" limit most);
  hours := (select count(*) from fixward.confidence_rollups r where r.user_id = me and r.workspace_id = workspace
      and r.grain = 'hour' and r.bucket_at < hours_from)
    + (select count(*) from fixward.performance_rollups r where r.user_id = me and r.workspace_id = workspace
      and r.grain = 'hour' and r.bucket_at < hours_from);
  if not is_dry and cardinality(scores) + cardinality(metrics) + hours > 0 then
    insert into fixward.confidence_horizons as h (user_id, workspace_id, rows_since, hours_since)
    values (me, workspace, case when cardinality(scores) + cardinality(metrics) > 0 then keep_from else '-infinity' end,
      case when hours > 0 then hours_from else '-infinity' end)
    on conflict (user_id, workspace_id) do update
    set rows_since = greatest(h.rows_since, excluded.rows_since), hours_since = greatest(h.hours_since, excluded.hours_since);
    delete from fixward.archon_confidence_scores s where s.id = any (scores);
    delete from fixward.archon_performance_metrics m where m.id = any (metrics);
    delete from fixward.confidence_rollups r where r.user_id = me and r.workspace_id = workspace and r.grain = 'hour'
      and r.bucket_at < hours_from;
    delete from fixward.performance_rollups r where r.user_id = me and r.workspace_id = workspace and r.grain = 'hour'
      and r.bucket_at < hours_from;
  end if;
  return fixward.api_ok(jsonb_build_object('scores', cardinality(scores), 'metrics', cardinality(metrics), 'hourly_sums', hours,
    'more', cardinality(scores) = most or cardinality(metrics) = most));
end
$$;

-- The first day from a time on of which a user has answers, requests or sums.
create or replace function fixward.first_confidence_day(owner uuid, workspace uuid, from_at timestamptz) returns timestamptz
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
begin
  return date_trunc('day', least(
    (select min(s.created_at) from fixward.archon_confidence_scores s
     where s.user_id = owner and s.workspace_id = workspace and s.created_at >= from_at),
    (select min(m."timestamp") from fixward.archon_performance_metrics m
     where m.user_id = owner and m.workspace_id = workspace and m."timestamp" >= from_at),
    (select min(r.bucket_at) from fixward.confidence_rollups r
     where r.user_id = owner and r.workspace_id = workspace and r.bucket_at >= from_at),
    (select min(r.bucket_at) from fixward.performance_rollups r
     where r.user_id = owner and r.workspace_id = workspace and r.bucket_at >= from_at)), 'UTC');
end
$$;

-- Makes the caller's sums anew from his rows, by whole days. Days of which rows were removed keep the sums they have.
--   request {workspace_id?, from?, days?}
--   answer  {scores, outcomes, metrics, next?}
-- It begins with the day of "from" or the first there is, and ends after so many "days"; "next" is where to go on. Without
-- "days" it makes all of them, and nobody can write as long as that takes.
create or replace function fixward.rebuild_confidence_rollups(request jsonb) returns jsonb
language plpgsql volatile security definer
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('rebuild_confidence_rollups', request), fixward.workspace_failure(request, 'member'));
  me constant uuid := fixward.current_user_id();
  days constant integer := (request ->> 'days')::integer;
  workspace uuid;
  from_at timestamptz;
  to_at timestamptz;
  hours_from timestamptz;
  day timestamptz;
  scores bigint := 0;
  outcomes bigint := 0;
  metrics bigint := 0;
  some_scores fixward.archon_confidence_scores[];
  some_outcomes fixward.archon_confidence_calibration[];
  some_metrics fixward.archon_performance_metrics[];
begin
  if failure is not null then
    return failure;
  end if;
  workspace := fixward.workspace_of(request);
  select greatest(coalesce(max(h.rows_since), '-infinity'), coalesce(date_trunc('day', (request ->> 'from')::timestamptz, 'UTC'), '-infinity')),
    coalesce(max(h.hours_since), '-infinity') into from_at, hours_from
  from fixward.confidence_horizons h where h.user_id = me and h.workspace_id = workspace;
  -- Nobody adds to sums that are being made anew, or his rows would count twice or never.
  lock table fixward.archon_confidence_scores, fixward.archon_confidence_calibration, fixward.archon_performance_metrics
    in share row exclusive mode;
  day := fixward.first_confidence_day(me, workspace, from_at);
  to_at := coalesce(day + make_interval(days => days), 'infinity');
  delete from fixward.confidence_rollups r
  where r.user_id = me and r.workspace_id = workspace and r.bucket_at >= from_at and r.bucket_at < to_at;
  delete from fixward.calibration_rollups r
  where r.user_id = me and r.workspace_id = workspace and r.day >= (from_at at time zone 'UTC')::date
    and r.day < (to_at at time zone 'UTC')::date;
  delete from fixward.performance_rollups r
  where r.user_id = me and r.workspace_id = workspace and r.bucket_at >= from_at and r.bucket_at < to_at;
  while day < to_at loop
    some_scores := array(select s from fixward.archon_confidence_scores s
      where s.user_id = me and s.workspace_id = workspace and s.created_at >= day and s.created_at < day + interval '1 day');
    perform fixward.add_scores(some_scores, null);
    some_outcomes := array(select c from fixward.archon_confidence_scores s
      join fixward.archon_confidence_calibration c on c.confidence_score_id = s.id
      where s.user_id = me and s.workspace_id = workspace and s.created_at >= day and s.created_at < day + interval '1 day');
    perform fixward.add_outcomes(some_outcomes, null);
    some_metrics := array(select m from fixward.archon_performance_metrics m
      where m.user_id = me and m.workspace_id = workspace and m."timestamp" >= day and m."timestamp" < day + interval '1 day');
    perform fixward.add_metrics(some_metrics, null);
    scores := scores + cardinality(some_scores);
    outcomes := outcomes + cardinality(some_outcomes);
    metrics := metrics + cardinality(some_metrics);
    day := fixward.first_confidence_day(me, workspace, day + interval '1 day');
  end loop;
  delete from fixward.confidence_rollups r where r.user_id = me and r.workspace_id = workspace and r.grain = 'hour'
    and r.bucket_at < hours_from;
  delete from fixward.performance_rollups r where r.user_id = me and r.workspace_id = workspace and r.grain = 'hour'
    and r.bucket_at < hours_from;
  return fixward.api_ok(jsonb_strip_nulls(jsonb_build_object('scores', scores, 'outcomes', outcomes, 'metrics', metrics, 'next', day)));
end
$$;

-- Scores that another program recorded, each with the id that its name and time make; sent again they are there already.
--   request {workspace_id?, scores: [{id, request_id, method, …}], dry_run?}
--   answer  {results: [{ok, id, created}]}; with "dry_run" what would be created, and nothing is written.
create or replace function fixward.import_legacy_confidence(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('import_legacy_confidence', request), fixward.workspace_failure(request, 'member'));
  answer jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  if not coalesce((request ->> 'dry_run')::boolean, false) then
    return fixward.record_confidence_scores(request - 'dry_run');
  end if;
  -- Written and taken back: then everything that could refuse a row has been asked.
  begin
    answer := fixward.record_confidence_scores(request - 'dry_run');
    raise exception using errcode = 'FW001';
  exception when sqlstate 'FW001' then
    null;
  end;
  return answer;
end
$$;

insert into fixward.api_functions (name, writes) values
  ('list_confidence_scores', false), ('get_confidence_score', false), ('calibration_samples', false),
  ('confidence_retention', true), ('rebuild_confidence_rollups', true), ('import_legacy_confidence', true)
on conflict (name) do update set writes = excluded.writes;

select fixward.secure_schema();
grant execute on function fixward.confidence_score_json(fixward.archon_confidence_scores),
  fixward.list_confidence_scores(jsonb), fixward.get_confidence_score(jsonb), fixward.calibration_samples(jsonb),
  fixward.confidence_retention(jsonb), fixward.rebuild_confidence_rollups(jsonb),
  fixward.import_legacy_confidence(jsonb) to authenticated;

insert into fixward.schema_version (version, name) values (63, 'confidence upkeep') on conflict do nothing;

commit;
