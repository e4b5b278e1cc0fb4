-- Fixward store, migration 055: what the models cost.
begin;
set local search_path = fixward, extensions, public, pg_temp;

-- Sums of a user's day, by key and model. A key is known by its label alone.
create table if not exists fixward.model_usage (
  user_id uuid not null default fixward.current_user_id(),
  workspace_id uuid not null references fixward.workspaces (id) on delete cascade,
  day date not null,
  provider text not null default '' check (length(provider) <= 200),
  key_label text not null default '' check (length(key_label) <= 200),
  model text not null check (length(model) between 1 and 300),
  requests bigint not null default 0 check (requests >= 0),
  -- Of these, those whose tokens no endpoint reported.
  estimated bigint not null default 0 check (estimated >= 0),
  tokens_in bigint not null default 0 check (tokens_in >= 0),
  tokens_out bigint not null default 0 check (tokens_out >= 0),
  tokens_reasoning bigint not null default 0 check (tokens_reasoning >= 0),
  -- US dollars of the requests whose price is known.
  cost_usd numeric(14, 6) not null default 0 check (cost_usd >= 0 and cost_usd < 'infinity'),
  unpriced bigint not null default 0 check (unpriced >= 0),
  updated_at timestamptz not null default now(),
  primary key (user_id, workspace_id, day, provider, key_label, model)
);

create or replace trigger a_keep_identity before update on fixward.model_usage for each row
  execute function fixward.keep_identity('user_id', 'workspace_id');

do $$
declare
  owned constant text := 'user_id = (select fixward.current_user_id())';
  reader constant text := 'workspace_id in (select fixward.workspaces_with_role(''reader''))';
  member constant text := 'workspace_id in (select fixward.workspaces_with_role(''member''))';
begin
  perform fixward.set_policy('model_usage', 'select', owned || ' and ' || reader);
  perform fixward.set_policy('model_usage', 'insert', null, owned || ' and ' || member);
  perform fixward.set_policy('model_usage', 'update', owned || ' and ' || member, owned || ' and ' || member);
end
$$;
grant select, insert, update on fixward.model_usage to authenticated;

insert into fixward.api_fields (record, field, kind, required, at_least, at_most, allowed, format)
select v.record, v.field, v.kind, v.required, v.at_least, v.at_most, v.allowed, v.format
from (values
  ('record_model_usage', 'usage', 'objects', true, null::numeric, 5000::numeric, null::text[], null::text),
  ('model_usage', 'day', 'text', false, null, null, null, '^(1|2)\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$'),
  ('model_usage', 'provider', 'text', false, null, 200, null, null),
  ('model_usage', 'key_label', 'text', false, null, 200, null, null),
  ('model_usage', 'model', 'text', true, 1, 300, null, null),
  ('model_usage', 'requests', 'integer', false, 0, null, null, null),
  ('model_usage', 'estimated', 'integer', false, 0, null, null, null),
  ('model_usage', 'tokens_in', 'number', false, 0, 9e15, null, null),
  ('model_usage', 'tokens_out', 'number', false, 0, 9e15, null, null),
  ('model_usage', 'tokens_reasoning', 'number', false, 0, 9e15, null, null),
  ('model_usage', 'cost_usd', 'number', false, 0, 9999999, null, null),
  ('model_usage_report', 'since', 'text', false, null, null, null, '^(1|2)\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$'),
  ('model_usage_report', 'until', 'text', false, null, null, null, '^(1|2)\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$')
) as v (record, field, kind, required, at_least, at_most, allowed, format)
on conflict (record, field) do update set
  kind = excluded.kind, required = excluded.required, at_least = excluded.at_least, at_most = excluded.at_most,
  allowed = excluded.allowed, format = excluded.format;

create or replace function fixward.write_model_usage(workspace uuid, items jsonb, positions integer[])
returns table (item integer, result jsonb)
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  with given as materialized (
    select t.place, coalesce(n.day, current_date) as day, coalesce(n.provider, '') as provider,
      coalesce(n.key_label, '') as key_label, n.model, coalesce(n.requests, 1) as requests, coalesce(n.estimated, 0) as estimated,
      coalesce(n.tokens_in, 0) as tokens_in, coalesce(n.tokens_out, 0) as tokens_out,
      coalesce(n.tokens_reasoning, 0) as tokens_reasoning, n.cost_usd
    from unnest(positions) as t (place)
    cross join lateral jsonb_populate_record(null::fixward.model_usage, items -> (t.place - 1)) n
  ),
  written as (
    insert into fixward.model_usage as u (user_id, workspace_id, day, provider, key_label, model, requests, estimated,
      tokens_in, tokens_out, tokens_reasoning, cost_usd, unpriced)
    select fixward.current_user_id(), workspace, g.day, g.provider, g.key_label, g.model, sum(g.requests), sum(g.estimated),
      sum(g.tokens_in), sum(g.tokens_out), sum(g.tokens_reasoning), coalesce(sum(g.cost_usd), 0),
      coalesce(sum(g.requests) filter (where g.cost_usd is null), 0)
    from given g
    group by g.day, g.provider, g.key_label, g.model
    order by g.day, g.provider, g.key_label, g.model
    on conflict (user_id, workspace_id, day, provider, key_label, model) do update
    set requests = u.requests + excluded.requests, estimated = u.estimated + excluded.estimated,
        tokens_in = u.tokens_in + excluded.tokens_in, tokens_out = u.tokens_out + excluded.tokens_out,
        tokens_reasoning = u.tokens_reasoning + excluded.tokens_reasoning, cost_usd = u.cost_usd + excluded.cost_usd,
        unpriced = u.unpriced + excluded.unpriced, updated_at = now()
    returning u.day, u.provider, u.key_label, u.model
  )
  select g.place, jsonb_build_object('ok', true, 'day', g.day) from given g
  join written w on (w.day, w.provider, w.key_label, w.model) = (g.day, g.provider, g.key_label, g.model);
