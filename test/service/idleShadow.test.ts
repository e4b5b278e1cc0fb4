import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ReplayReport, ReplayRequest } from '../../src/core/replay/replayReport.ts';
import { ShadowError, type ShadowService } from '../../src/engines/shadow/shadowService.ts';
import { IdleShadow } from '../../src/service/tools/idleShadow.ts';

const REQUEST: ReplayRequest = {
  migrations: [],
  settings: { platform: 'postgres', exposedSchemas: [], authFunctions: [], targetVersion: 15 },
  ruleIds: [],
};

const REPORT: ReplayReport = {
  engine: { name: 'PGlite', version: '18.6', notes: [] },
  findings: [],
  failures: [],
  notes: [],
  statementCount: 0,
  reusedCount: 0,
  ms: 1,
};

function shadows(replay: () => Promise<ReplayReport>) {
  const counts = { connected: 0, disposed: 0 };
  const connect = (): ShadowService => {
    counts.connected++;
    return {
      replay,
      prove: async () => [],
      dispose: async () => {
        counts.disposed++;
      },
    };
  };
  return { counts, connect };
}

describe('IdleShadow', () => {
  it('connects with the first call, keeps the connection, and lets go of it when idle', async () => {
    const { counts, connect } = shadows(async () => REPORT);
    const shadow = new IdleShadow(connect, 20);
    expect(counts).toEqual({ connected: 0, disposed: 0 });
    await shadow.replay(REQUEST);
    await shadow.prove({
      migrations: [],
      platform: 'postgres',
      engine: { kind: 'embedded' },
      proposeDown: false,
    });
    expect(counts).toEqual({ connected: 1, disposed: 0 });
    await expect.poll(() => counts.disposed).toBe(1);
    await shadow.replay(REQUEST);
    expect(counts.connected).toBe(2);
    await shadow.dispose();
    expect(counts.disposed).toBe(2);
  });

  it('does not let go under a call', async () => {
    let finish: (report: ReplayReport) => void = () => {};
    const { counts, connect } = shadows(() => new Promise((resolve) => (finish = resolve)));
    const shadow = new IdleShadow(connect, 1);
    const running = shadow.replay(REQUEST);
    await wait(30);
    expect(counts.disposed).toBe(0);
    finish(REPORT);
    await running;
    await shadow.dispose();
  });

  it('connects anew after the shadow was lost, and keeps it after a call that failed', async () => {
    for (const [reason, disposed] of [
      ['crashed', 1],
      ['unavailable', 1],
      ['timeout', 0],
      ['cancelled', 0],
    ] as const) {
      const { counts, connect } = shadows(() => Promise.reject(new ShadowError(reason, 'lost')));
      const shadow = new IdleShadow(connect, 60_000);
      await expect(shadow.replay(REQUEST)).rejects.toThrow('lost');
      expect(counts.disposed, reason).toBe(disposed);
      await shadow.dispose();
    }
  });

  it('runs nothing once closed', async () => {
    const { counts, connect } = shadows(async () => REPORT);
    const shadow = new IdleShadow(connect, 10);
    await shadow.dispose();
    await expect(shadow.replay(REQUEST)).rejects.toThrow('closed');
    expect(counts.connected).toBe(0);
  });
});
