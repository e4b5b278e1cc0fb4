-- Fixward store, migration 011: saving, reading, listing and deleting fix patterns.
begin;
set local search_path = fixward, extensions, public, pg_temp;

-- The pattern that took this one's place; its applications count there.
alter table fixward.fix_patterns add column if not exists merged_into_id uuid;
alter table fixward.fix_patterns drop constraint if exists fix_patterns_merged_into_id_fkey;
alter table fixward.fix_patterns add constraint fix_patterns_merged_into_id_fkey
  foreign key (merged_into_id, workspace_id) references fixward.fix_patterns (id, workspace_id) on update cascade
  on delete set null (merged_into_id);
create index if not exists fix_patterns_merged_into_id_idx on fixward.fix_patterns (merged_into_id) where merged_into_id is not null;

-- Patterns as they go over the wire: without vectors and search text.
create or replace view fixward.pattern_records with (security_invoker = true) as
select p.id, p.workspace_id, p.key, p.title, p.problem_type, p.code_type, p.severity, p.tags, p.layers, p.workflows,
       p.file_types, p.problem_description, p.symptoms, p.solution_steps, p.code_before, p.code_after,
       p.verification_steps, p.learnings, p.prevention_guidance, p.anti_patterns, p.pattern, p.rule, p.rule_ids,
       p.examples, p.counter_examples, p."references", p.related_files, p.source_file_audit_id, p.applied_to_files,
       p.task_ids, p.successes, p.failures, p.applied_count, p.success_rate, p.avg_time_saved, p.confidence_score,
       p.last_applied, p.reviewed, p.reviewer_notes, p.status, p.origin, p.created_by, p.created_at, p.updated_at,
       p.version, p.merged_into_id
from fixward.fix_patterns p
where p.deleted_at is null;

-- A pattern as JSON: what is null is left out, but not within what only its author understands.
create or replace function fixward.pattern_json(shown fixward.pattern_records) returns jsonb
language sql stable
set search_path = fixward, extensions, public, pg_temp
as $$
  select jsonb_strip_nulls(to_jsonb(shown) - array['pattern', 'rule'])
    || case when shown.pattern is null then '{}' else jsonb_build_object('pattern', shown.pattern) end
    || case when shown.rule is null then '{}' else jsonb_build_object('rule', shown.rule) end
$$;

create or replace function fixward.pattern_by_id(wanted uuid) returns jsonb
language sql stable
set search_path = fixward, extensions, public, pg_temp
as $$
  select fixward.pattern_json(r) from fixward.pattern_records r where r.id = wanted
$$;

