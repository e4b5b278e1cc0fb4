import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar/fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { installRuntime } from '../../../../src/engines/embedders/onnx/installRuntime.ts';
import { packageRegistry } from '../../../../src/engines/embedders/onnx/packageRegistry.ts';
import type { RuntimePackage } from '../../../../src/engines/embedders/onnx/runtimePackages.ts';

let server: Server;
let registry: string;
let tarball: Buffer;
let home: string;
let folder: string;

const FILES = [
  'package/package.json',
  'package/dist/index.js',
  'package/dist/cjs/package.json',
  'package/dist/index.js.map',
  'package/script/install.js',
  'package/bin/napi-v6/linux/x64/binding.node',
  'package/bin/napi-v6/win32/x64/binding.node',
];

beforeAll(async () => {
  tarball = gzipSync(
    await buffer(packTar(FILES.map((target) => ({ type: 'content', target, content: `// ${target}` })))),
  );
  server = createServer((request, response) => {
    if (request.url === '/runtime/-/runtime-1.0.0.tgz') response.end(tarball);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // SAFETY: a server that listens on a port has such an address.
  registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'fixward-runtime-'));
  folder = join(home, 'models', 'runtime');
});

afterEach(() => rm(home, { recursive: true, force: true }));

const right = (): RuntimePackage => ({
  name: 'runtime',
  version: '1.0.0',
  integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
});
const machine = { platform: 'linux', arch: 'x64' };

describe('installing the runtime', () => {
  it('unpacks what this machine needs, and none of its scripts', async () => {
    const progress: number[] = [];
    const outcome = await installRuntime({
      folder,
      registry,
      ...machine,
      packages: [right()],
      onProgress: (done) => progress.push(done),
    });
    expect(outcome).toEqual({ ok: true, folder });
    const unpacked = await readdir(join(folder, 'node_modules', 'runtime'), { recursive: true });
    expect(unpacked.filter((name) => name.includes('.')).sort()).toEqual([
      join('bin', 'napi-v6', 'linux', 'x64', 'binding.node'),
      join('dist', 'cjs', 'package.json'),
      join('dist', 'index.js'),
      'package.json',
    ]);
    expect(progress.at(-1)).toBe(tarball.length);
  });

  it('unpacks nothing of a package with another checksum, and leaves the folder as it was', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'here'), 'before');
    const wrong = { ...right(), integrity: 'sha512-AAAA' };
    const outcome = await installRuntime({ folder, registry, ...machine, packages: [wrong] });
    expect(outcome).toMatchObject({ ok: false, reason: 'checksum' });
    expect(await readFile(join(folder, 'here'), 'utf8')).toBe('before');
    expect(await readdir(join(home, 'models'))).toEqual(['runtime']);
  });

  it('replaces an older runtime as a whole', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'old'), '');
    await installRuntime({ folder, registry, ...machine, packages: [right()] });
    expect(await readdir(folder)).toEqual(['node_modules', 'package.json']);
  });

  it.each([
    ['nobody answers', () => 'http://127.0.0.1:9/', 'runtime', 'offline'],
    ['the package is not there', () => registry, 'missing', 'refused'],
  ])('says in one line that %s', async (_name, at, name, reason) => {
    const outcome = await installRuntime({
      folder,
      registry: at(),
      ...machine,
      packages: [{ ...right(), name }],
    });
    expect(outcome).toMatchObject({ ok: false, reason, message: expect.not.stringContaining('\n') });
    expect(existsSync(folder)).toBe(false);
  });

  it('names a machine that there is no runtime for', async () => {
    const outcome = await installRuntime({ folder, registry, platform: 'darwin', arch: 'x64' });
    expect(outcome).toMatchObject({
      ok: false,
      reason: 'platform',
      message: expect.stringContaining('darwin-x64'),
    });
  });

  it('leaves nothing behind when cancelled', async () => {
    const controller = new AbortController();
    controller.abort();
    const outcome = await installRuntime({
      folder,
      registry,
      ...machine,
      packages: [right()],
      signal: controller.signal,
    });
    expect(outcome).toMatchObject({ ok: false, reason: 'cancelled' });
    expect(await readdir(join(home, 'models'))).toEqual([]);
  });
});

describe('the registry', () => {
  it('is the one that the user has set, in the environment or in the settings of npm', async () => {
    const settings = join(home, 'npmrc');
    await writeFile(settings, 'proxy=x\r\nregistry = https://${PLACE}.example/npm\r\n');
    const user = { npm_config_userconfig: settings, PLACE: 'packages' };
    expect(await packageRegistry(user)).toBe('https://packages.example/npm/');
    expect(await packageRegistry({ ...user, npm_config_registry: 'http://other.example' })).toBe(
      'http://other.example/',
    );
    expect(await packageRegistry({ npm_config_userconfig: join(home, 'none') })).toMatch(/^https:/);
    await writeFile(settings, 'registry=file:///etc/');
    expect(await packageRegistry(user)).toMatch(/^https:/);
  });
});
