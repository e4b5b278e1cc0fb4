-- Fixward store, migration 015: the file audit: which files carry debt, and what became of it.
begin;
set local search_path = fixward, extensions, public, pg_temp;

insert into fixward.api_fields (record, field, kind, required, at_least, at_most, allowed, format)
select v.record, v.field, v.kind, v.required, v.at_least, v.at_most, v.allowed, v.format
from (values
  ('save_file_audits', 'project', 'text', true, 1::numeric, 4000::numeric, null::text[], null::text),
  ('save_file_audits', 'files', 'objects', true, null, 5000, null, null),
  ('file_audit', 'id', 'uuid', false, null, null, null, null),
  ('file_audit', 'path', 'text', true, 1, 4000, null, null),
  ('file_audit', 'layer', 'integer', false, 1, 7, null, null),
  ('file_audit', 'workflows', 'texts', false, null, 200, null, null),
  ('file_audit', 'technical_debt', 'number', false, 0, 99999999, null, null),
  ('file_audit', 'findings', 'object', false, null, null, null, null),
  ('file_audit', 'status', 'text', false, null, null, array['Not Started', 'In Progress', 'Complete', 'Failed'], null),
  ('file_audit', 'owner', 'text', false, null, 500, null, null),
  ('file_audit', 'notes', 'text', false, null, 50000, null, null),
  ('file_audit', 'task_ids', 'texts', false, null, 1000, null, null),
  ('file_audit', 'cause', 'text', false, null, 2000, null, null),
  ('file_audit', 'base_version', 'integer', false, 1, null, null, null),
  -- Taken and passed over, so that a record can be sent back as it was read.
  ('file_audit', 'project', 'any', false, null, null, null, null),
  ('file_audit', 'workspace_id', 'any', false, null, null, null, null),
  ('file_audit', 'created_by', 'any', false, null, null, null, null),
  ('file_audit', 'created_at', 'any', false, null, null, null, null),
  ('file_audit', 'updated_at', 'any', false, null, null, null, null),
  ('file_audit', 'version', 'any', false, null, null, null, null),
  ('list_file_audits', 'project', 'text', false, 1, 4000, null, null),
  ('list_file_audits', 'filters', 'object', false, null, null, null, null),
  ('list_file_audits', 'order', 'text', false, null, null, array['debt', 'path', 'recent'], null),
  ('list_file_audits', 'limit', 'integer', false, 1, 5000, null, null),
  ('list_file_audits', 'cursor', 'text', false, null, 8000, null, null),
  ('file_audit_filters', 'project', 'text', false, null, 4000, null, null),
  ('file_audit_filters', 'ids', 'uuids', false, null, 5000, null, null),
  ('file_audit_filters', 'paths', 'texts', false, null, 5000, null, null),
  ('file_audit_filters', 'statuses', 'texts', false, null, 4, array['Not Started', 'In Progress', 'Complete', 'Failed'], null),
  ('file_audit_filters', 'layers', 'integers', false, 1, 7, null, null),
  ('file_audit_filters', 'workflows', 'texts', false, null, 200, null, null),
  ('file_audit_filters', 'owners', 'texts', false, null, 200, null, null),
  ('file_audit_filters', 'task_ids', 'texts', false, null, 1000, null, null),
  ('file_audit_filters', 'minimum_debt', 'number', false, 0, null, null, null),
  ('file_audit_filters', 'prefix', 'text', false, null, 4000, null, null),
  ('file_audit_history', 'id', 'uuid', true, null, null, null, null),
  ('file_audit_history', 'limit', 'integer', false, 1, 5000, null, null),
  ('delete_file_audits', 'ids', 'uuids', true, null, 5000, null, null)
) as v (record, field, kind, required, at_least, at_most, allowed, format)
on conflict (record, field) do update set
  kind = excluded.kind, required = excluded.required, at_least = excluded.at_least, at_most = excluded.at_most,
  allowed = excluded.allowed, format = excluded.format;

create or replace function fixward.file_audit_json(f fixward.file_audit) returns jsonb
language sql stable
set search_path = fixward, extensions, public, pg_temp
as $$
  select jsonb_strip_nulls(to_jsonb(f) - array['findings', 'deleted_at']) || jsonb_build_object('findings', f.findings)
$$;

-- A project and a path are one file on every machine, with one id.
create or replace function fixward.file_audit_id(workspace uuid, project text, path text) returns uuid
language sql immutable
set search_path = ''
as $$
  select pg_catalog.md5('file|' || workspace::text || '|' || project || '|' || path)::uuid
