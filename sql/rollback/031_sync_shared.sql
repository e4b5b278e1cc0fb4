-- Fixward store: undoes migration 031. What other stores sent stays.
begin;

drop policy if exists file_audit_history_insert on fixward.file_audit_history;
revoke insert on fixward.file_audit_history from authenticated;
drop function if exists fixward.sync_pull(jsonb);
drop function if exists fixward.change_horizon();
drop function if exists fixward.rows_to_send(uuid, jsonb);
drop function if exists fixward.sync_push(jsonb);
drop function if exists fixward.receive_write(uuid, uuid, jsonb, jsonb);
drop function if exists fixward.unbrought(uuid, jsonb);
drop function if exists fixward.rejection_from(text, text);
drop function if exists fixward.receive_allowed(uuid, jsonb);
drop function if exists fixward.receive_event(fixward.sync_tables, uuid, uuid, jsonb);
drop function if exists fixward.receive_patch(fixward.sync_tables, uuid, uuid, integer, jsonb, boolean);
drop function if exists fixward.receive_put(fixward.sync_tables, uuid, uuid, jsonb);
drop function if exists fixward.role_refuses();
drop function if exists fixward.rejected(text, text);
drop function if exists fixward.write_fields(fixward.sync_tables, uuid, jsonb);
drop function if exists fixward.reviewer_fields(jsonb);
drop function if exists fixward.merged_fields(text, jsonb, jsonb, boolean, boolean);
delete from fixward.api_fields where record in ('sync_push', 'sync_op', 'sync_pull', 'sync_pull_row');
delete from fixward.api_functions where name in ('sync_push', 'sync_pull');
delete from fixward.schema_version where version = 31;

commit;
