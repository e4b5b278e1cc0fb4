-- Fixward store, migration 051: where the consultant's graph can go on. Threads are a user's own; bytes travel as base64.
begin;
set local search_path = fixward, extensions, public, pg_temp;

insert into fixward.api_fields (record, field, kind, required, at_least, at_most, allowed, format)
select v.record, v.field, v.kind, v.required, v.at_least, v.at_most, v.allowed, v.format
from (values
  ('checkpoint_put', 'thread_id', 'text', true, 1::numeric, 500::numeric, null::text[], null::text),
  ('checkpoint_put', 'checkpoint_ns', 'text', false, null, 1000, null, null),
  ('checkpoint_put', 'checkpoint_id', 'text', true, 1, 200, null, null),
  ('checkpoint_put', 'parent_checkpoint_id', 'text', false, 1, 200, null, null),
  ('checkpoint_put', 'type', 'text', true, null, 50, null, null),
  ('checkpoint_put', 'checkpoint', 'text', true, null, 1e9, null, null),
  ('checkpoint_put', 'metadata', 'object', false, null, null, null, null),
  ('checkpoint_put', 'channel_versions', 'object', false, null, null, null, null),
  ('checkpoint_put', 'values', 'objects', false, null, 5000, null, null),
  ('checkpoint_value', 'channel', 'text', true, 1, 500, null, null),
  ('checkpoint_value', 'version', 'text', true, 1, 100, null, null),
  ('checkpoint_value', 'type', 'text', true, null, 50, null, null),
  ('checkpoint_value', 'bytes', 'text', true, null, 1e9, null, null),
  ('checkpoint_put_writes', 'thread_id', 'text', true, 1, 500, null, null),
  ('checkpoint_put_writes', 'checkpoint_ns', 'text', false, null, 1000, null, null),
  ('checkpoint_put_writes', 'checkpoint_id', 'text', true, 1, 200, null, null),
  ('checkpoint_put_writes', 'task_id', 'text', true, 1, 200, null, null),
  ('checkpoint_put_writes', 'writes', 'objects', true, null, 5000, null, null),
  ('checkpoint_write', 'idx', 'integer', true, null, null, null, null),
  ('checkpoint_write', 'channel', 'text', true, 1, 500, null, null),
  ('checkpoint_write', 'type', 'text', true, null, 50, null, null),
  ('checkpoint_write', 'bytes', 'text', true, null, 1e9, null, null),
  ('checkpoint_get', 'thread_id', 'text', true, 1, 500, null, null),
  ('checkpoint_get', 'checkpoint_ns', 'text', false, null, 1000, null, null),
  ('checkpoint_get', 'checkpoint_id', 'text', false, 1, 200, null, null),
  ('checkpoint_list', 'thread_id', 'text', false, 1, 500, null, null),
  ('checkpoint_list', 'checkpoint_ns', 'text', false, null, 1000, null, null),
  ('checkpoint_list', 'checkpoint_id', 'text', false, 1, 200, null, null),
  ('checkpoint_list', 'before', 'text', false, 1, 200, null, null),
  ('checkpoint_list', 'metadata', 'object', false, null, null, null, null),
  ('checkpoint_list', 'limit', 'integer', false, 0, 1000, null, null),
  ('checkpoint_list', 'cursor', 'text', false, null, 4000, null, null),
  ('checkpoint_copy_thread', 'from_thread_id', 'text', true, 1, 500, null, null),
  ('checkpoint_copy_thread', 'to_thread_id', 'text', true, 1, 500, null, null),
  ('checkpoint_copy_thread', 'checkpoint_id', 'text', false, 1, 200, null, null),
  ('checkpoint_delete_thread', 'thread_id', 'text', true, 1, 500, null, null)
) as v (record, field, kind, required, at_least, at_most, allowed, format)
on conflict (record, field) do update set
  kind = excluded.kind, required = excluded.required, at_least = excluded.at_least, at_most = excluded.at_most,
  allowed = excluded.allowed, format = excluded.format;

