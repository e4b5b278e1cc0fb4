import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStoreDatabase, type StoreDatabase } from '../support/storeDatabase.ts';

describe('organisations and their members', () => {
  let store: StoreDatabase;
  beforeAll(async () => {
    store = await openStoreDatabase();
  });
  afterAll(() => store.close());

  async function found(): Promise<{ owner: string; organisation: string; workspace: string }> {
    const owner = randomUUID();
    const made = await store
      .as(owner)
      .data('create_organisation', { name: 'Ärzte & Söhne', workspace_name: 'App' });
    return { owner, organisation: String(made.organisation_id), workspace: String(made.workspace_id) };
  }

  async function roleOf(user: string, workspace: string): Promise<unknown> {
    const { workspaces } = await store.as(user).data('list_workspaces');
    const list = Array.isArray(workspaces) ? workspaces : [];
    return list.find((entry) => entry.id === workspace)?.role;
  }

  it('whoever makes an organisation owns it and its first workspace', async () => {
    const { owner, organisation, workspace } = await found();
    expect(await store.as(owner).data('list_workspaces')).toEqual({
      workspaces: [
        {
          id: workspace,
          name: 'App',
          organisation_id: organisation,
          organisation_name: 'Ärzte & Söhne',
          role: 'owner',
        },
      ],
    });
  });

  it('asks for a sign-in', async () => {
    const answer = await store.as(undefined).call('create_organisation', { name: 'Nobody' });
    expect(answer).toMatchObject({ ok: false, error: { code: 'not_signed_in' } });
  });

  it('owners give and change roles, in the organisation or in one workspace', async () => {
    const { owner, organisation, workspace } = await found();
    const colleague = randomUUID();
    const { workspace_id: second } = await store
      .as(owner)
      .data('create_workspace', { organisation_id: organisation, name: 'Website' });
    await store.as(owner).data('set_member', {
      organisation_id: organisation,
      workspace_id: second,
      user_id: colleague,
      role: 'maintainer',
    });
    expect(await roleOf(colleague, workspace)).toBeUndefined();
    expect(await roleOf(colleague, String(second))).toBe('maintainer');
    await store
      .as(owner)
      .data('set_member', { organisation_id: organisation, user_id: colleague, role: 'reader' });
    expect(await roleOf(colleague, workspace)).toBe('reader');
    expect(await roleOf(colleague, String(second))).toBe('maintainer');
    const { members } = await store.as(colleague).data('list_members', { organisation_id: organisation });
    expect(members).toHaveLength(3);
  });

  it('nobody but an owner does', async () => {
    const { organisation, owner } = await found();
    for (const role of ['maintainer', 'member', 'reader']) {
      const user = randomUUID();
      await store.as(owner).data('set_member', { organisation_id: organisation, user_id: user, role });
      const answer = await store
        .as(user)
        .call('set_member', { organisation_id: organisation, user_id: user, role: 'owner' });
      expect(answer).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    }
    const stranger = await store
      .as(randomUUID())
      .call('set_member', { organisation_id: organisation, user_id: owner, role: 'reader' });
    expect(stranger).toMatchObject({ ok: false, error: { code: 'not_found' } });
  });

  it('an owner of one workspace gives no role in the organisation', async () => {
    const { owner, organisation, workspace } = await found();
    const lead = randomUUID();
    const scope = { organisation_id: organisation, workspace_id: workspace };
    await store.as(owner).data('set_member', { ...scope, user_id: lead, role: 'owner' });
    const wide = await store
      .as(lead)
      .call('set_member', { organisation_id: organisation, user_id: lead, role: 'owner' });
    expect(wide).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    await store.as(lead).data('set_member', { ...scope, user_id: randomUUID(), role: 'member' });
  });

  it('the last owner neither leaves nor steps down', async () => {
    const { owner, organisation } = await found();
    const self = { organisation_id: organisation, user_id: owner };
    expect(await store.as(owner).call('remove_member', self)).toMatchObject({ error: { code: 'conflict' } });
    expect(await store.as(owner).call('set_member', { ...self, role: 'reader' })).toMatchObject({
      error: { code: 'conflict' },
    });
    const next = randomUUID();
    await store.as(owner).data('set_member', { organisation_id: organisation, user_id: next, role: 'owner' });
    await store.as(owner).data('remove_member', self);
    expect(await store.as(owner).data('list_workspaces')).toEqual({ workspaces: [] });
  });

  it('an invitation is accepted once, by whoever brings its token', async () => {
    const { owner, organisation, workspace } = await found();
    const invitation = await store
      .as(owner)
      .data('invite_member', { organisation_id: organisation, email: 'Zoë@Example.org', role: 'member' });
    const guest = randomUUID();
    const token = String(invitation.token);
    expect(await store.as(guest).data('accept_invitation', { token })).toEqual({
      organisation_id: organisation,
      role: 'member',
    });
    expect(await roleOf(guest, workspace)).toBe('member');
    expect(await store.as(randomUUID()).call('accept_invitation', { token })).toMatchObject({
      error: { code: 'not_found' },
    });
    const { invitations } = await store.as(owner).data('list_invitations', { organisation_id: organisation });
    expect(invitations).toMatchObject([{ email: 'zoë@example.org', role: 'member' }]);
    expect(JSON.stringify(await store.session.query('select * from fixward.invitations'))).not.toContain(
      token,
    );
  });

  it('a revoked or expired invitation admits nobody', async () => {
    const { owner, organisation } = await found();
    const invite = (): Promise<Readonly<Record<string, unknown>>> =>
      store.as(owner).data('invite_member', { organisation_id: organisation, email: 'a@b', role: 'reader' });
    const revoked = await invite();
    await store.as(owner).data('revoke_invitation', { id: revoked.id });
    const expired = await invite();
    await store.session.query(`update fixward.invitations set expires_at = now() where id = $1`, [
      expired.id,
    ]);
    for (const { token } of [revoked, expired]) {
      const answer = await store.as(randomUUID()).call('accept_invitation', { token });
      expect(answer).toMatchObject({ error: { code: 'not_found' } });
    }
  });
});
