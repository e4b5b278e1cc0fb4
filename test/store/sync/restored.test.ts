import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { vector } from '@electric-sql/pglite-pgvector';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StoreTransport } from '../../../src/store/store.ts';
import { openStore } from '../../support/storeDatabase.ts';
import {
  contentOf,
  countsOf,
  type Machine,
  machineOf,
  openMachine,
  openSharedStore,
  pattern,
  type SharedStore,
} from './syncedStores.ts';

/**
 * A snapshot takes the numbers of writes back to where they were: the same numbers then name other writes, and what
 * waited in the snapshot has arrived since.
 */
describe('a local store that is put back to an older snapshot', () => {
  let shared: SharedStore;
  let machine: Machine;
  beforeAll(async () => {
    shared = await openSharedStore();
    machine = await openMachine(shared, 'maintainer');
    return async () => {
      await shared.store.close();
      await machine.local.store.close();
    };
  });
  let key: string;
  let turn = 0;
  beforeEach(async () => {
    turn += 1;
    key = `k-${turn}`;
    await save(pattern(key));
    await machine.round();
  });

  const saved = async (request: object): Promise<void> => {
    const { workspaceId } = machine;
    const answer = await machine.local.data('save_patterns', { workspace_id: workspaceId, ...request });
    expect(answer.results).toMatchObject([{ ok: true }]);
  };
  const save = (fields: object): Promise<void> => saved({ patterns: [fields] });
  const patch = (fields: object): Promise<void> => saved({ mode: 'patch', patterns: [{ key, ...fields }] });
  /** Someone else writes, with nobody's local store in between. */
  const theirs = (title: string): Promise<unknown> =>
    shared.store.pglite.query('update fixward.fix_patterns set title = $2 where key = $1', [key, title]);
  const sharedRow = async (): Promise<unknown> => {
    const { rows } = await shared.store.pglite.query(
      'select title, tags, severity, code_before, applied_count from fixward.fix_patterns where key = $1 and deleted_at is null',
      [key],
    );
    return rows[0];
  };
  const waiting = async (): Promise<readonly { client_seq: number; write_id: string }[]> => {
    const { rows } = await machine.local.store.pglite.query<{ client_seq: number; write_id: string }>(
      'select client_seq, write_id from fixward.outbox order by client_seq',
    );
    return rows;
  };
  const snapshot = async (): Promise<Blob> => {
    // Replaying the log would leave numbers out.
    await machine.local.store.pglite.exec('checkpoint');
    return machine.local.store.pglite.dumpDataDir('none');
  };
  const restore = async (loadDataDir: Blob): Promise<void> => {
    await machine.local.store.pglite.close();
    const pglite = await PGlite.create({ loadDataDir, extensions: { vector, pg_trgm } });
    const store = { pglite, ...openStore(pglite, () => pglite.close()) };
    machine = machineOf(shared, store, machine.local.userId, machine.remote);
  };

  afterEach(async () => {
    for (let round = 0; round < 3; round += 1) await machine.round();
    expect(await waiting()).toEqual([]);
    const { workspaceId } = shared.tenant;
    expect(await contentOf(machine.local.store, workspaceId)).toEqual(
      await contentOf(shared.store, workspaceId),
    );
    expect(await countsOf(machine.local.store, workspaceId)).toEqual(
      await countsOf(shared.store, workspaceId),
    );
  });

  it('takes what it had sent since from the shared store again', async () => {
    const before = await snapshot();
    await save(pattern(`${key}-since`));
    await patch({ title: 'since' });
    await machine.round();
    await restore(before);
    expect(await machine.round()).toMatchObject({ pushed: 0, rejected: 0, held: 0 });
    expect(await sharedRow()).toMatchObject({ title: 'since' });
  });

  it('sends another write under a number that was used', async () => {
    const before = await snapshot();
    await patch({ title: 'first use' });
    const [first] = await waiting();
    await machine.round();
    await restore(before);
    await patch({ tags: ['second-use'] });
    const [second] = await waiting();
    expect(second?.client_seq).toBe(first?.client_seq);
    expect(await machine.round()).toMatchObject({ pushed: 1, rejected: 0 });
    expect(await sharedRow()).toMatchObject({ title: 'first use', tags: ['second-use'] });
  });

  it('sends the very same edit under the number that was used, when it is made anew', async () => {
    const before = await snapshot();
    await patch({ title: 'mine' });
    const [first] = await waiting();
    await machine.round();
    await theirs('theirs');
    await restore(before);
    await patch({ title: 'mine' });
    const [second] = await waiting();
    expect(second?.client_seq).toBe(first?.client_seq);
    await machine.round();
    expect(await sharedRow()).toMatchObject({ title: 'mine' });
  });

  it('does not repeat what waited in the snapshot and has arrived since', async () => {
    await patch({ title: 'waited' });
    await machine.local.data('record_applications', {
      workspace_id: machine.workspaceId,
      events: [{ pattern_key: key, event: 'applied', verification: 'clean' }],
    });
    const before = await snapshot();
    await machine.round();
    await theirs('theirs');
    await restore(before);
    expect(await waiting()).toHaveLength(2);
    await machine.round();
    expect(await sharedRow()).toMatchObject({ title: 'theirs', applied_count: 1 });
  });

  it.each([
    ['a change', false],
    ['a new row', true],
  ])('does not repeat %s that other fields joined before it was sent', async (_what, isNew) => {
    if (isNew) {
      key = `${key}-new`;
      await save(pattern(key, { title: 'waited' }));
    } else {
      await patch({ title: 'waited' });
    }
    const before = await snapshot();
    await patch({ code_before: 'joined()' });
    expect(await waiting()).toHaveLength(1);
    await machine.round();
    await theirs('theirs');
    await restore(before);
    expect(await machine.round()).toMatchObject({ pushed: 1, rejected: 0 });
    expect(await sharedRow()).toMatchObject({ title: 'theirs', code_before: 'joined()' });
  });

  it('does not go back to a value that a later one followed before both were sent', async () => {
    await patch({ title: 'earlier' });
    const before = await snapshot();
    await patch({ title: 'later' });
    await machine.round();
    await restore(before);
    await machine.round();
    expect(await sharedRow()).toMatchObject({ title: 'later' });
  });

  it('sends what joins such a write after the snapshot was put back', async () => {
    await patch({ title: 'waited' });
    const before = await snapshot();
    await machine.round();
    await theirs('theirs');
    await restore(before);
    await patch({ severity: 'HIGH' });
    expect(await waiting()).toHaveLength(1);
    await machine.round();
    expect(await sharedRow()).toMatchObject({ title: 'theirs', severity: 'HIGH' });
  });

  it('finds the row that a new one was merged into, when what waited grew since', async () => {
    key = `${key}-twin`;
    await shared.store.pglite.query(
      `insert into fixward.fix_patterns (workspace_id, key, title, problem_type, severity, problem_description, created_by)
       values ($1, $2, 'first', 'Data', 'LOW', 'x', $3)`,
      [shared.tenant.workspaceId, key, shared.tenant.userId],
    );
    await save(pattern(key, { title: 'waited' }));
    const before = await snapshot();
    await machine.round();
    await restore(before);
    await patch({ code_before: 'grown()' });
    expect(await waiting()).toHaveLength(1);
    await machine.round();
    expect(await sharedRow()).toMatchObject({ title: 'waited', code_before: 'grown()' });
  });

  it('in the middle of a round skips nothing, and takes no answer for another write', async () => {
    const before = await snapshot();
    await theirs('read before the snapshot was put back');
    await machine.round();
    const interrupted: StoreTransport = {
      ...machine.remote.transport,
      async call(name, request) {
        const answer = await machine.remote.transport.call(name, request);
        if (name === 'sync_pull') await restore(before);
        return answer;
      },
    };
    const old = machine;
    const moved: StoreTransport = {
      kind: 'embedded',
      call: (name, request) => machine.local.transport.call(name, request),
      close: () => Promise.resolve(),
    };
    await expect(old.round(interrupted, moved)).rejects.toThrow('put back');
    await machine.round();
    expect(await contentOf(machine.local.store, shared.tenant.workspaceId)).toEqual(
      await contentOf(shared.store, shared.tenant.workspaceId),
    );
  });

  it('while a batch is on its way settles that batch alone', async () => {
    const before = await snapshot();
    await patch({ title: 'on its way' });
    const interrupted: StoreTransport = {
      ...machine.remote.transport,
      async call(name, request) {
        const answer = await machine.remote.transport.call(name, request);
        if (name === 'sync_push') {
          await restore(before);
          await patch({ tags: ['after'] });
          await machine.local.data('outbox_take', { workspace_id: machine.workspaceId });
        }
        return answer;
      },
    };
    const moved: StoreTransport = {
      kind: 'embedded',
      call: (name, request) => machine.local.transport.call(name, request),
      close: () => Promise.resolve(),
    };
    await machine.round(interrupted, moved).catch(() => {});
    await machine.round();
    expect(await sharedRow()).toMatchObject({ title: 'on its way', tags: ['after'] });
  });
});
