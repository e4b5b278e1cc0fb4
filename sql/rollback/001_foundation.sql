-- Fixward store: takes back migration 001, AND WITH IT ALL ROWS of the tables it made: organisations, workspaces,
-- memberships, invitations, logins. Take a copy first. Roll back later migrations first: what they left makes this fail.
-- The extensions vector and pg_trgm, the schema "extensions" and the roles "anon" and "authenticated" stay: others may have
-- been using them before.
begin;
drop function if exists fixward.secure_schema();
drop function if exists fixward.failure_from(text, text);
drop function if exists fixward.api_error(text, text, text);
drop function if exists fixward.api_ok(jsonb);
drop function if exists fixward.acts_for_user();
drop function if exists fixward.known_organisations();
drop function if exists fixward.organisations_with_role(text);
drop function if exists fixward.workspaces_with_role(text);
drop function if exists fixward.role_rank(text);
drop table if exists fixward.invitations;
drop table if exists fixward.memberships;
drop table if exists fixward.workspaces;
drop table if exists fixward.organisations;
drop function if exists fixward.current_user_id();
drop table if exists fixward.login_identities;
drop table if exists fixward.claim_gateways;
drop table if exists fixward.schema_version;
drop schema if exists fixward;
commit;
