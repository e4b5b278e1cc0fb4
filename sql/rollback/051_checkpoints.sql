-- Takes back migration 051. Roll back the later migrations first. Checkpoints stay.
begin;
drop function if exists fixward.checkpoint_delete_thread(jsonb);
drop function if exists fixward.checkpoint_copy_thread(jsonb);
drop function if exists fixward.checkpoint_list(jsonb);
drop function if exists fixward.checkpoint_get(jsonb);
drop function if exists fixward.checkpoint_put_writes(jsonb);
drop function if exists fixward.checkpoint_put(jsonb);
drop function if exists fixward.checkpoint_failure(text, jsonb, text);
drop function if exists fixward.checkpoint_json(fixward.langgraph_checkpoints);
delete from fixward.api_functions where starts_with(name, 'checkpoint_');
delete from fixward.api_fields where starts_with(record, 'checkpoint_');
delete from fixward.schema_version where version = 51;
commit;
