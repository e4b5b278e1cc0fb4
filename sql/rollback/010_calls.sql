-- Takes back migration 010. Roll back the later migrations first.
begin;
drop function if exists fixward.write_batch(regproc, uuid, jsonb, text, jsonb);
drop function if exists fixward.call(text, jsonb);
drop function if exists fixward.call_failure(text, text);
drop function if exists fixward.place_of(text, text);
drop function if exists fixward.cursor_from(jsonb);
drop function if exists fixward.conflict_with(text, text, jsonb);
drop function if exists fixward.check_request(text, jsonb);
drop function if exists fixward.check_items(text, jsonb, text, boolean);
drop function if exists fixward.expected_value(text, numeric, numeric, text[], text);
drop function if exists fixward.shown_value(jsonb);
drop function if exists fixward.workspace_failure(jsonb, text);
drop function if exists fixward.workspace_of(jsonb);
drop table if exists fixward.api_fields;
drop table if exists fixward.api_functions;
delete from fixward.schema_version where version = 10;
commit;
