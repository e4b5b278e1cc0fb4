-- Takes back migration 012. Roll back the later migrations first. Events and the counts made of them stay.
begin;
drop trigger if exists z_count_with_survivor on fixward.fix_patterns;
drop trigger if exists a_point_at_survivor on fixward.fix_patterns;
drop trigger if exists count_applications on fixward.pattern_applications;
drop function if exists fixward.pattern_track_records(jsonb);
drop function if exists fixward.record_applications(jsonb);
drop function if exists fixward.write_applications(uuid, jsonb, integer[]);
drop function if exists fixward.count_with_survivor();
drop function if exists fixward.point_at_survivor();
drop function if exists fixward.recount_patterns(uuid[]);
drop function if exists fixward.count_applications();
drop function if exists fixward.application_outcome(text, text);
drop table if exists fixward.pattern_tallies;
drop index if exists fixward.pattern_applications_application_idx;
delete from fixward.api_functions where name in ('record_applications', 'pattern_track_records');
delete from fixward.api_fields where record in ('application', 'record_applications', 'pattern_track_records');
delete from fixward.schema_version where version = 12;
commit;
