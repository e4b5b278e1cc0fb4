-- Fixward store, migration 050: consultations, what was said and done in them, and their files. A consultation is its
-- user's alone until he shares it; shared ones are read by the workspace and written by nobody else.
begin;
set local search_path = fixward, extensions, public, pg_temp;

-- Texts that the consultant and its user wrote; every change is a version of its own.
create table if not exists fixward.consultation_files (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null,
  consultation_id uuid not null,
  path text not null check (length(path) between 1 and 500),
  version integer not null check (version > 0),
  content text not null check (octet_length(content) <= 1048576),
  bytes integer generated always as (octet_length(content)) stored,
  -- SHA-256 of the content; the same content makes no new version.
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  author text not null check (length(author) between 1 and 100),
  -- The consultation's last event when it was saved.
  after_position integer not null default 0 check (after_position >= 0),
  created_by uuid not null default fixward.current_user_id(),
  created_at timestamptz not null default now(),
  unique (workspace_id, consultation_id, path, version),
  foreign key (consultation_id, workspace_id) references fixward.consultations (id, workspace_id) on delete cascade
);

do $$
declare
  mine constant text := 'created_by = (select fixward.current_user_id())';
  reader constant text := 'workspace_id in (select fixward.workspaces_with_role(''reader''))';
  member constant text := 'workspace_id in (select fixward.workspaces_with_role(''member''))';
begin
  perform fixward.set_policy('consultation_files', 'select', reader || ' and exists (select from fixward.consultations c
    where c.id = consultation_id and (c.shared or c.created_by = (select fixward.current_user_id())))');
  perform fixward.set_policy('consultation_files', 'insert', null, member || ' and ' || mine
    || ' and exists (select from fixward.consultations c
    where c.id = consultation_id and c.created_by = (select fixward.current_user_id()))');
  perform fixward.set_policy('consultation_files', 'delete', reader || ' and ' || mine);
end
$$;
grant select, insert, delete on fixward.consultation_files to authenticated;

-- What a user takes away is gone; that something was there stays known, so that it goes from every copy.
create or replace function fixward.erase_consultation() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.title := '';
  new.question := '';
  new.project := null;
  new.summary := '{}';
  new.details := '{}';
  new.shared := false;
  delete from fixward.consultation_events e where e.consultation_id = new.id and e.workspace_id = new.workspace_id;
  delete from fixward.consultation_files f where f.consultation_id = new.id and f.workspace_id = new.workspace_id;
  return new;
end
$$;

create or replace trigger a_erase before update on fixward.consultations for each row
  when (old.deleted_at is null and new.deleted_at is not null) execute function fixward.erase_consultation();
-- Who shared what, and took what away; the rest is between a user and his consultant.
create or replace trigger y_log_update after update on fixward.consultations for each row
  when (old.shared <> new.shared or old.deleted_at is distinct from new.deleted_at)
  execute function fixward.log_audit('title', 'question', 'project', 'summary', 'details', 'state', 'model', 'tokens_in',
    'tokens_out', 'cost_usd', 'last_position');

