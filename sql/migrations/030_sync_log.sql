-- Fixward store, migration 030: what has to travel. A shared store logs which rows changed, in an order that readers can
-- follow without skipping a commit; a local store puts what its user wrote into the outbox, in the same transaction.
begin;
set local search_path = fixward, extensions, public, pg_temp;

-- One row: this store belongs to one user on one machine. It is never written by programs of the interface.
create table if not exists fixward.local_store (
  singleton boolean primary key default true check (singleton),
  -- Names this store to the shared one.
  client_id uuid not null default gen_random_uuid(),
  marked_at timestamptz not null default now()
);

-- Marks this store as local; only its installer may.
create or replace function fixward.mark_local_store() returns void
language sql volatile
set search_path = ''
as $$
  insert into fixward.local_store (singleton) values (true) on conflict do nothing
$$;

create or replace function fixward.is_local_store() returns boolean
language sql stable security definer
set search_path = ''
as $$
  select exists (select from fixward.local_store)
$$;

-- What travels: content as fields, events as whole rows that are never changed. Counts and embeddings stay at home; each
-- store makes its own.
create table if not exists fixward.sync_tables (
  table_name text primary key,
  kind text not null check (kind in ('content', 'event')),
  -- Rows are applied in this order, so that what is referred to is there first.
  position smallint not null,
  columns text[] not null,
  -- Two rows that agree in these are one and the same thing, whatever their ids.
  key_columns text[] not null default '{}',
  -- A deleted row gives its key free.
  key_of_live_rows boolean not null default false
);
insert into fixward.sync_tables (table_name, kind, position, columns, key_columns, key_of_live_rows) values
  ('file_audit', 'content', 1,
    '{project,path,layer,workflows,technical_debt,findings,status,owner,notes,task_ids}', '{project,path}', false),
  ('fix_patterns', 'content', 2,
    '{key,title,problem_type,code_type,severity,tags,layers,workflows,file_types,problem_description,symptoms,
      solution_steps,code_before,code_after,verification_steps,learnings,prevention_guidance,anti_patterns,pattern,rule,
      rule_ids,examples,counter_examples,references,related_files,source_file_audit_id,applied_to_files,task_ids,
      reviewed,reviewer_notes,status,origin,merged_into_id}', '{key}', true),
  ('guardian_rules', 'content', 3,
    '{name,layer,type,pattern,severity,action,origin,source_pattern_id,active}', '{name}', false),
  ('pattern_relationships', 'content', 4,
    '{from_pattern_id,to_pattern_id,kind,strength,found_by,confirmed,rejected,evidence}',
    '{from_pattern_id,to_pattern_id,kind}', false),
  ('task_links', 'content', 5, '{task_id,title,url,pattern_id,file_audit_id}',
    '{task_id,pattern_id,file_audit_id}', false),
  ('file_audit_history', 'event', 6, '{file_audit_id,status,technical_debt,cause,changed_at}', '{}', false),
  ('pattern_applications', 'event', 7,
    '{pattern_id,rule_name,event,verification,project,path,minutes,confidence,confidence_method,application_id,
      happened_at}', '{}', false),
  ('rule_events', 'event', 8, '{rule_name,event,amount,project,happened_at}', '{}', false)
on conflict (table_name) do update set
  kind = excluded.kind, position = excluded.position, columns = excluded.columns,
  key_columns = excluded.key_columns, key_of_live_rows = excluded.key_of_live_rows;

-- The shared side. At most two entries a row: its creation, which stays where it is, so that what others refer to comes
-- before them, and its last change.
create sequence if not exists fixward.change_log_seq;
create table if not exists fixward.change_log (
  table_name text not null,
  row_id uuid not null,
  kind text not null check (kind in ('created', 'changed')),
  workspace_id uuid not null,
  seq bigint not null default nextval('fixward.change_log_seq'),
  xid xid8 not null default pg_current_xact_id(),
  primary key (table_name, row_id, kind)
);
create index if not exists change_log_order_idx on fixward.change_log (workspace_id, xid, seq);

-- Changed when the log's order starts anew, after a restore into another server; readers then start from the beginning.
create table if not exists fixward.sync_epoch (
  singleton boolean primary key default true check (singleton),
  epoch uuid not null default gen_random_uuid()
);
insert into fixward.sync_epoch (singleton) values (true) on conflict do nothing;

