-- Fixward store, migration 060: what is kept beside answers: who saw them, what calibrates them, and sums by the hour and
-- day, so that a page of figures costs the same with a million answers as with a thousand. Sums are brought up to date by
-- the statement that writes, be it late: an outcome counts with the hour and day of its answer.
begin;
set local search_path = fixward, extensions, public, pg_temp;

-- A store that was installed while these tables were reserved; nothing had written to them.
alter table fixward.archon_confidence_scores
  add column if not exists model_family text check (length(model_family) <= 200),
  add column if not exists consultation_id uuid,
  add column if not exists title text check (length(title) <= 300),
  add column if not exists part_bounds jsonb not null default '{}' check (jsonb_typeof(part_bounds) = 'object'),
  add column if not exists evidence jsonb not null default '[]' check (jsonb_typeof(evidence) = 'array'),
  add column if not exists metadata jsonb not null default '{}' check (jsonb_typeof(metadata) = 'object'),
  add column if not exists outcome numeric(5, 4),
  add column if not exists outcome_method text,
  add column if not exists outcome_at timestamptz,
  add column if not exists outcome_weight numeric,
  add column if not exists exposed_at timestamptz,
  alter column factual_confidence drop not null,
  alter column reasoning_confidence drop not null,
  alter column contextual_relevance drop not null,
  alter column uncertainty_lower drop not null,
  alter column uncertainty_upper drop not null,
  add column if not exists shown_confidence numeric(5, 4) generated always as
    (coalesce(calibrated_confidence, raw_confidence,
      round((coalesce(factual_confidence, 0) + coalesce(reasoning_confidence, 0) + coalesce(contextual_relevance, 0))
        / nullif(num_nonnulls(factual_confidence, reasoning_confidence, contextual_relevance), 0), 4))) stored;
alter table fixward.archon_confidence_calibration alter column predicted_confidence drop not null;
drop index if exists fixward.archon_scores_outcome_idx;
create index if not exists archon_scores_known_idx on fixward.archon_confidence_scores
  (user_id, workspace_id, created_at desc, id desc, method, model_family, request_type) where outcome is not null;
create index if not exists archon_scores_consultation_idx
  on fixward.archon_confidence_scores (consultation_id) where consultation_id is not null;

-- What such a store has otherwise than 003 makes it now: rules of the whole row, the mean of the parts, the key of requests
-- and where references follow an id that is changed.
do $$
declare
  reference record;
begin
  if not exists (select from pg_constraint c where c.conrelid = 'fixward.archon_confidence_scores'::regclass
      and c.conname = 'archon_confidence_scores_check4') then
    alter table fixward.archon_confidence_scores
      drop constraint archon_confidence_scores_check1,
      drop constraint archon_confidence_scores_check2,
      drop constraint archon_confidence_scores_check3,
      add constraint archon_confidence_scores_check1 check ((uncertainty_lower is null) = (uncertainty_upper is null)),
      add constraint archon_confidence_scores_check2 check (calibrated_confidence between uncertainty_lower and uncertainty_upper),
      add constraint archon_confidence_scores_check3 check (method <> 'logprob' or (top_k is not null and mean_conf is not null)),
      add constraint archon_confidence_scores_check4 check ((client_id is null) = (client_seq is null));
  end if;
  if not exists (select from pg_attrdef d join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
      where a.attrelid = 'fixward.archon_confidence_scores'::regclass and a.attname = 'overall_confidence'
        and pg_get_expr(d.adbin, d.adrelid) like '%num_nonnulls%') then
    alter table fixward.archon_confidence_scores
      drop column overall_confidence,
      add column overall_confidence numeric(5, 4) generated always as
        (round((coalesce(factual_confidence, 0) + coalesce(reasoning_confidence, 0) + coalesce(contextual_relevance, 0))
          / nullif(num_nonnulls(factual_confidence, reasoning_confidence, contextual_relevance), 0), 4)) stored;
    create index archon_scores_overall_idx on fixward.archon_confidence_scores (overall_confidence desc);
  end if;
  if exists (select from pg_constraint c where c.conname = 'archon_confidence_scores_user_id_request_id_method_key'
      and c.conrelid = 'fixward.archon_confidence_scores'::regclass) then
    alter table fixward.archon_confidence_scores
      drop constraint archon_confidence_scores_user_id_request_id_method_key,
      add unique (request_id, method, user_id);
    drop index if exists fixward.archon_scores_request_idx;
  end if;
  for reference in
    select c.conrelid::regclass as referrer, c.conname as name,
      regexp_replace(pg_get_constraintdef(c.oid), ' ON DELETE', ' ON UPDATE CASCADE ON DELETE') as definition
    from pg_constraint c
    where c.confrelid = 'fixward.archon_confidence_scores'::regclass and c.confupdtype <> 'c'
  loop
    execute format('alter table %1$s drop constraint %2$I, add constraint %2$I %3$s',
      reference.referrer, reference.name, reference.definition);
  end loop;
