-- Fixward store, migration 062: what answers and requests add up to: three views and a function for people who look with
-- SQL, and the figures that programs draw. All of it is read from the sums of 060, with the reader's rights.
begin;
set local search_path = fixward, extensions, public, pg_temp;

-- ---------------------------------------------------------------------------------------- views

-- The last 7 days by the hour. Quantiles are within 0.02.
create or replace view fixward.archon_confidence_trends with (security_invoker = on) as
select r.workspace_id, r.user_id, r.bucket_at as hour, r.request_type, r.model, r.method, r.answers,
       round(r.overall_sum / nullif(r.overall_count, 0), 4) as avg_overall, r.overall_min as min_overall,
       r.overall_max as max_overall,
       case when r.overall_count > 1 then round(sqrt(greatest(0, (r.overall_squares - r.overall_sum * r.overall_sum / r.overall_count)
         / (r.overall_count - 1))::double precision)::numeric, 4) end as stddev_overall,
       round(r.raw_sum / nullif(r.raw_count, 0), 4) as avg_raw,
       round(r.calibrated_sum / nullif(r.calibrated_count, 0), 4) as avg_calibrated,
       r.overall_p10 as p10_overall, r.overall_p50 as p50_overall, r.overall_p90 as p90_overall,
       r.outcomes, round(r.succeeded, 4) as succeeded
from fixward.confidence_rollups r
where r.grain = 'hour' and r.bucket_at >= date_trunc('hour', now() - interval '7 days') and r.answers > 0;

-- The last hour by the minute, from the rows themselves. Beside each mean stands in how many requests it was measured.
create or replace view fixward.archon_performance_dashboard with (security_invoker = on) as
select m.workspace_id, date_trunc('minute', m."timestamp") as minute, m.request_type, m.endpoint, count(*) as requests,
       round(avg(m.response_time_ms), 1) as avg_ms,
       percentile_cont(0.5) within group (order by m.response_time_ms) as p50_ms,
       percentile_cont(0.95) within group (order by m.response_time_ms) as p95_ms,
       percentile_cont(0.99) within group (order by m.response_time_ms) as p99_ms,
       round(avg(m.error_rate), 4) as error_rate, count(m.error_rate) as error_rate_measured,
       round(avg(m.cache_hit_rate), 4) as cache_hit_rate, count(m.cache_hit_rate) as cache_hit_rate_measured,
       round(avg(m.token_efficiency), 4) as token_efficiency, count(m.token_efficiency) as token_efficiency_measured,
       round(avg(m.confidence_accuracy), 4) as confidence_accuracy,
       count(m.confidence_accuracy) as confidence_accuracy_measured,
       round(avg(m.hallucination_rate), 4) as hallucination_rate, count(m.hallucination_rate) as hallucination_rate_measured,
       sum(m.tokens_in) as tokens_in, sum(m.tokens_out) as tokens_out
from fixward.archon_performance_metrics m
where m."timestamp" >= now() - interval '1 hour'
group by m.workspace_id, date_trunc('minute', m."timestamp"), m.request_type, m.endpoint;

-- Outcomes by the day of their answers. The residuals' mean is no calibration error; "ece" is, over the ten bins of equal
-- width that "bins" shows, those that hold something.
create or replace view fixward.archon_calibration_analysis with (security_invoker = on) as
select a.workspace_id, a.user_id, a.day, a.method, a.validation_method, a.outcomes,
       round(a.predicted / nullif(a.weight, 0), 4) as mean_predicted, round(a.actual / nullif(a.weight, 0), 4) as mean_actual,
       round((a.predicted - a.actual) / nullif(a.weight, 0), 4) as gap,
       round(a.squared_error / nullif(a.weight, 0), 4) as brier,
       b.ece, b.bins
from (
  select r.workspace_id, r.user_id, r.day, r.method, r.validation_method, sum(r.outcomes) as outcomes, sum(r.weight) as weight,
         sum(r.predicted) as predicted, sum(r.actual) as actual, sum(r.squared_error) as squared_error,
         sum(r.bin_weights) as bin_weights, sum(r.bin_predicted) as bin_predicted, sum(r.bin_actual) as bin_actual
  from fixward.calibration_rollups r
  group by r.workspace_id, r.user_id, r.day, r.method, r.validation_method
) a
cross join lateral (
  select round((sum(abs(c.predicted / 10000 - c.actual)) / nullif(sum(c.weight), 0))::numeric, 4) as ece,
         coalesce(jsonb_agg(jsonb_build_object('bin', c.place, 'weight', c.weight,
           'predicted', round((c.predicted / c.weight / 10000)::numeric, 4), 'actual', round((c.actual / c.weight)::numeric, 4))
           order by c.place), '[]') as bins
  from unnest(a.bin_weights::real[]::float8[], a.bin_predicted::real[]::float8[], a.bin_actual::real[]::float8[])
    with ordinality as c (weight, predicted, actual, place)
  where c.weight > 0
) b
where a.outcomes > 0;

