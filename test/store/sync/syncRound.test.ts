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

  it('keeps both edits when two people change different fields offline', async () => {
    const { workspaceId } = shared.tenant;
    await ada.local.data('save_patterns', { workspace_id: workspaceId, patterns: [pattern('both')] });
    await settle();
    const patch = (title: object) => ({
      workspace_id: workspaceId,
      mode: 'patch',
      patterns: [{ key: 'both', ...title }],
    });
    await ada.local.data('save_patterns', patch({ title: 'Ada’s title ✓' }));
    await ben.local.data('save_patterns', patch({ severity: 'HIGH', tags: ['überprüft'] }));
    await settle();
    expect(await read(ada, 'both')).toMatchObject({
      title: 'Ada’s title ✓',
      severity: 'HIGH',
      tags: ['überprüft'],
    });
  });

  it('lets the last arrival win a field and keeps the loser as a revision', async () => {
    const { workspaceId } = shared.tenant;
    await ada.local.data('save_patterns', { workspace_id: workspaceId, patterns: [pattern('same')] });
    await settle();
    const patch = (title: string) => ({
      workspace_id: workspaceId,
      mode: 'patch',
      patterns: [{ key: 'same', title }],
    });
    await ada.local.data('save_patterns', patch('from Ada'));
    await ben.local.data('save_patterns', patch('from Ben'));
    await ben.round();
    await ada.round();
    await settle();
    const stored = await read(ben, 'same');
    expect(stored).toMatchObject({ title: 'from Ada' });
    const { rows } = await shared.store.pglite.query<{ title: string }>(
      `select content ->> 'title' as title from fixward.pattern_revisions where pattern_id = $1 order by version`,
      [stored.id],
    );
    expect(rows.map((row) => row.title)).toEqual(['Title of same', 'from Ben']);
  });

  it('makes one pattern of two that were written apart under one key, with what refers to both', async () => {
    const { workspaceId } = shared.tenant;
    for (const machine of [ada, ben]) {
      await machine.local.data('save_patterns', {
        workspace_id: workspaceId,
        patterns: [pattern('twin', { title: machine === ada ? 'Ada' : 'Ben' })],
      });
      await machine.local.data('record_applications', {
        workspace_id: workspaceId,
        events: [{ pattern_key: 'twin', event: 'applied', verification: 'clean', minutes: 5 }],
      });
    }
    await settle();
    const [ofAda, ofBen] = [await read(ada, 'twin'), await read(ben, 'twin')];
    expect(ofAda.id).toBe(ofBen.id);
    expect(ofAda).toMatchObject({ applied_count: 2, successes: 2 });
    expect(ofBen).toMatchObject({ applied_count: 2, successes: 2 });
  });

  it('adds up the counts of both machines, in whatever order events arrive', async () => {
    const { workspaceId } = shared.tenant;
    await ada.local.data('save_patterns', { workspace_id: workspaceId, patterns: [pattern('counted')] });
    await settle();
    const event = (machine: Machine, verification: string) =>
      machine.local.data('record_applications', {
        workspace_id: workspaceId,
        events: [{ pattern_key: 'counted', event: 'applied', verification }],
      });
    for (let turn = 0; turn < 5; turn += 1) {
      await event(ada, 'clean');
      await event(ben, turn === 0 ? 'new_findings' : 'clean');
    }
    await settle();
    for (const machine of [ada, ben]) {
      expect(await read(machine, 'counted')).toMatchObject({ applied_count: 10, successes: 9, failures: 1 });
    }
  });

  it('deletes everywhere, and tells the writer of a late change', async () => {
    const { workspaceId } = shared.tenant;
    await ada.local.data('save_patterns', { workspace_id: workspaceId, patterns: [pattern('gone')] });
    await settle();
    const { id } = await read(ada, 'gone');
    await ada.local.data('delete_patterns', { workspace_id: workspaceId, ids: [id] });
    await ben.local.data('save_patterns', {
      workspace_id: workspaceId,
      mode: 'patch',
      patterns: [{ key: 'gone', title: 'late' }],
    });
    await ada.round();
    expect(await ben.round()).toMatchObject({ rejected: 1 });
    const { letters } = await ben.local.data('dead_letters', { workspace_id: workspaceId });
    expect(letters).toMatchObject([
      { table: 'fix_patterns', row_id: id, code: 'deleted', fields: { title: 'late' } },
    ]);
    await ben.local.data('discard_dead_letters', { workspace_id: workspaceId });
    await settle();
  });

  it('does what was answered and lost once', async () => {
    const { workspaceId } = shared.tenant;
    await ada.local.data('save_patterns', { workspace_id: workspaceId, patterns: [pattern('lost-answer')] });
    await ada.local.data('record_applications', {
      workspace_id: workspaceId,
      events: [{ pattern_key: 'lost-answer', event: 'applied', verification: 'clean' }],
    });
    let lost = 0;
    const losesAnswers = {
      ...ada.remote.transport,
      async call(name: string, request: Readonly<Record<string, unknown>>) {
        const answer = await ada.remote.transport.call(name, request);
        if (name !== 'sync_push' || lost > 2) return answer;
        lost += 1;
        return { ok: false, error: { code: 'unavailable', message: 'the answer was lost' } } as const;
      },
    };
    for (let turn = 0; turn < 3; turn += 1) await expect(ada.round(losesAnswers)).rejects.toThrow('was lost');
    expect(await ada.round(losesAnswers)).toMatchObject({ pushed: 2, rejected: 0 });
    await settle();
    expect(await read(ben, 'lost-answer')).toMatchObject({ applied_count: 1, version: 1 });
  });

  it('ignores a request that wandered about and arrives when newer ones have', async () => {
    const { workspaceId } = shared.tenant;
    const stray: Readonly<Record<string, unknown>>[] = [];
    const losesRequests = {
      ...ada.remote.transport,
      async call(name: string, request: Readonly<Record<string, unknown>>) {
        if (name !== 'sync_push' || stray.length > 0) return ada.remote.transport.call(name, request);
        stray.push(request);
        return { ok: false, error: { code: 'unavailable', message: 'the request was lost' } } as const;
      },
    };
    await ada.local.data('save_patterns', { workspace_id: workspaceId, patterns: [pattern('stray')] });
    await expect(ada.round(losesRequests)).rejects.toThrow('was lost');
    await ada.round(losesRequests);
    const patch = { workspace_id: workspaceId, mode: 'patch', patterns: [{ key: 'stray', title: 'newer' }] };
    await ada.local.data('save_patterns', patch);
    await ada.round(losesRequests);
    const late = await ada.remote.data('sync_push', stray[0]);
    expect(late.results).toMatchObject([{ status: 'duplicate' }]);
    await settle();
    expect(await read(ben, 'stray')).toMatchObject({ title: 'newer', version: 2 });
  });

  it('asks no clock: the last arrival wins on machines that are four days apart', async () => {
    const { workspaceId } = shared.tenant;
    await ada.local.data('save_patterns', { workspace_id: workspaceId, patterns: [pattern('skewed')] });
    await settle();
    const write = async (machine: Machine, days: number): Promise<void> => {
      await withClock(days, async () => {
        const { rows } = await machine.local.store.pglite.query<{ days: number }>(
          'select extract(epoch from now())::float8 / 86400 as days',
        );
        expect((rows[0]?.days ?? 0) - REAL_NOW() / 86_400_000).toBeCloseTo(days, 1);
        const patch = { mode: 'patch', patterns: [{ key: 'skewed', title: `clock off by ${days}` }] };
        await machine.local.data('save_patterns', { workspace_id: workspaceId, ...patch });
        const event = { pattern_key: 'skewed', event: 'applied', verification: 'clean' };
        await machine.local.data('record_applications', { workspace_id: workspaceId, events: [event] });
      });
    };
    await write(ada, 2);
    await write(ben, -2);
    await withClock(2, () => ada.round());
    await withClock(-2, () => ben.round());
    await withClock(2, () => ada.round());
    await settle();
    for (const machine of [ada, ben]) {
      expect(await read(machine, 'skewed')).toMatchObject({
        title: 'clock off by -2',
        applied_count: 2,
        successes: 2,
      });
    }
  });

  it('starts from the beginning when the shared store’s log starts anew', async () => {
    const { workspaceId } = shared.tenant;
    await shared.store.pglite.query('select fixward.restart_change_log()');
    await ada.local.data('save_patterns', {
      workspace_id: workspaceId,
      patterns: [pattern('after-restore')],
    });
    await settle();
    expect(await read(ben, 'after-restore')).toMatchObject({ version: 1 });
  });

  it('brings a thousand patterns over', async () => {
    const { workspaceId } = shared.tenant;
    const patterns = Array.from({ length: 1000 }, (_, index) =>
      pattern(`many-${index}`, { tags: ['viele', String(index)] }),
    );
    await ada.local.data('save_patterns', { workspace_id: workspaceId, patterns });
    expect(await ada.round()).toMatchObject({ pushed: 1000, rejected: 0 });
    expect(await ben.round()).toMatchObject({ pulled: 1000, held: 0 });
    await settle();
  });
});

const REAL_NOW = Date.now;

/** The embedded Postgres takes its time from here. */
async function withClock<Result>(days: number, work: () => Promise<Result>): Promise<Result> {
  Date.now = () => REAL_NOW() + days * 86_400_000;
  try {
    return await work();
  } finally {
    Date.now = REAL_NOW;
  }
}

async function read(machine: Machine, key: string): Promise<Record<string, unknown>> {
  const { patterns } = await machine.local.data('get_patterns', {
    workspace_id: machine.workspaceId,
    keys: [key],
  });
  // SAFETY: the expectations that follow check every field they read.
  return (patterns as Record<string, unknown>[])[0] ?? {};
}