insert into fixward.api_fields (record, field, kind, required, at_least, at_most, allowed, format)
select v.record, v.field, v.kind, v.required, v.at_least, v.at_most, v.allowed, v.format
from (values
  ('save_patterns', 'patterns', 'objects', true, null::numeric, 5000::numeric, null::text[], null::text),
  ('save_patterns', 'mode', 'text', false, null, null, array['replace', 'patch'], null),
  ('pattern', 'id', 'uuid', false, null, null, null, null),
  ('pattern', 'key', 'text', true, 1, 120, null, '^[a-z0-9]+(-[a-z0-9]+)*$'),
  ('pattern', 'title', 'text', true, 1, 300, null, null),
  ('pattern', 'problem_type', 'text', true, null, null,
    array['Security', 'Architecture', 'Standards', 'UI-UX', 'Performance', 'Data'], null),
  ('pattern', 'code_type', 'text', false, 1, 100, null, null),
  ('pattern', 'severity', 'text', true, null, null, array['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'], null),
  ('pattern', 'tags', 'texts', false, null, 200, null, null),
  ('pattern', 'layers', 'integers', false, 1, 7, null, null),
  ('pattern', 'workflows', 'texts', false, null, 200, null, null),
  ('pattern', 'file_types', 'texts', false, null, 200, null, null),
  ('pattern', 'problem_description', 'text', true, 1, 50000, null, null),
  ('pattern', 'symptoms', 'texts', false, null, 200, null, null),
  ('pattern', 'solution_steps', 'texts', false, null, 200, null, null),
  ('pattern', 'code_before', 'text', false, null, 50000, null, null),
  ('pattern', 'code_after', 'text', false, null, 50000, null, null),
  ('pattern', 'verification_steps', 'texts', false, null, 200, null, null),
  ('pattern', 'learnings', 'texts', false, null, 200, null, null),
  ('pattern', 'prevention_guidance', 'text', false, null, 50000, null, null),
  ('pattern', 'anti_patterns', 'texts', false, null, 200, null, null),
  ('pattern', 'pattern', 'object', false, null, null, null, null),
  ('pattern', 'rule', 'object', false, null, null, null, null),
  ('pattern', 'rule_ids', 'texts', false, null, 200, null, null),
  ('pattern', 'examples', 'objects', false, null, 200, null, null),
  ('pattern', 'counter_examples', 'objects', false, null, 200, null, null),
  ('pattern', 'references', 'texts', false, null, 200, null, null),
  ('pattern', 'related_files', 'texts', false, null, 1000, null, null),
  ('pattern', 'source_file_audit_id', 'uuid', false, null, null, null, null),
  ('pattern', 'applied_to_files', 'texts', false, null, 5000, null, null),
  ('pattern', 'task_ids', 'texts', false, null, 1000, null, null),
  ('pattern', 'status', 'text', false, null, null, array['draft', 'suggested', 'active', 'retired'], null),
  ('pattern', 'origin', 'text', false, null, null, array['learned', 'authored', 'imported', 'shipped'], null),
  ('pattern', 'reviewed', 'boolean', false, null, null, null, null),
  ('pattern', 'reviewer_notes', 'text', false, null, 50000, null, null),
  ('pattern', 'base_version', 'integer', false, 1, null, null, null),
  ('pattern', 'embedder_id', 'text', false, 1, 200, null, null),
  ('pattern', 'embedder_version', 'text', false, 1, 200, null, null),
  ('pattern', 'content_embedding', 'vector', false, null, null, null, null),
  ('pattern', 'code_embedding', 'vector', false, null, null, null, null),
  ('pattern', 'problem_embedding', 'vector', false, null, null, null, null),
  -- Taken and passed over, so that a record can be sent back as it was read.
  ('pattern', 'workspace_id', 'any', false, null, null, null, null),
  ('pattern', 'successes', 'any', false, null, null, null, null),
  ('pattern', 'failures', 'any', false, null, null, null, null),
  ('pattern', 'applied_count', 'any', false, null, null, null, null),
  ('pattern', 'success_rate', 'any', false, null, null, null, null),
  ('pattern', 'avg_time_saved', 'any', false, null, null, null, null),
  ('pattern', 'confidence_score', 'any', false, null, null, null, null),
  ('pattern', 'last_applied', 'any', false, null, null, null, null),
  ('pattern', 'created_by', 'any', false, null, null, null, null),
  ('pattern', 'created_at', 'any', false, null, null, null, null),
  ('pattern', 'updated_at', 'any', false, null, null, null, null),
  ('pattern', 'version', 'any', false, null, null, null, null),
  ('pattern', 'merged_into_id', 'any', false, null, null, null, null),
  ('get_patterns', 'ids', 'uuids', false, null, 5000, null, null),
  ('get_patterns', 'keys', 'texts', false, null, 5000, null, null),
  ('get_patterns', 'rule_ids', 'texts', false, null, 5000, null, null),
  ('get_patterns', 'statuses', 'texts', false, null, 4, array['draft', 'suggested', 'active', 'retired'], null),
  ('get_patterns', 'include_record', 'boolean', false, null, null, null, null),
  ('list_patterns', 'filters', 'object', false, null, null, null, null),
  ('list_patterns', 'order', 'text', false, null, null, array['confidence', 'recent', 'title', 'applied'], null),
  ('list_patterns', 'limit', 'integer', false, 1, 1000, null, null),
  ('list_patterns', 'cursor', 'text', false, null, 2000, null, null),
  ('list_patterns', 'fields', 'texts', false, null, 100, null, null),
  ('pattern_filters', 'layers', 'integers', false, 1, 7, null, null),
  ('pattern_filters', 'workflows', 'texts', false, null, 200, null, null),
  ('pattern_filters', 'file_types', 'texts', false, null, 200, null, null),
  ('pattern_filters', 'code_types', 'texts', false, null, 200, null, null),
  ('pattern_filters', 'severities', 'texts', false, null, 4, array['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'], null),
  ('pattern_filters', 'problem_types', 'texts', false, null, 6,
    array['Security', 'Architecture', 'Standards', 'UI-UX', 'Performance', 'Data'], null),
  ('pattern_filters', 'statuses', 'texts', false, null, 4, array['draft', 'suggested', 'active', 'retired'], null),
  ('pattern_filters', 'origins', 'texts', false, null, 4, array['learned', 'authored', 'imported', 'shipped'], null),
  ('pattern_filters', 'rule_ids', 'texts', false, null, 5000, null, null),
  ('pattern_filters', 'tags', 'texts', false, null, 200, null, null),
  ('pattern_filters', 'minimum_confidence', 'number', false, 0, 1, null, null),
  ('pattern_filters', 'prefix', 'text', false, null, 300, null, null),
  ('delete_patterns', 'ids', 'uuids', true, null, 5000, null, null),
  ('pattern_history', 'id', 'uuid', true, null, null, null, null),
  ('pattern_history', 'limit', 'integer', false, 1, 1000, null, null)
) as v (record, field, kind, required, at_least, at_most, allowed, format)
on conflict (record, field) do update set
  kind = excluded.kind, required = excluded.required, at_least = excluded.at_least, at_most = excluded.at_most,
  allowed = excluded.allowed, format = excluded.format;