$$;

-- Saves the files at the positions given, each with its "project". Fields that are not sent stay as they are. The
-- history's reason is the transaction's; it is one for all positions.
create or replace function fixward.write_file_audits(workspace uuid, items jsonb, positions integer[])
returns table (item integer, result jsonb)
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_custom_plan
as $$
begin
  perform set_config('fixward.cause', coalesce(items -> (positions[1] - 1) ->> 'cause', ''), true);
  perform from fixward.file_audit f
  where f.workspace_id = workspace and f.project = items -> (positions[1] - 1) ->> 'project'
    and f.path in (select items -> (t.place - 1) ->> 'path' from unnest(positions) as t (place))
  order by f.id for no key update;

  return query
  with given as materialized (
    select t.place, i.value, f.id as stored_id, f.version as stored_version, f.deleted_at is not null as gone,
      case when (i.value ->> 'base_version')::integer <> f.version then
        fixward.conflict_with('files[' || t.place - 1 || ']: was changed meanwhile (version ' || f.version || ', yours is '
          || (i.value ->> 'base_version') || '); look at both and save again.', 'files[' || t.place - 1 || '].base_version',
          fixward.file_audit_json(f))
      end as failure
    from unnest(positions) as t (place)
    cross join lateral (select items -> (t.place - 1) as value) i
    left join fixward.file_audit f
      on f.workspace_id = workspace and f.project = i.value ->> 'project' and f.path = i.value ->> 'path'
  ),
  wanted as (
    select g.place, g.gone, n.*
    from given g
    join fixward.file_audit f on f.id = g.stored_id
    cross join lateral jsonb_populate_record(f, g.value - array['id', 'project', 'path', 'workspace_id', 'created_by',
      'created_at', 'updated_at', 'version']) n
    where g.failure is null
  ),
  changed as (
    update fixward.file_audit f
    set layer = w.layer, workflows = coalesce(w.workflows, '{}'), technical_debt = coalesce(w.technical_debt, 0),
        findings = coalesce(w.findings, '{}'), status = coalesce(w.status, 'Not Started'), owner = w.owner,
        notes = coalesce(w.notes, ''), task_ids = coalesce(w.task_ids, '{}'), deleted_at = null
    from wanted w
    where f.id = w.id and (w.gone or (f.layer, f.workflows, f.technical_debt, f.findings, f.status, f.owner, f.notes, f.task_ids)
      is distinct from (w.layer, w.workflows, w.technical_debt, w.findings, w.status, w.owner, w.notes, w.task_ids))
    returning f.id, f.version
  ),
  added as (
    insert into fixward.file_audit (id, workspace_id, project, path, layer, workflows, technical_debt, findings, status,
      owner, notes, task_ids, created_by)
    select coalesce(n.id, fixward.file_audit_id(workspace, n.project, n.path)), workspace, n.project, n.path, n.layer,
      coalesce(n.workflows, '{}'), coalesce(n.technical_debt, 0), coalesce(n.findings, '{}'),
      coalesce(n.status, 'Not Started'), n.owner, coalesce(n.notes, ''), coalesce(n.task_ids, '{}'),
      fixward.current_user_id()
    from given g
    cross join lateral jsonb_populate_record(null::fixward.file_audit, g.value) n
    where g.stored_id is null
    on conflict do nothing
    returning id, path, version
  )
  select g.place, case
    when g.failure is not null then g.failure
    when a.id is not null then jsonb_build_object('ok', true, 'id', a.id, 'path', a.path, 'version', a.version, 'created', true, 'changed', true)
    else jsonb_build_object('ok', true, 'id', g.stored_id, 'path', g.value ->> 'path',
      'version', coalesce(c.version, g.stored_version), 'created', false, 'changed', c.id is not null)
  end
  from given g
  left join changed c on c.id = g.stored_id
  left join added a on a.path = g.value ->> 'path'
  where g.failure is not null or g.stored_id is not null or a.id is not null;
  perform set_config('fixward.cause', '', true);
end
$$;

