-- Fixward store, migration 054: what the user approved, and what the policy decided.
begin;
set local search_path = fixward, extensions, public, pg_temp;

-- What a user was asked to allow. It is bound to the exact text, used once, and ends by itself.
create table if not exists fixward.approvals (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references fixward.workspaces (id) on delete cascade,
  consultation_id uuid,
  title text not null check (length(title) <= 1000),
  tool text not null check (length(tool) between 1 and 200),
  agent text not null check (length(agent) between 1 and 100),
  content text not null check (octet_length(content) <= 1048576),
  -- SHA-256 of the content.
  hash text not null check (hash = encode(sha256(convert_to(content, 'UTF8')), 'hex')),
  target text check (length(target) <= 1000),
  environment text check (length(environment) <= 100),
  typed_confirmation text check (length(typed_confirmation) <= 1000),
  policy_id text not null check (length(policy_id) <= 200),
  reason text not null check (length(reason) <= 2000),
  proposal_id text check (length(proposal_id) <= 200),
  note text check (length(note) <= 10000),
  state text not null default 'waiting' check (state in ('waiting', 'approved', 'rejected', 'edited', 'used')),
  expires_at timestamptz not null,
  decided_at timestamptz,
  used_at timestamptz,
  created_by uuid not null default fixward.current_user_id(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (expires_at <= created_at + interval '7 days'),
  check ((state = 'used') = (used_at is not null))
);
create index if not exists approvals_consultation_idx on fixward.approvals (workspace_id, consultation_id, created_at);
create index if not exists approvals_user_idx on fixward.approvals (created_by, created_at desc);

-- Only ever added to. It outlives the consultation it belongs to.
create table if not exists fixward.policy_decisions (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references fixward.workspaces (id) on delete cascade,
  consultation_id uuid,
  principal text not null check (length(principal) between 1 and 100),
  tool text not null check (length(tool) between 1 and 200),
  action text not null check (length(action) between 1 and 100),
  target_kind text not null check (length(target_kind) between 1 and 100),
  target_name text check (length(target_name) <= 1000),
  environment text check (length(environment) <= 100),
  tainted boolean not null default false,
  trusted boolean not null default false,
  writable boolean not null default false,
  approved boolean not null default false,
  decision text not null check (decision in ('allow', 'ask', 'deny')),
  policy_id text not null check (length(policy_id) <= 200),
  reason text not null default '' check (length(reason) <= 2000),
  created_by uuid not null default fixward.current_user_id(),
  happened_at timestamptz not null default now()
);
create index if not exists policy_decisions_time_idx on fixward.policy_decisions (workspace_id, happened_at desc, id desc);
create index if not exists policy_decisions_consultation_idx on fixward.policy_decisions (consultation_id, happened_at);

-- The course of an approval has one direction, and no approval is younger than its end.
create or replace function fixward.keep_approval_course() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'waiting' then
      raise exception 'an approval begins with waiting' using errcode = '23514';
    end if;
    return new;
  end if;
  if new.state <> old.state then
    if not (old.state = 'waiting' and new.state in ('approved', 'rejected', 'edited')
        or old.state = 'approved' and new.state in ('used', 'rejected')) then
      raise exception 'an approval that is % cannot become %', old.state, new.state using errcode = '23514';
    end if;
    if new.state in ('approved', 'used') and new.expires_at <= pg_catalog.clock_timestamp() then
      raise exception 'the approval has expired' using errcode = '23514';
    end if;
    if new.state = 'used' then
      new.used_at := pg_catalog.clock_timestamp();
    else
      new.decided_at := pg_catalog.clock_timestamp();
    end if;
  end if;
  return new;
end
$$;

create or replace trigger a_keep_identity before update on fixward.approvals for each row
  execute function fixward.keep_identity('id', 'workspace_id', 'consultation_id', 'tool', 'agent', 'content', 'hash',
    'target', 'environment', 'typed_confirmation', 'policy_id', 'proposal_id', 'expires_at', 'created_at');
create or replace trigger a_keep_course before insert or update on fixward.approvals for each row
  execute function fixward.keep_approval_course();
create or replace trigger b_touch before update on fixward.approvals for each row
  execute function fixward.touch_updated_at();
create or replace trigger y_log_insert after insert on fixward.approvals
  referencing new table as new_rows for each statement execute function fixward.log_inserts();
create or replace trigger y_log_update after update on fixward.approvals for each row
  when (old.state <> new.state) execute function fixward.log_audit('updated_at');

do $$
declare
  mine constant text := 'created_by = (select fixward.current_user_id())';
  reader constant text := 'workspace_id in (select fixward.workspaces_with_role(''reader''))';
  member constant text := 'workspace_id in (select fixward.workspaces_with_role(''member''))';
  maintainer constant text := 'workspace_id in (select fixward.workspaces_with_role(''maintainer''))';
begin
  perform fixward.set_policy('approvals', 'select', reader || ' and ' || mine);
  perform fixward.set_policy('approvals', 'insert', null, member || ' and ' || mine);
  perform fixward.set_policy('approvals', 'update', member || ' and ' || mine, member || ' and ' || mine);

  perform fixward.set_policy('policy_decisions', 'select', '(' || reader || ' and ' || mine || ') or ' || maintainer);
  perform fixward.set_policy('policy_decisions', 'insert', null, member || ' and ' || mine);
end
$$;
grant select, insert on fixward.approvals, fixward.policy_decisions to authenticated;
grant update on fixward.approvals to authenticated;

insert into fixward.api_fields (record, field, kind, required, at_least, at_most, allowed, format)
select v.record, v.field, v.kind, v.required, v.at_least, v.at_most, v.allowed, v.format
from (values
  ('save_approvals', 'approvals', 'objects', true, null::numeric, 500::numeric, null::text[], null::text),
  ('approval', 'id', 'uuid', false, null, null, null, null),
  ('approval', 'consultation_id', 'uuid', false, null, null, null, null),
  ('approval', 'title', 'text', false, 1, 1000, null, null),
  ('approval', 'tool', 'text', false, 1, 200, null, null),
  ('approval', 'agent', 'text', false, 1, 100, null, null),
  ('approval', 'text', 'text', false, null, 1e9, null, null),
  ('approval', 'hash', 'text', false, null, null, null, '^[0-9a-f]{64}$'),
  ('approval', 'target', 'text', false, null, 1000, null, null),
  ('approval', 'environment', 'text', false, null, 100, null, null),
  ('approval', 'typed_confirmation', 'text', false, null, 1000, null, null),
  ('approval', 'policy_id', 'text', false, null, 200, null, null),
  ('approval', 'reason', 'text', false, null, 2000, null, null),
  ('approval', 'proposal_id', 'text', false, null, 200, null, null),
  ('approval', 'expires_at', 'time', false, null, null, null, null),
  ('approval', 'state', 'text', false, null, null, array['waiting', 'approved', 'rejected', 'edited'], null),
  ('approval', 'note', 'text', false, null, 10000, null, null),
  ('use_approval', 'id', 'uuid', true, null, null, null, null),
  ('use_approval', 'hash', 'text', true, null, null, null, '^[0-9a-f]{64}$'),
  ('use_approval', 'tool', 'text', false, null, 200, null, null),
  ('use_approval', 'target', 'text', false, null, 1000, null, null),
  ('list_approvals', 'consultation_ids', 'uuids', false, null, 1000, null, null),
  ('list_approvals', 'ids', 'uuids', false, null, 1000, null, null),
  ('list_approvals', 'states', 'texts', false, null, 6,
    array['waiting', 'approved', 'rejected', 'edited', 'used', 'expired'], null),
  ('list_approvals', 'limit', 'integer', false, 1, 1000, null, null),
  ('record_policy_decisions', 'decisions', 'objects', true, null, 5000, null, null),
  ('policy_decision', 'id', 'uuid', false, null, null, null, null),
  ('policy_decision', 'consultation_id', 'uuid', false, null, null, null, null),
  ('policy_decision', 'principal', 'text', true, 1, 100, null, null),
  ('policy_decision', 'tool', 'text', true, 1, 200, null, null),
  ('policy_decision', 'action', 'text', true, 1, 100, null, null),
  ('policy_decision', 'target_kind', 'text', true, 1, 100, null, null),
  ('policy_decision', 'target_name', 'text', false, null, 1000, null, null),
  ('policy_decision', 'environment', 'text', false, null, 100, null, null),
  ('policy_decision', 'tainted', 'boolean', false, null, null, null, null),
  ('policy_decision', 'trusted', 'boolean', false, null, null, null, null),
  ('policy_decision', 'writable', 'boolean', false, null, null, null, null),
  ('policy_decision', 'approved', 'boolean', false, null, null, null, null),
  ('policy_decision', 'decision', 'text', true, null, null, array['allow', 'ask', 'deny'], null),
  ('policy_decision', 'policy_id', 'text', true, 1, 200, null, null),
  ('policy_decision', 'reason', 'text', false, null, 2000, null, null),
  ('policy_decision', 'happened_at', 'time', false, null, null, null, null),
  ('list_policy_decisions', 'consultation_ids', 'uuids', false, null, 1000, null, null),
  ('list_policy_decisions', 'decisions', 'texts', false, null, 3, array['allow', 'ask', 'deny'], null),
  ('list_policy_decisions', 'tools', 'texts', false, null, 200, null, null),
  ('list_policy_decisions', 'principals', 'texts', false, null, 50, null, null),
  ('list_policy_decisions', 'policy_ids', 'texts', false, null, 200, null, null),
  ('list_policy_decisions', 'limit', 'integer', false, 1, 5000, null, null),
  ('list_policy_decisions', 'cursor', 'text', false, null, 2000, null, null)
) as v (record, field, kind, required, at_least, at_most, allowed, format)
on conflict (record, field) do update set
  kind = excluded.kind, required = excluded.required, at_least = excluded.at_least, at_most = excluded.at_most,
  allowed = excluded.allowed, format = excluded.format;

-- ---------------------------------------------------------------------------------------- approvals

-- "expired" is no state of its own: time makes it.
create or replace function fixward.approval_state(a fixward.approvals) returns text
language sql stable
set search_path = ''
as $$
  select case when a.state in ('waiting', 'approved') and a.expires_at <= pg_catalog.clock_timestamp() then 'expired' else a.state end
$$;

create or replace function fixward.approval_json(a fixward.approvals) returns jsonb
language sql stable
set search_path = fixward, extensions, public, pg_temp
as $$
  select jsonb_strip_nulls(to_jsonb(a) - array['content', 'workspace_id'])
    || jsonb_build_object('text', a.content, 'state', fixward.approval_state(a))
$$;

create or replace function fixward.write_approvals(workspace uuid, items jsonb, positions integer[])
returns table (item integer, result jsonb)
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_generic_plan
as $$
begin
  perform from fixward.approvals a
  where a.workspace_id = workspace
    and a.id in (select (items -> (t.place - 1) ->> 'id')::uuid from unnest(positions) as t (place))
  order by a.id for no key update;

  return query
  with given as materialized (
    select t.place, i.value, a.id as stored_id, coalesce((i.value ->> 'id')::uuid, gen_random_uuid()) as approval_id, case
        when a.id is null and missing.field is not null then fixward.api_error('invalid',
          'approvals[' || t.place - 1 || '].' || missing.field || ': is missing.', 'approvals[' || t.place - 1 || '].' || missing.field)
        when a.id is not null and sent.field is not null then fixward.api_error('forbidden', 'approvals[' || t.place - 1
          || '].' || sent.field || ': cannot be changed; ask for another approval.', 'approvals[' || t.place - 1 || '].' || sent.field)
        when a.id is not null and i.value ->> 'state' = 'approved' and fixward.approval_state(a) = 'expired'
          then fixward.api_error('expired', 'approvals[' || t.place - 1 || ']: has expired; ask for another approval.',
            'approvals[' || t.place - 1 || ']')
        when a.id is not null and i.value ->> 'state' <> a.state
          and not (a.state = 'waiting' or a.state = 'approved' and i.value ->> 'state' = 'rejected')
          then fixward.api_error('conflict', 'approvals[' || t.place - 1 || '].state: is ' || a.state || ' and cannot become '
            || (i.value ->> 'state') || '.', 'approvals[' || t.place - 1 || '].state')
      end as failure
    from unnest(positions) as t (place)
    cross join lateral (select items -> (t.place - 1) as value) i
    left join fixward.approvals a on a.id = (i.value ->> 'id')::uuid and a.workspace_id = workspace
    left join lateral (
      select n.field from unnest(array['title', 'tool', 'agent', 'text', 'hash', 'policy_id', 'reason', 'expires_at'])
        with ordinality as n (field, place)
      where i.value ->> n.field is null order by n.place limit 1
    ) missing on true
    -- What it was asked for stays; the same may be sent again.
    left join lateral (
      select n.key as field from jsonb_each(i.value) n
      where n.key not in ('id', 'state', 'note', 'reason', 'title')
        and case when n.key = 'expires_at' then a.expires_at is distinct from (n.value #>> '{}')::timestamptz
          else n.value #>> '{}' is distinct from to_jsonb(a) ->> case n.key when 'text' then 'content' else n.key end end
      order by n.key limit 1
    ) sent on a.id is not null
  ),
  changed as (
    update fixward.approvals a
    set state = coalesce(g.value ->> 'state', a.state), note = coalesce(g.value ->> 'note', a.note)
    from given g where a.id = g.stored_id and g.failure is null
    returning a.*
  ),
  added as (
    insert into fixward.approvals (id, workspace_id, consultation_id, title, tool, agent, content, hash, target, environment,
      typed_confirmation, policy_id, reason, proposal_id, note, state, expires_at, created_by)
    select g.approval_id, workspace, n.consultation_id, n.title, n.tool, n.agent, g.value ->> 'text', n.hash, n.target,
      n.environment, n.typed_confirmation, n.policy_id, n.reason, n.proposal_id, n.note, coalesce(n.state, 'waiting'),
      n.expires_at, fixward.current_user_id()
    from given g
    cross join lateral jsonb_populate_record(null::fixward.approvals, g.value) n
    where g.stored_id is null and g.failure is null
    on conflict do nothing
    returning id, state
  )
  select g.place, coalesce(g.failure, jsonb_build_object('ok', true, 'id', g.approval_id,
    'state', coalesce(a.state, c.state), 'created', a.id is not null))
  from given g
  left join changed c on c.id = g.stored_id
  left join added a on a.id = g.approval_id
  where g.failure is not null or a.id is not null or c.id is not null;
end
$$;

-- Asks for approvals, and says what the user decided. An approval begins with "waiting".
--   request {workspace_id?, approvals: [{id?, consultation_id?, title, tool, agent, text, hash, target?, environment?,
--     typed_confirmation?, policy_id, reason, proposal_id?, expires_at, state?, note?}]}
--   answer  {results: [{ok, id, state, created}]}
-- "hash" is the SHA-256 of the text, in small hexadecimal digits; another one is "invalid". It lasts 7 days at most. For
-- one that is there only "state" and "note" are written; what it was asked for cannot be changed ("forbidden"), one that
-- ran out cannot be approved ("expired"), and what was decided is not decided anew ("conflict"), but an approval may be
-- taken back.
create or replace function fixward.save_approvals(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('save_approvals', request), fixward.workspace_failure(request, 'member'));
  faults jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  select coalesce(jsonb_object_agg(f.item, f.failure order by f.rank desc), '{}') into faults
  from (
    select 0 as rank, c.item, c.failure from fixward.check_items('approval', request -> 'approvals', 'approvals') c
    union all select 1, r.item, r.failure from fixward.repeated_items(request -> 'approvals', 'id', 'approvals') r
    union all select 1, o.item, o.failure from fixward.oversized_items(request -> 'approvals', 'text', 1048576, 'approvals') o
    union all
    select 2, e.position::integer, fixward.api_error('invalid', 'approvals[' || e.position - 1
      || '].hash: is not the SHA-256 of the text.', 'approvals[' || e.position - 1 || '].hash')
    from jsonb_array_elements(request -> 'approvals') with ordinality as e (value, position)
    where jsonb_typeof(e.value) = 'object' and e.value ->> 'hash' <> encode(sha256(convert_to(e.value ->> 'text', 'UTF8')), 'hex')
  ) f;
  return fixward.write_batch('fixward.write_approvals', fixward.workspace_of(request), request -> 'approvals', 'approvals', faults);
end
$$;

-- Uses an approval up: whoever gets "ok" may do what it allows, now and once. Of two at the same time one gets it.
--   request {workspace_id?, id, hash, tool?, target?}
--   answer  {approval}; or the failure "not_found", "hash_mismatch", "wrong_use" (another tool or target than it was
--     given for), "expired", "already_used", "not_approved"
create or replace function fixward.use_approval(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('use_approval', request), fixward.workspace_failure(request, 'member'));
  approval fixward.approvals;
begin
  if failure is not null then
    return failure;
  end if;
  select a.* into approval from fixward.approvals a
  where a.id = (request ->> 'id')::uuid and a.workspace_id = fixward.workspace_of(request)
  for update;
  failure := case
    when approval.id is null then fixward.api_error('not_found', 'id: there is no such approval.', 'id')
    when approval.hash <> request ->> 'hash' then fixward.api_error('hash_mismatch',
      'hash: the approval is for another text; ask for an approval of this one.', 'hash')
    when request ->> 'tool' <> approval.tool then fixward.api_error('wrong_use',
      format('tool: the approval is for %s.', approval.tool), 'tool')
    when request ->> 'target' is not null and request ->> 'target' is distinct from approval.target
      then fixward.api_error('wrong_use', format('target: the approval is for %s.', coalesce(approval.target, 'no target')), 'target')
    when approval.state = 'used' then fixward.api_error('already_used', 'id: the approval was used already; ask for another one.', 'id')
    when fixward.approval_state(approval) = 'expired' then fixward.api_error('expired',
      'id: the approval has expired; ask for another one.', 'id')
    when approval.state <> 'approved' then fixward.api_error('not_approved',
      format('id: the approval is %s.', approval.state), 'id')
  end;
  if failure is not null then
    return failure;
  end if;
  update fixward.approvals a set state = 'used' where a.id = approval.id returning a.* into approval;
  return fixward.api_ok(jsonb_build_object('approval', fixward.approval_json(approval)));
end
$$;

-- The user's approvals, the newest first.
--   request {workspace_id?, consultation_ids?, ids?, states?, limit?: 200}
--   answer  {approvals: [{id, consultation_id?, title, tool, agent, text, hash, target?, environment?, typed_confirmation?,
--     policy_id, reason, proposal_id?, note?, state, expires_at, decided_at?, used_at?, created_at, …}]}
create or replace function fixward.list_approvals(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
  failure jsonb := coalesce(fixward.check_request('list_approvals', request), fixward.workspace_failure(request, 'reader'));
  consultations uuid[];
  ids uuid[];
  states text[];
  listed jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  consultations := fixward.uuids_in(request -> 'consultation_ids');
  ids := fixward.uuids_in(request -> 'ids');
  states := fixward.texts_in(request -> 'states');
  select coalesce(jsonb_agg(fixward.approval_json(l.a) order by (l.a).created_at desc, (l.a).id), '[]') into listed
  from (
    select a from fixward.approvals a
    where a.workspace_id = fixward.workspace_of(request)
      and (consultations is null or a.consultation_id = any (consultations))
      and (ids is null or a.id = any (ids))
      and (states is null or fixward.approval_state(a) = any (states))
    order by a.created_at desc, a.id limit coalesce((request ->> 'limit')::integer, 200)
  ) l;
  return fixward.api_ok(jsonb_build_object('approvals', listed));
end
$$;

-- ---------------------------------------------------------------------------------------- policy decisions

create or replace function fixward.write_policy_decisions(workspace uuid, items jsonb, positions integer[])
returns table (item integer, result jsonb)
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  with given as materialized (
    select t.place, n.*, coalesce(n.id, gen_random_uuid()) as decision_id
    from unnest(positions) as t (place)
    cross join lateral jsonb_populate_record(null::fixward.policy_decisions, items -> (t.place - 1)) n
  ),
  added as (
    insert into fixward.policy_decisions (id, workspace_id, consultation_id, principal, tool, action, target_kind,
      target_name, environment, tainted, trusted, writable, approved, decision, policy_id, reason, happened_at, created_by)
    select g.decision_id, workspace, g.consultation_id, g.principal, g.tool, g.action, g.target_kind, g.target_name,
      g.environment, coalesce(g.tainted, false), coalesce(g.trusted, false), coalesce(g.writable, false),
      coalesce(g.approved, false), g.decision, g.policy_id, coalesce(g.reason, ''), coalesce(g.happened_at, clock_timestamp()),
      fixward.current_user_id()
    from given g
    on conflict do nothing
    returning id
  )
  select g.place, jsonb_build_object('ok', true, 'id', g.decision_id, 'duplicate', a.id is null)
  from given g left join added a on a.id = g.decision_id;
end
$$;

-- Writes down what was allowed, asked and denied, and by which policy. One that arrives again, by its id, is passed over.
--   request {workspace_id?, decisions: [{id?, consultation_id?, principal, tool, action, target_kind, target_name?,
--     environment?, tainted?, trusted?, writable?, approved?, decision: 'allow' | 'ask' | 'deny', policy_id, reason?,
--     happened_at?}]}
--   answer  {results: [{ok, id, duplicate}]}
create or replace function fixward.record_policy_decisions(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('record_policy_decisions', request),
                            fixward.workspace_failure(request, 'member'));
  faults jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  select coalesce(jsonb_object_agg(c.item, c.failure), '{}') into faults
  from fixward.check_items('policy_decision', request -> 'decisions', 'decisions') c;
  return fixward.write_batch('fixward.write_policy_decisions', fixward.workspace_of(request), request -> 'decisions',
    'decisions', faults);
end
$$;

-- Decisions, the latest first: the user's own; for maintainers, everyone's.
--   request {workspace_id?, consultation_ids?, decisions?, tools?, principals?, policy_ids?, limit?: 200, cursor?}
--   answer  {decisions: [as recorded], next_cursor?}
create or replace function fixward.list_policy_decisions(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
  failure jsonb := coalesce(fixward.check_request('list_policy_decisions', request),
                            fixward.workspace_failure(request, 'reader'));
  page constant integer := coalesce((request ->> 'limit')::integer, 200);
  workspace constant uuid := fixward.workspace_of(request);
  consultations uuid[];
  decisions text[];
  tools text[];
  principals text[];
  policies text[];
  place jsonb;
  listed jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  if request ->> 'cursor' is not null then
    place := fixward.place_of(request ->> 'cursor', 'decisions');
    if place is null then
      return fixward.api_error('invalid', 'cursor: is not of this list; start from the beginning.', 'cursor');
    end if;
  end if;
  consultations := fixward.uuids_in(request -> 'consultation_ids');
  decisions := fixward.texts_in(request -> 'decisions');
  tools := fixward.texts_in(request -> 'tools');
  principals := fixward.texts_in(request -> 'principals');
  policies := fixward.texts_in(request -> 'policy_ids');
  select coalesce(jsonb_agg(jsonb_strip_nulls(to_jsonb(l) - 'workspace_id') order by l.happened_at desc, l.id desc), '[]') into listed
  from (
    select d.* from fixward.policy_decisions d
    where d.workspace_id = workspace
      and (consultations is null or d.consultation_id = any (consultations))
      and (decisions is null or d.decision = any (decisions))
      and (tools is null or d.tool = any (tools))
      and (principals is null or d.principal = any (principals))
      and (policies is null or d.policy_id = any (policies))
      and (place is null or (d.happened_at, d.id) < ((place ->> 'value')::timestamptz, (place ->> 'id')::uuid))
    order by d.happened_at desc, d.id desc limit page + 1
  ) l;
  return fixward.api_ok(case
    when jsonb_array_length(listed) <= page then jsonb_build_object('decisions', listed)
    else jsonb_build_object('decisions', listed - page, 'next_cursor', fixward.cursor_from(jsonb_build_object('list', 'decisions',
      'value', listed -> (page - 1) ->> 'happened_at', 'id', listed -> (page - 1) ->> 'id'))) end);
end
$$;

insert into fixward.api_functions (name, writes) values
  ('save_approvals', true),
  ('use_approval', true),
  ('list_approvals', false),
  ('record_policy_decisions', true),
  ('list_policy_decisions', false)
on conflict (name) do update set writes = excluded.writes;

grant execute on function fixward.approval_state(fixward.approvals),
  fixward.approval_json(fixward.approvals),
  fixward.write_approvals(uuid, jsonb, integer[]),
  fixward.save_approvals(jsonb),
  fixward.use_approval(jsonb),
  fixward.list_approvals(jsonb),
  fixward.write_policy_decisions(uuid, jsonb, integer[]),
  fixward.record_policy_decisions(jsonb),
  fixward.list_policy_decisions(jsonb) to authenticated;
select fixward.secure_schema();

insert into fixward.schema_version (version, name) values (54, 'approvals') on conflict do nothing;

commit;