insert into fixward.api_fields (record, field, kind, required, at_least, at_most, allowed, format)
select v.record, v.field, v.kind, v.required, v.at_least, v.at_most, v.allowed, v.format
from (values
  ('save_consultations', 'consultations', 'objects', true, null::numeric, 500::numeric, null::text[], null::text),
  ('consultation', 'id', 'uuid', false, null, null, null, null),
  ('consultation', 'question', 'text', false, 1, 50000, null, null),
  ('consultation', 'title', 'text', false, null, 300, null, null),
  ('consultation', 'project', 'text', false, null, 4000, null, null),
  ('consultation', 'state', 'text', false, null, null,
    array['open', 'running', 'waiting', 'done', 'failed', 'stopped'], null),
  ('consultation', 'model', 'text', false, null, 300, null, null),
  ('consultation', 'shared', 'boolean', false, null, null, null, null),
  ('consultation', 'tokens_in', 'number', false, 0, 9e15, null, null),
  ('consultation', 'tokens_out', 'number', false, 0, 9e15, null, null),
  ('consultation', 'cost_usd', 'number', false, 0, 9999999, null, null),
  ('consultation', 'summary', 'object', false, null, null, null, null),
  ('consultation', 'details', 'object', false, null, null, null, null),
  ('list_consultations', 'filters', 'object', false, null, null, null, null),
  ('list_consultations', 'order', 'text', false, null, null, array['recent', 'created'], null),
  ('list_consultations', 'limit', 'integer', false, 1, 1000, null, null),
  ('list_consultations', 'cursor', 'text', false, null, 2000, null, null),
  ('consultation_filters', 'query', 'text', false, null, 500, null, null),
  ('consultation_filters', 'project', 'text', false, null, 4000, null, null),
  ('consultation_filters', 'states', 'texts', false, null, 6,
    array['open', 'running', 'waiting', 'done', 'failed', 'stopped'], null),
  ('consultation_filters', 'ids', 'uuids', false, null, 1000, null, null),
  ('consultation_filters', 'mine', 'boolean', false, null, null, null, null),
  ('get_consultation', 'id', 'uuid', true, null, null, null, null),
  ('delete_consultations', 'ids', 'uuids', true, null, 1000, null, null),
  ('copy_consultation', 'id', 'uuid', true, null, null, null, null),
  ('copy_consultation', 'new_id', 'uuid', false, null, null, null, null),
  ('copy_consultation', 'title', 'text', false, null, 300, null, null),
  ('copy_consultation', 'position', 'integer', false, 1, null, null, null),
  ('append_consultation_events', 'consultation_id', 'uuid', true, null, null, null, null),
  ('append_consultation_events', 'events', 'objects', true, null, 500, null, null),
  ('append_consultation_events', 'consultation', 'object', false, null, null, null, null),
  ('consultation_event', 'id', 'uuid', false, null, null, null, null),
  ('consultation_event', 'event', 'object', true, null, null, null, null),
  ('consultation_event', 'at', 'time', false, null, null, null, null),
  ('list_consultation_events', 'consultation_id', 'uuid', true, null, null, null, null),
  ('list_consultation_events', 'after', 'integer', false, 0, null, null, null),
  ('list_consultation_events', 'before', 'integer', false, 1, null, null, null),
  ('list_consultation_events', 'kinds', 'texts', false, null, 50, null, null),
  ('list_consultation_events', 'limit', 'integer', false, 1, 5000, null, null),
  ('save_consultation_files', 'consultation_id', 'uuid', true, null, null, null, null),
  ('save_consultation_files', 'files', 'objects', true, null, 500, null, null),
  -- A path below the consultation's folder that every file system takes.
  ('consultation_file', 'path', 'text', true, 1, 500, null,
    '^(?!.*(^|/)\.{0,2}(/|$))[^\\:*?"<>|\u0001-\u001f\u007f]+$'),
  ('consultation_file', 'text', 'text', true, null, 1e9, null, null),
  ('consultation_file', 'author', 'text', true, 1, 100, null, null),
  ('consultation_file', 'base_version', 'integer', false, 0, null, null, null),
  ('list_consultation_files', 'consultation_id', 'uuid', true, null, null, null, null),
  ('get_consultation_file', 'consultation_id', 'uuid', true, null, null, null, null),
  ('get_consultation_file', 'path', 'text', true, 1, 500, null, null),
  ('get_consultation_file', 'version', 'integer', false, 1, null, null, null)
) as v (record, field, kind, required, at_least, at_most, allowed, format)
on conflict (record, field) do update set
  kind = excluded.kind, required = excluded.required, at_least = excluded.at_least, at_most = excluded.at_most,
  allowed = excluded.allowed, format = excluded.format;

-- Items whose field takes more room than is kept of it, by position from 1.
create or replace function fixward.oversized_items(items jsonb, field text, bytes_max integer, path text)
returns table (item integer, failure jsonb)
language sql immutable
set search_path = ''
as $$
  select e.position::integer, fixward.api_error('too_large', p.place || ': takes ' || size.bytes || ' bytes; at most '
    || bytes_max || ' are kept.', p.place)
  from pg_catalog.jsonb_array_elements(items) with ordinality as e (value, position)
  cross join lateral (select pg_catalog.octet_length(e.value ->> field) as bytes) size
  cross join lateral (select path || '[' || e.position - 1 || '].' || field as place) p
  where pg_catalog.jsonb_typeof(e.value) = 'object' and size.bytes > bytes_max
$$;

-- Items that name what an item before them names already.
create or replace function fixward.repeated_items(items jsonb, field text, path text)
returns table (item integer, failure jsonb)
language sql immutable
set search_path = ''
as $$
  select t.item, fixward.api_error('conflict', p.place || ': stands in this batch already, as ' || path || '[' || t.first - 1 || '].', p.place)
  from (
    select e.position::integer as item,
      (pg_catalog.first_value(e.position) over (partition by e.value ->> field order by e.position))::integer as first
    from pg_catalog.jsonb_array_elements(items) with ordinality as e (value, position)
    where pg_catalog.jsonb_typeof(e.value) = 'object' and e.value ->> field is not null
  ) t
  cross join lateral (select path || '[' || t.item - 1 || '].' || field as place) p
  where t.first < t.item
$$;

-- Words of a search as patterns for "ilike all": each has to be in the text, be it as part of a longer one.
create or replace function fixward.word_patterns(query text) returns text[]
language sql immutable
set search_path = ''
as $$
  select coalesce(pg_catalog.array_agg('%' || pg_catalog.regexp_replace(word, '([\\%_])', '\\\1', 'g') || '%'), '{}')
  from pg_catalog.regexp_split_to_table(query, '\s+') as word
  where word <> ''
$$;

-- ---------------------------------------------------------------------------------------- consultations

