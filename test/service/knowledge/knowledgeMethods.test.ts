import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceClient } from '../../../src/store/client/serviceClient.ts';
import { type BuiltService, buildService } from '../../support/buildService.ts';
import { bundleShadow } from '../../support/buildShadow.ts';
import { type ServiceHome, serviceHome } from '../../support/serviceHome.ts';

const TIMEOUT_MS = 180_000;

let built: BuiltService;
let home: ServiceHome;
let client: ServiceClient;
let project: string;

beforeAll(async () => {
  built = await buildService();
  await bundleShadow(dirname(built.program));
  home = await serviceHome(built.program, { FIXWARD_SHADOW_IDLE_MS: '1000' });
  client = home.connect();
  project = await mkdtemp(join(tmpdir(), 'fixward-project-'));
  await mkdir(join(project, 'migrations'));
  await writeFile(
    join(project, 'migrations', '001_a.sql'),
    'create table orders (id bigint primary key, note text);\n',
  );
}, TIMEOUT_MS);
afterAll(async () => {
  await home.remove();
  await built.remove();
  await rm(project, { recursive: true, force: true });
});

const scan = (params: object = {}): Promise<unknown> =>
  client.request('knowledge/scan', { project, trusted: true, ...params });

describe('knowledge of a schema', { timeout: TIMEOUT_MS }, () => {
  it('begins with the first look, and changes with the migrations', async () => {
    expect(await scan()).toMatchObject({ first: true, objects: 1, changes: [], notes: [] });
    expect(await scan()).toMatchObject({ first: false, changes: [] });
    await writeFile(
      join(project, 'migrations', '002_b.sql'),
      'alter table orders add column total numeric not null default 0;\ncreate table lines (id bigint primary key);\n',
    );
    expect(await scan()).toMatchObject({
      first: false,
      changes: [
        { object: 'public.lines', change: 'added', explanation: 'table public.lines is new, with id.' },
        {
          object: 'public.orders',
          change: 'changed',
          explanation: expect.stringContaining('column total is new: numeric not null default 0'),
        },
      ],
    });
    expect(await client.request('knowledge/history', { project })).toMatchObject({
      changes: expect.arrayContaining([expect.objectContaining({ object: 'public.lines', change: 'added' })]),
    });
    expect(await client.request('knowledge/history', { connection: 'other' })).toMatchObject({ changes: [] });
  });

  it('says in one line why there is nothing to look at', async () => {
    await expect(scan({ connection: 'nowhere' })).rejects.toThrow(/no connection/iu);
    const empty = await mkdtemp(join(tmpdir(), 'fixward-empty-'));
    await expect(scan({ project: empty })).rejects.toThrow(/migration/iu);
    await rm(empty, { recursive: true });
  });

  it('is told to two who ask at the same time', async () => {
    const [one, two] = await Promise.all([scan(), scan()]);
    expect(one).toEqual(two);
  });
});
