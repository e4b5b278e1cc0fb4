import { expect, it } from 'vitest';
import { type Called, type ContractStore, type Desk, deskAt, pattern, rowsOf } from './contractStore.ts';

const ROLES = ['reader', 'member', 'maintainer'] as const;

/** Workspaces, members, invitations, and what each role may do. */
export function teamContract(store: () => ContractStore, desk: () => Promise<Desk>, called: Called): void {
  it('makes workspaces and lists one’s own', async () => {
    const { data, failure, organisationId, workspaceId } = await desk();
    const { workspace_id: second } = await data('create_workspace', {
      organisation_id: organisationId,
      name: 'Zwei',
    });
    const listed = rowsOf((await data('list_workspaces')).workspaces).filter(
      (row) => row.organisation_id === organisationId,
    );
    expect(listed.map((row) => row.id)).toEqual([workspaceId, second]);
    expect(listed[0]).toMatchObject({ name: 'Wörk', role: 'owner' });
    const { members } = await data('list_members', { organisation_id: organisationId });
    expect(rowsOf(members)).toMatchObject([{ role: 'owner' }]);
    expect(
      await failure('create_workspace', { organisation_id: organisationId, name: 'Zwei' }),
    ).toMatchObject({
      code: 'conflict',
    });
  });

  it('lets a role read, write and review as far as it reaches', async (test) => {
    if (store().users === 'one') return test.skip('this way to the store has one user');
    const owner = await desk();
    const [saved] = await owner.results('save_patterns', {
      patterns: [pattern('owned', { status: 'active' })],
    });
    for (const role of ROLES) {
      const user = await store().user();
      const { organisationId: organisation_id, workspaceId } = owner;
      await owner.data('set_member', { organisation_id, user_id: user.id, role });
      const own = deskAt(user, organisation_id, workspaceId, called);
      expect(rowsOf((await own.data('get_patterns', { keys: ['owned'] })).patterns)).toHaveLength(1);
      const written = await own.call('save_patterns', { patterns: [pattern(`by-${role}`)] });
      expect(written.ok, `${role} writes`).toBe(role !== 'reader');
      const review = await own.call('review_patterns', { items: [{ id: saved?.id, decision: 'retire' }] });
      expect(JSON.stringify(review).includes('forbidden'), `${role} reviews`).toBe(role !== 'maintainer');
      expect(
        await own.failure('set_member', { organisation_id, user_id: user.id, role: 'owner' }),
      ).toMatchObject({
        code: 'forbidden',
      });
    }
    const members = rowsOf(
      (await owner.data('list_members', { organisation_id: owner.organisationId })).members,
    );
    expect(members.map((member) => member.role).sort()).toEqual(['maintainer', 'member', 'owner', 'reader']);
  });

  it('hides a workspace from who is no member, and from who was removed', async (test) => {
    if (store().users === 'one') return test.skip('this way to the store has one user');
    const owner = await desk();
    await owner.results('save_patterns', { patterns: [pattern('secret')] });
    const user = await store().user();
    const stranger = deskAt(user, owner.organisationId, owner.workspaceId, called);
    const member = { organisation_id: owner.organisationId, user_id: user.id };
    expect(await stranger.failure('get_patterns', { keys: ['secret'] })).toMatchObject({ code: 'not_found' });
    await owner.data('set_member', { ...member, role: 'reader' });
    expect(rowsOf((await stranger.data('get_patterns', { keys: ['secret'] })).patterns)).toHaveLength(1);
    await owner.data('remove_member', member);
    expect(await stranger.failure('get_patterns', { keys: ['secret'] })).toMatchObject({ code: 'not_found' });
  });

  it('invites by a token that works once', async () => {
    const owner = await desk();
    const { organisationId: organisation_id } = owner;
    const invited = { organisation_id, email: 'новый@example.com', role: 'member' };
    const { token, id } = await owner.data('invite_member', invited);
    const { id: withdrawn } = await owner.data('invite_member', { ...invited, email: 'other@example.com' });
    await owner.data('revoke_invitation', { id: withdrawn });
    const listed = rowsOf((await owner.data('list_invitations', { organisation_id })).invitations);
    expect(listed).toMatchObject([{ id, email: invited.email, role: 'member' }]);
    const user = await store().user();
    const guest = deskAt(user, organisation_id, owner.workspaceId, called);
    expect(
      await guest.failure('accept_invitation', { token: 'x'.repeat(String(token).length) }),
    ).toMatchObject({
      code: expect.stringMatching(/not_found|invalid/u),
    });
    if (store().users === 'one') return;
    expect(await guest.data('accept_invitation', { token })).toMatchObject({ role: 'member' });
    const third = deskAt(await store().user(), organisation_id, owner.workspaceId, called);
    expect(await third.call('accept_invitation', { token })).toMatchObject({ ok: false });
  });
}