end
$$;

-- ---------------------------------------------------------------------------------------- tables

-- Outcomes come of answers that somebody acted on: what was shown to nobody, skipped or withheld is told apart by these.
create table if not exists fixward.confidence_exposures (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null,
  user_id uuid not null default fixward.current_user_id(),
  confidence_score_id uuid not null,
  event text not null check (event in ('shown', 'opened', 'dismissed', 'skipped', 'withheld')),
  happened_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  unique (workspace_id, confidence_score_id, event),
  foreign key (confidence_score_id, workspace_id) references fixward.archon_confidence_scores (id, workspace_id)
    on update cascade on delete cascade
);
create index if not exists confidence_exposures_score_idx on fixward.confidence_exposures (confidence_score_id);

-- What makes a frequency of a method's own value; a new version for each fit, none is ever changed.
create table if not exists fixward.confidence_calibrators (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references fixward.workspaces (id) on delete cascade,
  user_id uuid not null default fixward.current_user_id(),
  method text not null
    check (method in ('logprob', 'agreement', 'semantic_entropy', 'verbalized', 'hybrid', 'heuristic')),
  model_family text not null check (length(model_family) <= 200),
  version integer not null check (version > 0),
  kind text not null check (kind in ('identity', 'temperature', 'platt', 'beta', 'isotonic')),
  record jsonb not null check (jsonb_typeof(record) = 'object' and octet_length(record::text) <= 262144),
  outcomes integer not null check (outcomes >= 0),
  brier_before double precision check (brier_before between 0 and 1),
  brier_after double precision check (brier_after between 0 and 1),
  log_loss_before double precision check (log_loss_before >= 0 and log_loss_before < 'infinity'),
  log_loss_after double precision check (log_loss_after >= 0 and log_loss_after < 'infinity'),
  fitted_at timestamptz not null default now(),
  created_at timestamptz not null default now()
);
create index if not exists confidence_calibrators_latest_idx
  on fixward.confidence_calibrators (user_id, workspace_id, method, model_family, fitted_at desc);

-- p in fiftieths: 0.5 and 0.8 are edges, so that counts below and above them are exact, and a quantile read from it is
-- wrong by less than 0.02. Vectors hold counts as floats, exact up to 16,777,216 a cell and within 1 part in 10 million beyond;
-- histograms are merged by adding them.
create or replace function fixward.confidence_bin(p numeric) returns integer
language sql immutable
set search_path = ''
as $$
  select case when p is not null then least(49, pg_catalog.floor(p * 50)::integer) end
$$;

-- Bucket 0 is up to 1 ms; bucket i up to 2^(i/8) ms, 70 minutes the last. Read as 2·2^(i/8) / (1 + 2^(1/8)), which is within
-- (2^(1/8) − 1) / (2^(1/8) + 1) = 4.34 % of whatever fell in.
create or replace function fixward.latency_bucket(ms integer) returns integer
language sql immutable
set search_path = ''
as $$
  select case when ms <= 1 then 0 else least(176, pg_catalog.ceil(8 * pg_catalog.ln(ms) / pg_catalog.ln(2.0::double precision) - 1e-9)::integer) end
$$;

-- Amounts added up by cell; what has no cell counts nowhere.
create or replace function fixward.binned_sum(cells integer[], amounts real[], size integer) returns vector
language plpgsql immutable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  sums real[] := array_fill(0::real, array[size]);
begin
  for i in 1..coalesce(cardinality(cells), 0) loop
    if cells[i] is not null then
      sums[cells[i] + 1] := sums[cells[i] + 1] + amounts[i];
    end if;
  end loop;
  return sums::vector;
end
$$;

-- The value below which a share of the histogram lies, counted evenly within its cell; null for an empty one.
create or replace function fixward.confidence_quantile(histogram vector, share double precision) returns numeric
language plpgsql immutable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  counts constant real[] := histogram::real[];
  cells constant integer := cardinality(counts);
  total double precision := 0;
  reached double precision := 0;
begin
  for i in 1..cells loop
    total := total + counts[i];
  end loop;
  for i in 1..cells loop
    if counts[i] > 0 and reached + counts[i] >= share * total then
      return round(((i - 1 + greatest(0, share * total - reached) / counts[i]) / cells)::numeric, 4);
    end if;
    reached := reached + counts[i];
  end loop;
  return null;
end
$$;

-- The latencies that shares of so many requests stay below, shares in rising order; in one walk through the buckets.
create or replace function fixward.latency_quantiles(histogram vector, requests double precision, shares double precision[])
returns integer[]
language plpgsql immutable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  counts constant real[] := histogram::real[];
  quantiles integer[] := '{}';
  reached double precision := 0;
  place integer := 1;
  next_at double precision := shares[1] * requests;
