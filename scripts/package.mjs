import { statSync } from 'node:fs';
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './lib/ensureDependencies.mjs';
import { main } from './lib/main.mjs';
import { repoRoot } from './lib/paths.mjs';
import { PlainError } from './lib/plainError.mjs';
import { PREBUILDS } from './lib/prebuilds.mjs';
import { currentTarget, packageVsix } from './lib/vsix.mjs';

const targets = Object.keys(PREBUILDS);

await main(async () => {
  const target = parseTarget(process.argv.slice(2));
  await ensureDependencies();
  const file = await packageVsix(target);
  process.stdout.write(`${relative(repoRoot, file)} ${(statSync(file).size / 1024 / 1024).toFixed(2)} MB\n`);
  return 0;
});

/** @param {string[]} args */
function parseTarget(args) {
  let target;
  try {
    target = parseArgs({ args, options: { target: { type: 'string' } } }).values.target ?? currentTarget;
  } catch (error) {
    throw new PlainError(`npm run package: ${error instanceof Error ? error.message : String(error)}`, 2);
  }
  if (targets.includes(target)) return target;
  throw new PlainError(`npm run package: --target wants one of ${targets.join(', ')}; got "${target}".`, 2);
}
