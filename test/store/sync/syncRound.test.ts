import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  contentOf,
  type Machine,
  openMachine,
  openSharedStore,
  pattern,
  type SharedStore,
} from './syncedStores.ts';

describe('a round of sync', () => {
  let shared: SharedStore;
  let ada: Machine;
  let ben: Machine;
  beforeAll(async () => {
    shared = await openSharedStore();
    ada = await openMachine(shared, 'maintainer');
    ben = await openMachine(shared, 'maintainer');
  });
  afterAll(async () => {
    for (const store of [shared.store, ada.local.store, ben.local.store]) await store.close();
  });

  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 3; turn += 1) {
      await ada.round();
      await ben.round();
    }
    const { workspaceId } = shared.tenant;
    const truth = await contentOf(shared.store, workspaceId);
    expect(await contentOf(ada.local.store, workspaceId)).toEqual(truth);
    expect(await contentOf(ben.local.store, workspaceId)).toEqual(truth);
  };

  it('brings a pattern of one machine to the other', async () => {
    await ada.local.data('save_patterns', { workspace_id: ada.workspaceId, patterns: [pattern('first')] });
    expect(await ada.round()).toMatchObject({ pushed: 1, rejected: 0 });
    expect(await ben.round()).toMatchObject({ pulled: 1, held: 0 });
    const { patterns } = await ben.local.data('get_patterns', {
      workspace_id: ben.workspaceId,
      keys: ['first'],
    });
    expect(patterns).toMatchObject([{ key: 'first', title: 'Title of first' }]);
    await settle();
  });
});