begin
  for i in 1..cardinality(counts) loop
    reached := reached + counts[i];
    while reached >= next_at loop
      quantiles := quantiles || case when i = 1 then 1 else round(2 * 2 ^ ((i - 1) / 8.0) / (1 + 2 ^ 0.125))::integer end;
      place := place + 1;
      next_at := shares[place] * requests;
    end loop;
    exit when next_at is null;
  end loop;
  return quantiles;
end
$$;

create table if not exists fixward.confidence_rollups (
  user_id uuid not null,
  grain text not null check (grain in ('hour', 'day')),
  -- Its beginning, UTC.
  bucket_at timestamptz not null,
  workspace_id uuid not null references fixward.workspaces (id) on delete cascade,
  request_type text not null,
  model text not null,
  method text not null,
  answers bigint not null,
  exposed bigint not null,
  overall_count bigint not null,
  overall_sum numeric not null,
  overall_squares numeric not null,
  -- Not taken back when an answer is changed or removed; made anew on demand.
  overall_min numeric,
  overall_max numeric,
  raw_count bigint not null,
  raw_sum numeric not null,
  calibrated_count bigint not null,
  calibrated_sum numeric not null,
  -- Of the raw value, of overall where there is none.
  value_count bigint not null,
  value_sum numeric not null,
  value_squares numeric not null,
  outcomes bigint not null,
  succeeded numeric not null,
  -- Outcomes of answers with a shown value, and what its squared error and log loss add up to.
  scored bigint not null,
  squared_error numeric not null,
  squared_error_squares numeric not null,
  log_loss double precision not null,
  overall_histogram vector(50) not null,
  shown_histogram vector(50) not null,
  outcome_histogram vector(50) not null,
  -- By fiftieths of the shown value: the value, in ten-thousandths, and what turned out well.
  predicted_sums vector(50) not null,
  actual_sums vector(50) not null,
  overall_p10 numeric generated always as (fixward.confidence_quantile(overall_histogram, 0.1)) stored,
  overall_p50 numeric generated always as (fixward.confidence_quantile(overall_histogram, 0.5)) stored,
  overall_p90 numeric generated always as (fixward.confidence_quantile(overall_histogram, 0.9)) stored,
  primary key (user_id, grain, bucket_at, workspace_id, request_type, model, method)
) with (fillfactor = 70);

create table if not exists fixward.calibration_rollups (
  user_id uuid not null,
  -- Of the answer, UTC.
  day date not null,
  workspace_id uuid not null references fixward.workspaces (id) on delete cascade,
  request_type text not null,
  model text not null,
  method text not null,
  validation_method text not null,
  outcomes bigint not null,
  -- Of outcomes with a predicted value, each by its weight.
  weight numeric not null,
  predicted numeric not null,
  actual numeric not null,
  squared_error numeric not null,
  -- Ten of equal width.
  bin_weights vector(10) not null,
  bin_predicted vector(10) not null,
  bin_actual vector(10) not null,
  primary key (user_id, day, workspace_id, request_type, model, method, validation_method)
) with (fillfactor = 70);

create table if not exists fixward.performance_rollups (
  user_id uuid not null,
  grain text not null check (grain in ('hour', 'day')),
  bucket_at timestamptz not null,
  workspace_id uuid not null references fixward.workspaces (id) on delete cascade,
  request_type text not null,
  model text not null,
  endpoint text not null,
  requests bigint not null,
  response_sum bigint not null,
  latencies vector(177) not null,
  error_count bigint not null,
  error_sum numeric not null,
  cache_count bigint not null,
  cache_sum numeric not null,
  tokens_in_count bigint not null,
  tokens_in bigint not null,
  tokens_out_count bigint not null,
  tokens_out bigint not null,
  memory_count bigint not null,
  memory_sum bigint not null,
  cpu_count bigint not null,
  cpu_sum numeric not null,
  load_count bigint not null,
  load_sum numeric not null,
  primary key (user_id, grain, bucket_at, workspace_id, request_type, model, endpoint)
) with (fillfactor = 70);

-- Rows before these times were removed; sums of that time are all that is left, and are not made anew.
create table if not exists fixward.confidence_horizons (
  user_id uuid not null default fixward.current_user_id(),
  workspace_id uuid not null references fixward.workspaces (id) on delete cascade,
  rows_since timestamptz not null,
  hours_since timestamptz not null,
  primary key (user_id, workspace_id)
);

-- ---------------------------------------------------------------------------------------- adding up

