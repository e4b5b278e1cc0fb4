import { mkdir, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { copyPolicyAssets } from '../../../scripts/lib/policyAssets.mjs';
import { loadPermissions } from '../../../src/engines/cedar/cedarPermissions.ts';
import { policyPlaces } from '../../../src/engines/cedar/policyPlaces.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

// An engine that runs is used for the life of the process; the packed one, which alone is read differently, comes first.
it.each([
  ['packaged', true, 'cedar_wasm_bg.wasm.br'],
  ['development', false, 'cedar_wasm_bg.wasm'],
])('finds the policies and the engine that a %s build puts beside its programs', async (_, packed, file) => {
  const outdir = await mkdtemp(join(tmpdir(), 'fixward-build-'));
  await copyPolicyAssets(outdir, packed);
  const engines = (await readdir(join(outdir, 'policies'))).filter((name) => name.includes('wasm'));
  expect(engines).toEqual([file]);
  const places = policyPlaces(outdir, '/home');
  expect(places).toEqual({
    shippedFolder: join(outdir, 'policies'),
    ownFolder: join('/home', 'policies'),
    wasmPath: join(outdir, 'policies', 'cedar_wasm_bg.wasm'),
  });
  expect((await loadPermissions({ ...places, ownFolder: join(outdir, 'none') })).problems).toEqual([]);
});

it('finds those of the sources from a folder below them', () => {
  expect(policyPlaces(join(root, 'src', 'service'), '/home')).toEqual({
    shippedFolder: join(root, 'media', 'policies'),
    ownFolder: join('/home', 'policies'),
  });
});

it('names the place beside the program where there are none, and everything is denied', async () => {
  const alone = await mkdtemp(join(tmpdir(), 'fixward-alone-'));
  await mkdir(join(alone, 'policies'));
  const places = policyPlaces(alone, join(alone, 'home'));
  expect(places.shippedFolder).toBe(join(alone, 'policies'));
  expect((await loadPermissions(places)).problems).not.toEqual([]);
});
