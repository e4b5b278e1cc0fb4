import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { type ContractStore, type Desk, pattern, rowsOf } from './contractStore.ts';

/** What a shared store does for local ones. A local one answers as well, but logs nothing that could be read. */
export function sharedContract(store: () => ContractStore, desk: () => Promise<Desk>): void {
  it('takes writes once, and says of each what became of it', async () => {
    const { results, data, failure } = await desk();
    const [client_id, id] = [randomUUID(), randomUUID()];
    const put = {
      client_seq: 1,
      table: 'fix_patterns',
      id,
      kind: 'put',
      fields: pattern('pushed', { title: 'Größe' }),
    };
    const wrong = {
      client_seq: 2,
      table: 'fix_patterns',
      id: randomUUID(),
      kind: 'put',
      fields: pattern('Wrong Key'),
    };
    const ops = [put, wrong];
    expect(await results('sync_push', { client_id, ops })).toMatchObject([
      { client_seq: 1, status: 'applied', version: 1 },
      { client_seq: 2, status: 'rejected', code: 'invalid' },
    ]);
    expect(await results('sync_push', { client_id, ops })).toMatchObject([
      { client_seq: 1, status: 'duplicate', version: 1 },
      { client_seq: 2, status: 'rejected' },
    ]);
    expect(rowsOf((await data('get_patterns', { keys: ['pushed'] })).patterns)).toMatchObject([
      { id, title: 'Größe' },
    ]);
    expect(await failure('sync_push', { client_id: 'me', ops: [] })).toMatchObject({ code: 'invalid' });
  });

  it('hands out what changed, from where the reader was', async (test) => {
    const { results, data, failure } = await desk();
    if (store().side === 'local') {
      expect(await data('sync_pull')).toMatchObject({ changes: [], more: false });
      return test.skip('a local store keeps no log of changes');
    }
    await results('save_patterns', {
      patterns: Array.from({ length: 30 }, (_, index) => pattern(`pulled-${index}`)),
    });
    const seen = new Set<unknown>();
    let after: unknown;
    for (let more: unknown = true; more === true; ) {
      const page = await data('sync_pull', { limit: 7, ...(typeof after === 'string' && { after }) });
      for (const change of rowsOf(page.changes)) seen.add(change.id);
      ({ cursor: after, more } = page);
    }
    expect(seen.size).toBe(30);
    await results('save_patterns', { mode: 'patch', patterns: [{ key: 'pulled-3', title: 'neu' }] });
    const { changes } = await data('sync_pull', { after });
    expect(rowsOf(changes)).toMatchObject([{ table: 'fix_patterns', version: 2, fields: { title: 'neu' } }]);
    const asked = [
      { table: 'fix_patterns', id: rowsOf(changes)[0]?.id },
      { table: 'fix_patterns', id: randomUUID() },
    ];
    expect(rowsOf((await data('sync_pull', { rows: asked })).changes)).toMatchObject([
      { version: 2 },
      { gone: true },
    ]);
    expect(await failure('sync_pull', { after: 'bogus' })).toMatchObject({ code: 'cursor_expired' });
  });

  it('takes what was written elsewhere into a workspace, once', async () => {
    const { results, data, organisationId, workspaceId } = await desk();
    await results('save_patterns', { patterns: [pattern('mine', { title: 'Mein' }), pattern('both')] });
    const { workspace_id } = await data('create_workspace', {
      organisation_id: organisationId,
      name: 'Team',
    });
    await results('save_patterns', { workspace_id, patterns: [pattern('both', { title: 'theirs' })] });
    const adopt = () => data('adopt_rows', { workspace_id, from_workspace_id: workspaceId });
    expect(await adopt()).toMatchObject({ adopted: { fix_patterns: { copied: 1, skipped: 1 } } });
    expect(await adopt()).toMatchObject({ adopted: { fix_patterns: { copied: 0, skipped: 2 } } });
    const { patterns } = await data('get_patterns', { workspace_id, keys: ['mine', 'both'] });
    expect(rowsOf(patterns).map((row) => row.title)).toEqual(['Mein', 'theirs']);
  });
}

/** What a local store keeps for its user: an outbox, refused writes, and the way back. */
export function localContract(store: () => ContractStore, desk: () => Promise<Desk>): void {
  it('keeps an outbox when it is local, and refuses to when it is shared', async () => {
    const { call, data, results } = await desk();
    const shared = {
      workspace: {
        id: randomUUID(),
        name: 'Geteilt',
        organisation_id: randomUUID(),
        organisation_name: 'Org',
        role: 'member',
      },
      url: 'https://example.supabase.co',
      publishable_key: 'sb_publishable_x',
      remote_user_id: randomUUID(),
    };
    const attached = await call('sync_attach', shared);
    if (store().side === 'shared') {
      expect(attached).toMatchObject({ ok: false, error: { code: 'forbidden' } });
      for (const name of ['sync_detach', 'outbox_take', 'dead_letters', 'sync_refresh', 'sync_state']) {
        expect(await call(name), name).toMatchObject({ ok: false, error: { code: 'forbidden' } });
      }
      for (const [name, request] of REFUSED) {
        expect(await call(name, request), name).toMatchObject({ ok: false, error: { code: 'forbidden' } });
      }
      return;
    }
    const { id: workspace_id } = shared.workspace;
    expect(attached).toMatchObject({ ok: true });
    await results('save_patterns', { workspace_id, patterns: [pattern('sent'), pattern('refused')] });
    const { ops } = await data('outbox_take', { workspace_id });
    const [first, second] = rowsOf(ops);
    expect(rowsOf(ops).map((op) => op.kind)).toEqual(['put', 'put']);
    const verdicts = [
      { client_seq: first?.client_seq, status: 'applied', version: 1 },
      { client_seq: second?.client_seq, status: 'rejected', code: 'forbidden', reason: 'Nein.' },
    ];
    expect(await data('outbox_settle', { workspace_id, results: verdicts })).toMatchObject({
      settled: 1,
      rejected: 1,
    });
    expect(await data('dead_letters', { workspace_id })).toMatchObject({
      total: 1,
      letters: [{ reason: 'Nein.' }],
    });
    expect(await data('retry_dead_letters', { workspace_id })).toMatchObject({ retried: 1 });
    expect(await data('sync_state', { workspace_id })).toMatchObject({
      workspaces: [{ waiting: 1, rejected: 0 }],
    });
    expect(await data('discard_dead_letters', { workspace_id })).toMatchObject({ discarded: 0 });
    expect(await data('sync_refresh', { workspace_id })).toMatchObject({ rows: [] });
    const change = {
      table: 'fix_patterns',
      id: first?.id,
      version: 2,
      deleted: false,
      fields: pattern('sent', { title: 'neu' }),
    };
    expect(await data('apply_pulled', { workspace_id, changes: [change], cursor: 'x' })).toMatchObject({
      held: 0,
    });
    expect(rowsOf((await data('get_patterns', { workspace_id, keys: ['sent'] })).patterns)).toMatchObject([
      { title: 'neu' },
    ]);
    expect(await data('sync_detach', { workspace_id })).toEqual({});
  });
}

const REFUSED = [
  ['outbox_settle', { results: [] }],
  ['retry_dead_letters', {}],
  ['discard_dead_letters', {}],
  ['apply_pulled', { changes: [] }],
] as const;
