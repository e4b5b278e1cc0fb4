-- Fixward store, migration 061: records of confidence, in batches: scores, what became of them, who saw them, what requests
-- took, and what calibrates. Whatever was not measured is null.
begin;
set local search_path = fixward, extensions, public, pg_temp;

insert into fixward.api_fields (record, field, kind, required, at_least, at_most, allowed, format)
select v.record, v.field, v.kind, v.required, v.at_least, v.at_most, v.allowed, v.format
from (values
  ('record_confidence_scores', 'scores', 'objects', true, null::numeric, 5000::numeric, null::text[], null::text),
  ('confidence_score', 'id', 'uuid', false, null, null, null, null),
  ('confidence_score', 'request_id', 'uuid', true, null, null, null, null),
  ('confidence_score', 'request_type', 'text', false, 1, 100, null, null),
  ('confidence_score', 'method', 'text', true, null, null,
    array['logprob', 'agreement', 'semantic_entropy', 'verbalized', 'hybrid', 'heuristic'], null),
  ('confidence_score', 'model_provider', 'text', false, null, 200, null, null),
  ('confidence_score', 'model_version', 'text', false, null, 300, null, null),
  ('confidence_score', 'model_family', 'text', false, null, 200, null, null),
  ('confidence_score', 'session_id', 'uuid', false, null, null, null, null),
  ('confidence_score', 'consultation_id', 'uuid', false, null, null, null, null),
  ('confidence_score', 'title', 'text', false, null, 300, null, null),
  ('confidence_score', 'prompt_hash', 'text', false, null, null, null, '^[0-9a-f]{64}$'),
  ('confidence_score', 'temperature', 'number', false, 0, 2, null, null),
  ('confidence_score', 'max_tokens', 'integer', false, 1, null, null, null),
  ('confidence_score', 'factual_confidence', 'number', false, 0, 1, null, null),
  ('confidence_score', 'reasoning_confidence', 'number', false, 0, 1, null, null),
  ('confidence_score', 'contextual_relevance', 'number', false, 0, 1, null, null),
  ('confidence_score', 'part_bounds', 'object', false, null, null, null, null),
  ('confidence_score', 'uncertainty_lower', 'number', false, 0, 1, null, null),
  ('confidence_score', 'uncertainty_upper', 'number', false, 0, 1, null, null),
  ('confidence_score', 'model_consensus', 'object', false, null, null, null, null),
  ('confidence_score', 'evidence', 'objects', false, null, 500, null, null),
  ('confidence_score', 'metadata', 'object', false, null, null, null, null),
  ('confidence_score', 'top_k', 'integer', false, 1, null, null, null),
  ('confidence_score', 'window_tokens', 'integer', false, 1, null, null, null),
  ('confidence_score', 'tail_tokens', 'integer', false, 1, null, null, null),
  ('confidence_score', 'token_count', 'integer', false, 0, null, null, null),
  ('confidence_score', 'mean_conf', 'number', false, 0, null, null, null),
  ('confidence_score', 'tail_conf', 'number', false, 0, null, null, null),
  ('confidence_score', 'bottom10_conf', 'number', false, 0, null, null, null),
  ('confidence_score', 'lowest_group_conf', 'number', false, 0, null, null, null),
  ('confidence_score', 'samples', 'integer', false, 1, null, null, null),
  ('confidence_score', 'agreement', 'number', false, 0, 1, null, null),
  ('confidence_score', 'raw_confidence', 'number', false, 0, 1, null, null),
  ('confidence_score', 'calibrated_confidence', 'number', false, 0, 1, null, null),
  ('confidence_score', 'calibrator_id', 'text', false, null, 200, null, null),
  ('confidence_score', 'client_id', 'uuid', false, null, null, null, null),
  ('confidence_score', 'client_seq', 'number', false, 0, 9007199254740991, null, null),
  ('confidence_score', 'created_at', 'time', false, null, null, null, null),
  ('record_confidence_outcomes', 'outcomes', 'objects', true, null, 5000, null, null),
  ('confidence_outcome', 'score_id', 'uuid', true, null, null, null, null),
  ('confidence_outcome', 'validation_method', 'text', true, null, null,
    array['human_review', 'automated_test', 'cross_validation', 'compile', 'lint', 'user_accept', 'user_revert'], null),
  ('confidence_outcome', 'actual_accuracy', 'number', true, 0, 1, null, null),
  ('confidence_outcome', 'validated_at', 'time', false, null, null, null, null),
  ('confidence_outcome', 'feedback_score', 'number', false, 1, 5, null, null),
  ('confidence_outcome', 'note', 'text', false, null, 10000, null, null),
  ('confidence_outcome', 'weight', 'number', false, 0, 1000000, null, null),
  ('record_exposures', 'exposures', 'objects', true, null, 5000, null, null),
  ('confidence_exposure', 'score_id', 'uuid', true, null, null, null, null),
  ('confidence_exposure', 'event', 'text', true, null, null,
    array['shown', 'opened', 'dismissed', 'skipped', 'withheld'], null),
  ('confidence_exposure', 'happened_at', 'time', false, null, null, null, null),
  ('record_performance', 'metrics', 'objects', true, null, 5000, null, null),
  ('performance_metric', 'id', 'uuid', false, null, null, null, null),
  ('performance_metric', 'at', 'time', false, null, null, null, null),
  ('performance_metric', 'response_time_ms', 'integer', true, 0, null, null, null),
  ('performance_metric', 'request_type', 'text', false, null, 100, null, null),
  ('performance_metric', 'model_version', 'text', false, null, 300, null, null),
  ('performance_metric', 'endpoint', 'text', false, null, 300, null, null),
  ('performance_metric', 'tokens_in', 'integer', false, 0, null, null, null),
  ('performance_metric', 'tokens_out', 'integer', false, 0, null, null, null),
  ('performance_metric', 'cache_hit_rate', 'number', false, 0, 1, null, null),
  ('performance_metric', 'error_rate', 'number', false, 0, 1, null, null),
  ('performance_metric', 'system_load', 'number', false, 0, 999, null, null),
  ('performance_metric', 'memory_usage_mb', 'integer', false, 0, null, null, null),
  ('performance_metric', 'cpu_usage_percent', 'number', false, 0, 100, null, null),
  ('performance_metric', 'token_efficiency', 'number', false, 0, 1, null, null),
  ('performance_metric', 'confidence_accuracy', 'number', false, 0, 1, null, null),
  ('performance_metric', 'hallucination_rate', 'number', false, 0, 1, null, null),
  ('performance_metric', 'user_satisfaction_score', 'number', false, 1, 5, null, null),
  ('performance_metric', 'metadata', 'object', false, null, null, null, null),
  ('performance_metric', 'confidence_score_id', 'uuid', false, null, null, null, null),
  ('performance_metric', 'client_id', 'uuid', false, null, null, null, null),
  ('performance_metric', 'client_seq', 'number', false, 0, 9007199254740991, null, null),
  ('save_calibrator', 'id', 'uuid', false, null, null, null, null),
  ('save_calibrator', 'method', 'text', true, null, null,
    array['logprob', 'agreement', 'semantic_entropy', 'verbalized', 'hybrid', 'heuristic'], null),
  ('save_calibrator', 'model_family', 'text', true, null, 200, null, null),
  ('save_calibrator', 'kind', 'text', true, null, null, array['identity', 'temperature', 'platt', 'beta', 'isotonic'], null),
  ('save_calibrator', 'record', 'object', true, null, null, null, null),
  ('save_calibrator', 'outcomes', 'integer', true, 0, null, null, null),
  ('save_calibrator', 'fitted_at', 'time', false, null, null, null, null),
  ('save_calibrator', 'brier_before', 'number', false, 0, 1, null, null),
  ('save_calibrator', 'brier_after', 'number', false, 0, 1, null, null),
  ('save_calibrator', 'log_loss_before', 'number', false, 0, 1e6, null, null),
  ('save_calibrator', 'log_loss_after', 'number', false, 0, 1e6, null, null),
  ('list_calibrators', 'method', 'text', false, null, null,
    array['logprob', 'agreement', 'semantic_entropy', 'verbalized', 'hybrid', 'heuristic'], null),
  ('list_calibrators', 'model_family', 'text', false, null, 200, null, null),
  ('list_calibrators', 'ids', 'uuids', false, null, 200, null, null),
  ('list_calibrators', 'history', 'boolean', false, null, null, null, null)
) as v (record, field, kind, required, at_least, at_most, allowed, format)
on conflict (record, field) do update set
  kind = excluded.kind, required = excluded.required, at_least = excluded.at_least, at_most = excluded.at_most,
  allowed = excluded.allowed, format = excluded.format;

