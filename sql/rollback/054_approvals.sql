-- Takes back migration 054, AND WITH IT ALL ROWS of the tables it made: approvals and policy decisions. Take a copy first.
-- Roll back the later migrations first.
begin;
drop function if exists fixward.list_policy_decisions(jsonb);
drop function if exists fixward.record_policy_decisions(jsonb);
drop function if exists fixward.write_policy_decisions(uuid, jsonb, integer[]);
drop function if exists fixward.list_approvals(jsonb);
drop function if exists fixward.use_approval(jsonb);
drop function if exists fixward.save_approvals(jsonb);
drop function if exists fixward.write_approvals(uuid, jsonb, integer[]);
drop function if exists fixward.approval_json(fixward.approvals);
drop function if exists fixward.approval_state(fixward.approvals);
drop table if exists fixward.policy_decisions;
drop table if exists fixward.approvals;
drop function if exists fixward.keep_approval_course();
delete from fixward.api_functions
where name in ('save_approvals', 'use_approval', 'list_approvals', 'record_policy_decisions', 'list_policy_decisions');
delete from fixward.api_fields
where record in ('approval', 'policy_decision', 'save_approvals', 'use_approval', 'list_approvals',
                 'record_policy_decisions', 'list_policy_decisions');
delete from fixward.schema_version where version = 54;
commit;
