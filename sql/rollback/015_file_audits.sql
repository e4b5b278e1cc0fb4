-- Takes back migration 015. Roll back the later migrations first. File audits and their history stay.
begin;
drop function if exists fixward.delete_file_audits(jsonb);
drop function if exists fixward.file_audit_history(jsonb);
drop function if exists fixward.list_file_audits(jsonb);
drop function if exists fixward.save_file_audits(jsonb);
drop function if exists fixward.write_file_audits(uuid, jsonb, integer[]);
drop function if exists fixward.file_audit_id(uuid, text, text);
drop function if exists fixward.file_audit_json(fixward.file_audit);
delete from fixward.api_lists where name = 'files';
delete from fixward.api_functions
where name in ('save_file_audits', 'list_file_audits', 'file_audit_history', 'delete_file_audits');
delete from fixward.api_fields
where record in ('file_audit', 'file_audit_filters', 'save_file_audits', 'list_file_audits', 'file_audit_history',
                 'delete_file_audits');
delete from fixward.schema_version where version = 15;
commit;
