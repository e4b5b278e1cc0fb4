-- Takes back migration 016. Roll back the later migrations first. Links and jobs stay.
begin;
drop function if exists fixward.prune_store(jsonb);
drop function if exists fixward.store_status(jsonb);
drop function if exists fixward.list_jobs(jsonb);
drop function if exists fixward.report_job(jsonb);
drop function if exists fixward.take_jobs(jsonb);
drop function if exists fixward.enqueue_jobs(jsonb);
drop function if exists fixward.write_jobs(uuid, jsonb, integer[]);
drop function if exists fixward.job_json(fixward.jobs);
drop function if exists fixward.delete_task_links(jsonb);
drop function if exists fixward.list_task_links(jsonb);
drop function if exists fixward.link_tasks(jsonb);
drop function if exists fixward.write_task_links(uuid, jsonb, integer[]);
delete from fixward.api_functions
where name in ('link_tasks', 'list_task_links', 'delete_task_links', 'enqueue_jobs', 'take_jobs', 'report_job',
               'list_jobs', 'store_status', 'prune_store');
delete from fixward.api_fields
where record in ('link_tasks', 'task_link', 'list_task_links', 'delete_task_links', 'enqueue_jobs', 'job', 'take_jobs',
                 'report_job', 'list_jobs', 'prune_store');
delete from fixward.schema_version where version = 16;
commit;
