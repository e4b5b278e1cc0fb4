-- Fixward store: undoes migration 032. What waits in the outbox stays, until migration 030 is undone.
begin;

drop function if exists fixward.sync_state(jsonb);
drop function if exists fixward.sync_refresh(jsonb);
drop function if exists fixward.discard_dead_letters(jsonb);
drop function if exists fixward.retry_dead_letters(jsonb);
drop function if exists fixward.named_letters(jsonb);
drop function if exists fixward.dead_letters(jsonb);
drop function if exists fixward.letter_json(fixward.dead_letters);
drop function if exists fixward.know_row(text, uuid, uuid, integer);
drop function if exists fixward.outbox_settle(jsonb);
drop function if exists fixward.bury_write(fixward.outbox, jsonb, text, text);
drop function if exists fixward.outbox_take(jsonb);
drop function if exists fixward.sync_detach(jsonb);
drop function if exists fixward.sync_attach(jsonb);
drop function if exists fixward.local_failure(text, jsonb, text);
delete from fixward.api_fields where record in ('sync_attach', 'sync_workspace', 'outbox_take', 'outbox_settle', 'dead_letters', 'retry_dead_letters', 'discard_dead_letters', 'sync_refresh');
delete from fixward.api_functions where name in ('sync_attach', 'sync_detach', 'outbox_take', 'outbox_settle', 'dead_letters', 'retry_dead_letters', 'discard_dead_letters', 'sync_refresh', 'sync_state');
delete from fixward.schema_version where version = 32;

commit;