-- Saves what is known of a project's files, by path. Fields that are not sent stay as they are.
--   request {workspace_id?, project, files: [{path, layer?, workflows?, technical_debt?, findings?, status?, owner?, notes?,
--     task_ids?, cause?, base_version?}]}
--   answer  {results: [{ok, id, path, version, created, changed}]}
-- "project" names the repository alike on every machine. "cause" stands in the history when status or debt change.
create or replace function fixward.save_file_audits(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('save_file_audits', request),
                            fixward.workspace_failure(request, 'member'));
  workspace constant uuid := fixward.workspace_of(request);
  items jsonb;
  faults jsonb;
  results jsonb := '{}';
  positions integer[];
  part jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  select coalesce(jsonb_object_agg(f.item, f.failure order by f.rank desc), '{}') into faults
  from (
    select 0 as rank, c.item, c.failure from fixward.check_items('file_audit', request -> 'files', 'files') c
    union all
    select 1, t.item, fixward.api_error('conflict', 'files[' || t.item - 1 || '].path: stands in this batch already, as files['
      || t.first - 1 || '].', 'files[' || t.item - 1 || '].path')
    from (
      select e.position::integer as item, (first_value(e.position) over (partition by e.value ->> 'path' order by e.position))::integer as first
      from jsonb_array_elements(request -> 'files') with ordinality as e (value, position)
      where jsonb_typeof(e.value) = 'object' and e.value ->> 'path' is not null
    ) t where t.first < t.item
  ) f;
  select coalesce(jsonb_agg(case when jsonb_typeof(e.value) = 'object'
      then e.value || jsonb_build_object('project', request -> 'project') else e.value end order by e.position), '[]')
  into items
  from jsonb_array_elements(request -> 'files') with ordinality as e (value, position);

  -- The history's reason is one for a statement: files with the same reason go together.
  for positions in
    select array_agg(e.position::integer order by e.position)
    from jsonb_array_elements(items) with ordinality as e (value, position)
    where not faults ? e.position::text
    group by e.value ->> 'cause'
  loop
    part := fixward.write_batch('fixward.write_file_audits', workspace, items, 'files', '{}', positions);
    select results || jsonb_object_agg(r.position, r.value) into results
    from jsonb_array_elements(part #> '{data,results}') with ordinality as r (value, position)
    where r.position = any (positions);
  end loop;
  results := results || faults;
  return fixward.api_ok(jsonb_build_object('results', (
    select coalesce(jsonb_agg(results -> n::text order by n), '[]') from generate_series(1, jsonb_array_length(items)) n)));
end
$$;

-- One page of the audited files.
--   request {workspace_id?, project?, filters?: {ids?, paths?, statuses?, layers?, workflows?, owners?, task_ids?,
--     minimum_debt?, prefix?}, order?: 'debt' | 'path' | 'recent', limit?: 200, cursor?}
--   answer  {files: [{id, project, path, layer?, workflows, technical_debt, findings, status, owner?, notes, task_ids,
--     version, …}], next_cursor?, total, summary: {technical_debt, by_status: {…}}, projects: [{project, files,
--     technical_debt}]}
-- "summary" is of all files that the filters pick, "projects" of the workspace.
create or replace function fixward.list_file_audits(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  filters constant jsonb := coalesce(nullif(request -> 'filters', 'null'), '{}')
    || case when request ->> 'project' is null then '{}' else jsonb_build_object('project', request -> 'project') end;
  failure jsonb := coalesce(fixward.check_request('list_file_audits', request),
    fixward.check_filters('file_audit_filters', filters), fixward.workspace_failure(request, 'reader'));
  workspace constant uuid := fixward.workspace_of(request);
  answer jsonb;
  conditions text;
  summary jsonb;
  projects jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  answer := fixward.list_page('files', (request - 'project') || jsonb_build_object('filters', filters), 'debt');
  if answer ->> 'ok' = 'false' then
    return answer;
  end if;
  select coalesce(string_agg(' and ' || c.value, '' order by c.key), '') into conditions
  from fixward.api_lists l cross join lateral jsonb_each_text(l.conditions) c
  where l.name = 'files' and fixward.filter_given(filters, c.key);
  execute 'select jsonb_build_object(''technical_debt'', coalesce(sum(s.debt), 0), ''by_status'',
      ''{"Not Started": 0, "In Progress": 0, "Complete": 0, "Failed": 0}''::jsonb || coalesce(jsonb_object_agg(s.status, s.number), ''{}''))
    from (select t.status, count(*) as number, sum(t.technical_debt) as debt from fixward.file_audit t
          where t.workspace_id = $2 and t.deleted_at is null' || conditions || ' group by t.status) s'
    into summary using filters, workspace;
  select coalesce(jsonb_agg(jsonb_build_object('project', p.project, 'files', p.files, 'technical_debt', p.debt) order by p.project), '[]')
  into projects
  from (
    select f.project, count(*) as files, sum(f.technical_debt) as debt from fixward.file_audit f
    where f.workspace_id = workspace and f.deleted_at is null group by f.project
  ) p;
  return fixward.api_ok(answer -> 'data' || jsonb_build_object('summary', summary, 'projects', projects));
end
$$;

-- The course of a file's status and debt, the latest first.
--   request {workspace_id?, id, limit?: 200}
--   answer  {id, project, path, history: [{status, technical_debt, cause, changed_by?, changed_at}]}
create or replace function fixward.file_audit_history(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('file_audit_history', request),
                            fixward.workspace_failure(request, 'reader'));
  audited record;
  history jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  select f.id, f.project, f.path into audited from fixward.file_audit f
  where f.id = (request ->> 'id')::uuid and f.workspace_id = fixward.workspace_of(request) and f.deleted_at is null;
  if audited.id is null then
    return fixward.api_error('not_found', 'id: there is no such file audit.', 'id');
  end if;
  select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('status', h.status, 'technical_debt', h.technical_debt,
      'cause', h.cause, 'changed_by', h.changed_by, 'changed_at', h.changed_at)) order by h.changed_at desc, h.id), '[]')
  into history
  from (
    select * from fixward.file_audit_history v where v.file_audit_id = audited.id
    order by v.changed_at desc, v.id limit coalesce((request ->> 'limit')::integer, 200)
  ) h;
  return fixward.api_ok(jsonb_build_object('id', audited.id, 'project', audited.project, 'path', audited.path, 'history', history));