-- For lists: what it needs to go on is left out.
create or replace function fixward.consultation_json(c fixward.consultations) returns jsonb
language sql stable
set search_path = fixward, extensions, public, pg_temp
as $$
  select jsonb_strip_nulls(to_jsonb(c) - array['summary', 'details', 'question', 'workspace_id', 'deleted_at'])
    || jsonb_build_object('question', left(c.question, 300), 'summary', c.summary,
      'mine', c.created_by = fixward.current_user_id())
$$;

-- Why the user may not write into the consultation; null when he may. It stays locked until the transaction ends, so that
-- one writer comes after another.
create or replace function fixward.consultation_failure(workspace uuid, consultation uuid) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  author uuid;
begin
  perform from fixward.consultations c
  where c.id = consultation and c.workspace_id = workspace and c.deleted_at is null
    and c.created_by = fixward.current_user_id()
  for no key update;
  if found then
    return null;
  end if;
  select c.created_by into author from fixward.consultations c
  where c.id = consultation and c.workspace_id = workspace and c.deleted_at is null;
  return case when author is null
    then fixward.api_error('not_found', 'consultation_id: there is no such consultation.', 'consultation_id')
    else fixward.api_error('forbidden', 'consultation_id: is another user''s; copy it to go on from there.', 'consultation_id') end;
end
$$;

-- A consultation as it stands with the fields given; what must not be null stays when it is.
create or replace function fixward.standing_of(stored fixward.consultations, given jsonb) returns fixward.consultations
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  becomes fixward.consultations := jsonb_populate_record(stored, given);
begin
  becomes.shared := coalesce(becomes.shared, stored.shared);
  becomes.title := coalesce(becomes.title, '');
  becomes.question := coalesce(becomes.question, stored.question);
  becomes.state := coalesce(becomes.state, stored.state);
  becomes.tokens_in := coalesce(becomes.tokens_in, stored.tokens_in);
  becomes.tokens_out := coalesce(becomes.tokens_out, stored.tokens_out);
  becomes.summary := coalesce(becomes.summary, '{}');
  becomes.details := coalesce(becomes.details, '{}');
  return becomes;
end
$$;

create or replace function fixward.write_consultations(workspace uuid, items jsonb, positions integer[])
returns table (item integer, result jsonb)
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_generic_plan
as $$
begin
  perform from fixward.consultations c
  where c.workspace_id = workspace and c.created_by = fixward.current_user_id()
    and c.id in (select (items -> (t.place - 1) ->> 'id')::uuid from unnest(positions) as t (place))
  order by c.id for no key update;

  return query
  with given as materialized (
    select t.place, i.value, coalesce((i.value ->> 'id')::uuid, gen_random_uuid()) as consultation_id, c.id as stored_id,
      c.version as stored_version, case
        when c.id is null and i.value ->> 'question' is null
          or c.deleted_at is not null then fixward.api_error('not_found', 'consultations[' || t.place - 1
            || ']: there is no such consultation; a new one needs a question.', 'consultations[' || t.place - 1 || '].id')
        when c.created_by <> fixward.current_user_id() then fixward.api_error('forbidden', 'consultations[' || t.place - 1
            || ']: is another user''s; copy it to go on from there.', 'consultations[' || t.place - 1 || '].id')
      end as failure
    from unnest(positions) as t (place)
    cross join lateral (select items -> (t.place - 1) as value) i
    left join fixward.consultations c on c.id = (i.value ->> 'id')::uuid and c.workspace_id = workspace
  ),
  changed as (
    update fixward.consultations c
    set shared = n.shared, title = n.title, question = n.question, project = n.project, state = n.state, model = n.model,
        tokens_in = n.tokens_in, tokens_out = n.tokens_out, cost_usd = n.cost_usd, summary = n.summary, details = n.details
    from given g
    join fixward.consultations o on o.id = g.stored_id
    cross join lateral fixward.standing_of(o, g.value) n
    where c.id = g.stored_id and g.failure is null
    returning c.id, c.version
  ),
  added as (
    insert into fixward.consultations (id, workspace_id, shared, title, question, project, state, model, tokens_in,
      tokens_out, cost_usd, summary, details, created_by)
    select g.consultation_id, workspace, coalesce(n.shared, false), coalesce(n.title, ''), n.question, n.project,
      coalesce(n.state, 'open'), n.model, coalesce(n.tokens_in, 0), coalesce(n.tokens_out, 0), n.cost_usd,
      coalesce(n.summary, '{}'), coalesce(n.details, '{}'), fixward.current_user_id()
    from given g
    cross join lateral jsonb_populate_record(null::fixward.consultations, g.value) n
    where g.stored_id is null and g.failure is null
    on conflict do nothing
    returning id, version
  )
  select g.place, coalesce(g.failure, jsonb_build_object('ok', true, 'id', g.consultation_id,
    'version', coalesce(a.version, c.version), 'created', a.id is not null))
  from given g
  left join changed c on c.id = g.stored_id
  left join added a on a.id = g.consultation_id
  where g.failure is not null or a.id is not null or c.id is not null;
