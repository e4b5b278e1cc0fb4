-- Fixward store, migration 004: who may read and write what.
-- Readers read. Members add, and change their own patterns until these are reviewed. Maintainers review and keep the
-- rules. Owners invite. Nothing is for "anon", no policy reads a claim other than the user's id, and rows without an
-- owner are nobody's. Rows are removed by "deleted_at", so that removal reaches every copy; DELETE is for memberships,
-- invitations and what is a single user's.
begin;
set local search_path = fixward, extensions, public, pg_temp;

-- ---------------------------------------------------------------------------------------------------- triggers

-- Identity stays: a row is not moved to another workspace, and a user cannot sign it with another's name.
create or replace function fixward.keep_identity() returns trigger
language plpgsql
set search_path = ''
as $$
declare
  was jsonb := pg_catalog.to_jsonb(old);
  becomes jsonb := pg_catalog.to_jsonb(new);
  -- Two rows that two machines made of one thing become one, with one of their ids.
  applying boolean := fixward.applying_pulled();
  kept text;
begin
  foreach kept in array tg_argv loop
    continue when applying and kept not in ('workspace_id', 'organisation_id');
    if was -> kept is distinct from becomes -> kept then
      raise exception '%.% cannot be changed', tg_table_name, kept using errcode = '42501';
    end if;
  end loop;
  if was -> 'created_by' is distinct from becomes -> 'created_by' and fixward.acts_for_user() then
    raise exception '%.created_by cannot be changed', tg_table_name using errcode = '42501';
  end if;
  return new;
end
$$;

-- A changed row gets the next version and the time. Arguments: columns whose change is none of the row's content.
-- Rows that come from another copy of the store bring version and time with them: see applying_pulled().
create or replace function fixward.touch_row() returns trigger
language plpgsql
set search_path = ''
as $$
declare
  derived text[] := array['version', 'updated_at', 'created_at'] || coalesce(tg_argv, '{}');
begin
  if fixward.applying_pulled() then
    return new;
  end if;
  if pg_catalog.to_jsonb(old) - derived is distinct from pg_catalog.to_jsonb(new) - derived then
    new.updated_at := pg_catalog.now();
    new.version := old.version + 1;
  else
    new.updated_at := old.updated_at;
    new.version := old.version;
  end if;
  return new;
end
$$;

-- Whether this transaction writes what another copy of the store decided; only the store's own functions can say so.
create or replace function fixward.applying_pulled() returns boolean
language sql stable
set search_path = ''
as $$
  select coalesce(pg_catalog.current_setting('fixward.applies_sync', true), '') = 'on' and not fixward.acts_for_user()
$$;

create or replace function fixward.touch_updated_at() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if old is distinct from new then
    new.updated_at := pg_catalog.now();
  end if;
  return new;
end
$$;

-- As touch_row, without turning three embeddings into text for each change.
create or replace function fixward.touch_pattern() returns trigger
language plpgsql
set search_path = ''
as $$
declare
  was fixward.fix_patterns := fixward.pattern_content(old);
  becomes fixward.fix_patterns := fixward.pattern_content(new);
begin
  if fixward.applying_pulled() then
    return new;
  end if;
  if was is distinct from becomes then
    new.updated_at := pg_catalog.now();
    new.version := old.version + 1;
  else
    new.updated_at := old.updated_at;
    new.version := old.version;
  end if;
  return new;
end
$$;

-- The row without what is derived from it or counted beside it.
create or replace function fixward.pattern_content(row_of fixward.fix_patterns) returns fixward.fix_patterns
language plpgsql immutable
set search_path = ''
as $$
begin
  row_of.successes := 0;
  row_of.failures := 0;
  row_of.applied_count := 0;
  row_of.success_rate := null;
  row_of.avg_time_saved := null;
  row_of.confidence_score := null;
  row_of.last_applied := null;
  row_of.content_embedding := null;
  row_of.code_embedding := null;
  row_of.problem_embedding := null;
  row_of.embedder_id := null;
  row_of.embedder_version := null;
  row_of.search_text := '';
  row_of.identifiers := '';
  row_of.created_at := null;
  row_of.updated_at := null;
  row_of.version := 0;
  return row_of;
end
$$;