-- Adds answers to the sums and takes others out. Sums of the day are made of those of the hour. Planned once a session: that
-- takes longer than to add one answer.
create or replace function fixward.add_scores(
  added fixward.archon_confidence_scores[], taken fixward.archon_confidence_scores[]
) returns void
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_generic_plan
as $$
begin
  with facts as (
    select a.*, 1 as sign from unnest(added) a union all select t.*, -1 from unnest(taken) t
  ), numbers as (
    select f.user_id, f.workspace_id, date_trunc('hour', f.created_at at time zone 'UTC') as hour, f.request_type,
      coalesce(f.model_version, '') as model, f.method, f.sign, f.exposed_at is not null as exposed,
      f.overall_confidence as overall, f.raw_confidence as raw, f.calibrated_confidence as calibrated,
      coalesce(f.raw_confidence, f.overall_confidence) as value, f.shown_confidence as shown, f.outcome,
      fixward.confidence_bin(f.shown_confidence) as shown_bin,
      case when f.outcome is not null then fixward.confidence_bin(f.shown_confidence) end as outcome_bin,
      (f.shown_confidence - f.outcome) * (f.shown_confidence - f.outcome) as squared_error
    from facts f
  ), hours as (
    select n.user_id, n.workspace_id, n.hour, n.request_type, n.model, n.method,
      sum(n.sign) as answers, coalesce(sum(n.sign) filter (where n.exposed), 0) as exposed,
      coalesce(sum(n.sign) filter (where n.overall is not null), 0) as overall_count,
      coalesce(sum(n.sign * n.overall), 0) as overall_sum, coalesce(sum(n.sign * n.overall * n.overall), 0) as overall_squares,
      min(n.overall) as overall_min, max(n.overall) as overall_max,
      coalesce(sum(n.sign) filter (where n.raw is not null), 0) as raw_count, coalesce(sum(n.sign * n.raw), 0) as raw_sum,
      coalesce(sum(n.sign) filter (where n.calibrated is not null), 0) as calibrated_count,
      coalesce(sum(n.sign * n.calibrated), 0) as calibrated_sum,
      coalesce(sum(n.sign) filter (where n.value is not null), 0) as value_count,
      coalesce(sum(n.sign * n.value), 0) as value_sum, coalesce(sum(n.sign * n.value * n.value), 0) as value_squares,
      coalesce(sum(n.sign) filter (where n.outcome is not null), 0) as outcomes,
      coalesce(sum(n.sign * n.outcome), 0) as succeeded,
      coalesce(sum(n.sign) filter (where n.squared_error is not null), 0) as scored,
      coalesce(sum(n.sign * n.squared_error), 0) as squared_error,
      coalesce(sum(n.sign * n.squared_error * n.squared_error), 0) as squared_error_squares,
      -- Four decimals are kept: a value of 0 or 1 stands for half of the last one from it.
      coalesce(sum(n.sign * -(n.outcome * ln(greatest(n.shown, 0.00005)::double precision)
        + (1 - n.outcome) * ln(greatest(1 - n.shown, 0.00005)::double precision))), 0) as log_loss,
      fixward.binned_sum(array_agg(fixward.confidence_bin(n.overall)), array_agg(n.sign::real), 50) as overall_histogram,
      fixward.binned_sum(array_agg(n.shown_bin), array_agg(n.sign::real), 50) as shown_histogram,
      -- Answers that are new have no outcome yet: then there is nothing to go through.
      fixward.binned_sum(array_agg(n.outcome_bin) filter (where n.outcome_bin is not null),
        array_agg(n.sign::real) filter (where n.outcome_bin is not null), 50) as outcome_histogram,
      fixward.binned_sum(array_agg(n.outcome_bin) filter (where n.outcome_bin is not null),
        array_agg((n.sign * n.shown * 10000)::real) filter (where n.outcome_bin is not null), 50) as predicted_sums,
      fixward.binned_sum(array_agg(n.outcome_bin) filter (where n.outcome_bin is not null),
        array_agg((n.sign * n.outcome)::real) filter (where n.outcome_bin is not null), 50) as actual_sums
    from numbers n
    group by n.user_id, n.workspace_id, n.hour, n.request_type, n.model, n.method
  ), buckets as (
    select 'hour' as grain, h.* from hours h
    union all
    select 'day', h.user_id, h.workspace_id, date_trunc('day', h.hour), h.request_type, h.model, h.method, sum(h.answers),
      sum(h.exposed), sum(h.overall_count), sum(h.overall_sum), sum(h.overall_squares), min(h.overall_min), max(h.overall_max),
      sum(h.raw_count), sum(h.raw_sum), sum(h.calibrated_count), sum(h.calibrated_sum), sum(h.value_count), sum(h.value_sum),
      sum(h.value_squares), sum(h.outcomes), sum(h.succeeded), sum(h.scored), sum(h.squared_error),
      sum(h.squared_error_squares), sum(h.log_loss), sum(h.overall_histogram), sum(h.shown_histogram),
      sum(h.outcome_histogram), sum(h.predicted_sums), sum(h.actual_sums)
    from hours h
    group by h.user_id, h.workspace_id, date_trunc('day', h.hour), h.request_type, h.model, h.method
  )
  insert into fixward.confidence_rollups as r (user_id, grain, bucket_at, workspace_id, request_type, model, method, answers,
    exposed, overall_count, overall_sum, overall_squares, overall_min, overall_max, raw_count, raw_sum, calibrated_count,
    calibrated_sum, value_count, value_sum, value_squares, outcomes, succeeded, scored, squared_error, squared_error_squares,
    log_loss, overall_histogram, shown_histogram, outcome_histogram, predicted_sums, actual_sums)
  select b.user_id, b.grain, b.hour at time zone 'UTC', b.workspace_id, b.request_type, b.model, b.method, b.answers,
    b.exposed, b.overall_count, b.overall_sum, b.overall_squares, b.overall_min, b.overall_max, b.raw_count, b.raw_sum,
    b.calibrated_count, b.calibrated_sum, b.value_count, b.value_sum, b.value_squares, b.outcomes, b.succeeded, b.scored,
    b.squared_error, b.squared_error_squares, b.log_loss, b.overall_histogram, b.shown_histogram, b.outcome_histogram,
    b.predicted_sums, b.actual_sums
  from buckets b
  -- Two writers that meet the same sums wait for each other in the same order.
  order by b.user_id, b.grain, b.hour, b.workspace_id, b.request_type, b.model, b.method
  on conflict (user_id, grain, bucket_at, workspace_id, request_type, model, method) do update
  set answers = r.answers + excluded.answers, exposed = r.exposed + excluded.exposed,
      overall_count = r.overall_count + excluded.overall_count, overall_sum = r.overall_sum + excluded.overall_sum,
      overall_squares = r.overall_squares + excluded.overall_squares,
      overall_min = least(r.overall_min, excluded.overall_min), overall_max = greatest(r.overall_max, excluded.overall_max),
      raw_count = r.raw_count + excluded.raw_count, raw_sum = r.raw_sum + excluded.raw_sum,
      calibrated_count = r.calibrated_count + excluded.calibrated_count,
      calibrated_sum = r.calibrated_sum + excluded.calibrated_sum,
      value_count = r.value_count + excluded.value_count, value_sum = r.value_sum + excluded.value_sum,
      value_squares = r.value_squares + excluded.value_squares, outcomes = r.outcomes + excluded.outcomes,
      succeeded = r.succeeded + excluded.succeeded, scored = r.scored + excluded.scored,
      squared_error = r.squared_error + excluded.squared_error,
      squared_error_squares = r.squared_error_squares + excluded.squared_error_squares,
      log_loss = r.log_loss + excluded.log_loss, overall_histogram = r.overall_histogram + excluded.overall_histogram,
      shown_histogram = r.shown_histogram + excluded.shown_histogram,
      outcome_histogram = r.outcome_histogram + excluded.outcome_histogram,
      predicted_sums = r.predicted_sums + excluded.predicted_sums, actual_sums = r.actual_sums + excluded.actual_sums;
