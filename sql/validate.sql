-- Fixward store: whether what protects the data works, tried on rows that are never kept. Fails with a list of what does
-- not; silent when all is well. What the store consists of is compared by validate/001_catalog.sql. Run it as whoever
-- installed the store.
begin;
set local search_path = fixward, extensions, public, pg_temp;

do $validate$
declare
  problems text[] := '{}';
  expected record;
  outcome text;
  owner_a constant uuid := gen_random_uuid();
  owner_b constant uuid := gen_random_uuid();
  member_a constant uuid := gen_random_uuid();
  reader_a constant uuid := gen_random_uuid();
  place_a constant uuid := gen_random_uuid();
  place_b constant uuid := gen_random_uuid();
  organisation_a constant uuid := gen_random_uuid();
  organisation_b constant uuid := gen_random_uuid();
  draft constant uuid := gen_random_uuid();
  of_b constant uuid := gen_random_uuid();
  audit_of_b constant uuid := gen_random_uuid();
  seen bigint;
begin
  begin
    perform set_config('role', 'authenticated', true);
    raise exception using errcode = 'FW000';
  exception
    when sqlstate 'FW000' then null;
    when insufficient_privilege then
      raise exception 'this is tried as "authenticated", which % may not become; first: grant authenticated to %', session_user, quote_ident(session_user);
  end;

  -- What holds for whatever the schema comes to hold.
  select problems || coalesce(array_agg(p.problem order by p.problem), '{}') into problems
  from (
    select 'table ' || c.relname || ': row security is not forced' as problem
    from pg_class c
    where c.relnamespace = 'fixward'::regnamespace and c.relkind in ('r', 'p')
      and not (c.relrowsecurity and c.relforcerowsecurity)
    union all
    select 'table ' || c.relname || ': its owner has no policy, so that the store''s own functions fail'
    from pg_class c
    where c.relnamespace = 'fixward'::regnamespace and c.relkind in ('r', 'p')
      and not exists (select from pg_policy y where y.polrelid = c.oid and c.relowner = any (y.polroles) and y.polcmd = '*')
    union all
    select 'policy ' || c.relname || '.' || y.polname || ': is for everyone or for those who are not signed in'
    from pg_policy y join pg_class c on c.oid = y.polrelid
    where c.relnamespace = 'fixward'::regnamespace
      and (0 = any (y.polroles) or exists (select from pg_roles r where r.rolname = 'anon' and r.oid = any (y.polroles)))
    union all
    select 'policy ' || c.relname || '.' || y.polname || ': has no condition'
    from pg_policy y join pg_class c on c.oid = y.polrelid
    where c.relnamespace = 'fixward'::regnamespace and y.polqual is null and y.polwithcheck is null
    union all
    select 'policy ' || c.relname || '.' || y.polname || ': trusts what users can write themselves'
    from pg_policy y join pg_class c on c.oid = y.polrelid
    where c.relnamespace = 'fixward'::regnamespace
      and concat(pg_get_expr(y.polqual, y.polrelid), pg_get_expr(y.polwithcheck, y.polrelid))
          ~* 'user_metadata|raw_user_meta|jwt|current_setting'
    union all
    select 'view ' || c.relname || ': does not read with its reader''s rights'
    from pg_class c
    where c.relnamespace = 'fixward'::regnamespace and c.relkind = 'v'
      and not coalesce(c.reloptions && array['security_invoker=on', 'security_invoker=true'], false)
    union all
    select 'materialized view ' || c.relname || ': knows no row security'
    from pg_class c where c.relnamespace = 'fixward'::regnamespace and c.relkind = 'm'
    union all
    select 'function ' || p.oid::regprocedure || ': sets no search_path'
    from pg_proc p
    where p.pronamespace = 'fixward'::regnamespace
      and not exists (select from unnest(p.proconfig) as c (setting) where c.setting like 'search_path=%')
    union all
    select 'function ' || p.oid::regprocedure || ': anon or everyone may call it'
    from pg_proc p
    where p.pronamespace = 'fixward'::regnamespace and has_function_privilege('anon', p.oid, 'execute')
    union all
    select 'relation ' || c.relname || ': anon or everyone has a right on it'
    from pg_class c
    where c.relnamespace = 'fixward'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
      and (has_table_privilege('anon', c.oid, 'select, insert, update, delete, truncate, references, trigger')
        or has_any_column_privilege('anon', c.oid, 'select, insert, update, references'))
    union all
    select 'schema fixward: anon or everyone may look into it' where has_schema_privilege('anon', 'fixward', 'usage')
  ) p;

  -- Two organisations, with a pattern and an audited file each.
  insert into fixward.organisations (id, name, created_by) values (organisation_a, 'A', owner_a), (organisation_b, 'B', owner_b);
  insert into fixward.workspaces (id, organisation_id, name, created_by)
  values (place_a, organisation_a, 'A', owner_a), (place_b, organisation_b, 'B', owner_b);
  insert into fixward.memberships (organisation_id, user_id, role)
  values (organisation_a, owner_a, 'owner'), (organisation_b, owner_b, 'owner'),
         (organisation_a, member_a, 'member'), (organisation_a, reader_a, 'reader');
  insert into fixward.fix_patterns (id, workspace_id, key, title, problem_type, severity, problem_description, created_by)
  values (draft, place_a, 'draft', 'Draft', 'Data', 'LOW', 'x', member_a), (of_b, place_b, 'of-b', 'Of B', 'Data', 'LOW', 'x', owner_b);
  insert into fixward.file_audit (id, workspace_id, project, path, created_by) values (audit_of_b, place_b, 'p', 'b.ts', owner_b);
  insert into fixward.guardian_rules (workspace_id, name, type, severity, created_by)
  values (place_b, 'rule-of-b', 'detection', 'LOW', owner_b);

  -- Statements that have to fail, with the SQLSTATE they fail with; no state: they have to touch nothing.
  for expected in
    select * from (values
      ('a severity that there is not', member_a, '23514', format(
        'insert into fixward.fix_patterns (workspace_id, key, title, problem_type, severity, problem_description) values (%L, ''k'', ''t'', ''Data'', ''SEVERE'', ''x'')', place_a)),
      ('layer 8', member_a, '23514', format(
        'insert into fixward.fix_patterns (workspace_id, key, title, problem_type, severity, problem_description, layers) values (%L, ''k'', ''t'', ''Data'', ''LOW'', ''x'', array[8])', place_a)),
      ('a key with capitals', member_a, '23514', format(
        'insert into fixward.fix_patterns (workspace_id, key, title, problem_type, severity, problem_description) values (%L, ''Key'', ''t'', ''Data'', ''LOW'', ''x'')', place_a)),
      ('a pattern in a foreign workspace', member_a, '42501', format(
        'insert into fixward.fix_patterns (workspace_id, key, title, problem_type, severity, problem_description) values (%L, ''k'', ''t'', ''Data'', ''LOW'', ''x'')', place_b)),
      ('a pattern in another''s name', member_a, '42501', format(
        'insert into fixward.fix_patterns (workspace_id, key, title, problem_type, severity, problem_description, created_by) values (%L, ''k'', ''t'', ''Data'', ''LOW'', ''x'', %L)', place_a, owner_a)),
      ('a pattern that a member adds as active', member_a, '42501', format(
        'insert into fixward.fix_patterns (workspace_id, key, title, problem_type, severity, problem_description, status) values (%L, ''k'', ''t'', ''Data'', ''LOW'', ''x'', ''active'')', place_a)),
      ('a member who approves', member_a, '42501', format('update fixward.fix_patterns set status = ''active'' where id = %L', draft)),
      ('a member who calls his pattern reviewed', member_a, '42501', format('update fixward.fix_patterns set reviewed = true where id = %L', draft)),
      ('counts written by hand', member_a, '42501', format('update fixward.fix_patterns set successes = 9 where id = %L', draft)),
      ('a pattern moved to another workspace', owner_a, '42501', format('update fixward.fix_patterns set workspace_id = %L where id = %L', place_b, draft)),
      ('a pattern deleted outright', owner_a, '42501', format('delete from fixward.fix_patterns where id = %L', draft)),
      ('a reader who writes', reader_a, '42501', format(
        'insert into fixward.file_audit (workspace_id, project, path) values (%L, ''p'', ''a.ts'')', place_a)),
      ('a reader who changes', reader_a, null, format('update fixward.fix_patterns set title = ''x'' where id = %L', draft)),
      ('a member who adds a rule', member_a, '42501', format(
        'insert into fixward.guardian_rules (workspace_id, name, type, severity) values (%L, ''r'', ''detection'', ''LOW'')', place_a)),
      ('a member who invites himself as an owner', member_a, null, format(
        'update fixward.memberships set role = ''owner'' where user_id = %L', member_a)),
      ('a member of a foreign organisation', owner_a, '42501', format(
        'insert into fixward.memberships (organisation_id, user_id, role) values (%L, %L, ''owner'')', organisation_b, owner_a)),
      ('a membership across organisations', owner_a, '23503', format(
        'insert into fixward.memberships (organisation_id, workspace_id, user_id, role) values (%L, %L, %L, ''owner'')', organisation_a, place_b, owner_a)),
      ('the last owner leaving', owner_a, '23514', format('delete from fixward.memberships where user_id = %L', owner_a)),
      ('a changed audit log', owner_a, '42501', 'delete from fixward.audit_log'),
      ('a changed history', owner_a, '42501', 'update fixward.pattern_applications set event = ''kept'''),
      ('a foreign pattern read', owner_a, null, format('select from fixward.fix_patterns where id = %L', of_b)),
      ('a foreign pattern read through its view', owner_a, null, format('select from fixward.pattern_overview where workspace_id = %L', place_b)),
      ('a foreign rule read through its view', owner_a, null, format('select from fixward.rule_overview where workspace_id = %L', place_b)),
      ('foreign audits read through their view', owner_a, null, format('select from fixward.audit_overview where workspace_id = %L', place_b)),
      ('a foreign pattern changed', owner_a, null, format('update fixward.fix_patterns set title = ''x'' where id = %L', of_b)),
      ('a foreign file named as source', owner_a, '23503', format(
        'insert into fixward.fix_patterns (workspace_id, key, title, problem_type, severity, problem_description, source_file_audit_id) values (%L, ''k'', ''t'', ''Data'', ''LOW'', ''x'', %L)', place_a, audit_of_b)),
      ('the gateways read', owner_a, '42501', 'select from fixward.claim_gateways'),
      ('nobody who reads', null, null, 'select from fixward.fix_patterns'),
      ('nobody who writes', null, '42501', format(
        'insert into fixward.fix_patterns (workspace_id, key, title, problem_type, severity, problem_description) values (%L, ''k'', ''t'', ''Data'', ''LOW'', ''x'')', place_a))
    ) as t (what, as_user, state, statement)
  loop
    begin
      perform set_config('request.jwt.claims', coalesce(json_build_object('sub', expected.as_user,
        'user_metadata', json_build_object('sub', owner_b, 'role', 'owner'))::text, ''), true);
      perform set_config('role', 'authenticated', true);
      execute expected.statement;
      get diagnostics seen = row_count;
      outcome := case when seen = 0 then null else 'it went through' end;
      -- Undoes the statement, and the role with it.
      raise exception using errcode = 'FW000', message = coalesce(outcome, '');
    exception when others then
      outcome := case when sqlstate = 'FW000' then nullif(sqlerrm, '') else sqlstate end;
      if outcome is distinct from expected.state then
        problems := problems || (expected.what || ': ' || coalesce(outcome, 'nothing happened')
          || ', where ' || coalesce(expected.state, 'nothing') || ' is due');
      end if;
    end;
  end loop;

  -- What has to work, and what triggers have to leave behind.
  begin
    perform set_config('request.jwt.claims', json_build_object('sub', member_a)::text, true);
    perform set_config('role', 'authenticated', true);
    update fixward.fix_patterns set title = 'Changed' where id = draft;
    if (select p.version from fixward.fix_patterns p where p.id = draft) is distinct from 2 then
      problems := problems || 'fix_patterns: a change brings no new version'::text;
    end if;
    if not exists (select from fixward.pattern_revisions v where v.pattern_id = draft and v.content ->> 'title' = 'Draft') then
      problems := problems || 'pattern_revisions: a change leaves no revision'::text;
    end if;
    update fixward.fix_patterns set title = title where id = draft;
    if (select p.version from fixward.fix_patterns p where p.id = draft) is distinct from 2 then
      problems := problems || 'fix_patterns: a change of nothing brings a new version'::text;
    end if;
    insert into fixward.file_audit (workspace_id, project, path) values (place_a, 'p', 'a.ts');
    update fixward.file_audit set status = 'Complete' where path = 'a.ts';
    if (select count(*) from fixward.file_audit_history h where h.workspace_id = place_a) <> 2 then
      problems := problems || 'file_audit_history: a file''s course is not kept'::text;
    end if;
    perform set_config('request.jwt.claims', json_build_object('sub', owner_a)::text, true);
    if not exists (select from fixward.audit_log l where l.row_id = draft::text and l.action = 'update' and l.actor = member_a) then
      problems := problems || 'audit_log: a change is not logged'::text;
    end if;
    raise exception using errcode = 'FW000';
  exception when others then
    if sqlstate <> 'FW000' then
      problems := problems || ('a member''s own work: ' || sqlstate || ' ' || sqlerrm);
    end if;
  end;

  if problems <> '{}' then
    raise exception 'the store does not protect its data in % places: %', cardinality(problems), array_to_string(problems, '; ');
  end if;
end
$validate$;

rollback;