-- Counts come from events alone. Arguments: columns that a user's statement leaves as they are.
create or replace function fixward.keep_counts() returns trigger
language plpgsql
set search_path = ''
as $$
declare
  was jsonb := case when tg_op = 'UPDATE' then pg_catalog.to_jsonb(old) else '{}' end;
  becomes jsonb := pg_catalog.to_jsonb(new);
  counted text;
begin
  if not fixward.acts_for_user() then
    return new;
  end if;
  foreach counted in array tg_argv loop
    if coalesce(was -> counted, case when pg_catalog.jsonb_typeof(becomes -> counted) = 'number' then '0'::jsonb else 'null' end)
       is distinct from becomes -> counted then
      raise exception '%.% is kept by the store and cannot be written', tg_table_name, counted using errcode = '42501';
    end if;
  end loop;
  return new;
end
$$;

-- What a pattern was before a change, under the version it had.
create or replace function fixward.keep_revision() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into fixward.pattern_revisions (workspace_id, pattern_id, version, content, changed_by)
  values (old.workspace_id, old.id, old.version,
          pg_catalog.to_jsonb(fixward.pattern_content(old))
            - array['successes', 'failures', 'applied_count', 'success_rate', 'avg_time_saved', 'confidence_score',
                    'last_applied', 'content_embedding', 'code_embedding', 'problem_embedding', 'embedder_id',
                    'embedder_version', 'search_text', 'identifiers', 'created_at', 'updated_at', 'version'],
          fixward.current_user_id())
  on conflict (pattern_id, version) do nothing;
  return null;
end
$$;

-- The course of a file's status and debt. "fixward.cause" says why, when the caller gives a reason.
create or replace function fixward.keep_file_audit_history() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  -- While copies of the store are brought in step, the history of both comes as rows of its own.
  if pg_catalog.current_setting('fixward.history_follows', true) = 'on' then
    return null;
  end if;
  insert into fixward.file_audit_history (workspace_id, file_audit_id, status, technical_debt, cause, changed_by)
  values (
    new.workspace_id, new.id, new.status, new.technical_debt,
    coalesce(pg_catalog.current_setting('fixward.cause', true), ''), fixward.current_user_id()
  );
  return null;
end
$$;

create or replace function fixward.log_audit() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  was jsonb := case when tg_op = 'INSERT' then '{}' else pg_catalog.to_jsonb(old) end;
  becomes jsonb := case when tg_op = 'DELETE' then '{}' else pg_catalog.to_jsonb(new) end;
  present jsonb := case when tg_op = 'DELETE' then was else becomes end;
  changed text[] := '{}';
begin
  if tg_op = 'UPDATE' then
    select pg_catalog.array_agg(n.key order by n.key) into changed
    from pg_catalog.jsonb_each(becomes) n
    where n.value is distinct from was -> n.key and n.key not in ('updated_at', 'version') and n.key <> all (coalesce(tg_argv, '{}'));
    if changed is null then
      return null;
    end if;
  end if;
  insert into fixward.audit_log (organisation_id, workspace_id, table_name, row_id, action, changed_fields, actor)
  values (
    case when tg_table_name = 'organisations' then present ->> 'id' else present ->> 'organisation_id' end::uuid,
    case when tg_table_name = 'workspaces' then present ->> 'id' else present ->> 'workspace_id' end::uuid,
    tg_table_name, present ->> 'id', pg_catalog.lower(tg_op), changed, fixward.current_user_id()
  );
  return null;
end
$$;

-- As log_audit for the rows of one statement: thousands are imported at a time.
create or replace function fixward.log_inserts() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into fixward.audit_log (workspace_id, table_name, row_id, action, actor)
  select n.workspace_id, tg_table_name, n.id::text, 'insert', fixward.current_user_id() from new_rows n;
  return null;
end
$$;

-- Nobody is locked out of an organisation by its last owner's leaving. The lock lets two owners who leave at the same
-- time see each other.
create or replace function fixward.keep_an_owner() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if old.role <> 'owner' or old.workspace_id is not null then
    return null;
  end if;
  perform from fixward.organisations o where o.id = old.organisation_id for update;
  if found and not exists (
    select from fixward.memberships m
    where m.organisation_id = old.organisation_id and m.workspace_id is null and m.role = 'owner'
  ) then
    raise exception 'an organisation keeps at least one owner' using errcode = '23514';
  end if;
  return null;
end
$$;

do $$
declare
  listed record;