-- ---------------------------------------------------------------------------------------- statistics

-- What is known of answers from one time to another, the end not included; of all that the caller may see. Up to 20,000
-- answers are read one by one; of more, whole days come from the sums, and median, p10 and p90 are within 0.02.
create or replace function fixward.calculate_confidence_stats(
  start_time timestamptz, end_time timestamptz, of_request_type text default null
) returns table (
  total bigint, average numeric, median numeric, stddev numeric, minimum numeric, maximum numeric, low_count bigint,
  high_count bigint, p10 numeric, p90 numeric, outcome_count bigint, brier numeric, ece numeric
)
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  first_day constant timestamptz := date_trunc('day', start_time + interval '1 day' - interval '1 microsecond', 'UTC');
  last_day constant timestamptz := date_trunc('day', end_time, 'UTC');
  about bigint;
  removed boolean;
begin
  if start_time is null or end_time is null or start_time > end_time then
    raise exception 'start_time: must be given and not be after end_time' using errcode = '22023';
  end if;
  select coalesce(sum(r.answers), 0) into about from fixward.confidence_rollups r
  where r.user_id = (select fixward.current_user_id()) and r.grain = 'day' and r.bucket_at >= first_day - interval '1 day'
    and r.bucket_at <= last_day and (of_request_type is null or r.request_type = of_request_type);
  removed := exists (select from fixward.confidence_horizons h where h.rows_since > start_time);
  if about <= 20000 and not removed then
    return query
    with answers as (
      select s.overall_confidence as overall, s.shown_confidence as shown, s.outcome,
        least(9, floor(s.shown_confidence * 10)) as bin
      from fixward.archon_confidence_scores s
      where s.created_at >= start_time and s.created_at < end_time
        and (of_request_type is null or s.request_type = of_request_type)
    ), bins as (
      select abs(sum(a.shown - a.outcome)) as gap, count(*) as answers from answers a
      where a.outcome is not null and a.shown is not null group by a.bin
    )
    select count(*), round(avg(a.overall), 4),
      round((percentile_cont(0.5) within group (order by a.overall))::numeric, 4), round(stddev_samp(a.overall), 4),
      min(a.overall), max(a.overall), count(*) filter (where a.overall < 0.5), count(*) filter (where a.overall >= 0.8),
      round((percentile_cont(0.1) within group (order by a.overall))::numeric, 4),
      round((percentile_cont(0.9) within group (order by a.overall))::numeric, 4),
      count(a.outcome), round(avg((a.shown - a.outcome) ^ 2), 4),
      (select round(sum(b.gap) / nullif(sum(b.answers), 0), 4) from bins b)
    from answers a;
    return;
  end if;
  return query
  with edges as (
    select s.overall_confidence, s.shown_confidence, s.outcome,
      fixward.confidence_bin(case when s.outcome is not null then s.shown_confidence end) as outcome_bin
    from (
      -- What is before the first whole day and behind the last; all of it where there is no whole day between.
      select e.* from fixward.archon_confidence_scores e
      where e.created_at >= start_time and e.created_at < case when first_day < last_day then first_day else end_time end
      union all
      select e.* from fixward.archon_confidence_scores e
      where first_day < last_day and e.created_at >= last_day and e.created_at < end_time
    ) s
    where of_request_type is null or s.request_type = of_request_type
  ), parts as (
    select r.answers, r.overall_count, r.overall_sum, r.overall_squares, r.overall_min, r.overall_max, r.outcomes, r.scored,
      r.squared_error, r.overall_histogram, r.outcome_histogram, r.predicted_sums, r.actual_sums
    from fixward.confidence_rollups r
    where r.user_id = (select fixward.current_user_id()) and r.grain = 'day' and r.bucket_at >= first_day and r.bucket_at < last_day
      and (of_request_type is null or r.request_type = of_request_type)
    union all
    select count(*), count(e.overall_confidence), coalesce(sum(e.overall_confidence), 0),
      coalesce(sum(e.overall_confidence ^ 2), 0), min(e.overall_confidence), max(e.overall_confidence), count(e.outcome),
      count(e.outcome_bin), coalesce(sum((e.shown_confidence - e.outcome) ^ 2), 0),
      fixward.binned_sum(array_agg(fixward.confidence_bin(e.overall_confidence)), array_agg(1::real), 50),
      fixward.binned_sum(array_agg(e.outcome_bin), array_agg(1::real), 50),
      fixward.binned_sum(array_agg(e.outcome_bin), array_agg((e.shown_confidence * 10000)::real), 50),
      fixward.binned_sum(array_agg(e.outcome_bin), array_agg(e.outcome::real), 50)
    from edges e
  ), whole as (
    select sum(p.answers) as answers, sum(p.overall_count) as counted, sum(p.overall_sum) as overall_sum,
      sum(p.overall_squares) as squares, min(p.overall_min) as least_one, max(p.overall_max) as most,
      sum(p.outcomes) as outcomes, sum(p.scored) as scored, sum(p.squared_error) as squared_error,
      sum(p.overall_histogram) as histogram, sum(p.outcome_histogram) as known, sum(p.predicted_sums) as predicted,
      sum(p.actual_sums) as actual
    from parts p
  )
  select w.answers::bigint, round(w.overall_sum / nullif(w.counted, 0), 4), fixward.confidence_quantile(w.histogram, 0.5),
    case when w.counted > 1 then round(sqrt(greatest(0, (w.squares - w.overall_sum ^ 2 / w.counted) / (w.counted - 1))), 4) end,
    w.least_one, w.most,
    (select sum(c.n) filter (where c.place <= 25) from unnest(w.histogram::real[]) with ordinality c (n, place))::bigint,
    (select sum(c.n) filter (where c.place > 40) from unnest(w.histogram::real[]) with ordinality c (n, place))::bigint,
    fixward.confidence_quantile(w.histogram, 0.1), fixward.confidence_quantile(w.histogram, 0.9), w.outcomes::bigint,
    round(w.squared_error / nullif(w.scored, 0), 4),
    fixward.expected_error(w.known, w.predicted, w.actual)
  from whole w;
