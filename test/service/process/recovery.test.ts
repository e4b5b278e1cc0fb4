import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadPgliteAssets } from '../../../src/engines/shadow/pgliteAssets.ts';
import type { StoreStatus } from '../../../src/protocol/service.ts';
import type { ServiceClient } from '../../../src/store/client/serviceClient.ts';
import { openEmbeddedDatabase } from '../../../src/store/embedded/embeddedDatabase.ts';
import { type BuiltService, buildService } from '../../support/buildService.ts';
import { savePatterns } from '../../support/patternRequest.ts';
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

const keysIn = async (client: ServiceClient): Promise<readonly string[]> => {
  const answer = await client.transport.call('list_patterns', {});
  if (!answer.ok) throw new Error(answer.error.message);
  // SAFETY: the function answers with a page of patterns.
  return (answer.data as { patterns: { key: string }[] }).patterns.map(({ key }) => key).sort();
};

// SAFETY: the service answers with its status.
const statusOf = async (client: ServiceClient): Promise<StoreStatus> =>
  (await client.request('store/status', {})) as StoreStatus;

const save = async (client: ServiceClient, key: string): Promise<void> => {
  const answer = await client.transport.call('save_patterns', savePatterns(key));
  if (!answer.ok) throw new Error(answer.error.message);
};

const asideIn = (reason: string): readonly string[] =>
  readdirSync(home.home).filter((name) => name.startsWith(`store-${reason}-`) && !name.endsWith('.txt'));

async function ended(): Promise<void> {
  await until(() => home.pids('front').length === 0 && home.pids('owner').length === 0, 'the service to end');
}

const TEAM = {
  workspace: {
    id: '5f0c2f0e-64a5-4a53-9a5e-2f1b8f6f0a01',
    name: 'Team',
    organisation_id: '5f0c2f0e-64a5-4a53-9a5e-2f1b8f6f0a02',
    organisation_name: 'Büro',
    role: 'maintainer',
  },
  url: 'https://team.example',
  publishable_key: 'sb_publishable_1',
  remote_user_id: '5f0c2f0e-64a5-4a53-9a5e-2f1b8f6f0a03',
};

describe('snapshots', () => {
  it('bring back what was there, and keep what is replaced', async () => {
    home = await copiedHome(made, service.program);
    const client = home.connect();
    await save(client, 'before');
    // SAFETY: the service answers with the snapshot.
    const { name } = (await client.request('store/snapshot', {})) as { name: string };
    await save(client, 'after');
    expect(await keysIn(client)).toEqual(['after', 'before']);

    await client.request('store/restore', { name });

    expect(await keysIn(client)).toEqual(['before']);
    expect(asideIn('before-restore')).toHaveLength(1);
    expect((await statusOf(client)).lastSnapshotAt).toMatch(/^\d{4}-/u);
    await expect(client.request('store/restore', { name: 'none' })).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('no snapshot none'),
    });
  });

  it('bring back which workspace requests are about', async () => {
    home = await copiedHome(made, service.program);
    const client = home.connect();
    await save(client, 'own');
    // SAFETY: the service answers with the snapshot.
    const { name } = (await client.request('store/snapshot', {})) as { name: string };
    const attached = await client.transport.call('sync_attach', TEAM);
    expect(attached).toMatchObject({ ok: true });
    await save(client, 'team');
    expect(await keysIn(client)).toEqual(['team']);

    await client.request('store/restore', { name });

    expect(await keysIn(client)).toEqual(['own']);
    await save(client, 'own-after');
    expect(await keysIn(client)).toEqual(['own', 'own-after']);
  });

  it('are taken by an idle service before it ends', async () => {
    home = await copiedHome(made, service.program, { FIXWARD_SERVICE_IDLE_MS: '300' });
    const client = home.connect();
    await save(client, 'kept');
    await client.close();
    await ended();

    expect(readdirSync(home.place.snapshots)).toHaveLength(1);
    expect(existsSync(home.place.address)).toBe(process.platform === 'win32');
    expect(readdirSync(home.place.claims)).toEqual([]);
    expect(await keysIn(home.connect())).toEqual(['kept']);
  });
});

describe('the end of the service', () => {
  it('by SIGTERM answers what was asked and closes the store', async () => {
    home = await copiedHome(made, service.program);
    const client = home.connect();
    await save(client, 'first');
    const [front] = home.pids('front');
    const saving = Array.from({ length: 5 }, (_, index) => save(client, `last-${index}`));
    if (front !== undefined) process.kill(front, 'SIGTERM');
    await Promise.all(saving);

    expect(await keysIn(client)).toHaveLength(6);
    await until(() => front !== undefined && !isAlive(front), 'the first service to end');
  });
});

