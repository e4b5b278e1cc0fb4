-- Fixward store: takes back migration 002, AND WITH IT ALL ROWS of the tables it made: patterns, rules, audits, events, the
-- audit log, jobs. Take a copy first. Roll back later migrations first.
begin;
drop table if exists fixward.call_results;
drop table if exists fixward.jobs;
drop table if exists fixward.audit_log;
drop table if exists fixward.task_links;
drop table if exists fixward.pattern_applications;
drop table if exists fixward.rule_events;
drop table if exists fixward.guardian_rules;
drop table if exists fixward.pattern_relationships;
drop table if exists fixward.pattern_revisions;
drop table if exists fixward.file_audit_history;
alter table if exists fixward.fix_patterns drop constraint if exists fix_patterns_source_audit_fkey;
drop table if exists fixward.file_audit;
drop table if exists fixward.fix_patterns;
delete from fixward.schema_version where version = 2;
commit;
