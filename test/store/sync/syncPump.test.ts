import { describe, expect, it } from 'vitest';
import type { SyncStatus } from '../../../src/protocol/service.ts';
import type { StoreAnswer, StoreTransport } from '../../../src/store/store.ts';
import { pauseAfter } from '../../../src/store/sync/backoff.ts';
import { SyncPump } from '../../../src/store/sync/syncPump.ts';

const WORKSPACE = '7b0c5f3c-52b7-4b4f-9d4a-0d7a3c2f1e11';
const USER = '0a6f2c1e-0d2c-4f7b-8a55-9f1d2b3c4d5e';

describe('the pauses after failures', () => {
  it('double up to five minutes, and are never the same for two machines', () => {
    expect([1, 2, 3, 4].map((failures) => pauseAfter(failures, 1))).toEqual([2000, 4000, 8000, 16_000]);
    expect(pauseAfter(1, 0)).toBe(1000);
    expect([50, 5000].map((failures) => pauseAfter(failures, 1))).toEqual([300_000, 300_000]);
  });
});

describe('the pump', () => {
  it('does a round at a time: whoever asks during one gets the next, together with all who ask', async () => {
    const { pump, shared, asked } = made();
    shared.hold();
    const first = pump.now();
    const others = [pump.now(), pump.now(), pump.now()];
    await turn();
    shared.release();
    await Promise.all([first, ...others]);
    expect(shared.atOnceMost).toBe(1);
    expect(asked.filter((name) => name === 'sync_pull')).toHaveLength(2);
  });

  it.each([
    ['unavailable', 'offline'],
    ['not_signed_in', 'signed-out'],
    ['not_installed', 'blocked'],
    ['forbidden', 'blocked'],
  ] as const)('tells %s as %s', async (code, state) => {
    const { pump, shared, statuses, timers } = made();
    shared.failWith(code);
    expect(await pump.now()).toMatchObject({ state, problem: `${code} happened` });
    expect(statuses.map((status) => status.state)).toEqual(['syncing', state]);
    // Signed out, trying again helps nobody.
    expect(timers).toHaveLength(code === 'not_signed_in' ? 0 : 1);
  });

  it('waits longer after each failure, and is idle again after a success', async () => {
    const { pump, shared, timers, fire } = made();
    shared.failWith('unavailable');
    await pump.now();
    const pauses: number[] = [];
    for (let failure = 0; failure < 3; failure += 1) {
      pauses.push(timers.at(-1)?.delayMs ?? 0);
      await fire();
    }
    expect(pauses).toEqual([1500, 3000, 6000]);
    shared.failWith(undefined);
    await fire();
    expect(await pump.status()).toMatchObject({ state: 'idle' });
    expect(await pump.status()).not.toHaveProperty('problem');
    expect(timers.at(-1)?.delayMs).toBe(15_000);
  });

  it('sends at once what was written, and asks for others’ writes now and then', async () => {
    const { pump, local, asked, fire } = made();
    await pump.now();
    asked.length = 0;
    await fire();
    expect(asked).toEqual(['sync_state']);
    local.waiting = 3;
    await fire();
    expect(asked).toContain('outbox_take');
    local.waiting = 0;
    asked.length = 0;
    for (let look = 0; look < 4; look += 1) await fire();
    expect(asked.filter((name) => name === 'sync_pull')).toHaveLength(1);
  });

  it('looks a second after a write, once for all that come by then, and sends what has to travel', async () => {
    const { pump, local, asked, timers, fire } = made();
    await pump.now();
    asked.length = 0;
    for (let write = 0; write < 5; write += 1) pump.wrote();
    expect(timers.map(({ delayMs }) => delayMs)).toEqual([15_000, 1000]);
    await fire('last');
    expect(asked).toEqual(['sync_state']);
    local.waiting = 1;
    pump.wrote();
    await fire('last');
    expect(asked.filter((name) => name === 'outbox_take')).toHaveLength(1);
    // A round is no reason for another.
    expect(timers.map(({ delayMs }) => delayMs)).toEqual([15_000]);
  });

  it('leaves to a round that runs what it takes along', async () => {
    const { pump, shared, asked, fire } = made();
    await pump.now();
    asked.length = 0;
    shared.hold();
    const round = pump.now();
    await turn();
    pump.wrote();
    await fire('last');
    shared.release();
    await round;
    for (let wait = 0; wait < 40; wait += 1) await turn();
    expect(asked.filter((name) => name === 'outbox_take')).toHaveLength(1);
  });

  it('keeps the pause after a failure, whatever is written meanwhile', async () => {
    const { pump, local, shared, asked, timers, fire } = made();
    await pump.now();
    shared.failWith('unavailable');
    await pump.now();
    local.waiting = 1;
    asked.length = 0;
    pump.wrote();
    await fire('last');
    expect(asked).toEqual(['sync_state']);
    expect(timers.map(({ delayMs }) => delayMs)).toEqual([1500]);
    expect(await pump.status()).toMatchObject({ state: 'offline', waiting: 1 });
  });

  it('asks nothing more once it is stopped', async () => {
    const { pump, shared, asked, timers } = made();
    shared.hold();
    const round = pump.now();
    await turn();
    const stopped = pump.stop();
    shared.release();
    await Promise.all([round, stopped]);
    asked.length = 0;
    pump.wrote();
    await pump.now();
    expect(asked.filter((name) => name !== 'sync_state')).toEqual([]);
    expect(timers).toEqual([]);
  });

  it('tells when the user is in no workspace, or has to choose one', async () => {
    const { pump, shared } = made();
    shared.workspaces = [];
    expect(await pump.now()).toMatchObject({
      state: 'blocked',
      problem: expect.stringContaining('no workspace'),
    });
    shared.workspaces = [workspace(WORKSPACE), workspace(USER)];
    expect(await pump.now()).toMatchObject({ state: 'blocked', problem: expect.stringContaining('Choose') });
  });
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function workspace(id: string) {
  return { id, name: 'Team', organisation_id: USER, organisation_name: 'Org', role: 'member' };
}

/** A pump between two stores that answer what a round asks. */
function made() {
  const asked: string[] = [];
  const statuses: SyncStatus[] = [];
  const timers: { readonly delayMs: number; readonly callback: () => void }[] = [];
  const local = { waiting: 0 };
  const shared = sharedStore(asked);
  const state = () => ({
    client_id: USER,
    workspaces: [
      {
        workspace_id: WORKSPACE,
        name: 'Team',
        enabled: true,
        url: 'https://example.com',
        publishable_key: 'k',
        remote_user_id: USER,
        caught_up: true,
        waiting: local.waiting,
        rejected: 0,
        held: 0,
      },
    ],
  });
  const localAnswers: Readonly<Record<string, () => unknown>> = {
    sync_state: state,
    sync_attach: () => ({ workspace_id: WORKSPACE }),
    outbox_take: () => ({ client_id: USER, ops: [] }),
    apply_pulled: () => ({ applied: 0, held: 0 }),
    sync_refresh: () => ({ rows: [] }),
  };
  const pump = new SyncPump({
    connection: {
      local: {
        kind: 'embedded',
        async call(name) {
          asked.push(name);
          return { ok: true, data: localAnswers[name]?.() };
        },
        close: () => Promise.resolve(),
      },
      shared,
      url: 'https://example.com',
      publishableKey: 'k',
      remoteUserId: USER,
    },
    clock: {
      after(delayMs, callback) {
        const timer = { delayMs, callback };
        timers.push(timer);
        return () => timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0);
      },
      random: () => 0.5,
    },
    onStatus: (status) => statuses.push(status),
    keepAlive: () => {},
  });
  const fire = async (which: 'first' | 'last' = 'first'): Promise<void> => {
    const timer = which === 'first' ? timers.shift() : timers.pop();
    timer?.callback();
    for (let wait = 0; wait < 40; wait += 1) await turn();
  };
  return { pump, local, shared, asked, statuses, timers, fire };
}

interface SharedFake extends StoreTransport {
  workspaces: readonly ReturnType<typeof workspace>[];
  readonly atOnceMost: number;
  hold(): void;
  release(): void;
  failWith(code: string | undefined): void;
}

function sharedStore(asked: string[]): SharedFake {
  let failure: string | undefined;
  let gate: Promise<void> = Promise.resolve();
  let open = (): void => {};
  let atOnce = 0;
  const fake = {
    kind: 'supabase' as const,
    workspaces: [workspace(WORKSPACE)],
    atOnceMost: 0,
    hold() {
      gate = new Promise((resolve) => {
        open = resolve;
      });
    },
    release: () => open(),
    failWith(code: string | undefined) {
      failure = code;
    },
    async call(name: string): Promise<StoreAnswer> {
      asked.push(name);
      atOnce += 1;
      fake.atOnceMost = Math.max(fake.atOnceMost, atOnce);
      await gate;
      atOnce -= 1;
      if (failure !== undefined)
        return { ok: false, error: { code: failure, message: `${failure} happened` } };
      if (name === 'list_workspaces') return { ok: true, data: { workspaces: fake.workspaces } };
      return { ok: true, data: { changes: [], cursor: null, more: false } };
    },
    close: () => Promise.resolve(),
  };
  return fake;
}