-- The patterns of a batch, looked up in one go: one by one, a store without statistics is read once for each.
create or replace function fixward.patterns_named(workspace uuid, ids uuid[], keys text[])
returns table (id uuid, key text)
language sql stable
set search_path = fixward, extensions, public, pg_temp
as $$
  select p.id, p.key from fixward.fix_patterns p
  where p.workspace_id = workspace and p.deleted_at is null and (p.id = any (ids) or p.key = any (keys))
$$;

-- Writes the items at the positions given: those with a pattern change it, the others become patterns. Answers each
-- position's result; none for a position whose key somebody else took meanwhile, which is to be written once more.
create or replace function fixward.write_patterns(
  workspace uuid, items jsonb, positions integer[], patches boolean
)
returns table (item integer, result jsonb)
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
  -- What a content without the field means.
  empty constant jsonb := '{"code_type": null, "tags": [], "layers": [], "workflows": [], "file_types": [],
    "symptoms": [], "solution_steps": [], "code_before": null, "code_after": null, "verification_steps": [],
    "learnings": [], "prevention_guidance": null, "anti_patterns": [], "pattern": null, "rule": null, "rule_ids": [],
    "examples": [], "counter_examples": [], "references": [], "related_files": []}';
  author constant uuid := fixward.current_user_id();
  named_ids uuid[];
  named_keys text[];
  -- Positions of items with a stored pattern, and that pattern.
  known integer[];
  known_ids uuid[];
  writable uuid[];
  -- Positions to change and to insert, with the id to insert.
  changing integer[];
  changing_ids uuid[];
  made integer[];
  made_ids uuid[];