begin
  -- Columns that never change.
  for listed in
    select * from (values
      ('organisations', array['id', 'created_at']),
      ('workspaces', array['id', 'organisation_id', 'created_at']),
      ('memberships', array['id', 'organisation_id', 'workspace_id', 'user_id', 'created_at']),
      ('invitations', array['id', 'organisation_id', 'workspace_id', 'token_hash', 'role', 'created_at']),
      ('pattern_relationships', array['id', 'workspace_id', 'from_pattern_id', 'to_pattern_id', 'kind']),
      ('guardian_rules', array['id', 'workspace_id', 'name']),
      ('file_audit', array['id', 'workspace_id', 'project', 'path']),
      ('task_links', array['id', 'workspace_id']),
      ('jobs', array['id', 'workspace_id']),
      ('archon_confidence_scores', array['id', 'workspace_id', 'user_id', 'request_id', 'method', 'created_at']),
      ('archon_performance_metrics', array['id', 'workspace_id', 'user_id', 'timestamp', 'created_at']),
      ('archon_confidence_calibration',
        array['id', 'workspace_id', 'confidence_score_id', 'predicted_confidence', 'validator_id', 'created_at']),
      ('consultations', array['id', 'workspace_id', 'created_at']),
      ('knowledge_sources', array['id', 'workspace_id', 'created_at']),
      ('knowledge_documents', array['id', 'workspace_id', 'source_id', 'created_at']),
      ('knowledge_chunks', array['id', 'workspace_id', 'document_id', 'created_at']),
      ('langgraph_checkpoints', array['user_id', 'workspace_id', 'thread_id']),
      ('langgraph_blobs', array['user_id', 'workspace_id', 'thread_id']),
      ('langgraph_writes', array['user_id', 'workspace_id', 'thread_id'])
    ) as t (table_name, kept)
  loop
    execute format('create or replace trigger a_keep_identity before update on fixward.%I for each row execute function fixward.keep_identity(%s)',
                   listed.table_name, (select string_agg(quote_literal(k), ', ') from unnest(listed.kept) k));
  end loop;
  for listed in
    select * from (values
      ('pattern_relationships', '{}'::text[]),
      ('guardian_rules', array['fired', 'fixed', 'dismissed', 'suppressed', 'last_fired']),
      ('file_audit', '{}'),
      ('task_links', '{}'),
      ('consultations', '{}'),
      ('knowledge_sources', '{}'),
      ('knowledge_documents', '{}')
    ) as t (table_name, derived)
  loop
    execute format('create or replace trigger b_touch before update on fixward.%I for each row execute function fixward.touch_row(%s)',
                   listed.table_name, (select string_agg(quote_literal(d), ', ') from unnest(listed.derived) d));
  end loop;
  for listed in select unnest(array['organisations', 'workspaces', 'memberships', 'jobs',
    'archon_confidence_scores', 'archon_performance_metrics', 'archon_confidence_calibration']) as table_name loop
    execute format('create or replace trigger b_touch before update on fixward.%I for each row execute function fixward.touch_updated_at()',
                   listed.table_name);
  end loop;
  for listed in select unnest(array['organisations', 'workspaces', 'memberships', 'invitations']) as table_name loop
    execute format('create or replace trigger y_log after insert or update or delete on fixward.%I for each row execute function fixward.log_audit()',
                   listed.table_name);
  end loop;
  for listed in
    select * from (values
      -- Derived from the rest.
      ('fix_patterns', '''search_text'', ''identifiers'', ''content_embedding'', ''code_embedding'', ''problem_embedding'', ''embedder_id'', ''embedder_version'''),
      ('pattern_relationships', ''),
      ('guardian_rules', ''),
      ('task_links', ''),
      -- Every scan changes these; file_audit_history has them.
      ('file_audit', '''technical_debt'', ''findings'', ''layer'', ''workflows''')
    ) as t (table_name, ignored)
  loop
    execute format('create or replace trigger y_log_update after update on fixward.%I for each row when (old.version is distinct from new.version) execute function fixward.log_audit(%s)',
                   listed.table_name, listed.ignored);
    execute format('create or replace trigger y_log_delete after delete on fixward.%I for each row execute function fixward.log_audit()',
                   listed.table_name);
    execute format('create or replace trigger y_log_insert after insert on fixward.%I referencing new table as new_rows for each statement execute function fixward.log_inserts()',
                   listed.table_name);
  end loop;
end
$$;