end
$$;

-- The mean distance of what was predicted from what happened, over ten bins; as "ece" of reliability_of.
create or replace function fixward.expected_error(answers vector, predicted vector, actual vector) returns numeric
language plpgsql immutable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  counts constant real[] := answers::real[];
  predictions constant real[] := predicted::real[];
  happened constant real[] := actual::real[];
  total double precision := 0;
  gap double precision;
  error_sum double precision := 0;
begin
  for bin in 0..9 loop
    gap := 0;
    for i in bin * 5 + 1..bin * 5 + 5 loop
      if counts[i] > 0 then
        total := total + counts[i];
        gap := gap + predictions[i] / 10000.0 - happened[i];
      end if;
    end loop;
    error_sum := error_sum + abs(gap);
  end loop;
  return case when total > 0 then round((error_sum / total)::numeric, 6) end;
end
$$;

-- What histograms of outcomes say of calibration: ten bins with Wilson intervals of 95 %, expected and greatest error,
-- Murphy's parts over the ten bins, the error of bins of equal mass put together from fiftieths, and the area under the
-- curve with answers of one fiftieth as ties.
create or replace function fixward.reliability_of(answers vector, predicted vector, actual vector) returns jsonb
language plpgsql immutable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  z constant double precision := 1.959963984540054;
  counts constant real[] := answers::real[];
  predictions constant real[] := predicted::real[];
  happened constant real[] := actual::real[];
  total double precision := 0;
  good double precision := 0;
  n double precision;
  p double precision;
  y double precision;
  share double precision;
  width double precision;
  centre double precision;
  mass_n double precision := 0;
  mass_p double precision := 0;
  mass_y double precision := 0;
  mass_error double precision := 0;
  good_below double precision := 0;
  pairs double precision := 0;
  error_sum double precision := 0;
  error_most double precision := 0;
  reliability double precision := 0;
  resolution double precision := 0;
  bins jsonb := '[]';
