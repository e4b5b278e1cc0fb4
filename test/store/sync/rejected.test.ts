import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  attach,
  type Machine,
  openMachine,
  openSharedStore,
  pattern,
  type SharedStore,
} from './syncedStores.ts';

describe('a write that the shared store refuses', () => {
  let shared: SharedStore;
  let machine: Machine;
  beforeAll(async () => {
    shared = await openSharedStore();
    machine = await openMachine(shared, 'member');
    // Not told yet that the role was lowered: the copy still lets the user review.
    await attach(shared, machine.local, machine.remote, 'maintainer');
  });
  afterAll(async () => {
    await shared.store.close();
    await machine.local.store.close();
  });

  const raise = (role: string): Promise<unknown> =>
    shared.store.pglite.query('update fixward.memberships set role = $1 where user_id = $2', [
      role,
      machine.remote.userId,
    ]);
  const letters = async (): Promise<readonly Record<string, unknown>[]> => {
    const answer = await machine.local.data('dead_letters', { workspace_id: machine.workspaceId });
    // SAFETY: the expectations that follow check what they read.
    return answer.letters as Record<string, unknown>[];
  };
  const sharedStatus = async (key: string): Promise<unknown> => {
    const { rows } = await shared.store.pglite.query(
      'select status, title, tags from fixward.fix_patterns where key = $1 and deleted_at is null',
      [key],
    );
    return rows[0];
  };

  it('is kept with a readable reason, while the rest of it is taken', async () => {
    const { local, workspaceId, round } = machine;
    const patterns = [pattern('ambitious', { status: 'active', reviewed: true })];
    await local.data('save_patterns', { workspace_id: workspaceId, patterns });
    expect(await round()).toMatchObject({ pushed: 1, rejected: 1 });
    expect(await letters()).toMatchObject([
      {
        table: 'fix_patterns',
        code: 'forbidden',
        reason: 'Only a maintainer sets reviewed, status; the rest was accepted.',
        fields: { status: 'active', reviewed: true },
      },
    ]);
    expect(await sharedStatus('ambitious')).toMatchObject({ status: 'suggested' });
  });

  it('does not lose what the user sees to what others write meanwhile', async () => {
    const { local, workspaceId, round } = machine;
    await shared.store.pglite.query(
      `update fixward.fix_patterns set title = 'theirs' where key = 'ambitious'`,
    );
    await round();
    const { patterns } = await local.data('get_patterns', { workspace_id: workspaceId, keys: ['ambitious'] });
    expect(patterns).toMatchObject([{ title: 'theirs', status: 'active', reviewed: true }]);
  });

  it('goes through once the role allows it and the user retries', async () => {
    const { local, workspaceId, round } = machine;
    await local.data('retry_dead_letters', { workspace_id: workspaceId });
    expect(await round()).toMatchObject({ pushed: 0, rejected: 1 });
    expect(await letters()).toMatchObject([{ attempts: 2 }]);
    await raise('maintainer');
    await local.data('retry_dead_letters', { workspace_id: workspaceId });
    expect(await round()).toMatchObject({ pushed: 1, rejected: 0 });
    expect(await letters()).toEqual([]);
    expect(await sharedStatus('ambitious')).toMatchObject({ status: 'active', title: 'theirs' });
    await raise('member');
  });

  it('is one letter a row, however often the row is written after it', async () => {
    const { local, workspaceId, round } = machine;
    await raise('reader');
    await local.data('save_patterns', { workspace_id: workspaceId, patterns: [pattern('unwelcome')] });
    await round();
    for (const title of ['one', 'two']) {
      await local.data('save_patterns', {
        workspace_id: workspaceId,
        mode: 'patch',
        patterns: [{ key: 'unwelcome', title }],
      });
      await round();
    }
    expect(await letters()).toMatchObject([{ kind: 'put', fields: { key: 'unwelcome', title: 'two' } }]);
    await raise('member');
    await local.data('retry_dead_letters', { workspace_id: workspaceId });
    await round();
    expect(await sharedStatus('unwelcome')).toMatchObject({ title: 'two' });
  });

  it('is undone here when it is given up', async () => {
    const { local, workspaceId, round } = machine;
    await raise('reader');
    await local.data('save_patterns', { workspace_id: workspaceId, patterns: [pattern('given-up')] });
    await local.data('save_patterns', {
      workspace_id: workspaceId,
      mode: 'patch',
      patterns: [{ key: 'unwelcome', title: 'three', tags: ['mine'] }],
    });
    expect(await round()).toMatchObject({ rejected: 2 });
    await local.data('discard_dead_letters', { workspace_id: workspaceId });
    await round();
    expect(await letters()).toEqual([]);
    const { patterns } = await local.data('get_patterns', {
      workspace_id: workspaceId,
      keys: ['given-up', 'unwelcome'],
    });
    expect(patterns).toMatchObject([{ key: 'unwelcome', title: 'two', tags: [] }]);
    await raise('member');
  });

  it('is not made of a batch that is too large for the way: only of the write that is', async () => {
    const { local, remote, workspaceId, round } = machine;
    const huge = pattern('huge', { code_before: 'x'.repeat(40_000) });
    const patterns = [pattern('small-1'), huge, pattern('small-2')];
    await local.data('save_patterns', { workspace_id: workspaceId, patterns });
    const narrow = {
      ...remote.transport,
      async call(name: string, request: Readonly<Record<string, unknown>>) {
        return JSON.stringify(request).length > 30_000
          ? ({ ok: false, error: { code: 'too_large', message: 'too large' } } as const)
          : remote.transport.call(name, request);
      },
    };
    expect(await round(narrow)).toMatchObject({ pushed: 2, rejected: 1 });
    expect(await letters()).toMatchObject([{ code: 'too_large', fields: { key: 'huge' } }]);
    await local.data('retry_dead_letters', { workspace_id: workspaceId });
    expect(await round()).toMatchObject({ pushed: 1 });
  });

  it('cannot be pushed into a workspace of others', async () => {
    const other = await shared.store.tenant('Other');
    const { remote } = machine;
    const op = {
      client_seq: 1,
      table: 'fix_patterns',
      id: '5f1c7f64-55b1-4bfb-a4b9-6c1b3d1f0a11',
      kind: 'put',
      fields: pattern('stray'),
    };
    const request = { workspace_id: other.workspaceId, client_id: remote.userId, ops: [op] };
    expect(await remote.transport.call('sync_push', request)).toMatchObject({
      ok: false,
      error: { code: 'not_found' },
    });
    expect(await remote.transport.call('sync_pull', { workspace_id: other.workspaceId })).toMatchObject({
      ok: false,
    });
    // Nor by naming a row that stands there from within one's own.
    await shared.store
      .as(other.userId)
      .call('save_patterns', { workspace_id: other.workspaceId, patterns: [pattern('theirs')] });
    const { rows } = await shared.store.pglite.query<{ id: string }>(
      `select id from fixward.fix_patterns where key = 'theirs'`,
    );
    const id = rows[0]?.id;
    for (const kind of ['patch', 'remove', 'put']) {
      const ops = [
        {
          client_seq: 2,
          table: 'fix_patterns',
          id,
          kind,
          fields: { ...pattern('mine'), title: 'taken over' },
        },
      ];
      const { results } = await remote.data('sync_push', {
        workspace_id: machine.workspaceId,
        client_id: remote.userId,
        ops,
      });
      expect(results, kind).toMatchObject([{ status: 'rejected' }]);
    }
    const rowsAsked = { workspace_id: machine.workspaceId, rows: [{ table: 'fix_patterns', id }] };
    expect(await remote.data('sync_pull', rowsAsked)).toMatchObject({
      changes: [{ gone: true, fields: {} }],
    });
    const after = await shared.store.pglite.query(`select title from fixward.fix_patterns where id = $1`, [
      id,
    ]);
    expect(after.rows).toEqual([{ title: 'Title of theirs' }]);
  });
});
