-- Fixward store, migration 052: what the consultant remembers.
begin;
set local search_path = fixward, extensions, public, pg_temp;

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
-- The same said twice is one memory.
create unique index if not exists memories_content_idx
  on fixward.memories (workspace_id, created_by, kind, coalesce(project, ''), md5(content)) where deleted_at is null;

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

do $$
declare
  mine constant text := 'created_by = (select fixward.current_user_id())';
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
end
$$;
grant select, insert, update, delete on fixward.memories to authenticated;

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
  ('delete_memories', 'ids', 'uuids', true, null, 1000, null, null)
) as v (record, field, kind, required, at_least, at_most, allowed, format)
on conflict (record, field) do update set
  kind = excluded.kind, required = excluded.required, at_least = excluded.at_least, at_most = excluded.at_most,
  allowed = excluded.allowed, format = excluded.format;

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
set plan_cache_mode = force_generic_plan
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

-- Memories that bear on a question, the nearest first: by its words, whichever of them; when there is none with any of
-- them, by likeness of writing, for the question may have a word misspelt.
--   request {workspace_id?, query, kinds?, project?, limit?: 8}
--   answer  {memories: [{as in list_memories, score: 0–1}]}
-- "project": those of the project and of none. Stale ones come with less weight. Of a long question the first 4000
-- characters are read. (No index helps here: row security is asked before the words are. Some thousand are no trouble.)
create or replace function fixward.search_memories(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
  failure jsonb := coalesce(fixward.check_request('search_memories', request), fixward.workspace_failure(request, 'reader'));
  workspace constant uuid := fixward.workspace_of(request);
  page constant integer := coalesce((request ->> 'limit')::integer, 8);
  likeness_min constant real := 0.45;
  -- Comparing writing takes much longer than comparing words.
  compared_max constant integer := 1000;
  asked text[];
  kinds text[];
  words tsquery;
  said text;
  found jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  kinds := nullif(fixward.texts_in(request -> 'kinds'), '{}');
  asked := tsvector_to_array(to_tsvector('pg_catalog.english', fixward.split_names(left(request ->> 'query', 4000))));
  select string_agg(quote_literal(w), ' | ')::tsquery into words from unnest(asked) w;
  select jsonb_agg(fixward.memory_json(l.m) || jsonb_build_object('score', l.score) order by l.number) into found
  from (
    select r.*, row_number() over (order by r.score desc, (r.m).updated_at desc, (r.m).id) as number
    from (
      -- Of the question's words, how many, and how close together.
      select m, round(((share * 0.5 + ts_rank_cd(m.search_text, words, 32) * 0.5)
        * case when m.stale_since is null then 1 else 0.6 end)::numeric, 4) as score
      from fixward.memories m
      cross join lateral (
        select count(*)::real / cardinality(asked) as share
        from unnest(asked) as w (lexeme) where w.lexeme = any (tsvector_to_array(m.search_text))
      ) hits
      where m.workspace_id = workspace and m.deleted_at is null and m.search_text @@ words
        and (kinds is null or m.kind = any (kinds))
        and (request ->> 'project' is null or m.project is null or m.project = request ->> 'project')
    ) r
    order by number limit page
  ) l;
  if found is null and cardinality(asked) > 0 then
    said := left(array_to_string(asked, ' '), 200);
    select jsonb_agg(fixward.memory_json(l.m) || jsonb_build_object('score', l.score) order by l.number) into found
    from (
      select r.*, row_number() over (order by r.score desc, (r.m).updated_at desc, (r.m).id) as number
      from (
        select c.m, round((word_similarity(said, (c.m).content) * case when (c.m).stale_since is null then 0.9 else 0.54 end)::numeric, 4) as score,
          word_similarity(said, (c.m).content) >= likeness_min as near
        from (
          select m from fixward.memories m
          where m.workspace_id = workspace and m.deleted_at is null
            and (kinds is null or m.kind = any (kinds))
            and (request ->> 'project' is null or m.project is null or m.project = request ->> 'project')
          order by m.updated_at desc limit compared_max
        ) c
      ) r
      where r.near
      order by number limit page
    ) l;
  end if;
  return fixward.api_ok(jsonb_build_object('memories', coalesce(found, '[]')));
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
  ('save_memories', true),
  ('list_memories', false),
  ('search_memories', false),
  ('use_memories', true),
  ('delete_memories', true)
on conflict (name) do update set writes = excluded.writes;

grant execute on function fixward.memory_json(fixward.memories),
  fixward.write_memories(uuid, jsonb, integer[]),
  fixward.save_memories(jsonb),
  fixward.list_memories(jsonb),
  fixward.search_memories(jsonb),
  fixward.use_memories(jsonb),
  fixward.delete_memories(jsonb) to authenticated;
select fixward.secure_schema();

insert into fixward.schema_version (version, name) values (52, 'consult memory') on conflict do nothing;

commit;