begin
  for i in 1..coalesce(cardinality(counts), 0) loop
    total := total + counts[i];
    good := good + happened[i];
  end loop;
  if total < 1 then
    return jsonb_build_object('answers', 0, 'bins', bins);
  end if;
  for bin in 0..9 loop
    n := 0; p := 0; y := 0;
    for i in bin * 5 + 1..bin * 5 + 5 loop
      n := n + counts[i]; p := p + predictions[i] / 10000.0; y := y + happened[i];
    end loop;
    continue when n < 0.5;
    share := least(1, greatest(0, y / n));
    width := z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n);
    centre := (share + z * z / (2 * n)) / (1 + z * z / n);
    bins := bins || jsonb_build_object('from', bin / 10.0, 'to', (bin + 1) / 10.0, 'answers', n,
      'predicted', round((p / n)::numeric, 6), 'actual', round(share::numeric, 6),
      'lower', round(greatest(0, centre - width)::numeric, 6), 'upper', round(least(1, centre + width)::numeric, 6));
    error_sum := error_sum + abs(p - y);
    error_most := greatest(error_most, abs(p - y) / n);
    reliability := reliability + n * (p / n - share) ^ 2;
    resolution := resolution + n * (share - good / total) ^ 2;
  end loop;
  for i in 1..50 loop
    mass_n := mass_n + counts[i]; mass_p := mass_p + predictions[i] / 10000.0; mass_y := mass_y + happened[i];
    if mass_n >= total / 10 or i = 50 then
      mass_error := mass_error + abs(mass_p - mass_y);
      mass_n := 0; mass_p := 0; mass_y := 0;
    end if;
    -- Pairs of one that went badly below one that went well; within a cell half of them.
    pairs := pairs + happened[i] * (good_below + (counts[i] - happened[i]) / 2);
    good_below := good_below + counts[i] - happened[i];
  end loop;
  return jsonb_strip_nulls(jsonb_build_object('answers', total, 'bins', bins, 'ece', round((error_sum / total)::numeric, 6),
    'ece_equal_mass', round((mass_error / total)::numeric, 6), 'mce', round(error_most::numeric, 6),
    'auroc', case when good > 0 and good < total then round((pairs / (good * (total - good)))::numeric, 6) end,
    'murphy', jsonb_build_object('reliability', round((reliability / total)::numeric, 6),
      'resolution', round((resolution / total)::numeric, 6),
      'uncertainty', round((good / total * (1 - good / total))::numeric, 6))));
end
$$;

-- ---------------------------------------------------------------------------------------- figures for programs

insert into fixward.api_fields (record, field, kind, required, at_least, at_most, allowed, format)
select v.record, v.field, v.kind, v.required, v.at_least, v.at_most, v.allowed, v.format
from (values
  ('confidence_overview', 'filters', 'object', false, null::numeric, null::numeric, null::text[], null::text),
  ('confidence_overview', 'bucket', 'text', false, null, null, array['hour', 'day', 'week'], null),
  ('performance_report', 'filters', 'object', false, null, null, null, null),
  ('performance_report', 'bucket', 'text', false, null, null, array['hour', 'day', 'week'], null),
  ('confidence_filters', 'from', 'time', false, null, null, null, null),
  ('confidence_filters', 'to', 'time', false, null, null, null, null),
  ('confidence_filters', 'models', 'texts', false, null, 200, null, null),
  ('confidence_filters', 'methods', 'texts', false, null, 6,
    array['logprob', 'agreement', 'semantic_entropy', 'verbalized', 'hybrid', 'heuristic'], null),
  ('confidence_filters', 'request_types', 'texts', false, null, 200, null, null),
  ('confidence_alert_figures', 'window_minutes', 'integer', false, 1, 10080, null, null),
  ('confidence_alert_figures', 'calibration_days', 'integer', false, 1, 365, null, null)
) as v (record, field, kind, required, at_least, at_most, allowed, format)
on conflict (record, field) do update set
  kind = excluded.kind, required = excluded.required, at_least = excluded.at_least, at_most = excluded.at_most,
  allowed = excluded.allowed, format = excluded.format;

