-- Fixward store: takes back migration 004. Policies, triggers, overview views and the rights of signed-in users go; tables
-- and rows stay, and row security stays forced, so that nobody but the installer reaches them. Roll back later migrations
-- first.
begin;

do $$
declare
  listed record;
begin
  for listed in
    select t.tgname, t.tgrelid::regclass as on_table
    from pg_catalog.pg_trigger t
    join pg_catalog.pg_proc p on p.oid = t.tgfoid
    where not t.tgisinternal and p.pronamespace = 'fixward'::regnamespace
      and p.proname in ('keep_identity', 'touch_row', 'touch_updated_at', 'touch_pattern', 'keep_counts', 'keep_revision',
                        'keep_file_audit_history', 'log_audit', 'log_inserts', 'keep_an_owner')
  loop
    execute format('drop trigger %I on %s', listed.tgname, listed.on_table);
  end loop;
  for listed in
    select y.polname, y.polrelid::regclass as on_table
    from pg_catalog.pg_policy y join pg_catalog.pg_class c on c.oid = y.polrelid
    where c.relnamespace = 'fixward'::regnamespace and not c.relowner = any (y.polroles)
  loop
    execute format('drop policy %I on %s', listed.polname, listed.on_table);
  end loop;
end
$$;

drop view if exists fixward.audit_overview;
drop view if exists fixward.rule_overview;
drop view if exists fixward.pattern_overview;

revoke all on all tables in schema fixward from authenticated;
revoke all on all functions in schema fixward from authenticated;
revoke usage on schema fixward from authenticated;

drop function if exists fixward.set_policy(text, text, text, text);
drop function if exists fixward.may_manage_members(uuid, uuid);
drop function if exists fixward.keep_an_owner();
drop function if exists fixward.log_inserts();
drop function if exists fixward.log_audit();
drop function if exists fixward.keep_file_audit_history();
drop function if exists fixward.keep_revision();
drop function if exists fixward.keep_counts();
drop function if exists fixward.touch_pattern();
drop function if exists fixward.pattern_content(fixward.fix_patterns);
drop function if exists fixward.touch_updated_at();
drop function if exists fixward.touch_row();
drop function if exists fixward.keep_identity();
drop function if exists fixward.applying_pulled();

delete from fixward.schema_version where version = 4;
commit;
