-- Fixward store, migration 016: links to tasks, work in the background, the store's state.
begin;
set local search_path = fixward, extensions, public, pg_temp;

insert into fixward.api_fields (record, field, kind, required, at_least, at_most, allowed, format)
select v.record, v.field, v.kind, v.required, v.at_least, v.at_most, v.allowed, v.format
from (values
  ('link_tasks', 'links', 'objects', true, null::numeric, 5000::numeric, null::text[], null::text),
  ('task_link', 'task_id', 'text', true, 1, 500, null, null),
  ('task_link', 'title', 'text', false, null, 1000, null, null),
  ('task_link', 'url', 'text', false, null, 2000, null, '^https?://'),
  ('task_link', 'pattern_id', 'uuid', false, null, null, null, null),
  ('task_link', 'pattern_key', 'text', false, 1, 120, null, null),
  ('task_link', 'file_audit_id', 'uuid', false, null, null, null, null),
  ('list_task_links', 'pattern_ids', 'uuids', false, null, 5000, null, null),
  ('list_task_links', 'file_audit_ids', 'uuids', false, null, 5000, null, null),
  ('list_task_links', 'task_ids', 'texts', false, null, 5000, null, null),
  ('list_task_links', 'limit', 'integer', false, 1, 5000, null, null),
  ('delete_task_links', 'ids', 'uuids', true, null, 5000, null, null),
  ('enqueue_jobs', 'jobs', 'objects', true, null, 5000, null, null),
  ('job', 'kind', 'text', true, 1, 100, null, null),
  ('job', 'unique_key', 'text', false, 1, 500, null, null),
  ('job', 'payload', 'object', false, null, null, null, null),
  ('job', 'attempts_max', 'integer', false, 1, 100, null, null),
  ('job', 'run_after', 'time', false, null, null, null, null),
  ('take_jobs', 'kinds', 'texts', true, 1, 100, null, null),
  ('take_jobs', 'lease_ms', 'integer', true, 100, 86400000, null, null),
  ('take_jobs', 'worker', 'text', true, 1, 200, null, null),
  ('take_jobs', 'limit', 'integer', false, 1, 1000, null, null),
  ('report_job', 'id', 'uuid', true, null, null, null, null),
  ('report_job', 'worker', 'text', false, 1, 200, null, null),
  ('report_job', 'state', 'text', true, null, null, array['running', 'done', 'failed'], null),
  ('report_job', 'progress', 'object', false, null, null, null, null),
  ('report_job', 'error', 'text', false, null, 50000, null, null),
  ('report_job', 'lease_ms', 'integer', false, 100, 86400000, null, null),
  ('list_jobs', 'kinds', 'texts', false, null, 100, null, null),
  ('list_jobs', 'states', 'texts', false, null, 4, array['waiting', 'running', 'done', 'failed'], null),
  ('list_jobs', 'limit', 'integer', false, 1, 1000, null, null),
  ('prune_store', 'days', 'integer', false, 1, 3650, null, null)
) as v (record, field, kind, required, at_least, at_most, allowed, format)
on conflict (record, field) do update set
  kind = excluded.kind, required = excluded.required, at_least = excluded.at_least, at_most = excluded.at_most,
  allowed = excluded.allowed, format = excluded.format;

