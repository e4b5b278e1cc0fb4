import { cp, mkdir, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { copyPacked } from './copyPacked.mjs';
import { repoRoot } from './paths.mjs';

const require = createRequire(import.meta.url);
const SHIPPED = join(repoRoot, 'media', 'policies');
const WASM = 'cedar_wasm_bg.wasm';

/**
 * Puts the policies, their schema and the policy engine into `policies` beside the bundles of a folder; the programs find
 * them there by themselves.
 *
 * @param {string} outdir
 * @param {boolean} [packed] leaves the engine compressed, as a package has it
 */
export async function copyPolicyAssets(outdir, packed = false) {
  const target = join(outdir, 'policies');
  await mkdir(target, { recursive: true });
  for (const name of await readdir(SHIPPED)) {
    if (/\.(?:cedar|cedarschema)$/u.test(name)) await cp(join(SHIPPED, name), join(target, name));
  }
  // The package names its part for Node to `require` alone; the programs use the part beside it.
  const forNode = require.resolve('@cedar-policy/cedar-wasm/nodejs');
  const copy = packed ? copyPacked : cp;
  await copy(join(dirname(forNode), '..', 'web', WASM), join(target, WASM));
}
