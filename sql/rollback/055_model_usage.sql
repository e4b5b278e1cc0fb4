-- Takes back migration 055, AND WITH IT ALL FIGURES of what models cost. Take a copy first. Roll back the later
-- migrations first.
begin;
drop function if exists fixward.model_usage_report(jsonb);
drop function if exists fixward.usage_sums(jsonb, text[]);
drop function if exists fixward.record_model_usage(jsonb);
drop function if exists fixward.write_model_usage(uuid, jsonb, integer[]);
drop table if exists fixward.model_usage;
delete from fixward.api_functions where name in ('record_model_usage', 'model_usage_report');
delete from fixward.api_fields where record in ('model_usage', 'record_model_usage', 'model_usage_report');
delete from fixward.schema_version where version = 55;
commit;