-- The user's checkpoint with the values of its channels and what tasks wrote on top of it; base64 without line breaks.
create or replace function fixward.checkpoint_json(c fixward.langgraph_checkpoints) returns jsonb
language sql stable
set search_path = fixward, extensions, public, pg_temp
as $$
  select jsonb_strip_nulls(jsonb_build_object('thread_id', c.thread_id, 'checkpoint_ns', c.checkpoint_ns,
      'checkpoint_id', c.checkpoint_id, 'parent_checkpoint_id', c.parent_checkpoint_id, 'type', c.type,
      'checkpoint', replace(encode(c.checkpoint, 'base64'), E'\n', '')))
    || jsonb_build_object('metadata', c.metadata,
      'values', coalesce((
        select jsonb_agg(jsonb_build_object('channel', b.channel, 'type', b.type,
          'bytes', replace(encode(b.blob, 'base64'), E'\n', '')) order by b.channel)
        from jsonb_each_text(c.channel_versions) v
        join fixward.langgraph_blobs b on b.user_id = c.user_id and b.workspace_id = c.workspace_id
          and b.thread_id = c.thread_id and b.checkpoint_ns = c.checkpoint_ns and b.channel = v.key and b.version = v.value), '[]'),
      'writes', coalesce((
        select jsonb_agg(jsonb_build_object('task_id', w.task_id, 'channel', w.channel, 'type', w.type,
          'bytes', replace(encode(w.blob, 'base64'), E'\n', '')) order by w.task_id collate "C", w.idx)
        from fixward.langgraph_writes w
        where w.user_id = c.user_id and w.workspace_id = c.workspace_id and w.thread_id = c.thread_id
          and w.checkpoint_ns = c.checkpoint_ns and w.checkpoint_id = c.checkpoint_id), '[]'))
$$;

-- What is wrong with values or writes of a checkpoint, as an envelope; null when nothing is. They are written together.
-- Whether the bytes are base64 is found when they are written: looking before costs as much again.
create or replace function fixward.checkpoint_failure(record text, items jsonb, path text) returns jsonb
language sql stable
set search_path = fixward, extensions, public, pg_temp
as $$
  select f.failure
  from (
    select 0 as rank, c.item, c.failure from fixward.check_items(record, items, path) c
    -- 12 MB of bytes.
    union all select 1, o.item, o.failure from fixward.oversized_items(items, 'bytes', 16777216, path) o
  ) f
  order by f.rank, f.item limit 1
$$;

-- Keeps a checkpoint and the channels' values that are new with it.
--   request {workspace_id?, thread_id, checkpoint_ns?: '', checkpoint_id, parent_checkpoint_id?, type, checkpoint: base64,
--     metadata?, channel_versions?: {channel: version}, values?: [{channel, version, type, bytes: base64}]}
--   answer  {checkpoint_id}
-- A version of a channel in a thread has one value: whoever makes versions makes each of them once. The checkpoint and
-- each value take 12 MB at most.
create or replace function fixward.checkpoint_put(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('checkpoint_put', request), fixward.workspace_failure(request, 'member'));
  workspace constant uuid := fixward.workspace_of(request);
  namespace constant text := coalesce(request ->> 'checkpoint_ns', '');