end
$$;

create or replace function fixward.add_outcomes(
  added fixward.archon_confidence_calibration[], taken fixward.archon_confidence_calibration[]
) returns void
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_generic_plan
as $$
begin
  with facts as (
    select a.*, 1 as sign from unnest(added) a union all select t.*, -1 from unnest(taken) t
  ), numbers as (
    select s.user_id, s.workspace_id, (s.created_at at time zone 'UTC')::date as day, s.request_type,
      coalesce(s.model_version, '') as model, s.method, f.validation_method, f.sign, f.sign * f.weight as weight,
      f.predicted_confidence as predicted, f.actual_accuracy as actual,
      case when f.predicted_confidence is not null then least(9, floor(f.predicted_confidence * 10)::integer) end as bin
    from facts f
    -- Gone with its answer, an outcome stays in the sums as the answer does.
    join fixward.archon_confidence_scores s on s.id = f.confidence_score_id
  )
  insert into fixward.calibration_rollups as r (user_id, day, workspace_id, request_type, model, method, validation_method,
    outcomes, weight, predicted, actual, squared_error, bin_weights, bin_predicted, bin_actual)
  select n.user_id, n.day, n.workspace_id, n.request_type, n.model, n.method, n.validation_method, sum(n.sign),
    coalesce(sum(n.weight) filter (where n.predicted is not null), 0), coalesce(sum(n.weight * n.predicted), 0),
    coalesce(sum(n.weight * n.actual) filter (where n.predicted is not null), 0),
    coalesce(sum(n.weight * (n.predicted - n.actual) * (n.predicted - n.actual)), 0),
    fixward.binned_sum(array_agg(n.bin), array_agg(n.weight::real), 10),
    fixward.binned_sum(array_agg(n.bin), array_agg((n.weight * n.predicted * 10000)::real), 10),
    fixward.binned_sum(array_agg(n.bin), array_agg((n.weight * n.actual)::real), 10)
  from numbers n
  group by n.user_id, n.day, n.workspace_id, n.request_type, n.model, n.method, n.validation_method
  order by n.user_id, n.day, n.workspace_id, n.request_type, n.model, n.method, n.validation_method
  on conflict (user_id, day, workspace_id, request_type, model, method, validation_method) do update
  set outcomes = r.outcomes + excluded.outcomes, weight = r.weight + excluded.weight,
      predicted = r.predicted + excluded.predicted, actual = r.actual + excluded.actual,
      squared_error = r.squared_error + excluded.squared_error, bin_weights = r.bin_weights + excluded.bin_weights,
      bin_predicted = r.bin_predicted + excluded.bin_predicted, bin_actual = r.bin_actual + excluded.bin_actual;