-- Where figures are read from: the first and last moment, the grain of the sums, and what the filters leave. Of times
-- whose sums by the hour are gone, those by the day are read.
create or replace function fixward.figures_span(request jsonb) returns table (
  from_at timestamptz, to_at timestamptz, grain text, bucket text, models text[], methods text[], request_types text[]
)
language sql stable
set search_path = fixward, extensions, public, pg_temp
as $$
  select date_trunc(g.grain, b.from_at, 'UTC'), b.to_at, g.grain, b.bucket,
    case when fixward.filter_given(b.filters, 'models') then fixward.texts_in(b.filters -> 'models') end,
    case when fixward.filter_given(b.filters, 'methods') then fixward.texts_in(b.filters -> 'methods') end,
    case when fixward.filter_given(b.filters, 'request_types') then fixward.texts_in(b.filters -> 'request_types') end
  from (
    select n.filters, n.bucket, n.to_at, coalesce((n.filters ->> 'from')::timestamptz, n.to_at
      - case n.bucket when 'hour' then interval '7 days' when 'day' then interval '90 days' else interval '2 years' end) as from_at
    from (select coalesce(request -> 'filters', '{}') as filters, coalesce(request ->> 'bucket', 'day') as bucket,
            coalesce((request #>> '{filters,to}')::timestamptz, now()) as to_at) n
  ) b
  cross join lateral (select case when (b.bucket = 'hour' or b.to_at - b.from_at <= interval '14 days')
      and b.from_at >= coalesce((select h.hours_since from fixward.confidence_horizons h
        where h.user_id = (select fixward.current_user_id()) and h.workspace_id = fixward.workspace_of(request)), '-infinity')
    then 'hour' else 'day' end) g (grain)
$$;

create or replace function fixward.performance_figures(workspace uuid, request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  span record;
  rows_found jsonb;
  trend jsonb;
begin
  select * into span from fixward.figures_span(request);
  select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('request_type', p.request_type, 'model', nullif(p.model, ''),
    'endpoint', nullif(p.endpoint, ''), 'requests', p.requests, 'mean_ms', round(p.response_sum / p.requests, 1),
    'p50_ms', q.ms[1], 'p95_ms', q.ms[2], 'p99_ms', q.ms[3], 'error_rate', round(p.error_sum / nullif(p.error_count, 0), 4),
    'error_measured', p.error_count, 'tokens_in', case when p.tokens_in_count > 0 then p.tokens_in end,
    'tokens_out', case when p.tokens_out_count > 0 then p.tokens_out end,
    'cache_hit_rate', round(p.cache_sum / nullif(p.cache_count, 0), 4), 'cache_measured', p.cache_count))
    order by p.requests desc, p.request_type, p.model, p.endpoint), '[]') into rows_found
  from (
    select r.request_type, r.model, r.endpoint, sum(r.requests) as requests, sum(r.response_sum) as response_sum,
      sum(r.latencies) as latencies, sum(r.error_sum) as error_sum, sum(r.error_count) as error_count,
      sum(r.tokens_in_count) as tokens_in_count, sum(r.tokens_in) as tokens_in, sum(r.tokens_out_count) as tokens_out_count,
      sum(r.tokens_out) as tokens_out, sum(r.cache_sum) as cache_sum, sum(r.cache_count) as cache_count
    from fixward.performance_rollups r
    where r.user_id = (select fixward.current_user_id()) and r.workspace_id = workspace and r.grain = span.grain
      and r.bucket_at >= span.from_at and r.bucket_at < span.to_at
      and (span.models is null or r.model = any (span.models))
      and (span.request_types is null or r.request_type = any (span.request_types))
    group by r.request_type, r.model, r.endpoint
    having sum(r.requests) > 0
    order by sum(r.requests) desc
    limit 200
  ) p
  -- "offset" keeps it one call for each row.
  cross join lateral (select fixward.latency_quantiles(p.latencies, p.requests::double precision, '{0.5,0.95,0.99}') as ms offset 0) q;
  select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('at', t.at, 'requests', t.requests,
    'p50_ms', q.ms[1], 'p95_ms', q.ms[2], 'error_rate', round(t.error_sum / nullif(t.error_count, 0), 4),
    'memory_mb', round(t.memory_sum / nullif(t.memory_count, 0), 1), 'cpu_percent', round(t.cpu_sum / nullif(t.cpu_count, 0), 2),
    'system_load', round(t.load_sum / nullif(t.load_count, 0), 4))) order by t.at), '[]') into trend
  from (
    select date_trunc(span.bucket, r.bucket_at, 'UTC') as at, sum(r.requests) as requests, sum(r.latencies) as latencies,
      sum(r.error_sum) as error_sum, sum(r.error_count) as error_count, sum(r.memory_sum) as memory_sum,
      sum(r.memory_count) as memory_count, sum(r.cpu_sum) as cpu_sum, sum(r.cpu_count) as cpu_count,
      sum(r.load_sum) as load_sum, sum(r.load_count) as load_count
    from fixward.performance_rollups r
    where r.user_id = (select fixward.current_user_id()) and r.workspace_id = workspace and r.grain = span.grain
      and r.bucket_at >= span.from_at and r.bucket_at < span.to_at
      and (span.models is null or r.model = any (span.models))
      and (span.request_types is null or r.request_type = any (span.request_types))
    group by 1
    having sum(r.requests) > 0
  ) t
  cross join lateral (select fixward.latency_quantiles(t.latencies, t.requests::double precision, '{0.5,0.95}') as ms offset 0) q;
  return jsonb_build_object('rows', rows_found, 'trend', trend);