-- Whether no item has a fault, found in one pass; where one may have, check_items says which and why.
create or replace function fixward.items_fit(record text, items jsonb) returns boolean
language sql stable
set search_path = fixward, extensions, public, pg_temp
as $$
  with fields as materialized (select f.* from fixward.api_fields f where f.record = items_fit.record)
  select not exists (
    select from jsonb_array_elements(items) as i (value)
    cross join lateral jsonb_each(case when jsonb_typeof(i.value) = 'object' then i.value else '{"": 0}' end) as g (key, value)
    left join fields f on f.field = g.key
    where f.field is null
      or case jsonb_typeof(g.value) when 'null' then f.required else not case f.kind
        when 'number' then case when jsonb_typeof(g.value) = 'number' then
          g.value::numeric between coalesce(f.at_least, '-1e30') and coalesce(f.at_most, '1e30') else false end
        when 'integer' then case when jsonb_typeof(g.value) = 'number' then
          g.value::numeric between coalesce(f.at_least, -2147483648) and coalesce(f.at_most, 2147483647)
            and g.value::numeric % 1 = 0 else false end
        when 'text' then jsonb_typeof(g.value) = 'string'
          and length(g.value #>> '{}') between coalesce(f.at_least, 0) and coalesce(f.at_most, 50000)
          and (f.allowed is null or g.value #>> '{}' = any (f.allowed))
          and (f.format is null or g.value #>> '{}' ~ f.format)
        -- Whether it is one to the last digit, writing it tells.
        when 'uuid' then jsonb_typeof(g.value) = 'string' and length(g.value #>> '{}') = 36
        when 'object' then jsonb_typeof(g.value) = 'object'
        when 'objects' then case when jsonb_typeof(g.value) = 'array'
          then jsonb_array_length(g.value) between coalesce(f.at_least, 0) and coalesce(f.at_most, 5000) else false end
        -- The form of others is left to check_items.
        else false end end)
    and not exists (
      select from jsonb_array_elements(items) as i (value)
      where not i.value ?& array(select f.field from fields f where f.required))
$$;

-- The first thing wrong with each item by its position, as write_batch takes it.
create or replace function fixward.item_faults(record text, items jsonb, path text) returns jsonb
language sql stable
set search_path = fixward, extensions, public, pg_temp
as $$
  select case when fixward.items_fit(record, items) then '{}' else (
    select coalesce(jsonb_object_agg(c.item, c.failure), '{}') from fixward.check_items(record, items, path) c) end
$$;

-- How ids of rows that come by the thousand begin: with the time, as version 7 has it, so that they stand together in
-- their indexes. 74 random bits follow.
create or replace function fixward.id_beginning() returns text
language sql volatile
set search_path = ''
as $$
  select pg_catalog.left(t.ms, 8) || '-' || pg_catalog.right(t.ms, 4) || '-7'
  from (select pg_catalog.lpad(pg_catalog.to_hex((extract(epoch from pg_catalog.clock_timestamp()) * 1000)::bigint), 12, '0')) t (ms)
$$;

-- ---------------------------------------------------------------------------------------- scores

create or replace function fixward.write_confidence_scores(workspace uuid, items jsonb, positions integer[])
returns table (item integer, result jsonb)
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  -- Items that cannot be read are not among the positions, or are tried alone.
  part constant jsonb := case when cardinality(positions) = jsonb_array_length(items) then items
    else (select jsonb_agg(items -> (p.place - 1) order by p.turn) from unnest(positions) with ordinality as p (place, turn)) end;
  me constant uuid := fixward.current_user_id();
  beginning constant text := fixward.id_beginning();
begin
  return query
  with given as materialized (
    select positions[n.ordinality] as place,
      coalesce(n.id, overlay(gen_random_uuid()::text placing beginning from 1)::uuid) as new_id, n.*
    from jsonb_populate_recordset(null::fixward.archon_confidence_scores, part) with ordinality as n
  ),
  added as (
    insert into fixward.archon_confidence_scores as s (id, workspace_id, user_id, request_id, session_id, request_type,
      prompt_hash, model_provider, model_version, model_family, consultation_id, title, temperature, max_tokens,
      factual_confidence, reasoning_confidence, contextual_relevance, part_bounds, uncertainty_lower, uncertainty_upper,
      model_consensus, evidence, metadata, method, top_k, window_tokens, tail_tokens, token_count, mean_conf, tail_conf,
      bottom10_conf, lowest_group_conf, samples, agreement, raw_confidence, calibrated_confidence, calibrator_id, client_id,
      client_seq, created_at)
    select g.new_id, workspace, me, g.request_id, g.session_id, coalesce(g.request_type, 'chat'), g.prompt_hash,
      g.model_provider, g.model_version, coalesce(g.model_family, g.model_version), g.consultation_id, g.title, g.temperature,
      g.max_tokens, g.factual_confidence, g.reasoning_confidence, g.contextual_relevance, coalesce(g.part_bounds, '{}'),
      g.uncertainty_lower, g.uncertainty_upper, coalesce(g.model_consensus, '{}'), coalesce(g.evidence, '[]'),
      coalesce(g.metadata, '{}'), g.method, g.top_k, g.window_tokens, g.tail_tokens, g.token_count, g.mean_conf, g.tail_conf,
      g.bottom10_conf, g.lowest_group_conf, g.samples, g.agreement, g.raw_confidence, g.calibrated_confidence,
      g.calibrator_id, g.client_id, g.client_seq, coalesce(g.created_at, now())
    from given g
    on conflict do nothing
    returning s.id
  )
  select g.place, jsonb_build_object('ok', true, 'id', coalesce(a.id, known.id), 'created', a.id is not null)
  from given g
  left join added a on a.id = g.new_id
  left join lateral (
    select s.id from fixward.archon_confidence_scores s
    where a.id is null and s.id = g.id and s.user_id = me and s.workspace_id = workspace
    union all
    select s.id from fixward.archon_confidence_scores s
    where a.id is null and s.user_id = me and s.request_id = g.request_id and s.method = g.method and s.workspace_id = workspace
    union all
    select s.id from fixward.archon_confidence_scores s
    where a.id is null and s.user_id = me and s.client_id = g.client_id and s.client_seq = g.client_seq
      and s.workspace_id = workspace
    limit 1
  ) known on true
  where a.id is not null or known.id is not null;
end
$$;

-- How sure answers are, as measured when they were given.
--   request {workspace_id?, scores: [{id?, request_id, method, …}]}: every column of archon_confidence_scores that is
--     not made by the store; parts without evidence are left out.
--   answer  {results: [{ok, id, created}]}
-- A score of the same id, of the same request and method, or of the same client id and number is there already: it stays
-- as it is, and its id is told.
create or replace function fixward.record_confidence_scores(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('record_confidence_scores', request),
                            fixward.workspace_failure(request, 'member'));
begin
  if failure is not null then
    return failure;
  end if;
  return fixward.write_batch('fixward.write_confidence_scores', fixward.workspace_of(request), request -> 'scores', 'scores',
    fixward.item_faults('confidence_score', request -> 'scores', 'scores'));
end
$$;

-- ---------------------------------------------------------------------------------------- outcomes and exposure

create or replace function fixward.no_such_score(path text, place integer) returns jsonb
language sql immutable
set search_path = ''
as $$
  select fixward.api_error('not_found', pg_catalog.format('%s[%s].score_id: you have no such score in this workspace.', path, place - 1),
    pg_catalog.format('%s[%s].score_id', path, place - 1))
$$;

create or replace function fixward.write_confidence_outcomes(workspace uuid, items jsonb, positions integer[])
returns table (item integer, result jsonb)
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  me constant uuid := fixward.current_user_id();
begin
  return query
  -- Read first and joined then: within the join, casts would be kept away from indexes by row security.
  with asked as materialized (
    select i.place::integer as place, (i.value ->> 'score_id')::uuid as score_id,
      i.value ->> 'validation_method' as validation_method, (i.value ->> 'actual_accuracy')::numeric as actual_accuracy,
      coalesce((i.value ->> 'validated_at')::timestamptz, now()) as validated_at,
      (i.value ->> 'feedback_score')::numeric as feedback_score, i.value ->> 'note' as note,
      coalesce((i.value ->> 'weight')::numeric, 1) as weight
    from jsonb_array_elements(items) with ordinality as i (value, place)
    where i.place = any (positions)
  ),
  given as materialized (
    select i.place, s.id as score_id, s.shown_confidence, i.validation_method, i.actual_accuracy, i.validated_at,
      i.feedback_score, i.note, i.weight, c.id as known_id, coalesce(c.id, gen_random_uuid()) as new_id
    from asked i
    left join fixward.archon_confidence_scores s on s.id = i.score_id and s.workspace_id = workspace and s.user_id = me
    left join fixward.archon_confidence_calibration c
      on c.workspace_id = workspace and c.confidence_score_id = i.score_id and c.validation_method = i.validation_method
      and c.validator_id = me
  ),
  -- The last of a batch that says two things about one answer; the other is looked at when that is written.
  chosen as (
    select distinct on (g.score_id, g.validation_method) g.* from given g where g.score_id is not null
    order by g.score_id, g.validation_method, g.validated_at desc, g.place desc
  ),
  written as (
    insert into fixward.archon_confidence_calibration as c (id, workspace_id, confidence_score_id, predicted_confidence,
      actual_accuracy, validation_method, validator_id, validation_timestamp, feedback_score, feedback_comments, weight)
    select h.new_id, workspace, h.score_id, h.shown_confidence, h.actual_accuracy, h.validation_method, me, h.validated_at,
      h.feedback_score, h.note, h.weight
    from chosen h
    on conflict (workspace_id, confidence_score_id, validation_method, validator_id) do update
    set actual_accuracy = excluded.actual_accuracy, validation_timestamp = excluded.validation_timestamp,
        feedback_score = excluded.feedback_score, feedback_comments = excluded.feedback_comments, weight = excluded.weight
    where c.validation_timestamp < excluded.validation_timestamp
    returning c.id
  )
  select g.place, case when g.score_id is null then fixward.no_such_score('outcomes', g.place)
    else jsonb_build_object('ok', true, 'id', g.new_id, 'created', g.known_id is null,
      'replaced', g.known_id is not null and w.id is not null) end
  -- Nothing is known of how many rows there are; a full join is never made row by row.
  from given g full join written w on w.id = g.new_id
  where coalesce(g.place, 0) > 0 and (g.score_id is null or w.id is not null or g.known_id is not null);
end
$$;

-- What became of answers, next to what was shown of them.
--   request {workspace_id?, outcomes: [{score_id, validation_method, actual_accuracy, validated_at?, feedback_score?, note?,
--     weight?}]}
--   answer  {results: [{ok, id, created, replaced}]}
-- One verdict a user, answer and method; a later one takes the place of an earlier.
create or replace function fixward.record_confidence_outcomes(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('record_confidence_outcomes', request),
                            fixward.workspace_failure(request, 'member'));
begin
  if failure is not null then
    return failure;
  end if;
  return fixward.write_batch('fixward.write_confidence_outcomes', fixward.workspace_of(request), request -> 'outcomes', 'outcomes',
    fixward.item_faults('confidence_outcome', request -> 'outcomes', 'outcomes'));
end
$$;

create or replace function fixward.write_exposures(workspace uuid, items jsonb, positions integer[])
returns table (item integer, result jsonb)
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  me constant uuid := fixward.current_user_id();
begin
  return query
  with asked as materialized (
    select i.place::integer as place, (i.value ->> 'score_id')::uuid as score_id, i.value ->> 'event' as event,
      coalesce((i.value ->> 'happened_at')::timestamptz, now()) as happened_at
    from jsonb_array_elements(items) with ordinality as i (value, place)
    where i.place = any (positions)
  ),
  given as materialized (
    select i.place, s.id as score_id, i.event, i.happened_at, x.id as known_id, coalesce(x.id, gen_random_uuid()) as new_id
    from asked i
    left join fixward.archon_confidence_scores s on s.id = i.score_id and s.workspace_id = workspace and s.user_id = me
    left join fixward.confidence_exposures x
      on x.workspace_id = workspace and x.confidence_score_id = i.score_id and x.event = i.event
  ),
  added as (
    insert into fixward.confidence_exposures as x (id, workspace_id, user_id, confidence_score_id, event, happened_at)
    select distinct on (g.score_id, g.event) g.new_id, workspace, me, g.score_id, g.event, g.happened_at
    from given g where g.score_id is not null and g.known_id is null
    order by g.score_id, g.event, g.happened_at
    on conflict do nothing
    returning x.id
  )
  select g.place, case when g.score_id is null then fixward.no_such_score('exposures', g.place)
    else jsonb_build_object('ok', true, 'id', g.new_id, 'created', a.id is not null) end
  from given g full join added a on a.id = g.new_id
  where coalesce(g.place, 0) > 0 and (g.score_id is null or a.id is not null or g.known_id is not null);
end
$$;

-- Who saw which answer: outcomes come of those alone.
--   request {workspace_id?, exposures: [{score_id, event: shown|opened|dismissed|skipped|withheld, happened_at?}]}
--   answer  {results: [{ok, id, created}]}
create or replace function fixward.record_exposures(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('record_exposures', request),
                            fixward.workspace_failure(request, 'member'));
begin
  if failure is not null then
    return failure;
  end if;
  return fixward.write_batch('fixward.write_exposures', fixward.workspace_of(request), request -> 'exposures', 'exposures',
    fixward.item_faults('confidence_exposure', request -> 'exposures', 'exposures'));
end
$$;

-- ---------------------------------------------------------------------------------------- requests

create or replace function fixward.write_performance(workspace uuid, items jsonb, positions integer[])
returns table (item integer, result jsonb)
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  -- Items that cannot be read are not among the positions, or are tried alone.
  part constant jsonb := case when cardinality(positions) = jsonb_array_length(items) then items
    else (select jsonb_agg(items -> (p.place - 1) order by p.turn) from unnest(positions) with ordinality as p (place, turn)) end;
  me constant uuid := fixward.current_user_id();
  beginning constant text := fixward.id_beginning();
begin
  return query
  with given as materialized (
    select positions[n.ordinality] as place,
      coalesce(n.id, overlay(gen_random_uuid()::text placing beginning from 1)::uuid) as new_id,
      (part -> (n.ordinality - 1)::integer ->> 'at')::timestamptz as at, n.*
    from jsonb_populate_recordset(null::fixward.archon_performance_metrics, part) with ordinality as n
  ),
  added as (
    insert into fixward.archon_performance_metrics as m (id, workspace_id, user_id, "timestamp", token_efficiency,
      confidence_accuracy, hallucination_rate, response_time_ms, system_load, memory_usage_mb, cpu_usage_percent,
      cache_hit_rate, error_rate, request_type, model_version, endpoint, user_satisfaction_score, tokens_in, tokens_out,
      metadata, confidence_score_id, client_id, client_seq)
    select g.new_id, workspace, me, coalesce(g.at, now()), g.token_efficiency, g.confidence_accuracy, g.hallucination_rate,
      g.response_time_ms, g.system_load, g.memory_usage_mb, g.cpu_usage_percent, g.cache_hit_rate, g.error_rate,
      g.request_type, g.model_version, g.endpoint, g.user_satisfaction_score, g.tokens_in, g.tokens_out,
      coalesce(g.metadata, '{}'), g.confidence_score_id, g.client_id, g.client_seq
    from given g
    on conflict do nothing
    returning m.id
  )
  select g.place, jsonb_build_object('ok', true, 'id', coalesce(a.id, known.id), 'created', a.id is not null)
  from given g
  left join added a on a.id = g.new_id
  left join lateral (
    select m.id from fixward.archon_performance_metrics m
    where a.id is null and m.id = g.id and m.user_id = me and m.workspace_id = workspace
    union all
    select m.id from fixward.archon_performance_metrics m
    where a.id is null and m.user_id = me and m.client_id = g.client_id and m.client_seq = g.client_seq
      and m.workspace_id = workspace
    limit 1
  ) known on true
  where a.id is not null or known.id is not null;
end
$$;

-- What requests took. What was not measured is left out.
--   request {workspace_id?, metrics: [{id?, at?, response_time_ms, …}]}: columns of archon_performance_metrics
--   answer  {results: [{ok, id, created}]}
create or replace function fixward.record_performance(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('record_performance', request),
                            fixward.workspace_failure(request, 'member'));
begin
  if failure is not null then
    return failure;
  end if;
  return fixward.write_batch('fixward.write_performance', fixward.workspace_of(request), request -> 'metrics', 'metrics',
    fixward.item_faults('performance_metric', request -> 'metrics', 'metrics'));
end
$$;

-- One metric, for whoever writes with SQL. A value out of its range, or no number, is refused with 22023 and named. The
-- same idempotency key, sent again, is the same metric.
create or replace function fixward.insert_performance_metric(
  response_time_ms integer,
  request_type text default null,
  model_version text default null,
  endpoint text default null,
  token_efficiency numeric default null,
  confidence_accuracy numeric default null,
  hallucination_rate numeric default null,
  system_load numeric default null,
  memory_usage_mb integer default null,
  cpu_usage_percent numeric default null,
  cache_hit_rate numeric default null,
  error_rate numeric default null,
  user_satisfaction_score numeric default null,
  tokens_in integer default null,
  tokens_out integer default null,
  metadata jsonb default '{}',
  confidence_score_id uuid default null,
  idempotency_key uuid default null,
  workspace_id uuid default null
) returns uuid
language plpgsql volatile
set search_path = ''
as $$
declare
  item constant jsonb := pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object('id', idempotency_key,
    'request_type', request_type, 'model_version', model_version, 'endpoint', endpoint, 'memory_usage_mb', memory_usage_mb,
    'tokens_in', tokens_in, 'tokens_out', tokens_out, 'metadata', metadata, 'confidence_score_id', confidence_score_id,
    'token_efficiency', token_efficiency, 'confidence_accuracy', confidence_accuracy, 'hallucination_rate', hallucination_rate,
    'system_load', system_load, 'cpu_usage_percent', cpu_usage_percent, 'cache_hit_rate', cache_hit_rate,
    'error_rate', error_rate, 'user_satisfaction_score', user_satisfaction_score))
    || pg_catalog.jsonb_build_object('response_time_ms', response_time_ms);
  answer jsonb;
begin
  answer := fixward.record_performance(pg_catalog.jsonb_build_object('workspace_id', workspace_id,
    'metrics', pg_catalog.jsonb_build_array(item)));
  if answer ->> 'ok' = 'true' then
    answer := answer #> '{data,results,0}';
  end if;
  if answer ->> 'ok' <> 'true' then
    raise exception '%', pg_catalog.replace(answer #>> '{error,message}', 'metrics[0].', '')
      using errcode = case answer #>> '{error,code}' when 'invalid' then '22023' when 'not_found' then '23503'
        when 'forbidden' then '42501' when 'not_signed_in' then '42501' else 'P0001' end;
  end if;
  return (answer ->> 'id')::uuid;
end
$$;

-- ---------------------------------------------------------------------------------------- calibrators

-- What makes frequencies of a method's values, in versions.
--   request {workspace_id?, id?, method, model_family, kind, record, outcomes, fitted_at?, brier_before?, brier_after?,
--     log_loss_before?, log_loss_after?}
--   answer  {id, version, created}
create or replace function fixward.save_calibrator(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('save_calibrator', request), fixward.workspace_failure(request, 'member'));
  me constant uuid := fixward.current_user_id();
  workspace uuid;
  saved fixward.confidence_calibrators;
begin
  if failure is not null then
    return failure;
  end if;
  if octet_length(request ->> 'record') > 262144 then
    return fixward.api_error('too_large', 'record: must be at most 256 KB.', 'record');
  end if;
  workspace := fixward.workspace_of(request);
  select c.* into saved from fixward.confidence_calibrators c
  where c.id = (request ->> 'id')::uuid and c.user_id = me and c.workspace_id = workspace;
  if saved.id is not null then
    return fixward.api_ok(jsonb_build_object('id', saved.id, 'version', saved.version, 'created', false));
  end if;
  -- Two versions at once would have one number.
  perform pg_advisory_xact_lock(hashtextextended(me::text || workspace || (request ->> 'method') || (request ->> 'model_family'), 60));
  insert into fixward.confidence_calibrators (id, workspace_id, user_id, method, model_family, version, kind, record, outcomes,
    brier_before, brier_after, log_loss_before, log_loss_after, fitted_at)
  select coalesce(n.id, gen_random_uuid()), workspace, me, n.method, n.model_family,
    1 + coalesce((select max(c.version) from fixward.confidence_calibrators c where c.user_id = me
      and c.workspace_id = workspace and c.method = n.method and c.model_family = n.model_family), 0),
    n.kind, n.record, n.outcomes, n.brier_before, n.brier_after, n.log_loss_before, n.log_loss_after,
    coalesce(n.fitted_at, now())
  from jsonb_populate_record(null::fixward.confidence_calibrators, request) n
  on conflict (id) do nothing
  returning * into saved;
  if saved.id is null then
    return fixward.api_error('conflict', 'id: belongs to something else.', 'id');
  end if;
  return fixward.api_ok(jsonb_build_object('id', saved.id, 'version', saved.version, 'created', true));
end
$$;

--   request {workspace_id?, method?, model_family?, ids?, history?}
--   answer  {calibrators: [{id, method, model_family, version, kind, record, outcomes, fitted_at, …, current}]}
-- The latest of each method and family; with "ids" or "history" older versions too, 200 at most.
create or replace function fixward.list_calibrators(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('list_calibrators', request), fixward.workspace_failure(request, 'reader'));
begin
  if failure is not null then
    return failure;
  end if;
  return fixward.api_ok(jsonb_build_object('calibrators', (
    select coalesce(jsonb_agg(jsonb_strip_nulls(to_jsonb(c) - array['workspace_id', 'user_id', 'created_at', 'record', 'place'])
      || jsonb_build_object('record', c.record, 'current', c.place = 1) order by c.fitted_at desc, c.version desc), '[]')
    from (
      select c.* from (
        select c.*, row_number() over (partition by c.method, c.model_family order by c.fitted_at desc, c.version desc, c.id) as place
        from fixward.confidence_calibrators c
        where c.user_id = fixward.current_user_id() and c.workspace_id = fixward.workspace_of(request)
          and (request ->> 'method' is null or c.method = request ->> 'method')
          and (request ->> 'model_family' is null or c.model_family = request ->> 'model_family')
      ) c
      where case when request -> 'ids' is not null then c.id = any (fixward.uuids_in(request -> 'ids'))
        else c.place = 1 or coalesce((request ->> 'history')::boolean, false) end
      order by c.fitted_at desc, c.version desc
      limit 200
    ) c)));
end
$$;

insert into fixward.api_functions (name, writes) values
  ('record_confidence_scores', true), ('record_confidence_outcomes', true), ('record_exposures', true),
  ('record_performance', true), ('save_calibrator', true), ('list_calibrators', false)
on conflict (name) do update set writes = excluded.writes;

select fixward.secure_schema();
grant execute on function fixward.items_fit(text, jsonb), fixward.item_faults(text, jsonb, text), fixward.id_beginning(),
  fixward.write_confidence_scores(uuid, jsonb, integer[]),
  fixward.record_confidence_scores(jsonb), fixward.no_such_score(text, integer),
  fixward.write_confidence_outcomes(uuid, jsonb, integer[]), fixward.record_confidence_outcomes(jsonb),
  fixward.write_exposures(uuid, jsonb, integer[]), fixward.record_exposures(jsonb),
  fixward.write_performance(uuid, jsonb, integer[]), fixward.record_performance(jsonb),
  fixward.insert_performance_metric(integer, text, text, text, numeric, numeric, numeric, numeric, integer, numeric,
    numeric, numeric, numeric, integer, integer, jsonb, uuid, uuid, uuid),
  fixward.save_calibrator(jsonb), fixward.list_calibrators(jsonb) to authenticated;

insert into fixward.schema_version (version, name) values (61, 'confidence records') on conflict do nothing;

commit;
