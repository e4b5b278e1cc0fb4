-- Fixward store, migration 052: what the consultant remembers, what the user approved, what the policy decided, what the
-- models cost.
begin;
set local search_path = fixward, extensions, public, pg_temp;

-- ---------------------------------------------------------------------------------------- tables

-- A memory is its user's alone until he shares it.
create table if not exists fixward.memories (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references fixward.workspaces (id) on delete cascade,
  shared boolean not null default false,
  kind text not null check (kind in ('decision', 'worked', 'failed', 'preference', 'fact')),
  content text not null check (length(content) <= 10000),
  project text check (length(project) <= 4000),
  consultation_id uuid,
  -- Names of the tables and other objects that it is about; a change of one of them makes it stale.
  objects text[] not null default '{}',
  stale_since timestamptz,
  used integer not null default 0 check (used >= 0),
  last_used_at timestamptz,
  search_text tsvector generated always as
    (to_tsvector('pg_catalog.english', fixward.split_names(content))) stored,
  created_by uuid not null default fixward.current_user_id(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  deleted_at timestamptz,
  check (content <> '' or deleted_at is not null)
);
create index if not exists memories_workspace_idx on fixward.memories (workspace_id, updated_at desc);
create index if not exists memories_search_idx on fixward.memories using gin (search_text);
create index if not exists memories_trigram_idx on fixward.memories using gin (content gin_trgm_ops);
-- The same said twice is one memory.
create unique index if not exists memories_content_idx
  on fixward.memories (workspace_id, created_by, kind, coalesce(project, ''), md5(content)) where deleted_at is null;

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

-- ---------------------------------------------------------------------------------------- triggers

-- What a user takes away is gone; that something was there stays known, so that it goes from every copy.
create or replace function fixward.erase_memory() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.content := '';
  new.project := null;
  new.objects := '{}';
  return new;
end
$$;

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

create or replace trigger a_erase before update on fixward.memories for each row
  when (old.deleted_at is null and new.deleted_at is not null) execute function fixward.erase_memory();
create or replace trigger a_keep_identity before update on fixward.memories for each row
  execute function fixward.keep_identity('id', 'workspace_id', 'created_at');
create or replace trigger b_touch before update on fixward.memories for each row
  execute function fixward.touch_row('used', 'last_used_at', 'stale_since', 'search_text');
create or replace trigger y_log_insert after insert on fixward.memories
  referencing new table as new_rows for each statement execute function fixward.log_inserts();
create or replace trigger y_log_update after update on fixward.memories for each row
  when (old.version is distinct from new.version) execute function fixward.log_audit('search_text');

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

create or replace trigger a_keep_identity before update on fixward.model_usage for each row
  execute function fixward.keep_identity('user_id', 'workspace_id');

-- ---------------------------------------------------------------------------------------- policies

do $$
declare
  mine constant text := 'created_by = (select fixward.current_user_id())';
  owned constant text := 'user_id = (select fixward.current_user_id())';
  reader constant text := 'workspace_id in (select fixward.workspaces_with_role(''reader''))';
  member constant text := 'workspace_id in (select fixward.workspaces_with_role(''member''))';
  maintainer constant text := 'workspace_id in (select fixward.workspaces_with_role(''maintainer''))';
begin
  perform fixward.set_policy('memories', 'select', reader || ' and (shared or ' || mine || ')');
  perform fixward.set_policy('memories', 'insert', null, member || ' and ' || mine);
  -- Whoever may no longer write may still take his own away.
  perform fixward.set_policy('memories', 'update',
    '(' || reader || ' and ' || mine || ') or (' || maintainer || ' and shared)',
    '(' || member || ' and ' || mine || ') or (' || reader || ' and ' || mine || ' and deleted_at is not null) or ('
      || maintainer || ' and shared)');
  perform fixward.set_policy('memories', 'delete', reader || ' and ' || mine);

  perform fixward.set_policy('approvals', 'select', reader || ' and ' || mine);
  perform fixward.set_policy('approvals', 'insert', null, member || ' and ' || mine);
  perform fixward.set_policy('approvals', 'update', member || ' and ' || mine, member || ' and ' || mine);

  perform fixward.set_policy('policy_decisions', 'select', '(' || reader || ' and ' || mine || ') or ' || maintainer);
  perform fixward.set_policy('policy_decisions', 'insert', null, member || ' and ' || mine);

  perform fixward.set_policy('model_usage', 'select', owned || ' and ' || reader);
  perform fixward.set_policy('model_usage', 'insert', null, owned || ' and ' || member);
  perform fixward.set_policy('model_usage', 'update', owned || ' and ' || member, owned || ' and ' || member);
end
$$;
grant select, insert, update, delete on fixward.memories to authenticated;
grant select, insert on fixward.approvals, fixward.policy_decisions, fixward.model_usage to authenticated;
grant update on fixward.approvals, fixward.model_usage to authenticated;

-- ---------------------------------------------------------------------------------------- requests

insert into fixward.api_fields (record, field, kind, required, at_least, at_most, allowed, format)
select v.record, v.field, v.kind, v.required, v.at_least, v.at_most, v.allowed, v.format
from (values
  ('save_memories', 'memories', 'objects', true, null::numeric, 500::numeric, null::text[], null::text),
  ('memory', 'id', 'uuid', false, null, null, null, null),
  ('memory', 'kind', 'text', false, null, null, array['decision', 'worked', 'failed', 'preference', 'fact'], null),
  ('memory', 'text', 'text', false, 1, 10000, null, null),
  ('memory', 'project', 'text', false, null, 4000, null, null),
  ('memory', 'consultation_id', 'uuid', false, null, null, null, null),
  ('memory', 'objects', 'texts', false, null, 200, null, null),
  ('memory', 'shared', 'boolean', false, null, null, null, null),
  ('memory', 'stale', 'boolean', false, null, null, null, null),
  ('memory', 'base_version', 'integer', false, 1, null, null, null),
  ('list_memories', 'filters', 'object', false, null, null, null, null),
  ('list_memories', 'order', 'text', false, null, null, array['recent', 'used'], null),
  ('list_memories', 'limit', 'integer', false, 1, 5000, null, null),
  ('list_memories', 'cursor', 'text', false, null, 2000, null, null),
  ('memory_filters', 'query', 'text', false, null, 500, null, null),
  ('memory_filters', 'kinds', 'texts', false, null, 5, array['decision', 'worked', 'failed', 'preference', 'fact'], null),
  ('memory_filters', 'project', 'text', false, null, 4000, null, null),
  ('memory_filters', 'consultation_ids', 'uuids', false, null, 1000, null, null),
  ('memory_filters', 'ids', 'uuids', false, null, 1000, null, null),
  ('memory_filters', 'stale', 'boolean', false, null, null, null, null),
  ('memory_filters', 'mine', 'boolean', false, null, null, null, null),
  ('search_memories', 'query', 'text', true, 1, 20000, null, null),
  ('search_memories', 'kinds', 'texts', false, null, 5, array['decision', 'worked', 'failed', 'preference', 'fact'], null),
  ('search_memories', 'project', 'text', false, null, 4000, null, null),
  ('search_memories', 'limit', 'integer', false, 1, 100, null, null),
  ('use_memories', 'ids', 'uuids', true, null, 1000, null, null),
  ('delete_memories', 'ids', 'uuids', true, null, 1000, null, null),
  ('save_approvals', 'approvals', 'objects', true, null, 500, null, null),
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
  ('list_policy_decisions', 'cursor', 'text', false, null, 2000, null, null),
  ('record_model_usage', 'usage', 'objects', true, null, 5000, null, null),
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

-- ---------------------------------------------------------------------------------------- memories

create or replace function fixward.memory_json(m fixward.memories) returns jsonb
language sql stable
set search_path = fixward, extensions, public, pg_temp
as $$
  select jsonb_strip_nulls(to_jsonb(m) - array['content', 'search_text', 'workspace_id', 'deleted_at'])
    || jsonb_build_object('text', m.content, 'mine', m.created_by = fixward.current_user_id())
$$;

create or replace function fixward.write_memories(workspace uuid, items jsonb, positions integer[])
returns table (item integer, result jsonb)
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_custom_plan
as $$
begin
  return query
  with given as materialized (
    select t.place, i.value, m.id as stored_id, coalesce((i.value ->> 'id')::uuid, gen_random_uuid()) as memory_id,
      case
        when m.deleted_at is not null or (m.id is null and (i.value ->> 'kind' is null or i.value ->> 'text' is null))
          then fixward.api_error('not_found', 'memories[' || t.place - 1 || ']: there is no such memory; a new one needs a kind and a text.',
            'memories[' || t.place - 1 || '].id')
        when (i.value ->> 'base_version')::integer <> m.version then fixward.conflict_with('memories[' || t.place - 1
            || ']: was changed meanwhile (version ' || m.version || ', yours is ' || (i.value ->> 'base_version')
            || '); look at both and save again.', 'memories[' || t.place - 1 || '].base_version', fixward.memory_json(m))
      end as failure
    from unnest(positions) as t (place)
    cross join lateral (select items -> (t.place - 1) as value) i
    left join fixward.memories m on m.id = (i.value ->> 'id')::uuid and m.workspace_id = workspace
  ),
  changed as (
    update fixward.memories m
    set kind = coalesce(n.kind, m.kind), content = coalesce(g.value ->> 'text', m.content), project = n.project,
        objects = coalesce(n.objects, '{}'), shared = coalesce(n.shared, m.shared), consultation_id = n.consultation_id,
        stale_since = case
          when g.value ->> 'stale' is not null then case when (g.value ->> 'stale')::boolean then coalesce(m.stale_since, now()) end
          -- Whoever writes it anew has looked at it.
          when g.value ->> 'text' is not null then null else m.stale_since end
    from given g
    join fixward.memories o on o.id = g.stored_id
    cross join lateral jsonb_populate_record(o, g.value) n
    where m.id = g.stored_id and g.failure is null
    returning m.id, m.version
  ),
  added as (
    insert into fixward.memories (id, workspace_id, kind, content, project, objects, shared, consultation_id, stale_since, created_by)
    select g.memory_id, workspace, n.kind, g.value ->> 'text', n.project, coalesce(n.objects, '{}'),
      coalesce(n.shared, false), n.consultation_id, case when (g.value ->> 'stale')::boolean then now() end,
      fixward.current_user_id()
    from given g
    cross join lateral jsonb_populate_record(null::fixward.memories, g.value) n
    where g.stored_id is null and g.failure is null
    on conflict do nothing
    returning id, version
  ),
  -- The same was said before.
  known as (
    select g.place, m.id, m.version
    from given g
    join fixward.memories m on m.workspace_id = workspace and m.created_by = fixward.current_user_id()
      and m.kind = g.value ->> 'kind' and coalesce(m.project, '') = coalesce(g.value ->> 'project', '')
      and md5(m.content) = md5(g.value ->> 'text') and m.deleted_at is null
    where g.stored_id is null and g.failure is null
  )
  select g.place, case
    when g.failure is not null then g.failure
    when g.stored_id is not null and c.id is null then fixward.api_error('forbidden', 'memories[' || g.place - 1
      || ']: is another user''s.', 'memories[' || g.place - 1 || '].id')
    else jsonb_build_object('ok', true, 'id', coalesce(a.id, c.id, k.id), 'version', coalesce(a.version, c.version, k.version),
      'created', a.id is not null) end
  from given g
  left join changed c on c.id = g.stored_id
  left join added a on a.id = g.memory_id
  left join known k on k.place = g.place
  where g.failure is not null or g.stored_id is not null or a.id is not null or k.id is not null;
end
$$;

-- Remembers, and changes what is remembered. Fields that are not sent stay as they are.
--   request {workspace_id?, memories: [{id?, kind: 'decision' | 'worked' | 'failed' | 'preference' | 'fact', text, project?,
--     consultation_id?, objects?, shared?, stale?, base_version?}]}
--   answer  {results: [{ok, id, version, created}]}
-- The same text of a kind and a project is one memory. A new text makes a memory fresh again.
create or replace function fixward.save_memories(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('save_memories', request), fixward.workspace_failure(request, 'member'));
  faults jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  select coalesce(jsonb_object_agg(f.item, f.failure order by f.rank desc), '{}') into faults
  from (
    select 0 as rank, c.item, c.failure from fixward.check_items('memory', request -> 'memories', 'memories') c
    union all select 1, r.item, r.failure from fixward.repeated_items(request -> 'memories', 'id', 'memories') r
  ) f;
  return fixward.write_batch('fixward.write_memories', fixward.workspace_of(request), request -> 'memories', 'memories', faults);
end
$$;

-- One page of the memories that the user may read.
--   request {workspace_id?, filters?: {query?, kinds?, project?, consultation_ids?, ids?, stale?, mine?}, order?: 'recent' | 'used',
--     limit?: 200, cursor?}
--   answer  {memories: [{id, kind, text, project?, consultation_id?, objects, shared, mine, stale_since?, used,
--     last_used_at?, created_by, created_at, updated_at, version}], next_cursor?, total}
create or replace function fixward.list_memories(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  filters constant jsonb := coalesce(nullif(request -> 'filters', 'null'), '{}');
  failure jsonb := coalesce(fixward.check_request('list_memories', request),
    fixward.check_filters('memory_filters', filters), fixward.workspace_failure(request, 'reader'));
begin
  if failure is not null then
    return failure;
  end if;
  return fixward.list_page('memories', request, 'recent');
end
$$;

-- Memories that bear on a question, the nearest first: by its words, whichever of them, and by likeness of writing for
-- names and misspellings.
--   request {workspace_id?, query, kinds?, project?, limit?: 8}
--   answer  {memories: [{as in list_memories, score: 0–1}]}
-- "project": those of the project and of none. Stale ones come with less weight.
create or replace function fixward.search_memories(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
  failure jsonb := coalesce(fixward.check_request('search_memories', request), fixward.workspace_failure(request, 'reader'));
  workspace constant uuid := fixward.workspace_of(request);
  -- Likeness of a long question to a short note says nothing.
  said constant text := left(request ->> 'query', 200);
  kinds text[];
  words tsquery;
  found jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  kinds := fixward.texts_in(request -> 'kinds');
  select string_agg(quote_literal(w.lexeme), ' | ')::tsquery into words
  from unnest(to_tsvector('pg_catalog.english', fixward.split_names(request ->> 'query'))) w;
  select coalesce(jsonb_agg(fixward.memory_json(l.remembered) || jsonb_build_object('score', l.score) order by l.number), '[]')
  into found
  from (
    select r.*, row_number() over (order by r.score desc, (r.remembered).updated_at desc, (r.remembered).id) as number
    from (
      select m as remembered, round((greatest(
          -- Of the question's words, how many; rare ones are not told from common ones.
          coalesce(ts_rank(m.search_text, words, 32) * 0.5 + hits.share * 0.5, 0),
          likeness.near * 0.9
        ) * case when m.stale_since is null then 1 else 0.6 end)::numeric, 4) as score
      from fixward.memories m
      cross join lateral (
        select count(*) filter (where m.search_text @@ quote_literal(w.lexeme)::tsquery)::real / nullif(count(*), 0) as share
        from unnest(tsvector_to_array(to_tsvector('pg_catalog.english', fixward.split_names(request ->> 'query')))) as w (lexeme)
      ) hits
      cross join lateral (select greatest(similarity(m.content, said), word_similarity(said, m.content)) as near) likeness
      where m.workspace_id = workspace and m.deleted_at is null
        and (kinds is null or cardinality(kinds) = 0 or m.kind = any (kinds))
        and (request ->> 'project' is null or m.project is null or m.project = request ->> 'project')
        and (m.search_text @@ words or likeness.near >= 0.35)
    ) r
    order by number
    limit coalesce((request ->> 'limit')::integer, 8)
  ) l;
  return fixward.api_ok(jsonb_build_object('memories', found));
end
$$;

-- Counts that memories were given to the consultant; others' shared ones are counted by nobody but a maintainer.
--   request {workspace_id?, ids}
--   answer  {used}
create or replace function fixward.use_memories(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('use_memories', request), fixward.workspace_failure(request, 'member'));
  counted integer;
begin
  if failure is not null then
    return failure;
  end if;
  update fixward.memories m set used = m.used + 1, last_used_at = now()
  where m.workspace_id = fixward.workspace_of(request) and m.deleted_at is null
    and m.id = any (fixward.uuids_in(request -> 'ids'));
  get diagnostics counted = row_count;
  return fixward.api_ok(jsonb_build_object('used', counted));
end
$$;

-- Forgets.
--   request {workspace_id?, ids}
--   answer  {results: [{ok, id}]}
create or replace function fixward.delete_memories(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('delete_memories', request), fixward.workspace_failure(request, 'reader'));
begin
  if failure is not null then
    return failure;
  end if;
  return fixward.delete_rows('fixward.memories', fixward.workspace_of(request), request -> 'ids');
end
$$;

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
set plan_cache_mode = force_custom_plan
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
set plan_cache_mode = force_custom_plan
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

-- ---------------------------------------------------------------------------------------- what models cost

create or replace function fixward.write_model_usage(workspace uuid, items jsonb, positions integer[])
returns table (item integer, result jsonb)
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_custom_plan
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
    select (select pg_catalog.jsonb_object_agg(k, r -> k) from pg_catalog.unnest(grouped_by) k) as named,
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

insert into fixward.api_lists (name, table_name, shown, orders, conditions, page_default) values
  ('memories', 'memories', 'fixward.memory_json(t)',
    '{"recent": ["t.updated_at", "timestamptz", "desc"], "used": ["t.used", "integer", "desc"]}',
    jsonb_build_object(
      'query', $c$t.content ilike all (fixward.word_patterns($1 ->> 'query'))$c$,
      'kinds', $c$t.kind = any (fixward.texts_in($1 -> 'kinds'))$c$,
      'project', $c$t.project = $1 ->> 'project'$c$,
      'consultation_ids', $c$t.consultation_id = any (fixward.uuids_in($1 -> 'consultation_ids'))$c$,
      'ids', $c$t.id = any (fixward.uuids_in($1 -> 'ids'))$c$,
      'stale', $c$(t.stale_since is not null) = ($1 ->> 'stale')::boolean$c$,
      'mine', $c$(t.created_by = fixward.current_user_id()) = ($1 ->> 'mine')::boolean$c$),
    200)
on conflict (name) do update set table_name = excluded.table_name, shown = excluded.shown, orders = excluded.orders,
  conditions = excluded.conditions, page_default = excluded.page_default;

insert into fixward.api_functions (name, writes) values
  ('save_memories', true), ('list_memories', false), ('search_memories', false), ('use_memories', true),
  ('delete_memories', true), ('save_approvals', true), ('use_approval', true), ('list_approvals', false),
  ('record_policy_decisions', true), ('list_policy_decisions', false), ('record_model_usage', true),
  ('model_usage_report', false)
on conflict (name) do update set writes = excluded.writes;

grant execute on function fixward.memory_json(fixward.memories), fixward.write_memories(uuid, jsonb, integer[]),
  fixward.save_memories(jsonb), fixward.list_memories(jsonb), fixward.search_memories(jsonb), fixward.use_memories(jsonb),
  fixward.delete_memories(jsonb), fixward.approval_state(fixward.approvals), fixward.approval_json(fixward.approvals),
  fixward.write_approvals(uuid, jsonb, integer[]), fixward.save_approvals(jsonb), fixward.use_approval(jsonb),
  fixward.list_approvals(jsonb), fixward.write_policy_decisions(uuid, jsonb, integer[]),
  fixward.record_policy_decisions(jsonb), fixward.list_policy_decisions(jsonb),
  fixward.write_model_usage(uuid, jsonb, integer[]), fixward.record_model_usage(jsonb),
  fixward.usage_sums(jsonb, text[]), fixward.model_usage_report(jsonb) to authenticated;
select fixward.secure_schema();

insert into fixward.schema_version (version, name) values (52, 'consult memory') on conflict do nothing;

commit;