end
$$;

-- Requests by type, model and endpoint, and their course. Quantiles are within 4.4 %.
--   request {workspace_id?, filters?: {from?, to?, models?, request_types?}, bucket?: hour|day|week}
--   answer  {rows: [{request_type, model?, endpoint?, requests, p50_ms, …}], trend: [{at, requests, …}]}
create or replace function fixward.performance_report(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('performance_report', request),
    fixward.check_filters('confidence_filters', coalesce(request -> 'filters', '{}')), fixward.workspace_failure(request, 'reader'));
begin
  if failure is not null then
    return failure;
  end if;
  return fixward.api_ok(fixward.performance_figures(fixward.workspace_of(request), request));
end
$$;

-- Answers by bucket and series, with the interval of each mean where there are two and more. More points than a page can draw are added up over models.
create or replace function fixward.trend_points(workspace uuid, request jsonb, by_model boolean) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  span record;
begin
  select * into span from fixward.figures_span(request);
  return (
    -- A row as a whole becomes JSON in half the time that its fields take one by one.
    select coalesce(jsonb_agg(jsonb_strip_nulls(to_jsonb(p)) order by p.at, p.request_type, p.method, p.model), '[]')
    from (
      select t.at, nullif(t.model, '') as model, t.method, t.request_type, t.answers, round(t.mean, 4) as mean,
        case when t.error is not null then round(greatest(0, t.mean - 1.96 * t.error), 4) end as lower,
        case when t.error is not null then round(least(1, t.mean + 1.96 * t.error), 4) end as upper,
        round(t.calibrated, 4) as calibrated, t.outcomes, t.succeeded
      from (
        select case when span.grain = span.bucket then r.bucket_at else date_trunc(span.bucket, r.bucket_at, 'UTC') end as at,
          case when by_model then r.model else '' end as model, r.method, r.request_type, sum(r.answers) as answers,
          sum(r.value_sum) / nullif(sum(r.value_count), 0) as mean,
          case when sum(r.value_count) > 1 then sqrt((greatest(0, (sum(r.value_squares)
            - sum(r.value_sum) * sum(r.value_sum) / sum(r.value_count)) / (sum(r.value_count) - 1))
            / sum(r.value_count))::double precision)::numeric end as error,
          sum(r.calibrated_sum) / nullif(sum(r.calibrated_count), 0) as calibrated, sum(r.outcomes) as outcomes,
          sum(r.succeeded) as succeeded
        from fixward.confidence_rollups r
        where r.user_id = (select fixward.current_user_id()) and r.workspace_id = workspace and r.grain = span.grain
          and r.bucket_at >= span.from_at and r.bucket_at < span.to_at
          and (span.models is null or r.model = any (span.models))
          and (span.methods is null or r.method = any (span.methods))
          and (span.request_types is null or r.request_type = any (span.request_types))
        group by 1, 2, 3, 4
        having sum(r.answers) > 0
      ) t
    ) p);
end
$$;