end
$$;

-- Takes files out of the audit; saving one again brings it back with its history.
--   request {workspace_id?, ids}
--   answer  {results: [{ok, id}]}
create or replace function fixward.delete_file_audits(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('delete_file_audits', request),
                            fixward.workspace_failure(request, 'member'));
begin
  if failure is not null then
    return failure;
  end if;
  return fixward.delete_rows('fixward.file_audit', fixward.workspace_of(request), request -> 'ids');
end
$$;

insert into fixward.api_lists (name, table_name, shown, orders, conditions, page_default) values
  ('files', 'file_audit', 'fixward.file_audit_json(t)',
    '{"debt": ["t.technical_debt", "numeric", "desc"], "path": ["t.path", "text", "asc"],
      "recent": ["t.updated_at", "timestamptz", "desc"]}',
    jsonb_build_object(
      'project', $c$t.project = $1 ->> 'project'$c$,
      'ids', $c$t.id = any (fixward.uuids_in($1 -> 'ids'))$c$,
      'paths', $c$t.path = any (fixward.texts_in($1 -> 'paths'))$c$,
      'statuses', $c$t.status = any (fixward.texts_in($1 -> 'statuses'))$c$,
      'layers', $c$t.layer = any (fixward.texts_in($1 -> 'layers')::smallint[])$c$,
      'workflows', $c$t.workflows && fixward.texts_in($1 -> 'workflows')$c$,
      'owners', $c$t.owner = any (fixward.texts_in($1 -> 'owners'))$c$,
      'task_ids', $c$t.task_ids && fixward.texts_in($1 -> 'task_ids')$c$,
      'minimum_debt', $c$t.technical_debt >= ($1 ->> 'minimum_debt')::numeric$c$,
      'prefix', $c$starts_with(t.path, $1 ->> 'prefix')$c$),
    200)
on conflict (name) do update set table_name = excluded.table_name, shown = excluded.shown, orders = excluded.orders,
  conditions = excluded.conditions, page_default = excluded.page_default;

insert into fixward.api_functions (name, writes) values
  ('save_file_audits', true), ('list_file_audits', false), ('file_audit_history', false), ('delete_file_audits', true)
on conflict (name) do update set writes = excluded.writes;

grant execute on function fixward.file_audit_json(fixward.file_audit), fixward.file_audit_id(uuid, text, text),
  fixward.write_file_audits(uuid, jsonb, integer[]), fixward.save_file_audits(jsonb), fixward.list_file_audits(jsonb),
  fixward.file_audit_history(jsonb), fixward.delete_file_audits(jsonb) to authenticated;
select fixward.secure_schema();

insert into fixward.schema_version (version, name) values (15, 'file audits') on conflict do nothing;

commit;
