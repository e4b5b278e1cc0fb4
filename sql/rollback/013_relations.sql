-- Takes back migration 013. Roll back the later migrations first. Relations stay.
begin;
drop function if exists fixward.suggest_relations(jsonb);
drop function if exists fixward.least_share(numeric, numeric);
drop function if exists fixward.list_relations(jsonb);
drop function if exists fixward.related_patterns(jsonb);
drop function if exists fixward.delete_relations(jsonb);
drop function if exists fixward.delete_rows(regclass, uuid, jsonb);
drop function if exists fixward.relate_patterns(jsonb);
drop function if exists fixward.write_relations(uuid, jsonb, integer[]);
delete from fixward.api_functions
where name in ('relate_patterns', 'delete_relations', 'related_patterns', 'list_relations', 'suggest_relations');
delete from fixward.api_fields
where record in ('relation', 'relate_patterns', 'delete_relations', 'related_patterns', 'list_relations',
                 'suggest_relations');
delete from fixward.schema_version where version = 13;
commit;
