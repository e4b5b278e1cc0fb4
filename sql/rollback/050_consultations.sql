-- Takes back migration 050, AND WITH IT ALL FILES of consultations. Take a copy first. Roll back the later migrations
-- first. Consultations and their events stay.
begin;
drop trigger if exists a_erase on fixward.consultations;
drop trigger if exists y_log_update on fixward.consultations;
drop function if exists fixward.get_consultation_file(jsonb);
drop function if exists fixward.list_consultation_files(jsonb);
drop function if exists fixward.save_consultation_files(jsonb);
drop function if exists fixward.write_consultation_files(uuid, jsonb, integer[]);
drop function if exists fixward.list_consultation_events(jsonb);
drop function if exists fixward.append_consultation_events(jsonb);
drop function if exists fixward.write_consultation_events(uuid, jsonb, integer[]);
drop function if exists fixward.copy_consultation(jsonb);
drop function if exists fixward.delete_consultations(jsonb);
drop function if exists fixward.get_consultation(jsonb);
drop function if exists fixward.list_consultations(jsonb);
drop function if exists fixward.save_consultations(jsonb);
drop function if exists fixward.consultation_faults(jsonb, text);
drop function if exists fixward.write_consultations(uuid, jsonb, integer[]);
drop function if exists fixward.standing_of(fixward.consultations, jsonb);
drop function if exists fixward.consultation_failure(uuid, uuid);
drop function if exists fixward.consultation_json(fixward.consultations);
drop function if exists fixward.word_patterns(text);
drop function if exists fixward.repeated_items(jsonb, text, text);
drop function if exists fixward.oversized_items(jsonb, text, integer, text);
drop function if exists fixward.erase_consultation();
drop table if exists fixward.consultation_files;
delete from fixward.api_lists where name = 'consultations';
delete from fixward.api_functions
where name in ('save_consultations', 'list_consultations', 'get_consultation', 'delete_consultations',
               'copy_consultation', 'append_consultation_events', 'list_consultation_events',
               'save_consultation_files', 'list_consultation_files', 'get_consultation_file');
delete from fixward.api_fields
where record in ('consultation', 'consultation_filters', 'consultation_event', 'consultation_file',
                 'save_consultations', 'list_consultations', 'get_consultation', 'delete_consultations',
                 'copy_consultation', 'append_consultation_events', 'list_consultation_events',
                 'save_consultation_files', 'list_consultation_files', 'get_consultation_file');
delete from fixward.schema_version where version = 50;
commit;