-- Everything that a page of confidence draws.
--   request {workspace_id?, filters?: {from?, to?, models?, methods?, request_types?}, bucket?: hour|day|week}
--   answer  {choices: {models, methods, request_types}, totals: {answers, outcomes, exposed}, trends, trends_merged,
--     reliability, histogram, calibration, performance, performance_trend}
-- A model without a name is ''. Without "from" the last 7 days by hour, 90 by day, 2 years by week. Sums by the hour are
-- read for 14 days at most, those of the day beyond, and times are taken back to the start of them.
create or replace function fixward.confidence_overview(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('confidence_overview', request),
    fixward.check_filters('confidence_filters', coalesce(request -> 'filters', '{}')), fixward.workspace_failure(request, 'reader'));
  points_max constant integer := 3000;
  me constant uuid := fixward.current_user_id();
  workspace uuid;
  span record;
  choices jsonb;
  points bigint;
  whole record;
  calibration jsonb;
  histogram jsonb;
  performance jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  workspace := fixward.workspace_of(request);
  select * into span from fixward.figures_span(request);

  select jsonb_build_object('models', coalesce(jsonb_agg(distinct r.model), '[]'),
    'methods', coalesce(jsonb_agg(distinct r.method), '[]'), 'request_types', coalesce(jsonb_agg(distinct r.request_type), '[]'))
  into choices
  from (select distinct r.model, r.method, r.request_type from fixward.confidence_rollups r
        where r.user_id = me and r.workspace_id = workspace and r.grain = 'day') r;

  select count(*) into points
  from (
    select from fixward.confidence_rollups r
    where r.user_id = me and r.workspace_id = workspace and r.grain = span.grain and r.bucket_at >= span.from_at
      and r.bucket_at < span.to_at and (span.models is null or r.model = any (span.models))
      and (span.methods is null or r.method = any (span.methods))
      and (span.request_types is null or r.request_type = any (span.request_types))
    group by case when span.grain = span.bucket then r.bucket_at else date_trunc(span.bucket, r.bucket_at, 'UTC') end,
      r.model, r.method, r.request_type
  ) p;

  with series as materialized (
    select date_trunc(case span.bucket when 'hour' then 'day' else span.bucket end, r.bucket_at, 'UTC') as at, r.method,
      sum(r.answers) as answers, sum(r.exposed) as exposed, sum(r.outcomes) as outcomes, sum(r.scored) as scored,
      sum(r.squared_error) as squared_error, sum(r.log_loss) as log_loss, sum(r.shown_histogram) as shown,
      sum(r.outcome_histogram) as known, sum(r.predicted_sums) as predicted, sum(r.actual_sums) as actual
    from fixward.confidence_rollups r
    where r.user_id = me and r.workspace_id = workspace and r.grain = span.grain and r.bucket_at >= span.from_at
      and r.bucket_at < span.to_at and (span.models is null or r.model = any (span.models))
      and (span.methods is null or r.method = any (span.methods))
      and (span.request_types is null or r.request_type = any (span.request_types))
    group by 1, 2
  )
  select coalesce(sum(s.answers), 0) as answers, coalesce(sum(s.exposed), 0) as exposed, coalesce(sum(s.outcomes), 0) as outcomes,
    sum(s.scored) as scored, sum(s.squared_error) as squared_error, sum(s.log_loss) as log_loss, sum(s.shown) as shown,
    sum(s.known) as known, sum(s.predicted) as predicted, sum(s.actual) as actual,
    coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('at', s.at, 'method', s.method, 'outcomes', s.scored,
      'brier', round(s.squared_error / nullif(s.scored, 0), 6), 'ece', fixward.expected_error(s.known, s.predicted, s.actual)))
      order by s.at, s.method) filter (where s.scored > 0), '[]') as calibration
  into whole
  from series s;

  select coalesce(jsonb_agg(jsonb_build_object('from', h.bin / 10.0, 'to', (h.bin + 1) / 10.0,
    'good', h.good, 'bad', h.known - h.good, 'unknown', h.shown - h.known) order by h.bin), '[]') into histogram
  from (
    select (v.place - 1) / 5 as bin, round(sum(v.good)::numeric, 2) as good, sum(v.known) as known, sum(v.shown) as shown
    from unnest(whole.shown::real[], whole.known::real[], whole.actual::real[]) with ordinality v (shown, known, good, place)
    group by 1
  ) h;
  performance := fixward.performance_figures(workspace, request);
  return fixward.api_ok(jsonb_build_object('choices', choices,
    'totals', jsonb_build_object('answers', whole.answers, 'outcomes', whole.outcomes, 'exposed', whole.exposed),
    'trends', fixward.trend_points(workspace, request, points <= points_max), 'trends_merged', points > points_max,
    'reliability', coalesce(fixward.reliability_of(whole.known, whole.predicted, whole.actual), '{"answers": 0, "bins": []}')
      || jsonb_strip_nulls(jsonb_build_object('brier', round(whole.squared_error / nullif(whole.scored, 0), 6),
        'log_loss', round((whole.log_loss / nullif(whole.scored, 0))::numeric, 6))),
    'histogram', histogram, 'calibration', whole.calibration,
    'performance', performance -> 'rows', 'performance_trend', performance -> 'trend'));
end
$$;