describe('a folder that does not open', () => {
  const damage = (): void => {
    const global = join(home.place.store, 'global');
    truncateSync(join(global, 'pg_control'), 100);
  };

  it('is moved aside, and the last good snapshot takes its place and is told of', async () => {
    home = await copiedHome(made, service.program);
    const before = home.connect();
    await save(before, 'in-the-snapshot');
    await before.request('store/snapshot', {});
    await before.close();
    for (const kind of ['front', 'owner'] as const) for (const pid of home.pids(kind)) await killed(pid);
    damage();

    const client = home.connect();
    expect(await keysIn(client)).toEqual(['in-the-snapshot']);
    expect(asideIn('corrupt')).toHaveLength(1);
    const { state, problem } = await statusOf(client);
    expect(state).toBe('ready');
    expect(problem).toMatch(/could not be opened.+snapshot of .+ took its place/su);
  });

  it('is moved aside for an empty store when there is no snapshot', async () => {
    home = await copiedHome(made, service.program);
    damage();
    const client = home.connect();

    expect(await keysIn(client)).toEqual([]);
    expect(statSync(join(home.home, asideIn('corrupt')[0] ?? '', 'global', 'pg_control')).size).toBe(100);
    expect((await statusOf(client)).problem).toMatch(/no snapshot to go back to/u);
  });

  it('is moved aside when another Postgres wrote it', async () => {
    home = await copiedHome(made, service.program);
    writeFileSync(join(home.place.store, 'PG_VERSION'), '17\n');
    const client = home.connect();

    expect(await keysIn(client)).toEqual([]);
    expect(asideIn('postgres17')).toHaveLength(1);
    expect((await statusOf(client)).problem).toMatch(/Postgres 17/u);
  });

  it('is left alone when a newer Fixward wrote it', async () => {
    home = await copiedHome(made, service.program);
    const database = await openEmbeddedDatabase({
      folder: home.place.store,
      assets: await loadPgliteAssets(),
    });
    await database.session.exec("insert into fixward.schema_version (version, name) values (9999, 'future')");
    await database.session.exec('checkpoint');
    await database.close();
    const client = home.connect();

    expect(await client.transport.call('list_workspaces', {})).toMatchObject({
      ok: false,
      error: { code: 'unavailable', message: expect.stringMatching(/newer Fixward.+update/u) },
    });
    expect(await statusOf(client)).toMatchObject({ state: 'failed' });
    expect(asideIn('corrupt')).toEqual([]);
  });

  it('is whole again when a process was killed while it made the store', async () => {
    home = await copiedHome(made, service.program);
    rmSync(join(home.place.store, 'base'), { recursive: true });
    writeFileSync(`${home.place.store}.making`, '');

    expect(await keysIn(home.connect())).toEqual([]);
    expect(asideIn('corrupt')).toEqual([]);
  });
});

const isRoot = process.platform === 'linux' && process.getuid?.() === 0;

describe.skipIf(!isRoot)('a full disk (a small one is mounted, which needs root)', () => {
  let disk: string | undefined;

  afterEach(async () => {
    await home.remove();
    if (disk !== undefined) execFileSync('umount', ['-l', disk]);
    disk = undefined;
  });

  it('refuses writes in plain words, still reads, and takes writes again when there is room', async (context) => {
    disk = mkdtempSync(join(tmpdir(), 'fixward-disk-'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160m', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      disk = undefined;
      context.skip('tmpfs cannot be mounted here');
    }
    const folder = join(disk ?? '', 'home');
    mkdirSync(folder);
    home = await copiedHome(made, service.program, {}, folder);
    const client = home.connect();
    await save(client, 'before');
    const { bavail, bsize } = statfsSync(folder);
    const filler = join(disk ?? '', 'filler');
    writeFileSync(filler, Buffer.alloc(bavail * bsize - 4 * 1024 * 1024));
    await until(
      async () =>
        (await statusOf(client)).problem !== undefined ||
        !(await client.transport.call('save_patterns', savePatterns('while-full'))).ok,
      'the full disk to be noticed',
    );

    expect(await client.transport.call('save_patterns', savePatterns('refused'))).toMatchObject({
      ok: false,
      error: { code: 'unavailable', message: expect.stringContaining('disk is full') },
    });
    expect(await keysIn(client)).toContain('before');
    expect((await statusOf(client)).problem).toContain('disk is full');

    rmSync(filler);
    await until(
      async () => (await client.transport.call('save_patterns', savePatterns('after'))).ok,
      'writes to be taken again',
    );
    expect(await keysIn(client)).toEqual(expect.arrayContaining(['after', 'before']));
    await until(async () => (await statusOf(client)).problem === undefined, 'the problem to be gone');
  });

  it('says so when there is no room to open the store, and opens it when there is', async (context) => {
    disk = mkdtempSync(join(tmpdir(), 'fixward-disk-'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=80m', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      disk = undefined;
      context.skip('tmpfs cannot be mounted here');
    }
    const folder = join(disk ?? '', 'home');
    mkdirSync(folder);
    home = await copiedHome(made, service.program, {}, folder);
    const { bavail, bsize } = statfsSync(folder);
    const filler = join(disk ?? '', 'filler');
    writeFileSync(filler, Buffer.alloc(bavail * bsize - 1024 * 1024));
    const client = home.connect();

    expect(await client.transport.call('list_workspaces', {})).toMatchObject({
      ok: false,
      error: { code: 'unavailable', message: expect.stringMatching(/disk .+ is full/u) },
    });
    rmSync(filler);
    await until(
      async () => (await client.transport.call('list_workspaces', {})).ok,
      'the store to open',
      60_000,
    );
    expect(asideIn('corrupt')).toEqual([]);
    expect(readFileSync(home.place.logFile, 'utf8')).toContain('is full');
  });
});