-- On the patterns' table conditions stand in the triggers, for counting and embedding must cost nothing more.
create or replace trigger a_keep_identity before update on fixward.fix_patterns for each row
  when (old.id <> new.id or old.workspace_id <> new.workspace_id or old.created_at <> new.created_at
        or old.created_by is distinct from new.created_by)
  execute function fixward.keep_identity('id', 'workspace_id', 'created_at');
create or replace trigger a_keep_counts_insert before insert on fixward.fix_patterns for each row
  when (new.successes <> 0 or new.failures <> 0 or new.applied_count <> 0 or new.avg_time_saved is not null
        or new.last_applied is not null)
  execute function fixward.keep_counts('successes', 'failures', 'applied_count', 'avg_time_saved', 'last_applied');
create or replace trigger a_keep_counts before update on fixward.fix_patterns for each row
  when ((old.successes, old.failures, old.applied_count, old.avg_time_saved, old.last_applied)
        is distinct from (new.successes, new.failures, new.applied_count, new.avg_time_saved, new.last_applied))
  execute function fixward.keep_counts('successes', 'failures', 'applied_count', 'avg_time_saved', 'last_applied');
create or replace trigger b_touch before update on fixward.fix_patterns for each row execute function fixward.touch_pattern();
create or replace trigger x_keep_revision after update on fixward.fix_patterns for each row
  when (old.version is distinct from new.version) execute function fixward.keep_revision();

create or replace trigger a_keep_counts_insert before insert on fixward.guardian_rules for each row
  when (new.fired <> 0 or new.fixed <> 0 or new.dismissed <> 0 or new.suppressed <> 0 or new.last_fired is not null)
  execute function fixward.keep_counts('fired', 'fixed', 'dismissed', 'suppressed', 'last_fired');
create or replace trigger a_keep_counts before update on fixward.guardian_rules for each row
  when ((old.fired, old.fixed, old.dismissed, old.suppressed, old.last_fired)
        is distinct from (new.fired, new.fixed, new.dismissed, new.suppressed, new.last_fired))
  execute function fixward.keep_counts('fired', 'fixed', 'dismissed', 'suppressed', 'last_fired');

create or replace trigger x_keep_history_insert after insert on fixward.file_audit for each row
  execute function fixward.keep_file_audit_history();
create or replace trigger x_keep_history after update on fixward.file_audit for each row
  when (old.status is distinct from new.status or old.technical_debt is distinct from new.technical_debt)
  execute function fixward.keep_file_audit_history();

create or replace trigger x_keep_an_owner after update or delete on fixward.memberships for each row
  execute function fixward.keep_an_owner();

-- ---------------------------------------------------------------------------------------------------- policies

-- Whether the user may say who belongs to an organisation (workspace null) or to one of its workspaces.
create or replace function fixward.may_manage_members(organisation uuid, workspace uuid) returns boolean
language sql stable
set search_path = ''
as $$
  select organisation in (select fixward.organisations_with_role('owner'))
    or (workspace is not null and workspace in (select fixward.workspaces_with_role('owner')))
$$;

create or replace function fixward.set_policy(table_name text, command text, using_text text, check_text text default null)
returns void
language plpgsql
set search_path = ''
as $$
begin
  execute pg_catalog.format('drop policy if exists %I on fixward.%I', table_name || '_' || command, table_name);
  execute pg_catalog.format('create policy %I on fixward.%I for %s to authenticated', table_name || '_' || command,
                            table_name, command)
    || case when using_text is not null then ' using (' || using_text || ')' else '' end
    || case when check_text is not null then ' with check (' || check_text || ')' else '' end;
end
$$;

do $$
declare
  mine constant text := 'created_by = (select fixward.current_user_id())';
  owned constant text := 'user_id = (select fixward.current_user_id())';
  answer constant text := 'exists (select from fixward.archon_confidence_scores s
    where s.id = confidence_score_id and s.user_id = (select fixward.current_user_id()))';
  reader constant text := 'workspace_id in (select fixward.workspaces_with_role(''reader''))';
  member constant text := 'workspace_id in (select fixward.workspaces_with_role(''member''))';
  maintainer constant text := 'workspace_id in (select fixward.workspaces_with_role(''maintainer''))';
  listed text;
