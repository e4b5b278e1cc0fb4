import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ReplayRequest } from '../../src/core/replay/replayReport.ts';
import type { ShadowService } from '../../src/engines/shadow/shadowService.ts';
import { type SharedPlace, sharedPlace } from '../../src/engines/shadow/sharedPlace.ts';
import { connectShadow } from '../../src/engines/shadow/sharedShadow.ts';
import { type BuiltShadow, buildShadow } from '../support/buildShadow.ts';
import { migrationOf } from '../support/replayShadow.ts';

const TIMEOUT_MS = 180_000;
const VERSION = '1.2.3';

let built: BuiltShadow;
let home: string;
const clients: ShadowService[] = [];

beforeAll(async () => {
  built = await buildShadow();
}, TIMEOUT_MS);
afterAll(() => built.remove());
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'fixward-shared-'));
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
  // A killed process stays in the list for a moment, and one that was about to end may go by itself.
  for (let left = listeners(); left.length > 0; left = listeners()) {
    for (const pid of left) killIfThere(pid);
    await wait(20);
  }
  rmSync(home, { recursive: true, force: true });
});

function client(version = VERSION): ShadowService {
  const made = connectShadow({ version, program: built.program, environment: environment() });
  clients.push(made);
  return made;
}

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, FIXWARD_HOME: home };
}

function place(version = VERSION): SharedPlace {
  return sharedPlace({ version, program: built.program, environment: environment() });
}

/** Processes that listen for this test's programs. */
function listeners(): readonly number[] {
  const list = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' });
  return list
    .split('\n')
    .filter((line) => line.includes(built.program) && line.includes('--listen'))
    .map((line) => Number.parseInt(line, 10));
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function replayOf(text: string): ReplayRequest {
  const settings = {
    platform: 'postgres',
    exposedSchemas: ['public'],
    authFunctions: [],
    targetVersion: 17,
  } as const;
  return { migrations: [migrationOf('1', text)], settings, ruleIds: ['no-primary-key'] };
}

const TABLE = replayOf('create table item (id int);');

describe('the shared shadow', { timeout: TIMEOUT_MS }, () => {
  it('is one process for clients that start at the same moment, in a folder of the user alone', async () => {
    const calls = [client(), client(), client()].map((each) => each.replay(TABLE));
    for (const report of await Promise.all(calls)) expect(report.findings).toHaveLength(1);
    expect(listeners()).toHaveLength(1);
    expect(statSync(place().folder).mode & 0o777).toBe(0o700);
    expect(readdirSync(place().folder)).toHaveLength(1);
  });

  it('cancels one client without harm to another, and a client that leaves', async () => {
    const stop = new AbortController();
    const [one, two, three] = [client(), client(), client()];
    const endless = one.replay(replayOf('do $$ begin loop end loop; end $$;'), {
      signal: stop.signal,
      onProgress: () => setTimeout(() => stop.abort(), 200),
    });
    const leaving = two.replay(TABLE).catch(() => undefined);
    const waiting = three.replay(TABLE);
    await two.dispose();
    await expect(endless).rejects.toMatchObject({ reason: 'cancelled' });
    await leaving;
    expect((await waiting).findings).toHaveLength(1);
  });

  it('is started again after it was killed, over the socket it left', async () => {
    const one = client();
    await one.replay(TABLE);
    const [first] = listeners();
    if (first === undefined) throw new Error('nobody listens');
    process.kill(first, 'SIGKILL');
    while (listeners().includes(first)) await wait(20);
    expect(readdirSync(place().folder)).toHaveLength(1);
    expect((await one.replay(TABLE)).findings).toHaveLength(1);
    expect((await client().replay(TABLE)).findings).toHaveLength(1);
    expect(listeners()).toHaveLength(1);
  });

  it('is killed in the middle of a call at the cost of a second try', async () => {
    let killed = false;
    const report = await client().replay(TABLE, {
      onProgress: () => {
        if (!killed) for (const pid of listeners()) process.kill(pid, 'SIGKILL');
        killed = true;
      },
    });
    expect(report.findings).toHaveLength(1);
  });

  it('takes its databases along when it is killed', async () => {
    const one = client();
    const endless = one.replay(replayOf('do $$ begin loop end loop; end $$;'), {
      onProgress: () => {
        for (const pid of listeners()) process.kill(pid, 'SIGKILL');
      },
    });
    const ended = endless.catch((error: unknown) => error);
    await wait(3_000);
    await one.dispose();
    await ended;
    const workers = (): boolean =>
      execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
        .split('\n')
        .some((line) => line.includes(built.program) && line.includes('--worker'));
    while (workers()) await wait(100);
    expect(workers()).toBe(false);
  });

  it('serves another version by another process', async () => {
    await client().replay(TABLE);
    await client('1.2.4').replay(TABLE);
    expect(listeners()).toHaveLength(2);
  });

  it('refuses what is no request, and stays up', async () => {
    const one = client();
    await one.replay(TABLE);
    // @ts-expect-error: what an old or foreign client may send
    await expect(one.replay({ migrations: 'all of them' })).rejects.toMatchObject({ reason: 'unavailable' });
    const garbage = connect(place().address);
    garbage.on('error', () => {});
    garbage.write('GET / HTTP/1.1\r\n\r\n');
    expect((await one.replay(TABLE)).findings).toHaveLength(1);
    garbage.destroy();
  });

  it('tells that it was closed', async () => {
    const one = client();
    await one.dispose();
    await expect(one.replay(TABLE)).rejects.toMatchObject({ reason: 'unavailable' });
    expect(listeners()).toEqual([]);
  });

  it('ends when nobody needs it', async () => {
    const started = connectShadow({
      version: VERSION,
      program: built.program,
      environment: { ...environment(), FIXWARD_SHADOW_IDLE_MS: '200' },
    });
    await started.replay(TABLE);
    expect(listeners()).toHaveLength(1);
    await started.dispose();
    while (listeners().length > 0) await wait(50);
    expect(readdirSync(place().folder)).toEqual([]);
  });
});