-- What alerts are decided on.
--   request {workspace_id?, window_minutes?: 60, calibration_days?: 14}
--   answer  {from, to, requests, error_measured, error_rate?, p50_ms?, p95_ms?, first_error_at?, calibration: [{method,
--     outcomes, brier?, squared_error_sum, squared_error_squares, ece?, before_outcomes, before_brier?, before_ece?}],
--     cost_usd, unpriced_requests}
-- Answers of the last days are set against those of the 90 days before; costs are of the present month.
create or replace function fixward.confidence_alert_figures(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('confidence_alert_figures', request), fixward.workspace_failure(request, 'reader'));
  me constant uuid := fixward.current_user_id();
  since constant timestamptz := now() - make_interval(mins => coalesce((request ->> 'window_minutes')::integer, 60));
  recent constant timestamptz := date_trunc('day', now() - make_interval(days => coalesce((request ->> 'calibration_days')::integer, 14)), 'UTC');
  workspace uuid;
  requests jsonb;
  calibration jsonb;
  costs record;
begin
  if failure is not null then
    return failure;
  end if;
  workspace := fixward.workspace_of(request);
  select jsonb_strip_nulls(jsonb_build_object('requests', count(*), 'error_measured', count(m.error_rate),
    'error_rate', round(avg(m.error_rate), 4),
    'p50_ms', percentile_cont(0.5) within group (order by m.response_time_ms),
    'p95_ms', percentile_cont(0.95) within group (order by m.response_time_ms),
    'first_error_at', min(m."timestamp") filter (where m.error_rate > 0))) into requests
  from fixward.archon_performance_metrics m
  where m.user_id = me and m.workspace_id = workspace and m."timestamp" >= since;
  select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('method', c.method, 'outcomes', c.outcomes,
    'brier', round(c.squared_error / nullif(c.outcomes, 0), 6), 'squared_error_sum', c.squared_error,
    'squared_error_squares', c.squares, 'ece', fixward.expected_error(c.known, c.predicted, c.actual),
    'before_outcomes', c.before_outcomes, 'before_brier', round(c.before_error / nullif(c.before_outcomes, 0), 6),
    'before_ece', fixward.expected_error(c.before_known, c.before_predicted, c.before_actual))) order by c.method), '[]')
  into calibration
  from (
    select r.method, coalesce(sum(r.scored) filter (where r.bucket_at >= recent), 0) as outcomes,
      coalesce(sum(r.squared_error) filter (where r.bucket_at >= recent), 0) as squared_error,
      coalesce(sum(r.squared_error_squares) filter (where r.bucket_at >= recent), 0) as squares,
      sum(r.outcome_histogram) filter (where r.bucket_at >= recent) as known,
      sum(r.predicted_sums) filter (where r.bucket_at >= recent) as predicted,
      sum(r.actual_sums) filter (where r.bucket_at >= recent) as actual,
      coalesce(sum(r.scored) filter (where r.bucket_at < recent), 0) as before_outcomes,
      sum(r.squared_error) filter (where r.bucket_at < recent) as before_error,
      sum(r.outcome_histogram) filter (where r.bucket_at < recent) as before_known,
      sum(r.predicted_sums) filter (where r.bucket_at < recent) as before_predicted,
      sum(r.actual_sums) filter (where r.bucket_at < recent) as before_actual
    from fixward.confidence_rollups r
    where r.user_id = me and r.workspace_id = workspace and r.grain = 'day' and r.bucket_at >= recent - interval '90 days'
    group by r.method
    having sum(r.scored) > 0
  ) c;
  select coalesce(sum(u.cost_usd), 0) as cost_usd, coalesce(sum(u.unpriced), 0) as unpriced into costs
  from fixward.model_usage u
  where u.user_id = me and u.workspace_id = workspace and u.day >= date_trunc('month', now())::date;
  return fixward.api_ok(jsonb_build_object('from', since, 'to', now(), 'calibration', calibration,
    'cost_usd', costs.cost_usd, 'unpriced_requests', costs.unpriced) || requests);
end
$$;

insert into fixward.api_functions (name, writes) values
  ('confidence_overview', false), ('performance_report', false), ('confidence_alert_figures', false)
on conflict (name) do update set writes = excluded.writes;

select fixward.secure_schema();
grant select on fixward.archon_confidence_trends, fixward.archon_performance_dashboard, fixward.archon_calibration_analysis
  to authenticated;
grant execute on function fixward.expected_error(vector, vector, vector),
  fixward.calculate_confidence_stats(timestamptz, timestamptz, text), fixward.reliability_of(vector, vector, vector),
  fixward.figures_span(jsonb), fixward.performance_figures(uuid, jsonb), fixward.performance_report(jsonb),
  fixward.trend_points(uuid, jsonb, boolean), fixward.confidence_overview(jsonb),
  fixward.confidence_alert_figures(jsonb) to authenticated;

insert into fixward.schema_version (version, name) values (62, 'confidence figures') on conflict do nothing;

commit;