-- Writes that arrived, so that one which is sent again is answered and not done again. The digest, which covers the
-- write's own id, tells a repetition from a number that a store restored from an older snapshot uses a second time.
create table if not exists fixward.sync_received (
  user_id uuid not null,
  client_id uuid not null,
  client_seq bigint not null,
  digest text not null,
  workspace_id uuid not null references fixward.workspaces (id) on delete cascade,
  write_id uuid,
  -- Of each field the digest: a restored store may send a write as it was before other fields joined it.
  brought jsonb not null default '{}',
  result jsonb not null,
  received_at timestamptz not null default now(),
  primary key (user_id, client_id, client_seq, digest)
);
create index if not exists sync_received_time_idx on fixward.sync_received (received_at);

-- The local side: which workspaces are kept in step with a shared store.
create table if not exists fixward.sync_settings (
  workspace_id uuid primary key references fixward.workspaces (id) on delete cascade,
  enabled boolean not null default true,
  url text not null check (url ~ '^https?://'),
  -- Public by design; it names the project and gives no rights.
  publishable_key text not null,
  remote_user_id uuid not null,
  -- Where reading goes on; null before the first.
  cursor text,
  -- Nothing was left to read once, so that what others have is known.
  caught_up boolean not null default false,
  last_push_at timestamptz,
  last_pull_at timestamptz,
  created_at timestamptz not null default now()
);

create table if not exists fixward.outbox (
  client_seq bigint generated always as identity primary key,
  -- Numbers come a second time in a store that is restored from a snapshot; this does not.
  write_id uuid not null default gen_random_uuid(),
  workspace_id uuid not null references fixward.workspaces (id) on delete cascade,
  table_name text not null references fixward.sync_tables (table_name),
  row_id uuid not null,
  kind text not null check (kind in ('put', 'patch', 'remove', 'event')),
  -- The shared store's version that the writer saw.
  base_version integer,
  fields jsonb not null default '{}' check (jsonb_typeof(fields) = 'object'),
  attempts integer not null default 0,
  created_at timestamptz not null default now(),
  -- Once taken it may have arrived; it is never changed from then on.
  taken_at timestamptz
);
create index if not exists outbox_row_idx on fixward.outbox (table_name, row_id);
create index if not exists outbox_workspace_idx on fixward.outbox (workspace_id, client_seq);

create table if not exists fixward.dead_letters (
  id uuid primary key default gen_random_uuid(),
  client_seq bigint not null,
  workspace_id uuid not null references fixward.workspaces (id) on delete cascade,
  table_name text not null references fixward.sync_tables (table_name),
  row_id uuid not null,
  kind text not null check (kind in ('put', 'patch', 'remove', 'event')),
  base_version integer,
  fields jsonb not null default '{}',
  code text not null,
  reason text not null,
  attempts integer not null default 1,
  rejected_at timestamptz not null default now()
);
create index if not exists dead_letters_row_idx on fixward.dead_letters (table_name, row_id);

-- What is known of a row's twin in the shared store.
create table if not exists fixward.sync_rows (
  table_name text not null references fixward.sync_tables (table_name),
  row_id uuid not null,
  workspace_id uuid not null references fixward.workspaces (id) on delete cascade,
  -- Null until the shared store has the row.
  server_version integer,
  -- Something that others wrote was kept back, for the sake of a write still on its way, or could not be applied.
  refresh boolean not null default false,
  refresh_tries integer not null default 0,
  problem text,
  primary key (table_name, row_id)
);
create index if not exists sync_rows_refresh_idx on fixward.sync_rows (workspace_id) where refresh;

-- sync_fields(row): the fields that travel, one function a table, made from the one list above.
do $$
declare
  synced fixward.sync_tables;
  pairs text;
