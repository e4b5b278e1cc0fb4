import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { servicePlace } from '../../../src/store/client/servicePlace.ts';
import { type BuiltService, buildService } from '../../support/buildService.ts';
import { copiedHome, madeHome, type ServiceHome, serviceHome } from '../../support/serviceHome.ts';

let service: BuiltService;
let made: ServiceHome;
const homes: ServiceHome[] = [];

beforeAll(async () => {
  service = await buildService();
  made = await madeHome(service.program);
});

afterAll(async () => {
  for (const home of [...homes, made]) await home?.remove();
  await service?.remove();
});

describe('the place of the service', () => {
  it.each([
    ['a name beyond ASCII', 'дом ünïcode 家'],
    ['a path that is too long for a socket', `${'long-'.repeat(30)}home`],
  ])('may have %s', async (_what, name) => {
    const folder = join(mkdtempSync(join(tmpdir(), 'fixward-place-')), name);
    mkdirSync(folder);
    const home = await copiedHome(made, service.program, {}, folder);
    homes.push(home);

    expect(await home.connect().transport.call('list_workspaces', {})).toMatchObject({ ok: true });
    // A second client finds the same one.
    expect(await home.connect({ client: 'cli' }).transport.call('list_workspaces', {})).toMatchObject({
      ok: true,
    });
    expect(home.pids('front')).toHaveLength(1);
  });

  it('keeps a socket path within what systems allow', () => {
    const { address, socketFolder } = servicePlace(join(tmpdir(), 'x'.repeat(200)));

    if (process.platform !== 'win32') expect(Buffer.byteLength(address)).toBeLessThanOrEqual(100);
    expect(socketFolder === undefined).toBe(process.platform === 'win32');
  });

  it('is told in one line when it cannot be written', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fixward-place-'));
    // Not even root makes a folder below a file.
    writeFileSync(join(folder, 'file'), '');
    const home = await serviceHome(service.program, {}, join(folder, 'file'));

    await expect(home.connect().request('store/status', {})).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/cannot be written.+FIXWARD_HOME/u),
    });
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'is told of when it may only be read',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'fixward-place-'));
      chmodSync(folder, 0o500);
      const home = await serviceHome(service.program, {}, folder);

      await expect(home.connect().request('store/status', {})).rejects.toMatchObject({ code: 'unavailable' });
    },
  );

  it('needs a program that is there', async () => {
    const home = await copiedHome(made, join(tmpdir(), 'no-such-service.mjs'), {});
    homes.push(home);
    const given = AbortSignal.timeout(1_500);

    await expect(home.connect().request('store/status', {}, { signal: given })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});
