-- Takes back migration 011. Roll back the later migrations first. Which patterns were merged is lost.
begin;
drop function if exists fixward.pattern_history(jsonb);
drop function if exists fixward.delete_patterns(jsonb);
drop function if exists fixward.list_patterns(jsonb);
drop function if exists fixward.get_patterns(jsonb);
drop function if exists fixward.save_patterns(jsonb);
drop function if exists fixward.pattern_item_faults(jsonb, boolean, boolean);
drop function if exists fixward.replace_patterns(uuid, jsonb, integer[]);
drop function if exists fixward.patch_patterns(uuid, jsonb, integer[]);
drop function if exists fixward.write_patterns(uuid, jsonb, integer[], boolean);
drop function if exists fixward.patterns_named(uuid, uuid[], text[]);
drop function if exists fixward.pattern_by_id(uuid);
drop function if exists fixward.pattern_json(fixward.pattern_records);
drop view if exists fixward.pattern_records;
alter table if exists fixward.fix_patterns drop column if exists merged_into_id;
delete from fixward.api_lists where name = 'patterns';
delete from fixward.api_functions
where name in ('save_patterns', 'get_patterns', 'list_patterns', 'delete_patterns', 'pattern_history');
delete from fixward.api_fields
where record in ('pattern', 'pattern_filters', 'save_patterns', 'get_patterns', 'list_patterns', 'delete_patterns',
                 'pattern_history');
delete from fixward.schema_version where version = 11;
commit;
