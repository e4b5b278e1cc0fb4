// Prints what the calibrators and the early stop do on simulated streams with known truth:
// node test/eval/confidence.mjs [calibration|drift|selection|selective|stopping …]
// Every stream is drawn from a seed, so that the tables come out the same each time.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const outfile = join(root, '.tsbuild', 'eval', 'confidence.mjs');
await mkdir(join(root, '.tsbuild', 'eval'), { recursive: true });
await build({
  entryPoints: [join(root, 'test/eval/confidence/main.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  logLevel: 'error',
});
const { main } = await import(pathToFileURL(outfile).href);
process.exitCode = main(process.argv.slice(2));