create or replace function fixward.write_task_links(workspace uuid, items jsonb, positions integer[])
returns table (item integer, result jsonb)
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_custom_plan
as $$
begin
  return query
  with stored as materialized (
    select n.id, n.key from fixward.patterns_named(workspace,
      array(select (items -> (t.place - 1) ->> 'pattern_id')::uuid from unnest(positions) as t (place)),
      array(select items -> (t.place - 1) ->> 'pattern_key' from unnest(positions) as t (place))) n
  ),
  given as materialized (
    select t.place, i.value, coalesce(by_id.id, by_key.id) as linked_pattern, f.id as linked_file
    from unnest(positions) as t (place)
    cross join lateral (select items -> (t.place - 1) as value) i
    left join stored by_id on by_id.id = (i.value ->> 'pattern_id')::uuid
    left join stored by_key on i.value ->> 'pattern_id' is null and by_key.key = i.value ->> 'pattern_key'
    left join fixward.file_audit f on f.workspace_id = workspace and f.deleted_at is null
      and f.id = (i.value ->> 'file_audit_id')::uuid
  ),
  written as (
    insert into fixward.task_links as l (workspace_id, task_id, title, url, pattern_id, file_audit_id, created_by)
    select workspace, g.value ->> 'task_id', g.value ->> 'title', g.value ->> 'url', g.linked_pattern, g.linked_file,
      fixward.current_user_id()
    from given g where num_nonnulls(g.linked_pattern, g.linked_file) = 1
    on conflict (workspace_id, task_id, pattern_id, file_audit_id) do update
    set title = coalesce(excluded.title, l.title), url = coalesce(excluded.url, l.url), deleted_at = null
    returning l.id, l.version, l.task_id, l.pattern_id, l.file_audit_id, (l.xmax = 0) as made
  )
  select g.place, case
    when w.id is null then fixward.api_error('not_found', 'links[' || g.place - 1 || ']: there is no such pattern or file.',
      'links[' || g.place - 1 || '].' || case when g.value ->> 'file_audit_id' is not null then 'file_audit_id'
        when g.value ->> 'pattern_id' is not null then 'pattern_id' else 'pattern_key' end)
    else jsonb_build_object('ok', true, 'id', w.id, 'version', w.version, 'created', w.made)
  end
  from given g
  left join written w on w.task_id = g.value ->> 'task_id' and w.pattern_id is not distinct from g.linked_pattern
    and w.file_audit_id is not distinct from g.linked_file;
end
$$;

-- Links tasks of whatever tracker to patterns or audited files.
--   request {workspace_id?, links: [{task_id, title?, url?, pattern_id | pattern_key | file_audit_id}]}
--   answer  {results: [{ok, id, version, created}]}
create or replace function fixward.link_tasks(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('link_tasks', request),
                            fixward.workspace_failure(request, 'member'));
  faults jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  select coalesce(jsonb_object_agg(f.item, f.failure order by f.rank desc), '{}') into faults
  from (
    select 0 as rank, c.item, c.failure from fixward.check_items('task_link', request -> 'links', 'links') c
    union all
    select 1, e.position::integer, fixward.api_error('invalid',
      'links[' || e.position - 1 || ']: needs one of pattern_id, pattern_key and file_audit_id.', 'links[' || e.position - 1 || ']')
    from jsonb_array_elements(request -> 'links') with ordinality as e (value, position)
    where jsonb_typeof(e.value) = 'object'
      and num_nonnulls(e.value ->> 'pattern_id', e.value ->> 'pattern_key', e.value ->> 'file_audit_id') <> 1
  ) f;
  return fixward.write_batch('fixward.write_task_links', fixward.workspace_of(request), request -> 'links', 'links', faults);
end
$$;

