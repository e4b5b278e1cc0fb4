-- Fixward store: undoes migration 030. Writes that wait in the outbox and letters that were refused are lost; the rows
-- that they are about stay.
begin;

do $$
declare
  synced text;
begin
  if to_regclass('fixward.sync_tables') is null then
    return;
  end if;
  for synced in select table_name from fixward.sync_tables loop
    execute format('drop trigger if exists note_insert on fixward.%I', synced);
    execute format('drop trigger if exists note_update on fixward.%I', synced);
    execute format('drop trigger if exists note_delete on fixward.%I', synced);
    execute format('drop function if exists fixward.sync_fields(fixward.%I)', synced);
  end loop;
end
$$;
drop function if exists fixward.restart_change_log();
drop function if exists fixward.enqueue_update(text, uuid, uuid, jsonb, jsonb, jsonb, jsonb);
drop function if exists fixward.note_change();
drop function if exists fixward.enqueue_write(uuid, text, uuid, text, jsonb);
drop function if exists fixward.log_change(uuid, text, uuid, text);
drop function if exists fixward.mark_local_store();
drop table if exists fixward.sync_rows;
drop table if exists fixward.dead_letters;
drop table if exists fixward.outbox;
drop table if exists fixward.sync_settings;
drop table if exists fixward.sync_received;
drop table if exists fixward.sync_epoch;
drop table if exists fixward.change_log;
drop function if exists fixward.is_local_store();
drop table if exists fixward.sync_tables;
drop table if exists fixward.local_store;
drop sequence if exists fixward.change_log_seq;
delete from fixward.schema_version where version = 30;

commit;