end
$$;

-- What is wrong with consultations, by position from 1.
create or replace function fixward.consultation_faults(items jsonb, path text) returns jsonb
language sql stable
set search_path = fixward, extensions, public, pg_temp
as $$
  select coalesce(jsonb_object_agg(f.item, f.failure order by f.rank desc), '{}')
  from (
    select 0 as rank, c.item, c.failure from fixward.check_items('consultation', items, path) c
    union all select 1, r.item, r.failure from fixward.repeated_items(items, 'id', path) r
    union all select 2, o.item, o.failure from fixward.oversized_items(items, 'summary', 65536, path) o
    union all select 2, o.item, o.failure from fixward.oversized_items(items, 'details', 1048576, path) o
  ) f
$$;

-- Begins consultations, and says how they stand. Fields that are not sent stay as they are.
--   request {workspace_id?, consultations: [{id?, question?, title?, project?, state?: 'open' | 'running' | 'waiting' |
--     'done' | 'failed' | 'stopped', model?, shared?, tokens_in?, tokens_out?, cost_usd?, summary?, details?}]}
--   answer  {results: [{ok, id, version, created}]}
-- One whose id is not there is new, and needs its question; without one it is "not_found", so that a late word about a
-- consultation that was deleted does not bring it back. "summary" is for lists (64 KB at most), "details" for going on
-- with it (1 MB at most).
create or replace function fixward.save_consultations(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('save_consultations', request),
                            fixward.workspace_failure(request, 'member'));
begin
  if failure is not null then
    return failure;
  end if;
  return fixward.write_batch('fixward.write_consultations', fixward.workspace_of(request), request -> 'consultations',
    'consultations', fixward.consultation_faults(request -> 'consultations', 'consultations'));
end
$$;

