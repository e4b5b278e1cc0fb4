import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { benchActivation } from './benchActivation.ts';
import { benchCheck } from './benchCheck.ts';
import { benchLsp } from './benchLsp.ts';
import { benchNoise } from './benchNoise.ts';
import { benchRules } from './benchRules.ts';
import { benchSize } from './benchSize.ts';
import { benchStart } from './benchStart.ts';

const BENCHES: Readonly<Record<string, (root: string) => Promise<void>>> = {
  lsp: benchLsp,
  rules: benchRules,
  check: benchCheck,
  noise: benchNoise,
  start: benchStart,
  activation: benchActivation,
  size: benchSize,
};

/** Runs the benches named, or all; returns an exit code. */
export async function bench(root: string, names: readonly string[]): Promise<number> {
  const unknown = names.find((name) => !Object.hasOwn(BENCHES, name));
  if (unknown !== undefined) {
    console.error(`no bench is called "${unknown}"; known: ${Object.keys(BENCHES).join(', ')}`);
    return 2;
  }
  if (!existsSync(join(root, 'dist', 'server.mjs'))) {
    console.error('dist/server.mjs is missing: run node esbuild.config.mjs --production first');
    return 2;
  }
  for (const [name, run] of Object.entries(BENCHES)) {
    if (names.length > 0 && !names.includes(name)) continue;
    await run(root);
  }
  return 0;
}
