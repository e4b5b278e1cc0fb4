-- Fixward store: undoes migration 034. What was adopted stays.
begin;

drop function if exists fixward.adopt_rows(jsonb);
drop function if exists fixward.adopt_table(text, uuid, uuid, text, jsonb);
drop function if exists fixward.adopted_fields(jsonb, jsonb, boolean);
drop function if exists fixward.adopted_id(uuid, uuid);
delete from fixward.api_fields where record in ('adopt_rows');
delete from fixward.api_functions where name in ('adopt_rows');
delete from fixward.schema_version where version = 34;

commit;