begin
  if failure is null then
    failure := coalesce(
      fixward.checkpoint_failure('checkpoint_value', coalesce(nullif(request -> 'values', 'null'), '[]'), 'values'),
      (select o.failure from fixward.oversized_items(jsonb_build_array(request), 'checkpoint', 16777216, 'request') o));
  end if;
  if failure is not null then
    return failure;
  end if;
  insert into fixward.langgraph_blobs (user_id, workspace_id, thread_id, checkpoint_ns, channel, version, type, blob)
  select fixward.current_user_id(), workspace, request ->> 'thread_id', namespace, v ->> 'channel', v ->> 'version',
    v ->> 'type', decode(v ->> 'bytes', 'base64')
  from jsonb_array_elements(coalesce(nullif(request -> 'values', 'null'), '[]')) v
  on conflict do nothing;
  insert into fixward.langgraph_checkpoints as c (user_id, workspace_id, thread_id, checkpoint_ns, checkpoint_id,
    parent_checkpoint_id, type, checkpoint, channel_versions, metadata)
  values (fixward.current_user_id(), workspace, request ->> 'thread_id', namespace, request ->> 'checkpoint_id',
    request ->> 'parent_checkpoint_id', request ->> 'type', decode(request ->> 'checkpoint', 'base64'),
    coalesce(nullif(request -> 'channel_versions', 'null'), '{}'), coalesce(nullif(request -> 'metadata', 'null'), '{}'))
  on conflict (user_id, workspace_id, thread_id, checkpoint_ns, checkpoint_id) do update
  set parent_checkpoint_id = excluded.parent_checkpoint_id, type = excluded.type, checkpoint = excluded.checkpoint,
      channel_versions = excluded.channel_versions, metadata = excluded.metadata;
  return fixward.api_ok(jsonb_build_object('checkpoint_id', request ->> 'checkpoint_id'));
end
$$;

-- Keeps what a task wrote on top of a checkpoint.
--   request {workspace_id?, thread_id, checkpoint_ns?: '', checkpoint_id, task_id, writes: [{idx, channel, type, bytes: base64}]}
--   answer  {written}
-- The first write of a place stays; places below 0, such as an error's, take the last.
create or replace function fixward.checkpoint_put_writes(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('checkpoint_put_writes', request),
                            fixward.workspace_failure(request, 'member'));
  workspace constant uuid := fixward.workspace_of(request);
  written integer;
begin
  failure := coalesce(failure, fixward.checkpoint_failure('checkpoint_write', request -> 'writes', 'writes'));
  if failure is not null then
    return failure;
  end if;
  insert into fixward.langgraph_writes as w (user_id, workspace_id, thread_id, checkpoint_ns, checkpoint_id, task_id, idx,
    channel, type, blob)
  select distinct on ((e.value ->> 'idx')::integer) fixward.current_user_id(), workspace, request ->> 'thread_id',
    coalesce(request ->> 'checkpoint_ns', ''), request ->> 'checkpoint_id', request ->> 'task_id',
    (e.value ->> 'idx')::integer, e.value ->> 'channel', e.value ->> 'type', decode(e.value ->> 'bytes', 'base64')
  from jsonb_array_elements(request -> 'writes') with ordinality as e (value, position)
  order by (e.value ->> 'idx')::integer, case when (e.value ->> 'idx')::integer < 0 then -e.position else e.position end
  on conflict (user_id, workspace_id, thread_id, checkpoint_ns, checkpoint_id, task_id, idx) do update
  set channel = excluded.channel, type = excluded.type, blob = excluded.blob where w.idx < 0;
  get diagnostics written = row_count;
  return fixward.api_ok(jsonb_build_object('written', written));
end
$$;

-- One checkpoint of a thread: the one named, else the last.
--   request {workspace_id?, thread_id, checkpoint_ns?: '', checkpoint_id?}
--   answer  {checkpoint?: {thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id?, type, checkpoint: base64, metadata,
--     values: [{channel, type, bytes}], writes: [{task_id, channel, type, bytes}]}}
create or replace function fixward.checkpoint_get(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('checkpoint_get', request), fixward.workspace_failure(request, 'reader'));
  found jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  select fixward.checkpoint_json(l.c) into found
  from (
    select c from fixward.langgraph_checkpoints c
    where c.user_id = fixward.current_user_id() and c.workspace_id = fixward.workspace_of(request)
      and c.thread_id = request ->> 'thread_id' and c.checkpoint_ns = coalesce(request ->> 'checkpoint_ns', '')
      and (request ->> 'checkpoint_id' is null or c.checkpoint_id = request ->> 'checkpoint_id')
    order by c.checkpoint_id desc limit 1
  ) l;
  return fixward.api_ok(case when found is null then '{}' else jsonb_build_object('checkpoint', found) end);
