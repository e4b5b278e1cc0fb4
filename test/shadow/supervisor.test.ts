import { execFileSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Migration } from '../../src/core/migrations/migration.ts';
import type { ReplayRequest } from '../../src/core/replay/replayReport.ts';
import type { ProveRequest } from '../../src/engines/shadow/shadowService.ts';
import { ShadowSupervisor, type SupervisorOptions } from '../../src/engines/shadow/shadowSupervisor.ts';
import { type BuiltShadow, buildShadow } from '../support/buildShadow.ts';
import { migrationOf, withDown } from '../support/replayShadow.ts';

const TIMEOUT_MS = 120_000;

let built: BuiltShadow;
let shadow: ShadowSupervisor;

beforeAll(async () => {
  built = await buildShadow();
}, TIMEOUT_MS);
afterAll(() => built.remove());
afterEach(() => shadow.dispose());

function start(options: Partial<SupervisorOptions> = {}): ShadowSupervisor {
  shadow = new ShadowSupervisor({ program: built.program, environment: process.env, ...options });
  return shadow;
}

function replayOf(...migrations: readonly Migration[]): ReplayRequest {
  const settings = {
    platform: 'postgres',
    exposedSchemas: ['public'],
    authFunctions: [],
    targetVersion: 17,
  } as const;
  return { migrations, settings, ruleIds: ['no-primary-key'] };
}

function proveOf(...migrations: readonly Migration[]): ProveRequest {
  return { migrations, platform: 'postgres', engine: { kind: 'embedded' }, proposeDown: false };
}

const TABLE = migrationOf('1_table', 'create table item (id int);');
const ENDLESS = migrationOf('2_endless', 'do $$ begin loop end loop; end $$;');
const STARTED_TEXT = 'create table second (id int primary key);';