-- One page of the consultations that the user may read: his own and the shared ones; newest first.
--   request {workspace_id?, filters?: {query?, project?, states?, ids?, mine?}, order?: 'recent' | 'created', limit?: 50,
--     cursor?}
--   answer  {consultations: [{id, title, question (its beginning), project?, state, model?, shared, mine, tokens_in,
--     tokens_out, cost_usd?, summary, last_position, forked_from?, created_by, created_at, updated_at, version}],
--     next_cursor?, total}
-- "query": words, each of which has to be in the title or the question. "recent": by the last change.
create or replace function fixward.list_consultations(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  filters constant jsonb := coalesce(nullif(request -> 'filters', 'null'), '{}');
  failure jsonb := coalesce(fixward.check_request('list_consultations', request),
    fixward.check_filters('consultation_filters', filters), fixward.workspace_failure(request, 'reader'));
begin
  if failure is not null then
    return failure;
  end if;
  return fixward.list_page('consultations', request, 'recent');
end
$$;

-- A consultation whole, without its events and files.
--   request {workspace_id?, id}
--   answer  {consultation: {…, question, details}}
create or replace function fixward.get_consultation(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('get_consultation', request),
                            fixward.workspace_failure(request, 'reader'));
  found jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  select fixward.consultation_json(c) || jsonb_build_object('question', c.question, 'details', c.details) into found
  from fixward.consultations c
  where c.id = (request ->> 'id')::uuid and c.workspace_id = fixward.workspace_of(request) and c.deleted_at is null;
  if found is null then
    return fixward.api_error('not_found', 'id: there is no such consultation.', 'id');
  end if;
  return fixward.api_ok(jsonb_build_object('consultation', found));
end
$$;

-- Takes consultations away, with their events and files. What was approved, what the policy decided and what it cost
-- stays; checkpoints are a thread of their own (checkpoint_delete_thread).
--   request {workspace_id?, ids}
--   answer  {results: [{ok, id}]}
create or replace function fixward.delete_consultations(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('delete_consultations', request),
                            fixward.workspace_failure(request, 'reader'));
begin
  if failure is not null then
    return failure;
  end if;
  return fixward.delete_rows('fixward.consultations', fixward.workspace_of(request), request -> 'ids');
end
$$;

-- A new consultation of the user with everything of another up to a position; the last one when none is given.
--   request {workspace_id?, id, new_id?, title?, position?}
--   answer  {id, position, files}
-- "files": how many versions of files went along, those that were saved before the event at the position. A shared
-- consultation of somebody else may be copied.
create or replace function fixward.copy_consultation(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('copy_consultation', request),
                            fixward.workspace_failure(request, 'member'));
  workspace constant uuid := fixward.workspace_of(request);
  source fixward.consultations;
  copy_id uuid;
  ends_at integer;
  file_count bigint;
begin
  if failure is not null then
    return failure;
  end if;
  select c.* into source from fixward.consultations c
  where c.id = (request ->> 'id')::uuid and c.workspace_id = workspace and c.deleted_at is null;
  if source.id is null then
    return fixward.api_error('not_found', 'id: there is no such consultation.', 'id');
  end if;
  copy_id := coalesce((request ->> 'new_id')::uuid, gen_random_uuid());
  ends_at := least((request ->> 'position')::integer, source.last_position);
  insert into fixward.consultations (id, workspace_id, title, question, project, state, model, summary, details,
    last_position, forked_from)
  values (copy_id, workspace, coalesce(request ->> 'title', source.title), source.question, source.project, 'open',
    source.model, source.summary, source.details, ends_at, source.id);
  insert into fixward.consultation_events (workspace_id, consultation_id, position, kind, content, pattern_id, happened_at)
  select workspace, copy_id, e.position, e.kind, e.content, e.pattern_id, e.happened_at
  from fixward.consultation_events e
  where e.workspace_id = workspace and e.consultation_id = source.id and e.position <= ends_at;
  insert into fixward.consultation_files (workspace_id, consultation_id, path, version, content, hash, author, after_position,
    created_at)
  select workspace, copy_id, f.path, f.version, f.content, f.hash, f.author, f.after_position, f.created_at
  from fixward.consultation_files f
  where f.workspace_id = workspace and f.consultation_id = source.id
    and (f.after_position < ends_at or ends_at = source.last_position);
  get diagnostics file_count = row_count;
  return fixward.api_ok(jsonb_build_object('id', copy_id, 'position', ends_at, 'files', file_count));
exception when unique_violation then
  return fixward.api_error('conflict', 'new_id: belongs to something else.', 'new_id');
end
$$;

-- ---------------------------------------------------------------------------------------- events

-- Adds the events at the positions given behind the last one of their consultation, which is the same for all and is
-- locked by the caller, who also says in it what is the last one now.
create or replace function fixward.write_consultation_events(workspace uuid, items jsonb, positions integer[])
returns table (item integer, result jsonb)
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  consultation constant uuid := (items -> (positions[1] - 1) ->> 'consultation_id')::uuid;
  last_one integer;
begin
  select coalesce(max(e.position), 0) into last_one from fixward.consultation_events e
  where e.workspace_id = workspace and e.consultation_id = consultation;

  return query
  with given as materialized (
    select t.place, i.value, coalesce((i.value ->> 'id')::uuid, gen_random_uuid()) as event_id,
      (i.value ->> 'at')::timestamptz as happened
    from unnest(positions) as t (place)
    cross join lateral (select items -> (t.place - 1) as value) i
  ),
  judged as materialized (
    select g.*, e.position as stored_position, row_number() over (partition by e.id is null order by g.place) as step
    from given g
    left join fixward.consultation_events e
      on e.id = g.event_id and e.consultation_id = consultation and e.workspace_id = workspace
  ),
  added as (
    insert into fixward.consultation_events (id, workspace_id, consultation_id, position, kind, content, created_by, happened_at)
    select j.event_id, workspace, consultation, last_one + j.step, j.value #>> '{event,kind}',
      (j.value -> 'event') - 'kind', fixward.current_user_id(), coalesce(j.happened, clock_timestamp())
    from judged j where j.stored_position is null
    returning id, position
  )
  select j.place, jsonb_build_object('ok', true, 'id', j.event_id, 'position', coalesce(j.stored_position, a.position),
    'duplicate', j.stored_position is not null)
  from judged j left join added a on a.id = j.event_id;
end
$$;

-- Writes down what was said and done. Events get the next positions in the order sent; one that arrives again, by its
-- id, keeps the position it has.
--   request {workspace_id?, consultation_id, events: [{id?, event: {kind, …}, at?}], consultation?: {state?, title?,
--     summary?, …}}
--   answer  {results: [{ok, id, position, duplicate}], position}
-- "consultation": how it stands after them, as in save_consultations; written in the same transaction, or nothing is. An
-- event takes 1 MB at most. "position" is the last one's.
create or replace function fixward.append_consultation_events(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('append_consultation_events', request),
                            fixward.workspace_failure(request, 'member'));
  workspace constant uuid := fixward.workspace_of(request);
  items jsonb;
  faults jsonb;
  answer jsonb;
  standing jsonb;
  becomes fixward.consultations;
  last_one integer;
begin
  if failure is not null then
    return failure;
  end if;
  standing := nullif(request -> 'consultation', 'null');
  if standing is not null then
    standing := jsonb_build_array(standing || jsonb_build_object('id', request -> 'consultation_id'));
    -- There is but one: its place in a list says nothing.
    select jsonb_set(jsonb_set(f.failure, '{error,message}', to_jsonb(replace(f.failure #>> '{error,message}', 'consultation[0]', 'consultation'))),
        '{error,field}', to_jsonb(replace(f.failure #>> '{error,field}', 'consultation[0]', 'consultation')))
    into failure
    from (select fixward.consultation_faults(standing, 'consultation') -> '1' as failure) f;
  end if;
  failure := coalesce(failure, fixward.consultation_failure(workspace, (request ->> 'consultation_id')::uuid));
  if failure is not null then
    return failure;
  end if;
  select coalesce(jsonb_object_agg(f.item, f.failure order by f.rank desc), '{}') into faults
  from (
    select 0 as rank, c.item, c.failure from fixward.check_items('consultation_event', request -> 'events', 'events') c
    union all
    select 1, e.position::integer, fixward.api_error('invalid', 'events[' || e.position - 1
      || '].event.kind: must be a name of small letters.', 'events[' || e.position - 1 || '].event.kind')
    from jsonb_array_elements(request -> 'events') with ordinality as e (value, position)
    where jsonb_typeof(e.value -> 'event') = 'object' and coalesce(e.value #>> '{event,kind}', '') !~ '^[a-z][a-z_]{0,39}$'
    union all select 2, r.item, r.failure from fixward.repeated_items(request -> 'events', 'id', 'events') r
    union all select 2, o.item, o.failure from fixward.oversized_items(request -> 'events', 'event', 1048576, 'events') o
  ) f;
  select coalesce(jsonb_agg(case when jsonb_typeof(e.value) = 'object'
      then e.value || jsonb_build_object('consultation_id', request -> 'consultation_id') else e.value end order by e.position), '[]')
  into items
  from jsonb_array_elements(request -> 'events') with ordinality as e (value, position);
  answer := fixward.write_batch('fixward.write_consultation_events', workspace, items, 'events', faults);
  select coalesce(max(e.position), 0) into last_one from fixward.consultation_events e
  where e.workspace_id = workspace and e.consultation_id = (request ->> 'consultation_id')::uuid;
  select c.* into becomes from fixward.consultations c
  where c.id = (request ->> 'consultation_id')::uuid and c.workspace_id = workspace;
  becomes := fixward.standing_of(becomes, coalesce(standing -> 0, '{}'));
  update fixward.consultations c
  set shared = becomes.shared, title = becomes.title, question = becomes.question, project = becomes.project,
      state = becomes.state, model = becomes.model, tokens_in = becomes.tokens_in, tokens_out = becomes.tokens_out,
      cost_usd = becomes.cost_usd, summary = becomes.summary, details = becomes.details, last_position = last_one
  where c.id = becomes.id;
  return fixward.api_ok(answer -> 'data' || jsonb_build_object('position', last_one));
end
$$;

-- Events of a consultation in their order: the newest ones, those before a position, or those after one.
--   request {workspace_id?, consultation_id, before?, after?, kinds?, limit?: 200}
--   answer  {events: [{id, position, at, event: {kind, …}}], earlier, later, position}
-- "earlier" and "later" count what is left out on both sides, "position" is the last one there is. With "after" the
-- events are the ones that come next.
create or replace function fixward.list_consultation_events(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
  failure jsonb := coalesce(fixward.check_request('list_consultation_events', request),
                            fixward.workspace_failure(request, 'reader'));
  workspace constant uuid := fixward.workspace_of(request);
  consultation uuid;
  last_one integer;
  kinds text[];
  first_shown integer;
  last_shown integer;
  shown jsonb;
  earlier_count bigint;
  later_count bigint;
begin
  if failure is not null then
    return failure;
  end if;
  select c.id, c.last_position into consultation, last_one from fixward.consultations c
  where c.id = (request ->> 'consultation_id')::uuid and c.workspace_id = workspace and c.deleted_at is null;
  if consultation is null then
    return fixward.api_error('not_found', 'consultation_id: there is no such consultation.', 'consultation_id');
  end if;
  kinds := fixward.texts_in(request -> 'kinds');
  select coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'position', l.position, 'at', l.happened_at,
      'event', jsonb_build_object('kind', l.kind) || l.content) order by l.position), '[]'),
    min(l.position), max(l.position)
  into shown, first_shown, last_shown
  from (
    select e.* from fixward.consultation_events e
    where e.workspace_id = workspace and e.consultation_id = consultation
      and (request ->> 'before' is null or e.position < (request ->> 'before')::integer)
      and (request ->> 'after' is null or e.position > (request ->> 'after')::integer)
      and (kinds is null or e.kind = any (kinds))
    order by case when request ->> 'after' is null then -e.position else e.position end
    limit coalesce((request ->> 'limit')::integer, 200)
  ) l;
  first_shown := coalesce(first_shown, (request ->> 'after')::integer + 1, (request ->> 'before')::integer, 1);
  last_shown := coalesce(last_shown, first_shown - 1);
  if kinds is null then
    earlier_count := least(first_shown - 1, last_one);
    later_count := greatest(last_one - last_shown, 0);
  else
    select count(*) filter (where e.position < first_shown), count(*) filter (where e.position > last_shown)
    into earlier_count, later_count
    from fixward.consultation_events e
    where e.workspace_id = workspace and e.consultation_id = consultation and e.kind = any (kinds);
  end if;
  return fixward.api_ok(jsonb_build_object('events', shown, 'earlier', earlier_count, 'later', later_count,
    'position', last_one));
end
$$;

-- ---------------------------------------------------------------------------------------- files

create or replace function fixward.write_consultation_files(workspace uuid, items jsonb, positions integer[])
returns table (item integer, result jsonb)
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  consultation constant uuid := (items -> (positions[1] - 1) ->> 'consultation_id')::uuid;
begin
  return query
  with given as materialized (
    select t.place, i.value ->> 'path' as path, i.value ->> 'text' as content, i.value ->> 'author' as author,
      encode(sha256(convert_to(i.value ->> 'text', 'UTF8')), 'hex') as hash,
      (i.value ->> 'base_version')::integer as base_version
    from unnest(positions) as t (place)
    cross join lateral (select items -> (t.place - 1) as value) i
  ),
  judged as materialized (
    select g.*, coalesce(l.version, 0) as stored_version, l.hash is not distinct from g.hash as same, case
        when g.base_version <> coalesce(l.version, 0) and l.hash is distinct from g.hash then fixward.conflict_with(
          'files[' || g.place - 1 || ']: was changed meanwhile (version ' || coalesce(l.version, 0) || ', yours is '
            || g.base_version || '); look at both and save again.', 'files[' || g.place - 1 || '].base_version',
          jsonb_build_object('version', coalesce(l.version, 0), 'hash', l.hash, 'author', l.author))
      end as failure
    from given g
    left join lateral (
      select f.version, f.hash, f.author from fixward.consultation_files f
      where f.workspace_id = workspace and f.consultation_id = consultation and f.path = g.path
      order by f.version desc limit 1
    ) l on true
  ),
  added as (
    insert into fixward.consultation_files (workspace_id, consultation_id, path, version, content, hash, author,
      after_position, created_by, created_at)
    select workspace, consultation, j.path, j.stored_version + 1, j.content, j.hash, j.author, c.last_position,
      fixward.current_user_id(), clock_timestamp()
    from judged j join fixward.consultations c on c.id = consultation
    where j.failure is null and not j.same
    returning path, version
  )
  select j.place, coalesce(j.failure, jsonb_build_object('ok', true, 'path', j.path, 'version',
    coalesce(a.version, j.stored_version), 'bytes', octet_length(j.content), 'hash', j.hash, 'changed', a.version is not null))
  from judged j left join added a on a.path = j.path;
end
$$;

-- Saves texts of a consultation; each change is a version, the same text again is none.
--   request {workspace_id?, consultation_id, files: [{path, text, author, base_version?}]}
--   answer  {results: [{ok, path, version, bytes, hash, changed}]}
-- "base_version": the version that was changed, 0 for a file that was not there; another one since is a conflict. A text
-- takes 1 MB at most, all versions of all files of a consultation 64 MB.
create or replace function fixward.save_consultation_files(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('save_consultation_files', request),
                            fixward.workspace_failure(request, 'member'));
  workspace constant uuid := fixward.workspace_of(request);
  bytes_max constant bigint := 67108864;
  bytes_there bigint;
  bytes_new bigint;
  items jsonb;
  faults jsonb;
begin
  if failure is null then
    failure := fixward.consultation_failure(workspace, (request ->> 'consultation_id')::uuid);
  end if;
  if failure is not null then
    return failure;
  end if;
  select coalesce(sum(f.bytes), 0) into bytes_there from fixward.consultation_files f
  where f.workspace_id = workspace and f.consultation_id = (request ->> 'consultation_id')::uuid;
  select coalesce(sum(octet_length(e ->> 'text')), 0) into bytes_new from jsonb_array_elements(request -> 'files') e;
  if bytes_there + bytes_new > bytes_max then
    return fixward.api_error('too_large', format('files: the consultation''s files take %s bytes and would take %s; at most %s are kept.',
      bytes_there, bytes_there + bytes_new, bytes_max), 'files');
  end if;
  select coalesce(jsonb_object_agg(f.item, f.failure order by f.rank desc), '{}') into faults
  from (
    select 0 as rank, c.item, c.failure from fixward.check_items('consultation_file', request -> 'files', 'files') c
    union all select 1, r.item, r.failure from fixward.repeated_items(request -> 'files', 'path', 'files') r
    union all select 2, o.item, o.failure from fixward.oversized_items(request -> 'files', 'text', 1048576, 'files') o
  ) f;
  select coalesce(jsonb_agg(case when jsonb_typeof(e.value) = 'object'
      then e.value || jsonb_build_object('consultation_id', request -> 'consultation_id') else e.value end order by e.position), '[]')
  into items
  from jsonb_array_elements(request -> 'files') with ordinality as e (value, position);
  return fixward.write_batch('fixward.write_consultation_files', workspace, items, 'files', faults);
end
$$;

-- A consultation's files, each in its last version, without their texts.
--   request {workspace_id?, consultation_id}
--   answer  {files: [{path, version, bytes, hash, author, created_at, updated_at}]}
create or replace function fixward.list_consultation_files(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('list_consultation_files', request),
                            fixward.workspace_failure(request, 'reader'));
  listed jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  if not exists (select from fixward.consultations c where c.id = (request ->> 'consultation_id')::uuid
      and c.workspace_id = fixward.workspace_of(request) and c.deleted_at is null) then
    return fixward.api_error('not_found', 'consultation_id: there is no such consultation.', 'consultation_id');
  end if;
  select coalesce(jsonb_agg(jsonb_build_object('path', l.path, 'version', l.version, 'bytes', l.bytes, 'hash', l.hash,
    'author', l.author, 'created_at', l.began, 'updated_at', l.created_at) order by l.path), '[]') into listed
  from (
    select distinct on (f.path) f.path, f.version, f.bytes, f.hash, f.author, f.created_at,
      min(f.created_at) over (partition by f.path) as began
    from fixward.consultation_files f
    where f.workspace_id = fixward.workspace_of(request) and f.consultation_id = (request ->> 'consultation_id')::uuid
    order by f.path, f.version desc
  ) l;
  return fixward.api_ok(jsonb_build_object('files', listed));
end
$$;

-- One file with its text, in the last version or the one asked for.
--   request {workspace_id?, consultation_id, path, version?}
--   answer  {path, version, text, bytes, hash, author, updated_at, versions: [{version, bytes, author, hash, created_at}]}
create or replace function fixward.get_consultation_file(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('get_consultation_file', request),
                            fixward.workspace_failure(request, 'reader'));
  workspace constant uuid := fixward.workspace_of(request);
  asked fixward.consultation_files;
  versions jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  select f.* into asked from fixward.consultation_files f
  where f.workspace_id = workspace and f.consultation_id = (request ->> 'consultation_id')::uuid
    and f.path = request ->> 'path' and (request ->> 'version' is null or f.version = (request ->> 'version')::integer)
  order by f.version desc limit 1;
  if asked.id is null then
    return fixward.api_error('not_found', 'path: the consultation has no such file, or not in this version.', 'path');
  end if;
  select jsonb_agg(jsonb_build_object('version', f.version, 'bytes', f.bytes, 'author', f.author, 'hash', f.hash,
    'created_at', f.created_at) order by f.version) into versions
  from fixward.consultation_files f
  where f.workspace_id = workspace and f.consultation_id = asked.consultation_id and f.path = asked.path;
  return fixward.api_ok(jsonb_build_object('path', asked.path, 'version', asked.version, 'text', asked.content,
    'bytes', asked.bytes, 'hash', asked.hash, 'author', asked.author, 'updated_at', asked.created_at, 'versions', versions));
end
$$;

insert into fixward.api_lists (name, table_name, shown, orders, conditions, page_default) values
  ('consultations', 'consultations', 'fixward.consultation_json(t)',
    '{"recent": ["t.updated_at", "timestamptz", "desc"], "created": ["t.created_at", "timestamptz", "desc"]}',
    jsonb_build_object(
      'query', $c$(t.title || E'\n' || t.question) ilike all (fixward.word_patterns($1 ->> 'query'))$c$,
      'project', $c$t.project = $1 ->> 'project'$c$,
      'states', $c$t.state = any (fixward.texts_in($1 -> 'states'))$c$,
      'ids', $c$t.id = any (fixward.uuids_in($1 -> 'ids'))$c$,
      'mine', $c$(t.created_by = fixward.current_user_id()) = ($1 ->> 'mine')::boolean$c$),
    50)
on conflict (name) do update set table_name = excluded.table_name, shown = excluded.shown, orders = excluded.orders,
  conditions = excluded.conditions, page_default = excluded.page_default;

insert into fixward.api_functions (name, writes) values
  ('save_consultations', true), ('list_consultations', false), ('get_consultation', false),
  ('delete_consultations', true), ('copy_consultation', true), ('append_consultation_events', true),
  ('list_consultation_events', false), ('save_consultation_files', true), ('list_consultation_files', false),
  ('get_consultation_file', false)
on conflict (name) do update set writes = excluded.writes;

grant execute on function fixward.oversized_items(jsonb, text, integer, text), fixward.repeated_items(jsonb, text, text),
  fixward.word_patterns(text), fixward.consultation_json(fixward.consultations),
  fixward.consultation_failure(uuid, uuid), fixward.consultation_faults(jsonb, text),
  fixward.standing_of(fixward.consultations, jsonb), fixward.write_consultations(uuid, jsonb, integer[]),
  fixward.save_consultations(jsonb),
  fixward.list_consultations(jsonb), fixward.get_consultation(jsonb), fixward.delete_consultations(jsonb),
  fixward.copy_consultation(jsonb), fixward.write_consultation_events(uuid, jsonb, integer[]),
  fixward.append_consultation_events(jsonb), fixward.list_consultation_events(jsonb),
  fixward.write_consultation_files(uuid, jsonb, integer[]), fixward.save_consultation_files(jsonb),
  fixward.list_consultation_files(jsonb), fixward.get_consultation_file(jsonb) to authenticated;
select fixward.secure_schema();

insert into fixward.schema_version (version, name) values (50, 'consultations') on conflict do nothing;

commit;