begin
  for synced in select * from fixward.sync_tables loop
    select string_agg(format('%L, r.%I', c, c), ', ') into pairs from unnest(synced.columns) as c;
    execute format(
      'create or replace function fixward.sync_fields(r fixward.%I) returns jsonb language sql stable set search_path = '''' '
      'as $fields$ select jsonb_build_object(%s) $fields$', synced.table_name, pairs);
  end loop;
end
$$;

create or replace function fixward.log_change(workspace uuid, changed_table text, changed_row uuid, change_kind text)
returns void
language sql volatile
set search_path = ''
as $$
  insert into fixward.change_log (table_name, row_id, kind, workspace_id)
  values (changed_table, changed_row, change_kind, workspace)
  on conflict (table_name, row_id, kind)
  do update set workspace_id = excluded.workspace_id, seq = excluded.seq, xid = excluded.xid
$$;

-- Puts one write of the local user into the outbox. Other fields join a write of the same row that was not sent yet; a
-- field keeps the value it went in with, so that the shared store knows what it had before, also from a restored store.
create or replace function fixward.enqueue_write(
  workspace uuid, written_table text, written_row uuid, write_kind text, written jsonb
) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  last_write fixward.outbox;
  seen_version integer;
begin
  select o.* into last_write from fixward.outbox o
  where o.table_name = written_table and o.row_id = written_row
  order by o.client_seq desc limit 1;
  -- A reference to a row that is written later has to be sent later.
  if write_kind = 'patch' and last_write.kind in ('put', 'patch') and last_write.taken_at is null
    and not last_write.fields ?| array(select jsonb_object_keys(written))
    and not exists (select from jsonb_each(written) as f where f.key like '%\_id' and jsonb_typeof(f.value) = 'string') then
    update fixward.outbox set fields = fields || written where client_seq = last_write.client_seq;
    return;
  end if;
  select r.server_version into seen_version from fixward.sync_rows r
  where r.table_name = written_table and r.row_id = written_row;
  insert into fixward.outbox (workspace_id, table_name, row_id, kind, base_version, fields)
  values (workspace, written_table, written_row, write_kind, seen_version, written);
end
$$;

-- After each write to a table that travels. What reading from the shared store writes here does not travel back.
create or replace function fixward.note_change() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  is_event constant boolean := tg_argv[0] = 'event';
  written jsonb;
begin
  if not fixward.is_local_store() then
    if tg_op = 'DELETE' then
      perform fixward.log_change(old.workspace_id, tg_table_name, old.id, 'changed');
    else
      perform fixward.log_change(new.workspace_id, tg_table_name, new.id,
        case when tg_op = 'INSERT' then 'created' else 'changed' end);
    end if;
    return null;
  end if;
  if tg_op = 'DELETE' or current_setting('fixward.applies_sync', true) = 'on'
    or not exists (select from fixward.sync_settings s where s.workspace_id = new.workspace_id and s.enabled) then
    return null;
  end if;
  written := fixward.sync_fields(new);
  if tg_op = 'INSERT' then
    select coalesce(jsonb_object_agg(f.key, f.value), '{}') into written
    from jsonb_each(written) as f where jsonb_typeof(f.value) <> 'null';
    perform fixward.enqueue_write(new.workspace_id, tg_table_name, new.id,
      case when is_event then 'event' else 'put' end, written);
  elsif not is_event then
    perform fixward.enqueue_update(tg_table_name, new.workspace_id, new.id, fixward.sync_fields(old), written,
      to_jsonb(old.deleted_at), to_jsonb(new.deleted_at));
  end if;
  return null;
end
$$;

-- An update as the fields that it changed; deleting and reviving are writes of their own.
create or replace function fixward.enqueue_update(
  written_table text, workspace uuid, written_row uuid, before jsonb, after jsonb, deleted_before jsonb, deleted_after jsonb
) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  changed jsonb;
begin
  if deleted_before is null and deleted_after is not null then
    perform fixward.enqueue_write(workspace, written_table, written_row, 'remove', '{}');
    return;
  end if;
  select coalesce(jsonb_object_agg(f.key, f.value), '{}') into changed
  from jsonb_each(after) as f where f.value is distinct from before -> f.key;
  if deleted_before is not null and deleted_after is null then
    changed := changed || '{"deleted_at": null}';
  end if;
  if changed <> '{}' then
    perform fixward.enqueue_write(workspace, written_table, written_row, 'patch', changed);
  end if;
end
$$;

do $$
declare
  synced fixward.sync_tables;
  watched text;
begin
  for synced in select * from fixward.sync_tables loop
    execute format('drop trigger if exists note_insert on fixward.%I', synced.table_name);
    execute format('create trigger note_insert after insert on fixward.%I for each row execute function fixward.note_change(%L)',
      synced.table_name, synced.kind);
    execute format('drop trigger if exists note_delete on fixward.%I', synced.table_name);
    execute format('create trigger note_delete after delete on fixward.%I for each row execute function fixward.note_change(%L)',
      synced.table_name, synced.kind);
    execute format('drop trigger if exists note_update on fixward.%I', synced.table_name);
    if synced.kind = 'content' then
      -- Counts and embeddings change often and travel never.
      select string_agg(format('%%1$s.%I', c), ', ') into watched from unnest(synced.columns || array['deleted_at']) as c;
      execute format('create trigger note_update after update on fixward.%I for each row '
        'when ((%s) is distinct from (%s)) execute function fixward.note_change(%L)',
        synced.table_name, format(watched, 'new'), format(watched, 'old'), synced.kind);
    end if;
  end loop;
end
$$;

-- Rows that were there before the log.
do $$
declare
  synced fixward.sync_tables;
begin
  if not fixward.is_local_store() then
    for synced in select * from fixward.sync_tables order by position loop
      execute format('insert into fixward.change_log (table_name, row_id, kind, workspace_id) '
        'select %L, t.id, ''created'', t.workspace_id from fixward.%I t on conflict do nothing',
        synced.table_name, synced.table_name);
    end loop;
  end if;
end
$$;

-- For the keeper of a shared store that was restored into another server, whose transaction numbers are smaller.
create or replace function fixward.restart_change_log() returns void
language sql volatile
set search_path = ''
as $$
  update fixward.change_log set xid = pg_current_xact_id();
  update fixward.sync_epoch set epoch = gen_random_uuid()
$$;

-- A row that two machines made apart takes the id of the one that was first; what refers to it follows.
do $$
declare
  reference record;
begin
  for reference in
    select c.conname, c.conrelid::regclass as owner, pg_get_constraintdef(c.oid) as definition
    from pg_constraint c
    where c.contype = 'f' and c.confupdtype <> 'c' and c.connamespace = 'fixward'::regnamespace
      and c.confrelid in ('fixward.fix_patterns'::regclass, 'fixward.file_audit'::regclass)
  loop
    execute format('alter table %s drop constraint %I', reference.owner, reference.conname);
    execute format('alter table %s add constraint %I %s on update cascade', reference.owner, reference.conname,
      reference.definition);
  end loop;
end
$$;

select fixward.secure_schema();
select fixward.set_policy(listed, 'select', 'true') from unnest(array['sync_tables', 'sync_epoch', 'local_store']) as listed;
select fixward.set_policy('change_log', 'select', 'workspace_id in (select fixward.workspaces_with_role(''reader''))');
select fixward.set_policy('sync_received', 'select', 'user_id = (select fixward.current_user_id())');
select fixward.set_policy('sync_received', 'delete', 'user_id = (select fixward.current_user_id())');
select fixward.set_policy('sync_received', 'insert', null, 'user_id = (select fixward.current_user_id())
  and workspace_id in (select fixward.workspaces_with_role(''reader''))');
grant select on fixward.sync_tables, fixward.sync_epoch, fixward.local_store, fixward.change_log, fixward.sync_received to authenticated;
grant insert, delete on fixward.sync_received to authenticated;

-- A shared store keeps no outbox: there nobody reaches these tables.
do $$
declare
  listed text;
  here constant text := '(select fixward.is_local_store()) and workspace_id in (select fixward.workspaces_with_role(''reader''))';
begin
  foreach listed in array array['sync_settings', 'outbox', 'dead_letters', 'sync_rows'] loop
    perform fixward.set_policy(listed, 'select', here);
    perform fixward.set_policy(listed, 'insert', null, here);
    perform fixward.set_policy(listed, 'update', here, here);
    perform fixward.set_policy(listed, 'delete', here);
    execute format('grant select, insert, update, delete on fixward.%I to authenticated', listed);
  end loop;
  for listed in select table_name from fixward.sync_tables loop
    execute format('grant execute on function fixward.sync_fields(fixward.%I) to authenticated', listed);
  end loop;
end
$$;
grant execute on function fixward.is_local_store() to authenticated;

insert into fixward.schema_version (version, name) values (30, 'sync log') on conflict do nothing;

commit;
