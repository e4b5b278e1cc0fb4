-- Takes back migration 014. Roll back the later migrations first. Rules, their events and counts stay.
begin;
drop trigger if exists count_rule_events on fixward.rule_events;
drop function if exists fixward.record_rule_events(jsonb);
drop function if exists fixward.write_rule_events(uuid, jsonb, integer[]);
drop function if exists fixward.delete_rules(jsonb);
drop function if exists fixward.list_rules(jsonb);
drop function if exists fixward.save_rules(jsonb);
drop function if exists fixward.write_rules(uuid, jsonb, integer[]);
drop function if exists fixward.rule_json(fixward.guardian_rules);
drop function if exists fixward.count_rule_events();
drop function if exists fixward.rule_id(uuid, text);
delete from fixward.api_lists where name = 'rules';
delete from fixward.api_functions where name in ('save_rules', 'list_rules', 'delete_rules', 'record_rule_events');
delete from fixward.api_fields
where record in ('rule', 'rule_filters', 'rule_event', 'save_rules', 'list_rules', 'delete_rules', 'record_rule_events');
delete from fixward.schema_version where version = 14;
commit;
