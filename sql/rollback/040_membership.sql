-- Fixward store: takes back migration 040. Organisations, workspaces, memberships and invitations stay.
begin;
drop function if exists fixward.accept_invitation(jsonb);
drop function if exists fixward.revoke_invitation(jsonb);
drop function if exists fixward.list_invitations(jsonb);
drop function if exists fixward.invite_member(jsonb);
drop function if exists fixward.list_members(jsonb);
drop function if exists fixward.remove_member(jsonb);
drop function if exists fixward.set_member(jsonb);
drop function if exists fixward.list_workspaces(jsonb);
drop function if exists fixward.create_workspace(jsonb);
drop function if exists fixward.create_organisation(jsonb);
drop function if exists fixward.membership_failure(jsonb);
drop function if exists fixward.sign_in_failure();
delete from fixward.api_functions
where name in ('create_organisation', 'create_workspace', 'list_workspaces', 'set_member', 'remove_member',
               'list_members', 'invite_member', 'list_invitations', 'revoke_invitation', 'accept_invitation');
delete from fixward.api_fields
where record in ('create_organisation', 'create_workspace', 'list_workspaces', 'set_member', 'remove_member',
                 'list_members', 'invite_member', 'list_invitations', 'revoke_invitation', 'accept_invitation');
delete from fixward.schema_version where version = 40;
commit;