end
$$;

-- Checkpoints of the user, the latest first.
--   request {workspace_id?, thread_id?, checkpoint_ns?, checkpoint_id?, before?: checkpoint id, metadata?: {…}, limit?: 10,
--     cursor?}
--   answer  {checkpoints: [as in checkpoint_get], next_cursor?}
-- "metadata": what its fields have to be.
create or replace function fixward.checkpoint_list(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
  failure jsonb := coalesce(fixward.check_request('checkpoint_list', request), fixward.workspace_failure(request, 'reader'));
  workspace constant uuid := fixward.workspace_of(request);
  page constant integer := coalesce((request ->> 'limit')::integer, 10);
  place jsonb;
  listed jsonb;
  last_one jsonb;
  more boolean;
begin
  if failure is not null then
    return failure;
  end if;
  if request ->> 'cursor' is not null then
    place := fixward.place_of(request ->> 'cursor', 'checkpoints');
    if place is null then
      return fixward.api_error('invalid', 'cursor: is not of this list; start from the beginning.', 'cursor');
    end if;
  end if;
  select coalesce(jsonb_agg(fixward.checkpoint_json(l.c) order by l.number) filter (where l.number <= page), '[]'),
    count(*) > page,
    jsonb_agg(jsonb_build_object('list', 'checkpoints', 'checkpoint', (l.c).checkpoint_id, 'thread', (l.c).thread_id,
      'ns', (l.c).checkpoint_ns) order by l.number) -> (page - 1)
  into listed, more, last_one
  from (
    select c, row_number() over (order by c.checkpoint_id desc, c.thread_id, c.checkpoint_ns) as number
    from fixward.langgraph_checkpoints c
    where c.user_id = fixward.current_user_id() and c.workspace_id = workspace
      and (request ->> 'thread_id' is null or c.thread_id = request ->> 'thread_id')
      and (request ->> 'checkpoint_ns' is null or c.checkpoint_ns = request ->> 'checkpoint_ns')
      and (request ->> 'checkpoint_id' is null or c.checkpoint_id = request ->> 'checkpoint_id')
      and (request ->> 'before' is null or c.checkpoint_id < request ->> 'before')
      and (place is null or c.checkpoint_id < place ->> 'checkpoint' or (c.checkpoint_id = place ->> 'checkpoint'
        and (c.thread_id, c.checkpoint_ns) > (place ->> 'thread', place ->> 'ns')))
      and not exists (select from jsonb_each(coalesce(nullif(request -> 'metadata', 'null'), '{}')) m
                      where c.metadata -> m.key is distinct from m.value)
    order by c.checkpoint_id desc, c.thread_id, c.checkpoint_ns
    limit page + 1
  ) l;
  return fixward.api_ok(jsonb_build_object('checkpoints', listed)
    || case when more and page > 0 then jsonb_build_object('next_cursor', fixward.cursor_from(last_one)) else '{}' end);
end
$$;

-- A thread of its own that goes on where another one is, or was at a checkpoint.
--   request {workspace_id?, from_thread_id, to_thread_id, checkpoint_id?}
--   answer  {checkpoints}
-- With "checkpoint_id" what came later stays behind: ids rise with time.
create or replace function fixward.checkpoint_copy_thread(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('checkpoint_copy_thread', request),
                            fixward.workspace_failure(request, 'member'));
  workspace constant uuid := fixward.workspace_of(request);
  self constant uuid := fixward.current_user_id();
  source constant text := request ->> 'from_thread_id';
  target constant text := request ->> 'to_thread_id';
  last_one constant text := request ->> 'checkpoint_id';
  copied integer;
begin
  if failure is not null then
    return failure;
  end if;
  if exists (select from fixward.langgraph_checkpoints c
      where c.user_id = self and c.workspace_id = workspace and c.thread_id = target) then
    return fixward.api_error('conflict', 'to_thread_id: there is such a thread already.', 'to_thread_id');
  end if;
  insert into fixward.langgraph_checkpoints (user_id, workspace_id, thread_id, checkpoint_ns, checkpoint_id,
    parent_checkpoint_id, type, checkpoint, channel_versions, metadata, created_at)
  select self, workspace, target, c.checkpoint_ns, c.checkpoint_id, c.parent_checkpoint_id, c.type, c.checkpoint,
    c.channel_versions, c.metadata, c.created_at
  from fixward.langgraph_checkpoints c
  where c.user_id = self and c.workspace_id = workspace and c.thread_id = source
    and (last_one is null or c.checkpoint_id <= last_one);
  get diagnostics copied = row_count;
  if copied = 0 then
    return fixward.api_error('not_found', 'from_thread_id: has no checkpoint to go on from.', 'from_thread_id');
  end if;
  insert into fixward.langgraph_blobs (user_id, workspace_id, thread_id, checkpoint_ns, channel, version, type, blob)
  select self, workspace, target, b.checkpoint_ns, b.channel, b.version, b.type, b.blob
  from fixward.langgraph_blobs b
  where b.user_id = self and b.workspace_id = workspace and b.thread_id = source
    and (last_one is null or exists (
      select from fixward.langgraph_checkpoints c
      where c.user_id = self and c.workspace_id = workspace and c.thread_id = target and c.checkpoint_ns = b.checkpoint_ns
        and c.channel_versions ->> b.channel = b.version));
  insert into fixward.langgraph_writes (user_id, workspace_id, thread_id, checkpoint_ns, checkpoint_id, task_id, idx,
    channel, type, blob)
  select self, workspace, target, w.checkpoint_ns, w.checkpoint_id, w.task_id, w.idx, w.channel, w.type, w.blob
  from fixward.langgraph_writes w
  where w.user_id = self and w.workspace_id = workspace and w.thread_id = source
    and (last_one is null or w.checkpoint_id <= last_one);
  return fixward.api_ok(jsonb_build_object('checkpoints', copied));
end
$$;

-- Forgets a thread; one that is not there is forgotten already.
--   request {workspace_id?, thread_id}
--   answer  {checkpoints}
create or replace function fixward.checkpoint_delete_thread(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('checkpoint_delete_thread', request),
                            fixward.workspace_failure(request, 'reader'));
  workspace constant uuid := fixward.workspace_of(request);
  self constant uuid := fixward.current_user_id();
  deleted integer;
begin
  if failure is not null then
    return failure;
  end if;
  delete from fixward.langgraph_writes w
  where w.user_id = self and w.workspace_id = workspace and w.thread_id = request ->> 'thread_id';
  delete from fixward.langgraph_blobs b
  where b.user_id = self and b.workspace_id = workspace and b.thread_id = request ->> 'thread_id';
  delete from fixward.langgraph_checkpoints c
  where c.user_id = self and c.workspace_id = workspace and c.thread_id = request ->> 'thread_id';
  get diagnostics deleted = row_count;
  return fixward.api_ok(jsonb_build_object('checkpoints', deleted));
end
$$;

insert into fixward.api_functions (name, writes) values
  ('checkpoint_put', true), ('checkpoint_put_writes', true), ('checkpoint_get', false), ('checkpoint_list', false),
  ('checkpoint_copy_thread', true), ('checkpoint_delete_thread', true)
on conflict (name) do update set writes = excluded.writes;

grant execute on function fixward.checkpoint_json(fixward.langgraph_checkpoints),
  fixward.checkpoint_failure(text, jsonb, text), fixward.checkpoint_put(jsonb), fixward.checkpoint_put_writes(jsonb),
  fixward.checkpoint_get(jsonb), fixward.checkpoint_list(jsonb), fixward.checkpoint_copy_thread(jsonb),
  fixward.checkpoint_delete_thread(jsonb) to authenticated;
select fixward.secure_schema();

insert into fixward.schema_version (version, name) values (51, 'checkpoints') on conflict do nothing;

commit;
