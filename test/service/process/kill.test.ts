import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { identityOf, ownIdentity } from '../../../src/store/client/processIdentity.ts';
import { type BuiltService, buildService } from '../../support/buildService.ts';
import { countedWrites } from '../../support/countedWrites.ts';
import { endlessStoreFunction } from '../../support/endlessStoreFunction.ts';
import { killCampaign } from '../../support/killCampaign.ts';
import { copiedHome, isAlive, killed, madeHome, type ServiceHome, until } from '../../support/serviceHome.ts';

let service: BuiltService;
let made: ServiceHome;
let home: ServiceHome;

beforeAll(async () => {
  service = await buildService();
  made = await madeHome(service.program);
});

afterEach(() => home?.remove());

afterAll(async () => {
  await made?.remove();
  await service?.remove();
});

async function freshHome(environment: Readonly<Record<string, string>> = {}): Promise<ServiceHome> {
  home = await copiedHome(made, service.program, environment);
  return home;
}

function onlyPid(kind: 'front' | 'owner'): number {
  const [pid, ...more] = home.pids(kind);
  if (pid === undefined || more.length > 0) throw new Error(`there are ${more.length} more than one ${kind}`);
  return pid;
}

describe('kill -9', () => {
  it('of owner, service or both at random moments loses and doubles no acknowledged write', async () => {
    await freshHome();
    const { kills, acknowledged, found, failures } = await killCampaign(home, {
      kills: 10,
      writers: 3,
      seed: 7,
    });

    expect(kills).toBe(10);
    expect(acknowledged).toBeGreaterThan(0);
    expect(failures).toEqual([]);
    expect(found).toBe(acknowledged);
  });

  it('of the service takes its owner along, even in the middle of an endless call', async () => {
    await freshHome();
    await endlessStoreFunction(home.place.store, 'library_summary');
    const client = home.connect();
    await client.transport.call('list_workspaces', {});
    const owner = onlyPid('owner');
    client.transport.call('library_summary', {}).catch(() => {});
    await wait(300);

    await killed(onlyPid('front'));

    await until(() => !isAlive(owner), 'the owner to end');
  });

  it('of the service: the next one waits for an owner that will not end, then ends it', async () => {
    await freshHome();
    // Holds the claim as an owner does that never looks after its parent.
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const identity = child.pid === undefined ? undefined : await identityOf(child.pid);
    if (identity === undefined) throw new Error('the child does not run');
    mkdirSync(home.place.claims, { recursive: true });
    const { pid, start, host } = identity;
    writeFileSync(join(home.place.claims, `owner-${pid}-${start}-${host}-000000000000`), '');

    expect(await home.connect().transport.call('list_workspaces', {})).toMatchObject({ ok: true });
    expect(isAlive(pid)).toBe(false);
    expect(readFileSync(home.place.logFile, 'utf8')).toContain(`ended process ${pid}`);
  });

  it('leaves claims that hold nobody up, whatever process bears the number now', async () => {
    await freshHome();
    mkdirSync(home.place.claims, { recursive: true });
    const { pid, host } = await ownIdentity();
    for (const kind of ['front', 'owner', 'start']) {
      writeFileSync(join(home.place.claims, `${kind}-${pid}-0123456789abcdef-${host}-000000000000`), '');
    }

    expect(await home.connect().transport.call('list_workspaces', {})).toMatchObject({ ok: true });
    expect(isAlive(pid)).toBe(true);
  });
});

describe('a call that does not end', () => {
  it('costs its caller an error and the others a moment', async () => {
    await freshHome({ FIXWARD_SERVICE_CALL_MS: '2000' });
    await endlessStoreFunction(home.place.store, 'library_summary');
    const client = home.connect();
    const counted = await countedWrites(client.transport, 'beside');
    const owner = onlyPid('owner');
    const [endless] = await Promise.all([
      client.transport.call('library_summary', {}),
      ...Array.from({ length: 5 }, () => counted.write(home.connect().transport)),
    ]);

    expect(endless).toMatchObject({
      ok: false,
      error: { code: 'unavailable', message: expect.stringMatching(/library_summary took longer than 2 s/u) },
    });
    expect(await counted.count(client.transport)).toBe(5);
    expect(onlyPid('owner')).not.toBe(owner);
  });
});

describe('two versions', () => {
  it('a newer window replaces an older service, and no request is lost or doubled', async () => {
    await freshHome();
    const old = home.connect({ version: '1.0.0' });
    const counted = await countedWrites(old.transport, 'handed-over');
    const before = onlyPid('front');
    let isDone = false;
    const writing = Array.from({ length: 3 }, async () => {
      let written = 0;
      const window = home.connect({ version: '1.0.0' });
      while (!isDone) {
        await counted.write(window.transport);
        written += 1;
      }
      return written;
    });
    await wait(500);

    const newer = home.connect({ version: '1.1.0' });
    await counted.write(newer.transport);
    await wait(500);
    isDone = true;
    const written = (await Promise.all(writing)).reduce((sum, each) => sum + each, 1);

    expect(await counted.count(newer.transport)).toBe(written);
    expect(isAlive(before)).toBe(false);
    expect(readFileSync(home.place.logFile, 'utf8')).toContain('Fixward 1.1.0 listens');
    // The older windows are served by the newer one, and do not fight for their own.
    const now = onlyPid('front');
    await counted.write(old.transport);
    expect(onlyPid('front')).toBe(now);
  });

  it('an older window starts the newest program that is known and there', async () => {
    await freshHome();
    const newer = home.connect({ version: '2.0.0' });
    await newer.transport.call('list_workspaces', {});
    await newer.close();
    await killed(onlyPid('front'));

    expect(await home.connect({ version: '1.0.0' }).transport.call('list_workspaces', {})).toMatchObject({
      ok: true,
    });
    const starts = readFileSync(home.place.logFile, 'utf8').match(/Fixward \S+ listens/gu);
    expect(starts).toEqual(['Fixward 2.0.0 listens', 'Fixward 2.0.0 listens']);
  });
});

describe('many that start it at once', () => {
  it('get one service', async () => {
    await freshHome();
    const answers = await Promise.all(
      Array.from({ length: 7 }, () => home.connect().transport.call('list_workspaces', {})),
    );

    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(readFileSync(home.place.logFile, 'utf8').match(/listens/gu)).toHaveLength(1);
    expect(home.pids('front')).toHaveLength(1);
  });

  it('find a way past a socket and claims that a killed one left', async () => {
    await freshHome();
    const client = home.connect();
    await client.transport.call('list_workspaces', {});
    await client.close();
    await killed(onlyPid('front'));
    expect(readdirSync(home.place.folder)).toContain('socket');

    expect(await home.connect().transport.call('list_workspaces', {})).toMatchObject({ ok: true });
    rmSync(home.place.addressFile, { force: true });
    expect(await home.connect().transport.call('list_workspaces', {})).toMatchObject({ ok: true });
  });
});
