import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { loadPermissions } from '../../../src/engines/cedar/cedarPermissions.ts';

const shippedFolder = fileURLToPath(new URL('../../../media/policies', import.meta.url));

const request = {
  principal: 'user',
  tool: 'list_schema',
  action: 'read_schema',
  target: { kind: 'workspace' },
  tainted: false,
  trusted: true,
  writable: false,
  approved: true,
} as const;

// In a process of its own: an engine that runs is used for the life of the process.
it('denies everything while the engine cannot be read or run, and works once it can', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fixward-engine-'));
  const missing = await loadPermissions({ shippedFolder, wasmPath: join(folder, 'gone.wasm') });
  expect(missing.problems.join()).toMatch(/engine does not start/u);
  expect(missing.decide(request)).toMatchObject({ decision: 'deny', policyId: 'broken-policy' });

  await writeFile(join(folder, 'broken.wasm'), 'not a program');
  const broken = await loadPermissions({ shippedFolder, wasmPath: join(folder, 'broken.wasm') });
  expect(broken.decide(request)).toMatchObject({ decision: 'deny', policyId: 'broken-policy' });

  const whole = await loadPermissions({ shippedFolder });
  expect(whole.problems).toEqual([]);
  expect(whole.decide(request).decision).toBe('allow');
});