begin
  select array_agg((items -> (w.place - 1) ->> 'id')::uuid), array_agg(items -> (w.place - 1) ->> 'key')
  into named_ids, named_keys from unnest(positions) as w (place);
  with stored as materialized (
    select n.id, n.key from fixward.patterns_named(workspace, named_ids, named_keys) n
  )
  select array_agg(w.place order by w.place), array_agg(s.id order by w.place) into known, known_ids
  from unnest(positions, named_ids, named_keys) as w (place, id, key)
  join stored s on s.id = w.id or (w.id is null and s.key = w.key);

  if known is not null then
    -- In one order everywhere, so that two writers never wait for each other. Only what the user may change is locked.
    select array_agg(l.id) into writable
    from (select p.id from fixward.fix_patterns p where p.id = any (known_ids) order by p.id for no key update) l;

    return query
    select t.place, fixward.api_error('forbidden',
      'patterns[' || t.place - 1 || ']: a maintainer has to change this pattern, or its author while it is no longer a draft.',
      'patterns[' || t.place - 1 || ']')
    from unnest(known, known_ids) as t (place, id)
    where not t.id = any (coalesce(writable, '{}'));

    return query
    select t.place, fixward.conflict_with(
      'patterns[' || t.place - 1 || ']: was changed meanwhile (version ' || p.version || ', yours is '
        || (items -> (t.place - 1) ->> 'base_version') || '); look at both and save again.',
      'patterns[' || t.place - 1 || '].base_version', fixward.pattern_by_id(p.id))
    from unnest(known, known_ids) as t (place, id)
    join fixward.fix_patterns p on p.id = t.id
    where t.id = any (writable) and (items -> (t.place - 1) ->> 'base_version')::integer <> p.version;

    select array_agg(t.place), array_agg(t.id) into changing, changing_ids
    from unnest(known, known_ids) as t (place, id)
    join fixward.fix_patterns p on p.id = t.id
    where t.id = any (writable)
      and coalesce((items -> (t.place - 1) ->> 'base_version')::integer, p.version) = p.version;

    return query
    with wanted as (
      select t.place, n.*
      from unnest(changing, changing_ids) as t (place, id)
      join fixward.fix_patterns p on p.id = t.id
      cross join lateral jsonb_populate_record(p, (case when patches then '{}' else empty end
        || (items -> (t.place - 1))) - array['id', 'workspace_id', 'successes', 'failures', 'applied_count', 'success_rate',
          'avg_time_saved', 'confidence_score', 'last_applied', 'created_by', 'created_at', 'updated_at', 'version',
          'merged_into_id']) n
    ),
    changed as (
      update fixward.fix_patterns p
      set key = w.key, title = w.title, problem_type = w.problem_type, code_type = w.code_type, severity = w.severity,
          tags = coalesce(w.tags, '{}'), layers = coalesce(w.layers, '{}'), workflows = coalesce(w.workflows, '{}'),
          file_types = coalesce(w.file_types, '{}'), problem_description = w.problem_description,
          symptoms = coalesce(w.symptoms, '{}'), solution_steps = coalesce(w.solution_steps, '{}'),
          code_before = w.code_before, code_after = w.code_after,
          verification_steps = coalesce(w.verification_steps, '{}'), learnings = coalesce(w.learnings, '{}'),
          prevention_guidance = w.prevention_guidance, anti_patterns = coalesce(w.anti_patterns, '{}'),
          pattern = w.pattern, rule = w.rule, rule_ids = coalesce(w.rule_ids, '{}'),
          examples = coalesce(w.examples, '[]'), counter_examples = coalesce(w.counter_examples, '[]'),
          "references" = coalesce(w."references", '{}'), related_files = coalesce(w.related_files, '{}'),
          source_file_audit_id = w.source_file_audit_id, applied_to_files = coalesce(w.applied_to_files, '{}'),
          task_ids = coalesce(w.task_ids, '{}'), status = coalesce(w.status, p.status),
          origin = coalesce(w.origin, p.origin), reviewed = coalesce(w.reviewed, p.reviewed),
          reviewer_notes = w.reviewer_notes, content_embedding = w.content_embedding,
          code_embedding = w.code_embedding, problem_embedding = w.problem_embedding,
          embedder_id = w.embedder_id, embedder_version = w.embedder_version
      from wanted w
      where p.id = w.id
        and (p.key, p.title, p.problem_type, p.code_type, p.severity, p.tags, p.layers, p.workflows, p.file_types,
             p.problem_description, p.symptoms, p.solution_steps, p.code_before, p.code_after, p.verification_steps,
             p.learnings, p.prevention_guidance, p.anti_patterns, p.pattern, p.rule, p.rule_ids, p.examples,
             p.counter_examples, p."references", p.related_files, p.source_file_audit_id, p.applied_to_files,
             p.task_ids, p.status, p.origin, p.reviewed, p.reviewer_notes, p.content_embedding, p.code_embedding,
             p.problem_embedding, p.embedder_id, p.embedder_version)
          is distinct from
            (w.key, w.title, w.problem_type, w.code_type, w.severity, w.tags, w.layers, w.workflows, w.file_types,
             w.problem_description, w.symptoms, w.solution_steps, w.code_before, w.code_after, w.verification_steps,
             w.learnings, w.prevention_guidance, w.anti_patterns, w.pattern, w.rule, w.rule_ids, w.examples,
             w.counter_examples, w."references", w.related_files, w.source_file_audit_id, w.applied_to_files,
             w.task_ids, w.status, w.origin, w.reviewed, w.reviewer_notes, w.content_embedding, w.code_embedding,
             w.problem_embedding, w.embedder_id, w.embedder_version)
      returning p.id, p.version
    )
    select w.place, jsonb_build_object('ok', true, 'id', w.id, 'key', w.key, 'version', coalesce(c.version, w.version),
      'created', false, 'changed', c.id is not null)
    from wanted w left join changed c on c.id = w.id;
  end if;

  select array_agg(n.place), array_agg(n.id) into made, made_ids
  from (
    select wanted.place, coalesce((items -> (wanted.place - 1) ->> 'id')::uuid, gen_random_uuid()) as id
    from unnest(positions) as wanted (place)
    where not wanted.place = any (coalesce(known, '{}'))
  ) n;

  if made is not null and patches then
    -- A change of nothing: without the whole content no pattern can be made of it.
    return query
    select c.item, c.failure from fixward.check_items('pattern', items, 'patterns') c where c.item = any (made);
    select array_agg(t.place), array_agg(t.id) into made, made_ids
    from unnest(made, made_ids) as t (place, id)
    where not t.place in (select c.item from fixward.check_items('pattern', items, 'patterns') c);
  end if;

  if made is not null then
    return query
    with added as (
      insert into fixward.fix_patterns (id, workspace_id, key, title, problem_type, code_type, severity, tags, layers,
        workflows, file_types, problem_description, symptoms, solution_steps, code_before, code_after,
        verification_steps, learnings, prevention_guidance, anti_patterns, pattern, rule, rule_ids, examples,
        counter_examples, "references", related_files, source_file_audit_id, applied_to_files, task_ids, status,
        origin, reviewed, reviewer_notes, content_embedding, code_embedding, problem_embedding, embedder_id,
        embedder_version, created_by)
      select t.id, workspace, n.key, n.title, n.problem_type, n.code_type, n.severity, coalesce(n.tags, '{}'),
        coalesce(n.layers, '{}'), coalesce(n.workflows, '{}'), coalesce(n.file_types, '{}'), n.problem_description,
        coalesce(n.symptoms, '{}'), coalesce(n.solution_steps, '{}'), n.code_before, n.code_after,
        coalesce(n.verification_steps, '{}'), coalesce(n.learnings, '{}'), n.prevention_guidance,
        coalesce(n.anti_patterns, '{}'), n.pattern, n.rule, coalesce(n.rule_ids, '{}'), coalesce(n.examples, '[]'),
        coalesce(n.counter_examples, '[]'), coalesce(n."references", '{}'), coalesce(n.related_files, '{}'),
        n.source_file_audit_id, coalesce(n.applied_to_files, '{}'), coalesce(n.task_ids, '{}'),
        coalesce(n.status, 'draft'), coalesce(n.origin, 'authored'), coalesce(n.reviewed, false), n.reviewer_notes,
        n.content_embedding, n.code_embedding, n.problem_embedding, n.embedder_id, n.embedder_version, author
      from unnest(made, made_ids) as t (place, id)
      cross join lateral jsonb_populate_record(null::fixward.fix_patterns,
        (items -> (t.place - 1)) - array['id', 'workspace_id', 'successes', 'failures', 'applied_count', 'success_rate',
          'avg_time_saved', 'confidence_score', 'last_applied', 'created_by', 'created_at', 'updated_at', 'version',
          'merged_into_id']) n
      on conflict do nothing
      returning id, key, version
    )
    select t.place, jsonb_build_object('ok', true, 'id', a.id, 'key', a.key, 'version', a.version,
      'created', true, 'changed', true)
    from unnest(made, made_ids) as t (place, id)
    join added a on a.id = t.id;
  end if;