end
$$;

-- Adds to what a day has cost. Send a request id: a request that is sent again counts once by it.
--   request {workspace_id?, usage: [{day?: 'YYYY-MM-DD', provider?, key_label?, model, requests?: 1, estimated?: 0, tokens_in?,
--     tokens_out?, tokens_reasoning?, cost_usd?}]}
--   answer  {results: [{ok, day}]}
-- "day" is the user's own; the server's when it is absent. "estimated": requests whose tokens nobody reported. Without
-- "cost_usd" the price is unknown.
create or replace function fixward.record_model_usage(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('record_model_usage', request),
                            fixward.workspace_failure(request, 'member'));
  faults jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  select coalesce(jsonb_object_agg(c.item, c.failure), '{}') into faults
  from fixward.check_items('model_usage', request -> 'usage', 'usage') c;
  return fixward.write_batch('fixward.write_model_usage', fixward.workspace_of(request), request -> 'usage', 'usage', faults);
end
$$;

-- Sums of usage under the names of what they were grouped by.
create or replace function fixward.usage_sums(rows_of jsonb, grouped_by text[]) returns jsonb
language sql immutable
set search_path = ''
as $$
  select coalesce(pg_catalog.jsonb_agg(g.named || pg_catalog.jsonb_build_object('requests', g.requests, 'estimated', g.estimated,
    'unpriced', g.unpriced, 'tokens_in', g.tokens_in, 'tokens_out', g.tokens_out, 'tokens_reasoning', g.tokens_reasoning,
    'cost_usd', g.cost_usd) order by g.named), '[]')
  from (
    select coalesce((select pg_catalog.jsonb_object_agg(k, r -> k) from pg_catalog.unnest(grouped_by) k), '{}') as named,
      pg_catalog.sum((r ->> 'requests')::bigint) as requests, pg_catalog.sum((r ->> 'estimated')::bigint) as estimated,
      pg_catalog.sum((r ->> 'unpriced')::bigint) as unpriced, pg_catalog.sum((r ->> 'tokens_in')::bigint) as tokens_in,
      pg_catalog.sum((r ->> 'tokens_out')::bigint) as tokens_out,
      pg_catalog.sum((r ->> 'tokens_reasoning')::bigint) as tokens_reasoning,
      pg_catalog.sum((r ->> 'cost_usd')::numeric) as cost_usd
    from pg_catalog.jsonb_array_elements(rows_of) r
    group by 1
  ) g
$$;

-- What the user's models cost, by day, by key and by model.
--   request {workspace_id?, since?: 'YYYY-MM-DD', until?: 'YYYY-MM-DD'}
--   answer  {days: [{day, requests, estimated, unpriced, tokens_in, tokens_out, tokens_reasoning, cost_usd}],
--     keys: [{provider, key_label, …}], models: [{model, …}], total?: {…}}
-- Both days are in it; without them the last 30 days. "total" is absent when there was nothing.
create or replace function fixward.model_usage_report(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('model_usage_report', request),
                            fixward.workspace_failure(request, 'reader'));
  rows_found jsonb;
  total jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  select coalesce(jsonb_agg(to_jsonb(u) - array['user_id', 'workspace_id', 'updated_at']), '[]') into rows_found
  from fixward.model_usage u
  where u.user_id = fixward.current_user_id() and u.workspace_id = fixward.workspace_of(request)
    and u.day >= coalesce((request ->> 'since')::date, coalesce((request ->> 'until')::date, current_date) - 29)
    and u.day <= coalesce((request ->> 'until')::date, 'infinity');
  total := fixward.usage_sums(rows_found, '{}') -> 0;
  return fixward.api_ok(jsonb_build_object('days', fixward.usage_sums(rows_found, array['day']),
    'keys', fixward.usage_sums(rows_found, array['provider', 'key_label']),
    'models', fixward.usage_sums(rows_found, array['model']))
    || case when total is null then '{}' else jsonb_build_object('total', total) end);
end
$$;

insert into fixward.api_functions (name, writes) values
  ('record_model_usage', true),
  ('model_usage_report', false)
on conflict (name) do update set writes = excluded.writes;

grant execute on function fixward.write_model_usage(uuid, jsonb, integer[]),
  fixward.record_model_usage(jsonb),
  fixward.usage_sums(jsonb, text[]),
  fixward.model_usage_report(jsonb) to authenticated;
select fixward.secure_schema();

insert into fixward.schema_version (version, name) values (55, 'model usage') on conflict do nothing;

commit;