-- Tasks linked to patterns and files.
--   request {workspace_id?, pattern_ids?, file_audit_ids?, task_ids?, limit?: 1000}
--   answer  {links: [{id, task_id, title?, url?, pattern?: {id, key, title}, file?: {id, project, path}, version}]}
create or replace function fixward.list_task_links(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
  failure jsonb := coalesce(fixward.check_request('list_task_links', request),
                            fixward.workspace_failure(request, 'reader'));
  patterns uuid[];
  files uuid[];
  tasks text[];
  links jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  patterns := fixward.uuids_in(request -> 'pattern_ids');
  files := fixward.uuids_in(request -> 'file_audit_ids');
  tasks := fixward.texts_in(request -> 'task_ids');
  select coalesce(jsonb_agg(s.link order by s.task_id, s.id), '[]') into links
  from (
    select l.task_id, l.id, jsonb_strip_nulls(jsonb_build_object('id', l.id, 'task_id', l.task_id, 'title', l.title, 'url', l.url,
      'version', l.version,
      'pattern', case when p.id is not null then jsonb_build_object('id', p.id, 'key', p.key, 'title', p.title) end,
      'file', case when f.id is not null then jsonb_build_object('id', f.id, 'project', f.project, 'path', f.path) end)) as link
    from fixward.task_links l
    left join fixward.fix_patterns p on p.id = l.pattern_id and p.deleted_at is null
    left join fixward.file_audit f on f.id = l.file_audit_id and f.deleted_at is null
    where l.workspace_id = fixward.workspace_of(request) and l.deleted_at is null and num_nonnulls(p.id, f.id) = 1
      and (num_nonnulls(patterns, files, tasks) = 0
        or l.pattern_id = any (patterns) or l.file_audit_id = any (files) or l.task_id = any (tasks))
    order by l.task_id, l.id limit coalesce((request ->> 'limit')::integer, 1000)
  ) s;
  return fixward.api_ok(jsonb_build_object('links', links));
end
$$;

-- Takes links away.
--   request {workspace_id?, ids}
--   answer  {results: [{ok, id}]}
create or replace function fixward.delete_task_links(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('delete_task_links', request),
                            fixward.workspace_failure(request, 'member'));
begin
  if failure is not null then
    return failure;
  end if;
  return fixward.delete_rows('fixward.task_links', fixward.workspace_of(request), request -> 'ids');
end
$$;

create or replace function fixward.job_json(j fixward.jobs) returns jsonb
language sql stable
set search_path = fixward, extensions, public, pg_temp
as $$
  select jsonb_strip_nulls(to_jsonb(j) - array['payload', 'progress', 'workspace_id']
      || jsonb_build_object('unique_key', substr(j.unique_key, length(j.workspace_id::text) + 2)))
    || jsonb_build_object('payload', j.payload)
    || case when j.progress is null then '{}' else jsonb_build_object('progress', j.progress) end
$$;

create or replace function fixward.write_jobs(workspace uuid, items jsonb, positions integer[])
returns table (item integer, result jsonb)
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_custom_plan
as $$
begin
  return query
  with given as materialized (
    select t.place, n.*, gen_random_uuid() as job_id
    from unnest(positions) as t (place)
    cross join lateral jsonb_populate_record(null::fixward.jobs, items -> (t.place - 1)) n
  ),
  added as (
    insert into fixward.jobs (id, workspace_id, kind, unique_key, payload, attempts_max, run_after, created_by)
    select g.job_id, workspace, g.kind,
      -- The index knows no workspaces.
      case when g.unique_key is not null then workspace || '|' || g.unique_key end, coalesce(g.payload, '{}'),
      coalesce(g.attempts_max, 5), coalesce(g.run_after, now()), fixward.current_user_id()
    from given g
    on conflict do nothing
    returning id
  )
  select g.place, jsonb_build_object('ok', true, 'created', a.id is not null, 'id', coalesce(a.id, w.id))
  from given g
  left join added a on a.id = g.job_id
  left join fixward.jobs w on a.id is null and w.kind = g.kind and w.unique_key = workspace || '|' || g.unique_key
    and w.state in ('waiting', 'running')
  where coalesce(a.id, w.id) is not null;
end
$$;

-- Puts work into the queue. A job whose unique_key waits or runs already is that job.
--   request {workspace_id?, jobs: [{kind, unique_key?, payload?, attempts_max?: 5, run_after?}]}
--   answer  {results: [{ok, id, created}]}
create or replace function fixward.enqueue_jobs(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('enqueue_jobs', request),
                            fixward.workspace_failure(request, 'member'));
  faults jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  select coalesce(jsonb_object_agg(c.item, c.failure), '{}') into faults
  from fixward.check_items('job', request -> 'jobs', 'jobs') c;
  return fixward.write_batch('fixward.write_jobs', fixward.workspace_of(request), request -> 'jobs', 'jobs', faults);
end
$$;

-- Takes jobs to do, each for the time of the lease; a job whose lease ran out is taken again, until it was tried often
-- enough. No two workers get the same one.
--   request {workspace_id?, kinds, lease_ms, worker, limit?: 1}
--   answer  {jobs: [{id, kind, payload, attempts, attempts_max, leased_until, …}]}
create or replace function fixward.take_jobs(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
  failure jsonb := coalesce(fixward.check_request('take_jobs', request),
                            fixward.workspace_failure(request, 'member'));
  workspace constant uuid := fixward.workspace_of(request);
  kinds text[];
  taken jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  kinds := fixward.texts_in(request -> 'kinds');
  update fixward.jobs j
  set state = 'failed', leased_until = null, leased_by = null,
      last_error = coalesce(j.last_error, 'The worker went away.')
  where j.workspace_id = workspace and j.kind = any (kinds) and j.state = 'running' and j.leased_until < now()
    and j.attempts >= j.attempts_max;
  with ready as (
    select j.id from fixward.jobs j
    where j.workspace_id = workspace and j.kind = any (kinds)
      and ((j.state = 'waiting' and j.run_after <= now()) or (j.state = 'running' and j.leased_until < now()))
    order by j.run_after, j.created_at, j.id
    limit coalesce((request ->> 'limit')::integer, 1)
    for update skip locked
  ),
  leased as (
    update fixward.jobs j
    set state = 'running', attempts = j.attempts + 1, leased_by = request ->> 'worker',
        leased_until = now() + make_interval(secs => (request ->> 'lease_ms')::numeric / 1000)
    from ready r where j.id = r.id
    returning j.*
  )
  select coalesce(jsonb_agg(fixward.job_json(j) order by l.run_after, l.created_at, l.id), '[]') into taken
  from leased l
  cross join lateral jsonb_populate_record(null::fixward.jobs, to_jsonb(l)) j;
  return fixward.api_ok(jsonb_build_object('jobs', taken));
end
$$;

-- Says how a job goes: "running" prolongs the lease, "failed" has it tried again after a pause that doubles each time.
--   request {workspace_id?, id, state: 'running' | 'done' | 'failed', worker?, progress?, error?, lease_ms?}
--   answer  {job}
-- A worker whose lease another one holds gets a conflict, and should stop.
create or replace function fixward.report_job(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('report_job', request),
                            fixward.workspace_failure(request, 'member'));
  reported constant text := request ->> 'state';
  job fixward.jobs;
  again boolean;
begin
  if failure is not null then
    return failure;
  end if;
  select j.* into job from fixward.jobs j
  where j.id = (request ->> 'id')::uuid and j.workspace_id = fixward.workspace_of(request)
  for update;
  if job.id is null then
    return fixward.api_error('not_found', 'id: there is no such job.', 'id');
  end if;
  if job.state <> 'running' or (request ->> 'worker' is not null and job.leased_by is distinct from request ->> 'worker') then
    return fixward.conflict_with('id: this job is not yours any more.', 'id', fixward.job_json(job));
  end if;
  again := reported = 'failed' and job.attempts < job.attempts_max;
  update fixward.jobs j
  set state = case when again then 'waiting' else reported end,
      -- 5 s, 10 s, 20 s … at most an hour.
      run_after = case when again then now() + make_interval(secs => least(3600, 5 * 2 ^ (job.attempts - 1))) else j.run_after end,
      leased_until = case when reported = 'running'
        then now() + make_interval(secs => coalesce((request ->> 'lease_ms')::numeric / 1000,
          greatest(1, extract(epoch from job.leased_until - job.updated_at)))) end,
      leased_by = case when reported = 'running' then j.leased_by end,
      progress = coalesce(nullif(request -> 'progress', 'null'), j.progress),
      last_error = case when reported = 'failed' then coalesce(request ->> 'error', 'failed') else j.last_error end
  where j.id = job.id
  returning j.* into job;
  return fixward.api_ok(jsonb_build_object('job', fixward.job_json(job)));
end
$$;

-- Jobs, the latest first.
--   request {workspace_id?, kinds?, states?, limit?: 100}
--   answer  {jobs: […]}
create or replace function fixward.list_jobs(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
  failure jsonb := coalesce(fixward.check_request('list_jobs', request),
                            fixward.workspace_failure(request, 'reader'));
  kinds text[];
  states text[];
  listed jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  kinds := fixward.texts_in(request -> 'kinds');
  states := fixward.texts_in(request -> 'states');
  select coalesce(jsonb_agg(fixward.job_json(j) order by s.place), '[]') into listed
  from (
    select t.id, row_number() over (order by t.created_at desc, t.id) as place from fixward.jobs t
    where t.workspace_id = fixward.workspace_of(request)
      and (kinds is null or t.kind = any (kinds)) and (states is null or t.state = any (states))
    order by t.created_at desc, t.id limit coalesce((request ->> 'limit')::integer, 100)
  ) s join fixward.jobs j on j.id = s.id;
  return fixward.api_ok(jsonb_build_object('jobs', listed));
end
$$;

-- The store in figures.
--   request {workspace_id?}
--   answer  {schema_version, postgres, vector, database_bytes, workspace_id?, user_id, role?, rows: {patterns, rules, …},
--     jobs: {waiting, running, failed}}
create or replace function fixward.store_status(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := fixward.check_request('store_status', request);
  workspace constant uuid := fixward.workspace_of(request);
begin
  if failure is not null then
    return failure;
  end if;
  if fixward.current_user_id() is null then
    return fixward.workspace_failure(request, 'reader');
  end if;
  return fixward.api_ok(jsonb_strip_nulls(jsonb_build_object(
    'schema_version', (select max(v.version) from fixward.schema_version v),
    'postgres', current_setting('server_version'),
    'vector', (select e.extversion from pg_catalog.pg_extension e where e.extname = 'vector'),
    'database_bytes', pg_database_size(current_database()),
    'user_id', fixward.current_user_id(),
    'workspace_id', workspace,
    'role', (select r.role from (values ('owner', 4), ('maintainer', 3), ('member', 2), ('reader', 1)) as r (role, rank)
             where workspace in (select fixward.workspaces_with_role(r.role)) order by r.rank desc limit 1),
    'rows', jsonb_build_object(
      'patterns', (select count(*) from fixward.fix_patterns t where t.workspace_id = workspace and t.deleted_at is null),
      'rules', (select count(*) from fixward.guardian_rules t where t.workspace_id = workspace and t.deleted_at is null),
      'relations', (select count(*) from fixward.pattern_relationships t where t.workspace_id = workspace and t.deleted_at is null),
      'files', (select count(*) from fixward.file_audit t where t.workspace_id = workspace and t.deleted_at is null),
      'applications', (select count(*) from fixward.pattern_applications t where t.workspace_id = workspace)),
    'jobs', (select jsonb_build_object('waiting', count(*) filter (where j.state = 'waiting'),
               'running', count(*) filter (where j.state = 'running'), 'failed', count(*) filter (where j.state = 'failed'))
             from fixward.jobs j where j.workspace_id = workspace))));
end
$$;

-- Forgets what only served to run once: the user's given answers and finished jobs, older than the days given.
--   request {workspace_id?, days?: 7}
--   answer  {call_results, jobs}
create or replace function fixward.prune_store(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('prune_store', request),
                            fixward.workspace_failure(request, 'member'));
  horizon timestamptz;
  answers bigint;
  finished bigint;
begin
  if failure is not null then
    return failure;
  end if;
  horizon := now() - make_interval(days => coalesce((request ->> 'days')::integer, 7));
  delete from fixward.call_results r where r.created_at < horizon;
  get diagnostics answers = row_count;
  delete from fixward.jobs j
  where j.workspace_id = fixward.workspace_of(request) and j.state in ('done', 'failed') and j.updated_at < horizon;
  get diagnostics finished = row_count;
  return fixward.api_ok(jsonb_build_object('call_results', answers, 'jobs', finished));
end
$$;

insert into fixward.api_functions (name, writes) values
  ('link_tasks', true), ('list_task_links', false), ('delete_task_links', true), ('enqueue_jobs', true),
  ('take_jobs', true), ('report_job', true), ('list_jobs', false), ('store_status', false), ('prune_store', true)
on conflict (name) do update set writes = excluded.writes;

grant execute on function fixward.write_task_links(uuid, jsonb, integer[]), fixward.link_tasks(jsonb),
  fixward.list_task_links(jsonb), fixward.delete_task_links(jsonb), fixward.job_json(fixward.jobs),
  fixward.write_jobs(uuid, jsonb, integer[]), fixward.enqueue_jobs(jsonb), fixward.take_jobs(jsonb),
  fixward.report_job(jsonb), fixward.list_jobs(jsonb), fixward.store_status(jsonb), fixward.prune_store(jsonb)
  to authenticated;
select fixward.secure_schema();

insert into fixward.schema_version (version, name) values (16, 'tasks and jobs') on conflict do nothing;

commit;