end
$$;

create or replace function fixward.replace_patterns(workspace uuid, items jsonb, positions integer[])
returns table (item integer, result jsonb)
language sql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
  select w.item, w.result from fixward.write_patterns(workspace, items, positions, false) w
$$;

create or replace function fixward.patch_patterns(workspace uuid, items jsonb, positions integer[])
returns table (item integer, result jsonb)
language sql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
  select w.item, w.result from fixward.write_patterns(workspace, items, positions, true) w
$$;

-- Saves patterns: by id, else by key; a pattern that is not there yet is made.
--   request {workspace_id?, mode?: 'replace' | 'patch', patterns: [{id?, key, …content, status?, origin?, reviewed?,
--     reviewer_notes?, source_file_audit_id?, applied_to_files?, task_ids?, base_version?, embedder_id?,
--     embedder_version?, content_embedding?, code_embedding?, problem_embedding?}]}
--   answer  {results: [{ok, id, key, version, created, changed}]}, in the order asked
-- "replace" (as when nothing is said): the content is what was sent; content left out is emptied, the rest stays.
-- "patch": only what was sent changes, and null empties. A base_version that is not the stored one is a conflict, with
-- the stored pattern in error.current; without one the last to save wins. Members save drafts and suggestions;
-- "active", "retired" and "reviewed" are for maintainers.
create or replace function fixward.save_patterns(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('save_patterns', request),
                            fixward.workspace_failure(request, 'member'));
  workspace constant uuid := fixward.workspace_of(request);
  patches constant boolean := coalesce(request ->> 'mode', 'replace') = 'patch';
  reviews constant boolean := workspace in (select fixward.workspaces_with_role('maintainer'));
  items constant jsonb := request -> 'patterns';
  faults jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  select coalesce(jsonb_object_agg(f.item, f.failure order by f.rank desc), '{}') into faults
  from (
    select 0 as rank, c.item, c.failure from fixward.check_items('pattern', items, 'patterns', patches) c
    union all
    select 1, p.item, p.failure from fixward.pattern_item_faults(items, reviews, patches) p
  ) f;
  return fixward.write_batch(
    case when patches then 'fixward.patch_patterns'::regproc else 'fixward.replace_patterns'::regproc end,
    workspace, items, 'patterns', faults);