end
$$;

create or replace function fixward.add_metrics(
  added fixward.archon_performance_metrics[], taken fixward.archon_performance_metrics[]
) returns void
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_generic_plan
as $$
begin
  with numbers as (
    select f.*, date_trunc('hour', f."timestamp" at time zone 'UTC') as hour, coalesce(f.request_type, '') as kind,
      coalesce(f.model_version, '') as model, coalesce(f.endpoint, '') as place
    from (select a.*, 1 as sign from unnest(added) a union all select t.*, -1 from unnest(taken) t) f
  ), hours as (
    select n.user_id, n.workspace_id, n.hour, n.kind, n.model, n.place, sum(n.sign) as requests,
      sum(n.sign * n.response_time_ms::bigint) as response_sum,
      fixward.binned_sum(array_agg(fixward.latency_bucket(n.response_time_ms)), array_agg(n.sign::real), 177) as latencies,
      coalesce(sum(n.sign) filter (where n.error_rate is not null), 0) as error_count,
      coalesce(sum(n.sign * n.error_rate), 0) as error_sum,
      coalesce(sum(n.sign) filter (where n.cache_hit_rate is not null), 0) as cache_count,
      coalesce(sum(n.sign * n.cache_hit_rate), 0) as cache_sum,
      coalesce(sum(n.sign) filter (where n.tokens_in is not null), 0) as tokens_in_count,
      coalesce(sum(n.sign * n.tokens_in::bigint), 0) as tokens_in,
      coalesce(sum(n.sign) filter (where n.tokens_out is not null), 0) as tokens_out_count,
      coalesce(sum(n.sign * n.tokens_out::bigint), 0) as tokens_out,
      coalesce(sum(n.sign) filter (where n.memory_usage_mb is not null), 0) as memory_count,
      coalesce(sum(n.sign * n.memory_usage_mb::bigint), 0) as memory_sum,
      coalesce(sum(n.sign) filter (where n.cpu_usage_percent is not null), 0) as cpu_count,
      coalesce(sum(n.sign * n.cpu_usage_percent), 0) as cpu_sum,
      coalesce(sum(n.sign) filter (where n.system_load is not null), 0) as load_count,
      coalesce(sum(n.sign * n.system_load), 0) as load_sum
    from numbers n
    group by n.user_id, n.workspace_id, n.hour, n.kind, n.model, n.place
  ), buckets as (
    select 'hour' as grain, h.* from hours h
    union all
    select 'day', h.user_id, h.workspace_id, date_trunc('day', h.hour), h.kind, h.model, h.place, sum(h.requests),
      sum(h.response_sum), sum(h.latencies), sum(h.error_count), sum(h.error_sum), sum(h.cache_count), sum(h.cache_sum),
      sum(h.tokens_in_count), sum(h.tokens_in), sum(h.tokens_out_count), sum(h.tokens_out), sum(h.memory_count),
      sum(h.memory_sum), sum(h.cpu_count), sum(h.cpu_sum), sum(h.load_count), sum(h.load_sum)
    from hours h
    group by h.user_id, h.workspace_id, date_trunc('day', h.hour), h.kind, h.model, h.place
  )
  insert into fixward.performance_rollups as r (user_id, grain, bucket_at, workspace_id, request_type, model, endpoint,
    requests, response_sum, latencies, error_count, error_sum, cache_count, cache_sum, tokens_in_count, tokens_in,
    tokens_out_count, tokens_out, memory_count, memory_sum, cpu_count, cpu_sum, load_count, load_sum)
  select b.user_id, b.grain, b.hour at time zone 'UTC', b.workspace_id, b.kind, b.model, b.place, b.requests, b.response_sum,
    b.latencies, b.error_count, b.error_sum, b.cache_count, b.cache_sum, b.tokens_in_count, b.tokens_in, b.tokens_out_count,
    b.tokens_out, b.memory_count, b.memory_sum, b.cpu_count, b.cpu_sum, b.load_count, b.load_sum
  from buckets b
  order by b.user_id, b.grain, b.hour, b.workspace_id, b.kind, b.model, b.place
  on conflict (user_id, grain, bucket_at, workspace_id, request_type, model, endpoint) do update
  set requests = r.requests + excluded.requests, response_sum = r.response_sum + excluded.response_sum,
      latencies = r.latencies + excluded.latencies, error_count = r.error_count + excluded.error_count,
      error_sum = r.error_sum + excluded.error_sum, cache_count = r.cache_count + excluded.cache_count,
      cache_sum = r.cache_sum + excluded.cache_sum, tokens_in_count = r.tokens_in_count + excluded.tokens_in_count,
      tokens_in = r.tokens_in + excluded.tokens_in, tokens_out_count = r.tokens_out_count + excluded.tokens_out_count,
      tokens_out = r.tokens_out + excluded.tokens_out, memory_count = r.memory_count + excluded.memory_count,
      memory_sum = r.memory_sum + excluded.memory_sum, cpu_count = r.cpu_count + excluded.cpu_count,
      cpu_sum = r.cpu_sum + excluded.cpu_sum, load_count = r.load_count + excluded.load_count,
      load_sum = r.load_sum + excluded.load_sum;
