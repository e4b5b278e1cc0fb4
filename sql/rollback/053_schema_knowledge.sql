-- Takes back migration 053, AND WITH IT ALL ROWS of the tables it made: snapshots of schemas and their changes. Take a
-- copy first. Roll back the later migrations first.
begin;
drop function if exists fixward.explain_schema_changes(jsonb);
drop function if exists fixward.write_explanations(uuid, jsonb, integer[]);
drop function if exists fixward.list_schema_changes(jsonb);
drop function if exists fixward.get_schema_snapshot(jsonb);
drop function if exists fixward.list_schema_snapshots(jsonb);
drop function if exists fixward.save_schema_snapshot(jsonb);
drop function if exists fixward.schema_change_json(fixward.schema_changes);
drop function if exists fixward.schema_snapshot_json(fixward.schema_snapshots);
drop table if exists fixward.schema_changes;
drop table if exists fixward.schema_snapshots;
delete from fixward.api_functions
where name in ('save_schema_snapshot', 'list_schema_snapshots', 'get_schema_snapshot', 'list_schema_changes',
               'explain_schema_changes');
delete from fixward.api_fields
where record in ('schema_change', 'save_schema_snapshot', 'list_schema_snapshots', 'get_schema_snapshot',
                 'list_schema_changes', 'explain_schema_changes');
delete from fixward.schema_version where version = 53;
commit;