end
$$;

-- What is wrong with an item beside the shape of its fields.
create or replace function fixward.pattern_item_faults(items jsonb, reviews boolean, patches boolean)
returns table (item integer, failure jsonb)
language sql stable
set search_path = fixward, extensions, public, pg_temp
as $$
  with listed as (
    select position::integer as item, value, 'patterns[' || position - 1 || ']' as path
    from jsonb_array_elements(items) with ordinality as entry (value, position)
    where jsonb_typeof(value) = 'object'
  ),
  named as (
    select l.item, l.path, 'id' as field, lower(l.value ->> 'id') as name from listed l where l.value ->> 'id' is not null
    union all
    select l.item, l.path, 'key', l.value ->> 'key' from listed l where l.value ->> 'key' is not null
  ),
  twice as (
    select n.*, first_value(n.item) over (partition by n.field, n.name order by n.item) as first from named n
  )
  select t.item, fixward.api_error('conflict',
    t.path || '.' || t.field || ': stands in this batch already, as patterns[' || t.first - 1 || '].', t.path || '.' || t.field)
  from twice t where t.first < t.item
  union all
  select l.item, fixward.api_error('forbidden',
    l.path || '.status: only a maintainer makes a pattern active or retired; save it as suggested.', l.path || '.status')
  from listed l where not reviews and l.value ->> 'status' in ('active', 'retired')
  union all
  select l.item, fixward.api_error('forbidden',
    l.path || '.reviewed: only a maintainer says that a pattern was reviewed.', l.path || '.reviewed')
  from listed l where not reviews and l.value ->> 'reviewed' = 'true'
  union all
  select l.item, fixward.api_error('invalid', l.path || '.id: a change needs the id or the key.', l.path || '.id')
  from listed l where patches and l.value ->> 'id' is null and l.value ->> 'key' is null
  union all
  select l.item, fixward.api_error('invalid',
    l.path || '.embedder_id: embedder_id, embedder_version and content_embedding go together.', l.path || '.embedder_id')
  from listed l
  where (l.value ->> 'embedder_id' is null) <> (l.value ->> 'content_embedding' is null)
     or (l.value ->> 'embedder_id' is null) <> (l.value ->> 'embedder_version' is null)
$$;