end
$$;

-- ---------------------------------------------------------------------------------------- triggers

create or replace function fixward.sum_scores() returns trigger
language plpgsql security definer
set search_path = fixward, extensions, public, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    perform fixward.add_scores(array_agg(row(n.*)::fixward.archon_confidence_scores), null) from new_rows n having count(*) > 0;
  else
    perform fixward.add_scores(array_agg(row(n.*)::fixward.archon_confidence_scores),
      (select array_agg(row(o.*)::fixward.archon_confidence_scores) from old_rows o)) from new_rows n having count(*) > 0;
  end if;
  return null;
end
$$;
create or replace trigger v_sum_insert after insert on fixward.archon_confidence_scores
  referencing new table as new_rows for each statement execute function fixward.sum_scores();
create or replace trigger v_sum_update after update on fixward.archon_confidence_scores
  referencing old table as old_rows new table as new_rows for each statement execute function fixward.sum_scores();

create or replace function fixward.sum_metrics() returns trigger
language plpgsql security definer
set search_path = fixward, extensions, public, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    perform fixward.add_metrics(array_agg(row(n.*)::fixward.archon_performance_metrics), null) from new_rows n having count(*) > 0;
  else
    perform fixward.add_metrics(array_agg(row(n.*)::fixward.archon_performance_metrics),
      (select array_agg(row(o.*)::fixward.archon_performance_metrics) from old_rows o)) from new_rows n having count(*) > 0;
  end if;
  return null;
end
$$;
create or replace trigger v_sum_insert after insert on fixward.archon_performance_metrics
  referencing new table as new_rows for each statement execute function fixward.sum_metrics();
create or replace trigger v_sum_update after update on fixward.archon_performance_metrics
  referencing old table as old_rows new table as new_rows for each statement execute function fixward.sum_metrics();

-- Which verdict of an answer counts: a person's review, then his taking it back, then what tests found, his taking it over,
-- what other programs found; among equals the later one. What rules found in it was looked at when its value was made, and
-- is no verdict.
create or replace function fixward.verdict_rank(validation_method text) returns integer
language sql immutable
set search_path = ''
as $$
  select case validation_method when 'human_review' then 6 when 'user_revert' then 5 when 'automated_test' then 4
    when 'user_accept' then 3 when 'cross_validation' then 2 when 'compile' then 1 else 0 end
$$;

create or replace function fixward.settle_outcomes(scores uuid[]) returns void
language sql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
  update fixward.archon_confidence_scores s
  set outcome = v.actual_accuracy, outcome_method = v.validation_method, outcome_at = v.validation_timestamp,
      outcome_weight = v.weight
  from (
    select distinct on (a.id) a.id, c.actual_accuracy, c.validation_method, c.validation_timestamp, c.weight
    from unnest(scores) a (id)
    left join fixward.archon_confidence_calibration c on c.confidence_score_id = a.id and c.validation_method <> 'lint'
    order by a.id, fixward.verdict_rank(c.validation_method) desc nulls last, c.validation_timestamp desc, c.id
  ) v
  where s.id = v.id
    and (s.outcome, s.outcome_method, s.outcome_at, s.outcome_weight)
      is distinct from (v.actual_accuracy, v.validation_method, v.validation_timestamp, v.weight)
$$;