begin
  perform fixward.set_policy('schema_version', 'select', 'true');

  perform fixward.set_policy('organisations', 'select', 'id in (select fixward.known_organisations())');
  perform fixward.set_policy('organisations', 'update', 'id in (select fixward.organisations_with_role(''owner''))',
                             'id in (select fixward.organisations_with_role(''owner''))');

  perform fixward.set_policy('workspaces', 'select', 'id in (select fixward.workspaces_with_role(''reader''))');
  perform fixward.set_policy('workspaces', 'insert', null,
                             'organisation_id in (select fixward.organisations_with_role(''owner'')) and ' || mine);
  perform fixward.set_policy('workspaces', 'update', 'id in (select fixward.workspaces_with_role(''owner''))',
                             'id in (select fixward.workspaces_with_role(''owner''))');

  perform fixward.set_policy('memberships', 'select',
    'user_id = (select fixward.current_user_id())
     or organisation_id in (select fixward.organisations_with_role(''reader''))
     or (' || reader || ')
     or (workspace_id is null and organisation_id in (select fixward.known_organisations()))');
  perform fixward.set_policy('memberships', 'insert', null,
                             'fixward.may_manage_members(organisation_id, workspace_id) and ' || mine);
  perform fixward.set_policy('memberships', 'update', 'fixward.may_manage_members(organisation_id, workspace_id)',
                             'fixward.may_manage_members(organisation_id, workspace_id)');
  -- Anyone may leave.
  perform fixward.set_policy('memberships', 'delete',
    'user_id = (select fixward.current_user_id()) or fixward.may_manage_members(organisation_id, workspace_id)');

  perform fixward.set_policy('invitations', 'select', 'fixward.may_manage_members(organisation_id, workspace_id)');
  perform fixward.set_policy('invitations', 'insert', null,
    'fixward.may_manage_members(organisation_id, workspace_id) and accepted_by is null and ' || mine);
  perform fixward.set_policy('invitations', 'delete', 'fixward.may_manage_members(organisation_id, workspace_id)');

  -- Everything of a workspace is there for all who belong to it.
  foreach listed in array array['fix_patterns', 'pattern_revisions', 'pattern_relationships', 'guardian_rules',
    'rule_events', 'file_audit', 'file_audit_history', 'pattern_applications', 'task_links'] loop
    perform fixward.set_policy(listed, 'select', reader);
  end loop;

  perform fixward.set_policy('fix_patterns', 'insert', null, mine || ' and ((' || maintainer || ') or (' || member
    || ' and status in (''draft'', ''suggested'') and not reviewed))');
  perform fixward.set_policy('fix_patterns', 'update',
    '(' || maintainer || ') or (' || member || ' and ' || mine || ' and status in (''draft'', ''suggested''))',
    '(' || maintainer || ') or (' || member || ' and ' || mine
      || ' and status in (''draft'', ''suggested'') and not reviewed)');

  foreach listed in array array['pattern_relationships', 'file_audit', 'task_links'] loop
    perform fixward.set_policy(listed, 'insert', null, member || ' and ' || mine);
  end loop;
  perform fixward.set_policy('file_audit', 'update', member, member);
  -- Members confirm and reject each other's relations; removing one is for whoever made it, and for maintainers.
  foreach listed in array array['pattern_relationships', 'task_links'] loop
    perform fixward.set_policy(listed, 'update', member,
      '(' || maintainer || ') or (' || member || ' and (deleted_at is null or ' || mine || '))');
  end loop;

  perform fixward.set_policy('guardian_rules', 'insert', null, maintainer || ' and ' || mine);
  perform fixward.set_policy('guardian_rules', 'update', maintainer, maintainer);

  foreach listed in array array['rule_events', 'pattern_applications'] loop
    perform fixward.set_policy(listed, 'insert', null, member || ' and ' || mine);
  end loop;

  perform fixward.set_policy('audit_log', 'select',
    maintainer || ' or (workspace_id is null and organisation_id in (select fixward.organisations_with_role(''owner'')))');

  perform fixward.set_policy('jobs', 'select',
    reader || ' or (workspace_id is null and ' || mine || ')');
  perform fixward.set_policy('jobs', 'insert', null,
    mine || ' and (workspace_id is null or ' || member || ')');
  perform fixward.set_policy('jobs', 'update',
    member || ' or (workspace_id is null and ' || mine || ')',
    member || ' or (workspace_id is null and ' || mine || ')');
  perform fixward.set_policy('jobs', 'delete',
    maintainer || ' or (workspace_id is null and ' || mine || ')');

  -- What a model answered is the asking user's, as long as he belongs to the workspace.
  foreach listed in array array['archon_confidence_scores', 'langgraph_checkpoints', 'langgraph_blobs',
    'langgraph_writes', 'archon_performance_metrics'] loop
    perform fixward.set_policy(listed, 'select', owned || ' and ' || reader);
    perform fixward.set_policy(listed, 'insert', null, owned || ' and ' || member);
    perform fixward.set_policy(listed, 'update', owned || ' and ' || member, owned || ' and ' || member);
    perform fixward.set_policy(listed, 'delete', owned || ' and ' || reader);
  end loop;
  -- Figures hold no words; owners read those of the workspace.
  perform fixward.set_policy('archon_performance_metrics', 'select',
    '(' || owned || ' and ' || reader || ') or workspace_id in (select fixward.workspaces_with_role(''owner''))');
  -- Outcomes belong to whom the answer belongs to; whose answer it is, its own policy says.
  perform fixward.set_policy('archon_confidence_calibration', 'select', answer);
  perform fixward.set_policy('archon_confidence_calibration', 'insert', null,
    member || ' and validator_id = (select fixward.current_user_id()) and ' || answer);
  perform fixward.set_policy('archon_confidence_calibration', 'update', member || ' and ' || answer,
    member || ' and ' || answer);
  perform fixward.set_policy('archon_confidence_calibration', 'delete', answer);

  perform fixward.set_policy('consultations', 'select', reader || ' and (shared or ' || mine || ')');
  perform fixward.set_policy('consultations', 'insert', null, member || ' and ' || mine);
  -- Whoever may no longer write may still take his own away.
  perform fixward.set_policy('consultations', 'update', reader || ' and ' || mine,
    mine || ' and ((' || member || ') or (' || reader || ' and deleted_at is not null))');
  perform fixward.set_policy('consultations', 'delete', reader || ' and ' || mine);
  perform fixward.set_policy('consultation_events', 'select', reader || ' and exists (select from fixward.consultations c
    where c.id = consultation_id and (c.shared or c.created_by = (select fixward.current_user_id())))');
  perform fixward.set_policy('consultation_events', 'insert', null, member || ' and ' || mine
    || ' and exists (select from fixward.consultations c
    where c.id = consultation_id and c.created_by = (select fixward.current_user_id()))');
  perform fixward.set_policy('consultation_events', 'delete', reader || ' and ' || mine);

  foreach listed in array array['knowledge_sources', 'knowledge_documents'] loop
    perform fixward.set_policy(listed, 'select', reader);
    perform fixward.set_policy(listed, 'insert', null, member || ' and ' || mine);
    perform fixward.set_policy(listed, 'update', member, member);
    perform fixward.set_policy(listed, 'delete', maintainer);
  end loop;
  -- Parts of a document are made anew when it changes.
  perform fixward.set_policy('knowledge_chunks', 'select', reader);
  perform fixward.set_policy('knowledge_chunks', 'insert', null, member);
  perform fixward.set_policy('knowledge_chunks', 'update', member, member);
  perform fixward.set_policy('knowledge_chunks', 'delete', member);

  perform fixward.set_policy('call_results', 'select', 'user_id = (select fixward.current_user_id())');
  perform fixward.set_policy('call_results', 'insert', null, 'user_id = (select fixward.current_user_id())');
  perform fixward.set_policy('call_results', 'delete', 'user_id = (select fixward.current_user_id())');
end
$$;

-- ---------------------------------------------------------------------------------------------------- views

-- For people who look with SQL. Views read with the rights of whoever reads them.
create or replace view fixward.pattern_overview with (security_invoker = on) as
select p.workspace_id, p.id, p.key, p.title, p.problem_type, p.severity, p.layers, p.workflows, p.status, p.origin,
       p.reviewed, p.successes, p.failures, p.applied_count, p.success_rate, p.confidence_score, p.avg_time_saved,
       p.last_applied, p.updated_at,
       (select count(*) from fixward.pattern_relationships r
        where r.deleted_at is null and not r.rejected and p.id in (r.from_pattern_id, r.to_pattern_id)) as relations
from fixward.fix_patterns p
where p.deleted_at is null;

create or replace view fixward.rule_overview with (security_invoker = on) as
select r.workspace_id, r.id, r.name, r.layer, r.type, r.severity, r.origin, r.active, r.fired, r.fixed, r.dismissed,
       r.suppressed, round((r.dismissed + r.suppressed)::numeric / nullif(r.fired, 0), 4) as ignored_share,
       p.key as source_pattern_key, r.last_fired
from fixward.guardian_rules r
left join fixward.fix_patterns p
  on p.id = r.source_pattern_id and p.workspace_id = r.workspace_id and p.deleted_at is null
where r.deleted_at is null;

create or replace view fixward.audit_overview with (security_invoker = on) as
select a.workspace_id, a.project, count(*) as files, sum(a.technical_debt) as technical_debt,
       count(*) filter (where a.status = 'Not Started') as not_started,
       count(*) filter (where a.status = 'In Progress') as in_progress,
       count(*) filter (where a.status = 'Complete') as complete,
       count(*) filter (where a.status = 'Failed') as failed,
       max(a.updated_at) as updated_at
from fixward.file_audit a
where a.deleted_at is null
group by a.workspace_id, a.project;

-- ---------------------------------------------------------------------------------------------------- rights

-- Tables of later migrations start without rights for anyone but their owner, however the database's defaults stand.
alter default privileges in schema fixward revoke all on tables from public, anon, authenticated;
alter default privileges in schema fixward revoke all on sequences from public, anon, authenticated;
alter default privileges in schema fixward revoke all on functions from public, anon, authenticated;

revoke all on schema fixward from public, anon;
grant usage on schema fixward to authenticated;
do $$
begin
  -- Where a superuser installed the extensions, the schema is his, and so is the granting.
  if not has_schema_privilege('authenticated', 'extensions', 'usage') then
    grant usage on schema extensions to authenticated;
  end if;
end
$$;
revoke all on all tables in schema fixward from public, anon, authenticated;
revoke all on all sequences in schema fixward from public, anon, authenticated;

grant select on fixward.schema_version, fixward.organisations, fixward.workspaces, fixward.memberships,
  fixward.fix_patterns, fixward.pattern_revisions, fixward.pattern_relationships, fixward.guardian_rules,
  fixward.rule_events, fixward.file_audit, fixward.file_audit_history, fixward.pattern_applications,
  fixward.task_links, fixward.audit_log, fixward.jobs, fixward.call_results to authenticated;
grant select (id, organisation_id, workspace_id, email, role, expires_at, accepted_by, accepted_at, created_by, created_at)
  on fixward.invitations to authenticated;
grant insert on fixward.workspaces, fixward.memberships, fixward.invitations, fixward.fix_patterns,
  fixward.pattern_relationships, fixward.guardian_rules, fixward.rule_events, fixward.file_audit,
  fixward.pattern_applications, fixward.task_links, fixward.jobs, fixward.call_results to authenticated;
grant select, insert, update, delete on fixward.archon_confidence_scores, fixward.archon_performance_metrics,
  fixward.archon_confidence_calibration, fixward.consultations, fixward.knowledge_sources,
  fixward.knowledge_documents, fixward.knowledge_chunks, fixward.langgraph_checkpoints, fixward.langgraph_blobs,
  fixward.langgraph_writes to authenticated;
grant select, insert, delete on fixward.consultation_events to authenticated;
grant update (name) on fixward.organisations, fixward.workspaces to authenticated;
grant update (role) on fixward.memberships to authenticated;
grant update on fixward.fix_patterns, fixward.pattern_relationships, fixward.guardian_rules, fixward.file_audit,
  fixward.task_links, fixward.jobs to authenticated;
grant delete on fixward.memberships, fixward.invitations, fixward.jobs, fixward.call_results to authenticated;

select fixward.secure_schema();
grant select on fixward.pattern_overview, fixward.rule_overview, fixward.audit_overview to authenticated;
grant execute on function fixward.current_user_id(), fixward.role_rank(text), fixward.workspaces_with_role(text),
  fixward.organisations_with_role(text), fixward.known_organisations(), fixward.acts_for_user(),
  fixward.applying_pulled(), fixward.may_manage_members(uuid, uuid), fixward.pattern_content(fixward.fix_patterns),
  fixward.api_ok(jsonb), fixward.api_error(text, text, text), fixward.failure_from(text, text) to authenticated;

insert into fixward.schema_version (version, name) values (4, 'policies') on conflict do nothing;

commit;