-- Patterns by id, by key or by the rules whose findings they mend.
--   request {workspace_id?, ids?, keys?, rule_ids?, statuses?, include_record?: true}
--   answer  {patterns: […], missing: [ids and keys that were not found]}
-- By id and key in the order asked, by rule the surest first. include_record false leaves the counts out.
create or replace function fixward.get_patterns(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
  failure jsonb := coalesce(fixward.check_request('get_patterns', request),
                            fixward.workspace_failure(request, 'reader'));
  workspace constant uuid := fixward.workspace_of(request);
  ids uuid[];
  keys text[];
  rules text[];
  statuses text[];
  found jsonb;
  missing jsonb;
  hidden constant text[] := case when request ->> 'include_record' = 'false' then
    array['successes', 'failures', 'applied_count', 'success_rate', 'avg_time_saved', 'confidence_score', 'last_applied']
    else '{}' end;
begin
  if failure is not null then
    return failure;
  end if;
  ids := fixward.uuids_in(request -> 'ids');
  keys := fixward.texts_in(request -> 'keys');
  rules := fixward.texts_in(request -> 'rule_ids');
  statuses := fixward.texts_in(request -> 'statuses');
  if ids is null and keys is null and rules is null then
    return fixward.api_error('invalid', 'ids: give ids, keys or rule_ids.', 'ids');
  end if;
  select coalesce(jsonb_agg(fixward.pattern_json(r) - hidden
           order by array_position(ids, r.id), array_position(keys, r.key), r.confidence_score desc, r.id), '[]')
  into found
  from fixward.pattern_records r
  where r.workspace_id = workspace
    and (r.id = any (ids) or r.key = any (keys) or r.rule_ids && rules)
    and (statuses is null or r.status = any (statuses));
  select coalesce(jsonb_agg(asked.name), '[]') into missing
  from (select unnest(ids)::text union all select unnest(keys)) as asked (name)
  where not exists (
    select from jsonb_array_elements(found) f where f ->> 'id' = asked.name or f ->> 'key' = asked.name);
  return fixward.api_ok(jsonb_build_object('patterns', found, 'missing', missing));
end
$$;

-- One page of the workspace's patterns.
--   request {workspace_id?, filters?: {layers?, workflows?, file_types?, code_types?, severities?, problem_types?,
--     statuses?, origins?, rule_ids?, tags?, minimum_confidence?, prefix?}, order?: 'recent' | 'confidence' | 'title' |
--     'applied', limit?: 50, cursor?, fields?}
--   answer  {patterns: […], next_cursor?, total}
-- "prefix" is the beginning of key or title. "fields" names what to show of each pattern beside its id. The cursor
-- stays good while patterns come and go: nothing is shown twice, nothing that was there all along is left out.
create or replace function fixward.list_patterns(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  filters constant jsonb := coalesce(nullif(request -> 'filters', 'null'), '{}');
  failure jsonb := coalesce(fixward.check_request('list_patterns', request),
    fixward.check_filters('pattern_filters', filters), fixward.workspace_failure(request, 'reader'));
begin
  if failure is not null then
    return failure;
  end if;
  return fixward.list_page('patterns', request, 'recent');
end
$$;

-- Deletes patterns, so that every machine learns of it.
--   request {workspace_id?, ids}
--   answer  {results: [{ok, id}]}
create or replace function fixward.delete_patterns(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('delete_patterns', request),
                            fixward.workspace_failure(request, 'member'));
  workspace constant uuid := fixward.workspace_of(request);
  results jsonb := '[]';
  asked record;
  verdict jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  for asked in
    select position - 1 as place, id::uuid as id
    from jsonb_array_elements_text(request -> 'ids') with ordinality as entry (id, position)
  loop
    begin
      update fixward.fix_patterns p set deleted_at = now()
      where p.id = asked.id and p.workspace_id = workspace and p.deleted_at is null;
      verdict := case
        when found then jsonb_build_object('ok', true, 'id', asked.id)
        when exists (select from fixward.pattern_records r where r.id = asked.id and r.workspace_id = workspace)
          then fixward.api_error('forbidden', 'ids[' || asked.place || ']: a maintainer has to delete this pattern.',
            'ids[' || asked.place || ']')
        else fixward.api_error('not_found', 'ids[' || asked.place || ']: there is no such pattern.', 'ids[' || asked.place || ']')
      end;
    exception when insufficient_privilege then
      verdict := fixward.api_error('forbidden', 'ids[' || asked.place || ']: a maintainer has to delete this pattern.',
        'ids[' || asked.place || ']');
    end;
    results := results || verdict;
  end loop;
  return fixward.api_ok(jsonb_build_object('results', results));
end
$$;

-- What a pattern was before each of its changes, the latest first.
--   request {workspace_id?, id, limit?: 50}
--   answer  {id, version, revisions: [{version, content, changed_fields, changed_by?, changed_at}]}
-- "changed_fields": what the change after that version changed.
create or replace function fixward.pattern_history(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('pattern_history', request),
                            fixward.workspace_failure(request, 'reader'));
  workspace constant uuid := fixward.workspace_of(request);
  asked uuid;
  present integer;
  revisions jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  asked := (request ->> 'id')::uuid;
  select p.version into present
  from fixward.fix_patterns p where p.id = asked and p.workspace_id = workspace and p.deleted_at is null;
  if not found then
    return fixward.api_error('not_found', 'id: there is no such pattern.', 'id');
  end if;
  select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('version', h.version, 'changed_by', h.changed_by,
           'changed_at', h.changed_at))
         || jsonb_build_object('content', h.content, 'changed_fields', (
              select coalesce(jsonb_agg(f.key order by f.key), '[]') from jsonb_each(h.content) f
              where f.value is distinct from coalesce(h.later -> f.key, 'null')))
         order by h.version desc), '[]')
  into revisions
  from (
    select v.*, coalesce(lag(v.content) over (order by v.version desc), fixward.pattern_by_id(asked)) as later
    from fixward.pattern_revisions v where v.pattern_id = asked and v.workspace_id = workspace
    order by v.version desc limit coalesce((request ->> 'limit')::integer, 50)
  ) h;
  return fixward.api_ok(jsonb_build_object('id', asked, 'version', present, 'revisions', revisions));
