-- Fixward store: undoes migration 033. What was read from a shared store stays.
begin;

drop function if exists fixward.apply_pulled(jsonb);
drop function if exists fixward.hold_change(uuid, jsonb, text);
drop function if exists fixward.apply_change(uuid, jsonb, uuid);
drop function if exists fixward.apply_content(fixward.sync_tables, uuid, jsonb, uuid);
drop function if exists fixward.apply_event(fixward.sync_tables, uuid, jsonb, uuid);
drop function if exists fixward.make_room(fixward.sync_tables, uuid, uuid, jsonb);
drop function if exists fixward.rename_row(text, uuid, uuid);
drop function if exists fixward.pending_fields(text, uuid);
delete from fixward.api_fields where record in ('apply_pulled', 'pulled_change');
delete from fixward.api_functions where name in ('apply_pulled');
delete from fixward.schema_version where version = 33;

commit;