create or replace function fixward.sum_outcomes() returns trigger
language plpgsql security definer
set search_path = fixward, extensions, public, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    perform fixward.add_outcomes(array_agg(row(n.*)::fixward.archon_confidence_calibration), null), fixward.settle_outcomes(array_agg(n.confidence_score_id))
    from new_rows n having count(*) > 0;
  elsif tg_op = 'DELETE' then
    perform fixward.add_outcomes(null, array_agg(row(o.*)::fixward.archon_confidence_calibration)), fixward.settle_outcomes(array_agg(o.confidence_score_id))
    from old_rows o having count(*) > 0;
  -- An answer that got another id has the verdicts it had.
  elsif exists (
    select n.id, n.actual_accuracy, n.predicted_confidence, n.weight, n.validation_timestamp, n.validation_method from new_rows n
    except select o.id, o.actual_accuracy, o.predicted_confidence, o.weight, o.validation_timestamp, o.validation_method from old_rows o
  ) then
    perform fixward.add_outcomes(array_agg(row(n.*)::fixward.archon_confidence_calibration),
        (select array_agg(row(o.*)::fixward.archon_confidence_calibration) from old_rows o)),
      fixward.settle_outcomes(array_agg(n.confidence_score_id))
    from new_rows n having count(*) > 0;
  end if;
  return null;
end
$$;
create or replace trigger v_sum_insert after insert on fixward.archon_confidence_calibration
  referencing new table as new_rows for each statement execute function fixward.sum_outcomes();
create or replace trigger v_sum_update after update on fixward.archon_confidence_calibration
  referencing old table as old_rows new table as new_rows for each statement execute function fixward.sum_outcomes();
create or replace trigger v_sum_delete after delete on fixward.archon_confidence_calibration
  referencing old table as old_rows for each statement execute function fixward.sum_outcomes();

create or replace function fixward.note_exposures() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  update fixward.archon_confidence_scores s set exposed_at = e.first_at
  from (select n.confidence_score_id, min(n.happened_at) as first_at from new_rows n
        where n.event in ('shown', 'opened', 'dismissed', 'skipped') group by 1) e
  where s.id = e.confidence_score_id and (s.exposed_at is null or s.exposed_at > e.first_at);
  return null;
end
$$;
create or replace trigger v_note_exposures after insert on fixward.confidence_exposures
  referencing new table as new_rows for each statement execute function fixward.note_exposures();

-- ---------------------------------------------------------------------------------------- rights

do $$
declare
  owned constant text := 'user_id = (select fixward.current_user_id())';
  reader constant text := 'workspace_id in (select fixward.workspaces_with_role(''reader''))';
  member constant text := 'workspace_id in (select fixward.workspaces_with_role(''member''))';
  listed text;
begin
  foreach listed in array array['confidence_exposures', 'confidence_calibrators'] loop
    perform fixward.set_policy(listed, 'select', owned || ' and ' || reader);
    perform fixward.set_policy(listed, 'delete', owned || ' and ' || reader);
    execute format('grant select, insert, delete on fixward.%I to authenticated', listed);
  end loop;
  perform fixward.set_policy('confidence_calibrators', 'insert', null, owned || ' and ' || member);
  perform fixward.set_policy('confidence_exposures', 'insert', null, owned || ' and ' || member
    || ' and exists (select from fixward.archon_confidence_scores s
    where s.id = confidence_score_id and s.user_id = (select fixward.current_user_id()))');
  -- Only the store's own triggers write sums.
  foreach listed in array array['confidence_rollups', 'calibration_rollups', 'performance_rollups', 'confidence_horizons'] loop
    perform fixward.set_policy(listed, 'select', owned || ' and ' || reader);
    execute format('grant select on fixward.%I to authenticated', listed);
  end loop;
end
$$;

-- Outcomes come by the thousand: then only what may not be is looked into.
create or replace trigger a_keep_identity before update on fixward.archon_confidence_scores for each row
  when ((old.id, old.workspace_id, old.user_id, old.request_id, old.method, old.created_at)
        is distinct from (new.id, new.workspace_id, new.user_id, new.request_id, new.method, new.created_at))
  execute function fixward.keep_identity('id', 'workspace_id', 'user_id', 'request_id', 'method', 'created_at');

-- Outcome and exposure of an answer follow from rows of their own: only the store's triggers write them.
do $$
declare
  writable text;
begin
  select string_agg(quote_ident(a.attname), ', ' order by a.attnum) into writable
  from pg_attribute a
  where a.attrelid = 'fixward.archon_confidence_scores'::regclass and a.attnum > 0 and not a.attisdropped
    and a.attgenerated = '' and a.attname not in ('outcome', 'outcome_method', 'outcome_at', 'outcome_weight', 'exposed_at');
  revoke insert, update on fixward.archon_confidence_scores from authenticated;
  execute format('grant insert (%1$s), update (%1$s) on fixward.archon_confidence_scores to authenticated', writable);
end
$$;

select fixward.secure_schema();
grant execute on function fixward.confidence_bin(numeric), fixward.latency_bucket(integer),
  fixward.binned_sum(integer[], real[], integer), fixward.confidence_quantile(vector, double precision),
  fixward.latency_quantiles(vector, double precision, double precision[]), fixward.verdict_rank(text) to authenticated;

insert into fixward.schema_version (version, name) values (60, 'confidence sums') on conflict do nothing;

commit;