end
$$;

-- A filter that names layers, file types or languages also finds patterns that name none, for they hold for all of them.
insert into fixward.api_lists (name, table_name, shown, orders, conditions, page_default) values
  ('patterns', 'fix_patterns', '(select fixward.pattern_json(r) from fixward.pattern_records r where r.id = t.id)',
    '{"recent": ["t.updated_at", "timestamptz", "desc", "lower(t.title)"],
      "confidence": ["t.confidence_score", "numeric", "desc", "lower(t.title)"],
      "applied": ["t.applied_count", "integer", "desc", "lower(t.title)"], "title": ["lower(t.title)", "text", "asc"]}',
    jsonb_build_object(
      'layers', $c$(t.layers = '{}' or t.layers && fixward.texts_in($1 -> 'layers')::smallint[])$c$,
      'workflows', $c$t.workflows && fixward.texts_in($1 -> 'workflows')$c$,
      'file_types', $c$(t.file_types = '{}' or t.file_types && fixward.texts_in($1 -> 'file_types'))$c$,
      'code_types', $c$(t.code_type is null or t.code_type = any (fixward.texts_in($1 -> 'code_types')))$c$,
      'severities', $c$t.severity = any (fixward.texts_in($1 -> 'severities'))$c$,
      'problem_types', $c$t.problem_type = any (fixward.texts_in($1 -> 'problem_types'))$c$,
      'statuses', $c$t.status = any (fixward.texts_in($1 -> 'statuses'))$c$,
      'origins', $c$t.origin = any (fixward.texts_in($1 -> 'origins'))$c$,
      'rule_ids', $c$t.rule_ids && fixward.texts_in($1 -> 'rule_ids')$c$,
      'tags', $c$t.tags && fixward.texts_in($1 -> 'tags')$c$,
      'minimum_confidence', $c$t.confidence_score >= ($1 ->> 'minimum_confidence')::numeric$c$,
      'prefix', $c$(starts_with(t.key, lower($1 ->> 'prefix')) or starts_with(lower(t.title), lower($1 ->> 'prefix')))$c$),
    50)
on conflict (name) do update set table_name = excluded.table_name, shown = excluded.shown, orders = excluded.orders,
  conditions = excluded.conditions, page_default = excluded.page_default;

insert into fixward.api_functions (name, writes) values
  ('save_patterns', true), ('get_patterns', false), ('list_patterns', false), ('delete_patterns', true),
  ('pattern_history', false)
on conflict (name) do update set writes = excluded.writes;

do $$
declare
  made text;
begin
  execute 'revoke all on fixward.pattern_records from public, anon, authenticated';
  execute 'grant select on fixward.pattern_records to authenticated';
  foreach made in array array[
    'patterns_named(uuid, uuid[], text[])', 'pattern_json(fixward.pattern_records)', 'pattern_by_id(uuid)',
    'write_patterns(uuid, jsonb, integer[], boolean)', 'replace_patterns(uuid, jsonb, integer[])',
    'patch_patterns(uuid, jsonb, integer[])', 'pattern_item_faults(jsonb, boolean, boolean)',
    'save_patterns(jsonb)', 'get_patterns(jsonb)',
    'list_patterns(jsonb)', 'delete_patterns(jsonb)', 'pattern_history(jsonb)'
  ] loop
    execute format('revoke all on function fixward.%s from public', made);
    execute format('grant execute on function fixward.%s to authenticated', made);
  end loop;
end
$$;

insert into fixward.schema_version (version, name) values (11, 'patterns') on conflict do nothing;

commit;
