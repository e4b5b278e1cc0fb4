-- Takes back migration 052, AND WITH IT ALL ROWS of the tables it made: memories, approvals, policy decisions, usage of
-- models. Take a copy first. Roll back the later migrations first.
begin;
drop function if exists fixward.model_usage_report(jsonb);
drop function if exists fixward.usage_sums(jsonb, text[]);
drop function if exists fixward.record_model_usage(jsonb);
drop function if exists fixward.write_model_usage(uuid, jsonb, integer[]);
drop function if exists fixward.list_policy_decisions(jsonb);
drop function if exists fixward.record_policy_decisions(jsonb);
drop function if exists fixward.write_policy_decisions(uuid, jsonb, integer[]);
drop function if exists fixward.list_approvals(jsonb);
drop function if exists fixward.use_approval(jsonb);
drop function if exists fixward.save_approvals(jsonb);
drop function if exists fixward.write_approvals(uuid, jsonb, integer[]);
drop function if exists fixward.approval_json(fixward.approvals);
drop function if exists fixward.approval_state(fixward.approvals);
drop function if exists fixward.delete_memories(jsonb);
drop function if exists fixward.use_memories(jsonb);
drop function if exists fixward.search_memories(jsonb);
drop function if exists fixward.list_memories(jsonb);
drop function if exists fixward.save_memories(jsonb);
drop function if exists fixward.write_memories(uuid, jsonb, integer[]);
drop function if exists fixward.memory_json(fixward.memories);
drop table if exists fixward.model_usage;
drop table if exists fixward.policy_decisions;
drop table if exists fixward.approvals;
drop table if exists fixward.memories;
drop function if exists fixward.keep_approval_course();
drop function if exists fixward.erase_memory();
delete from fixward.api_lists where name = 'memories';
delete from fixward.api_functions
where name in ('save_memories', 'list_memories', 'search_memories', 'use_memories', 'delete_memories', 'save_approvals',
               'use_approval', 'list_approvals', 'record_policy_decisions', 'list_policy_decisions',
               'record_model_usage', 'model_usage_report');
delete from fixward.api_fields
where record in ('memory', 'memory_filters', 'approval', 'policy_decision', 'model_usage', 'save_memories',
                 'list_memories', 'search_memories', 'use_memories', 'delete_memories', 'save_approvals', 'use_approval',
                 'list_approvals', 'record_policy_decisions', 'list_policy_decisions', 'record_model_usage',
                 'model_usage_report');
delete from fixward.schema_version where version = 52;
commit;
