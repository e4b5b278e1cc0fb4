import { describe, expect, it } from 'vitest';
import { inPresentWorkspace } from '../../src/service/store/presentWorkspace.ts';
import type { StoreAnswer, StoreTransport } from '../../src/store/store.ts';

type Asked = readonly [name: string, request: Readonly<Record<string, unknown>>];

/** A store that writes down what it is asked. */
function recorded(state: () => StoreAnswer) {
  const asked: Asked[] = [];
  const store: StoreTransport = {
    kind: 'embedded',
    async call(name, request) {
      asked.push([name, request]);
      if (name === 'sync_state') return state();
      if (name === 'list_workspaces')
        return { ok: true, data: { workspaces: [{ id: 'own' }, { id: 'team', name: 'Team' }], more: 1 } };
      return { ok: true, data: {} };
    },
    close: async () => {},
  };
  const others = () => asked.filter(([name]) => name !== 'sync_state');
  return { asked, others, store: inPresentWorkspace(store) };
}

const synced = (...workspaces: readonly object[]): StoreAnswer => ({ ok: true, data: { workspaces } });
const team = { workspace_id: 'team', enabled: true };

describe('a request that names no workspace', () => {
  it('is about the one that is kept in step, which is looked up once', async () => {
    const { store, asked, others } = recorded(() => synced({ workspace_id: 'old', enabled: false }, team));
    await store.call('save_patterns', { patterns: [] });
    await store.call('library_summary', {});
    expect(others()).toEqual([
      ['save_patterns', { patterns: [], workspace_id: 'team' }],
      ['library_summary', { workspace_id: 'team' }],
    ]);
    expect(asked.filter(([name]) => name === 'sync_state')).toHaveLength(1);
  });

  it('stays as it is while none is kept in step, or that cannot be known', async () => {
    for (const state of [synced(), { ok: false, error: { code: 'unavailable', message: 'no' } } as const]) {
      const { store, others } = recorded(() => state);
      await store.call('library_summary', {});
      expect(others()).toEqual([['library_summary', {}]]);
    }
  });

  it('is about the new one after a change', async () => {
    let state = synced();
    const { store, others } = recorded(() => state);
    await store.call('library_summary', {});
    state = synced(team);
    await store.call('sync_attach', { workspace: {} });
    await store.call('library_summary', {});
    expect(others().at(-1)).toEqual(['library_summary', { workspace_id: 'team' }]);
  });

  it('is about that of the store that was opened since', async () => {
    let state = synced(team);
    const { store, others } = recorded(() => state);
    await store.call('library_summary', {});
    state = synced({ workspace_id: 'older', enabled: true });
    store.forget();
    await store.call('library_summary', {});
    expect(others().at(-1)).toEqual(['library_summary', { workspace_id: 'older' }]);
  });

  it.each([
    'sync_state',
    'sync_attach',
    'create_organisation',
    'list_members',
    'invite_member',
    'remove_member',
  ])('is left alone when it is about more than one: %s', async (name) => {
    const { store, asked } = recorded(() => synced(team));
    await store.call(name, {});
    expect(asked[0]).toEqual([name, {}]);
  });
});

describe('other requests', () => {
  it('keep the workspace that they name', async () => {
    const { store, others } = recorded(() => synced(team));
    await store.call('library_summary', { workspace_id: 'own' });
    expect(others()).toEqual([['library_summary', { workspace_id: 'own' }]]);
  });

  it('see the present workspace first in the list', async () => {
    const { store } = recorded(() => synced(team));
    expect(await store.call('list_workspaces', {})).toEqual({
      ok: true,
      data: { workspaces: [{ id: 'team', name: 'Team' }, { id: 'own' }], more: 1 },
    });
  });
});
