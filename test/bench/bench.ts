import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { benchActivation } from './benchActivation.ts';
import { benchCheck } from './benchCheck.ts';
import { benchConfidence } from './benchConfidence.ts';
import { benchConsult } from './benchConsult.ts';
import { benchKill } from './benchKill.ts';
import { benchLearned } from './benchLearned.ts';
import { benchLsp } from './benchLsp.ts';
import { benchModels } from './benchModels.ts';
import { benchNoise } from './benchNoise.ts';
import { benchPanel } from './benchPanel.ts';
import { benchPolicy } from './benchPolicy.ts';
import { benchProve } from './benchProve.ts';
import { benchRules } from './benchRules.ts';
import { benchSearch } from './benchSearch.ts';
import { benchService } from './benchService.ts';
import { benchSize } from './benchSize.ts';
import { benchStart } from './benchStart.ts';
import { benchVectors } from './benchVectors.ts';
import { benchOracles } from './sqlOracles.ts';
import { trainFeatures } from './trainFeatures.ts';

const BENCHES: Readonly<Record<string, (root: string, flags: readonly string[]) => Promise<void>>> = {
  lsp: benchLsp,
  rules: benchRules,
  learned: benchLearned,
  check: benchCheck,
  noise: benchNoise,
  prove: benchProve,
  policy: benchPolicy,
  models: benchModels,
  consult: benchConsult,
  start: benchStart,
  activation: benchActivation,
  panel: benchPanel,
  size: benchSize,
  oracles: benchOracles,
  search: benchSearch,
  vectors: (_root, flags) => benchVectors(flags),
  service: benchService,
};

/** Minutes long, or no measurement: run only when named. */
const ONLY_NAMED: Readonly<Record<string, (root: string, flags: readonly string[]) => Promise<void>>> = {
  'train-features': trainFeatures,
  confidence: (_root, flags) => benchConfidence(flags),
  kill: benchKill,
};

/** Runs the benches named, or all, and hands them the flags; returns an exit code. */
export async function bench(root: string, args: readonly string[]): Promise<number> {
  const names = args.filter((arg) => !arg.startsWith('--'));
  const flags = args.filter((arg) => arg.startsWith('--'));
  const unknown = names.find((name) => !Object.hasOwn(BENCHES, name) && !Object.hasOwn(ONLY_NAMED, name));
  if (unknown !== undefined) {
    console.error(
      `no bench is called "${unknown}"; known: ${Object.keys({ ...BENCHES, ...ONLY_NAMED }).join(', ')}`,
    );
    return 2;
  }
  if (!existsSync(join(root, 'dist', 'server.mjs'))) {
    console.error('dist/server.mjs is missing: run node esbuild.config.mjs --production first');
    return 2;
  }
  for (const [name, run] of Object.entries(BENCHES)) {
    if (names.length > 0 && !names.includes(name)) continue;
    await run(root, flags);
  }
  for (const name of names) await ONLY_NAMED[name]?.(root, flags);
  return 0;
}