function isAlive(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('the supervisor', { timeout: TIMEOUT_MS }, () => {
  it('starts nothing before the first job, and ends what it started', async () => {
    start();
    expect(shadow.workerPid).toBeUndefined();
    const report = await shadow.replay(replayOf(TABLE));
    expect(report).toMatchObject({
      engine: { name: 'PGlite' },
      failures: [],
      statementCount: 1,
      reusedCount: 0,
    });
    const pid = shadow.workerPid;
    expect(isAlive(pid)).toBe(true);
    await shadow.dispose();
    expect(isAlive(pid)).toBe(false);
    await expect(shadow.replay(replayOf(TABLE))).rejects.toMatchObject({ reason: 'unavailable' });
  });

  it('points a finding at the statement that caused it, and starts the next replay at the changed file', async () => {
    start();
    const text = '-- żółw 🐢\ncreate table first (id int primary key);\ncreate table item (id int);';
    const report = await shadow.replay(replayOf(migrationOf('1', text)));
    expect(
      report.findings.map(({ ruleId, place }) => [ruleId, text.slice(place?.start, place?.end)]),
    ).toEqual([['no-primary-key', 'create table item (id int);']]);
    const mended = await shadow.replay(
      replayOf(migrationOf('1', text), migrationOf('2', 'alter table item add primary key (id);')),
    );
    expect(mended).toMatchObject({ findings: [], reusedCount: 1 });
  });

  it('proves migrations in order and tells each certificate as it comes', async () => {
    start();
    const told: string[] = [];
    const progress: string[] = [];
    const certificates = await shadow.prove(
      proveOf(
        withDown(TABLE, 'drop table item;'),
        withDown(migrationOf('2_more', 'alter table item add note text;'), 'select 1;'),
        migrationOf('3_broken', 'alter table nowhere add note text;'),
        withDown(migrationOf('4_last', 'create index on item (note);'), 'drop index item_note_idx;'),
      ),
      {
        onCertificate: ({ name }) => told.push(name),
        onProgress: ({ message }) => progress.push(message),
      },
    );
    expect(certificates.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
      '1_table PROVEN',
      '2_more NOT_IDENTICAL',
      '3_broken FAILED',
      '4_last PROVEN',
    ]);
    expect(told).toEqual(certificates.map(({ name }) => name));
    expect(progress).toContain('Proving 3_broken');
  });

  it('kills what hangs, says so about that migration, and goes on with the others', async () => {
    start({ limits: { statementMs: 1500 } });
    const hanging = migrationOf(
      '2_hanging',
      "do $$ begin execute 'copy (select 1) to pro' || 'gram ''cat'''; end $$;",
    );
    const certificates = await shadow.prove(
      proveOf(
        withDown(TABLE, 'drop table item;'),
        withDown(hanging, 'select 1;'),
        withDown(ENDLESS, 'select 1;'),
        withDown(migrationOf('4_last', STARTED_TEXT), 'drop table second;'),
      ),
    );
    expect(certificates.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
      '1_table PROVEN',
      '2_hanging UNPROVABLE',
      '2_endless UNPROVABLE',
      '4_last PROVEN',
    ]);
    expect(certificates[2]?.reasons).toEqual([
      'The migration was stopped: a statement did not end within 1.5 s.',
    ]);
    expect(certificates[1]?.reasons).toEqual([expect.stringContaining('The migration was stopped: ')]);
    expect(certificates[3]?.notes).toEqual([
      expect.stringMatching(/^The earlier migration 2_hanging was left out: /u),
      'The earlier migration 2_endless was left out: a statement did not end within 1.5 s.',
    ]);
  });

  it('replays around a script that hangs and reports it', async () => {
    start({ limits: { statementMs: 1500 } });
    const report = await shadow.replay(replayOf(TABLE, ENDLESS, migrationOf('3', STARTED_TEXT)));
    expect(report.failures).toEqual([
      {
        path: 'migrations/2_endless.sql',
        start: 0,
        end: ENDLESS.up.text.length,
        message: 'not run: a statement did not end within 1.5 s',
      },
    ]);
    expect(report.findings.map(({ ruleId }) => ruleId)).toEqual(['no-primary-key']);
  });

  it('tries once more when its process is killed', async () => {
    const lines: string[] = [];
    start({ log: (line) => lines.push(line) });
    let killed = false;
    const certificates = await shadow.prove(
      proveOf(
        withDown(TABLE, 'drop table item;'),
        withDown(migrationOf('2', STARTED_TEXT), 'drop table second;'),
      ),
      {
        onCertificate: () => {
          if (!killed && shadow.workerPid !== undefined) process.kill(shadow.workerPid, 'SIGKILL');
          killed = true;
        },
      },
    );
    expect(certificates.map(({ verdict }) => verdict)).toEqual(['PROVEN', 'PROVEN']);
    expect(lines).toEqual([expect.stringContaining('crashed')]);
  });

  it('leaves out a script that its process ended over twice', async () => {
    start();
    let kills = 0;
    const kill = (): void => {
      if (kills++ < 2 && shadow.workerPid !== undefined) process.kill(shadow.workerPid, 'SIGKILL');
    };
    const report = await shadow.replay(replayOf(TABLE), { onProgress: kill });
    expect(report.failures.map(({ message }) => message)).toEqual([
      'not run: the shadow database broke down over it, twice',
    ]);
    expect((await shadow.replay(replayOf(TABLE))).failures).toEqual([]);
  });

  it('ends a process that takes too much memory', async () => {
    start({ limits: { memoryBytes: 50 * 1024 * 1024 } });
    await expect(shadow.replay(replayOf(TABLE))).rejects.toMatchObject({ reason: 'memory' });
  });

  it('cancels a job that waits, and one that hangs, and goes on with the next', async () => {
    start();
    const hanging = new AbortController();
    const waiting = new AbortController();
    const first = shadow.replay(replayOf(ENDLESS), {
      signal: hanging.signal,
      onProgress: () => setTimeout(() => hanging.abort(), 300),
    });
    const second = shadow.replay(replayOf(TABLE), { signal: waiting.signal });
    const third = shadow.replay(replayOf(TABLE));
    waiting.abort();
    await expect(second).rejects.toMatchObject({ reason: 'cancelled' });
    await expect(first).rejects.toMatchObject({ reason: 'cancelled' });
    expect((await third).failures).toEqual([]);
    await expect(shadow.replay(replayOf(TABLE), { signal: hanging.signal })).rejects.toMatchObject({
      reason: 'cancelled',
    });
  });

  it('cancels between statements without losing its process', async () => {
    start();
    await shadow.replay(replayOf(TABLE));
    const pid = shadow.workerPid;
    const stop = new AbortController();
    const many = migrationOf('many', 'select pg_sleep(0.01);'.repeat(500));
    const call = shadow.replay(replayOf(many), {
      signal: stop.signal,
      onProgress: () => setTimeout(() => stop.abort(), 200),
    });
    await expect(call).rejects.toMatchObject({ reason: 'cancelled' });
    expect((await shadow.replay(replayOf(TABLE))).failures).toEqual([]);
    expect(shadow.workerPid).toBe(pid);
  });

  it('ends an idle process and starts another when it is needed', async () => {
    start({ limits: { idleMs: 200 } });
    await shadow.replay(replayOf(TABLE));
    const pid = shadow.workerPid;
    while (isAlive(pid)) await wait(50);
    expect((await shadow.replay(replayOf(TABLE))).failures).toEqual([]);
    expect(shadow.workerPid).not.toBe(pid);
  });

  it('says plainly that it cannot start', async () => {
    start({ program: `${built.program}.absent.mjs` });
    await expect(shadow.replay(replayOf(TABLE))).rejects.toMatchObject({
      reason: 'unavailable',
      message: expect.stringContaining('could not be started'),
    });
  });

  it('hands its process no address of a database', async () => {
    start({
      environment: { ...process.env, DATABASE_URL: 'postgres://example.org/app', PGHOST: 'example.org' },
    });
    await shadow.replay(replayOf(TABLE));
    if (process.platform !== 'linux') return;
    const environment = execFileSync('cat', [`/proc/${shadow.workerPid}/environ`], { encoding: 'utf8' });
    expect(environment).not.toContain('example.org');
    const sockets = execFileSync(
      'sh',
      ['-c', `ls -l /proc/${shadow.workerPid}/fd | grep -c 'socket:'; true`],
      {
        encoding: 'utf8',
      },
    );
    // The channel to its parent, the pipe of its errors, and nothing else.
    expect(Number(sockets)).toBeLessThanOrEqual(2);
  });
});

describe('the program with the embedded databases', () => {
  it('loads nothing that could reach a network', () => {
    const output = Object.entries(built.metafile.outputs).find(([path]) => path.endsWith('/shadow.mjs'));
    const imported = output?.[1].imports.filter(({ external }) => external).map(({ path }) => path) ?? [];
    expect(imported.length).toBeGreaterThan(3);
    const network = /^(?:node:)?(?:net|tls|http|https|http2|dgram|dns|child_process|inspector)(?:\/|$)|^pg/;
    expect(imported.filter((path) => network.test(path))).toEqual([]);
  });
});
