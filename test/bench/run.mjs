// Prints Fixward's figures beside a peer's, measured in the same run: npm run bench [-- NAME …]
// Names: lsp, rules, learned, check, noise, prove, policy, models, consult, start, activation, panel, size, oracles (its flags: --verbose, --rule=NAME),
// search, vectors (its flags: --patterns=1000,10000 and --native), service, and three that run only when named: train-features, kill
// (its flags: --kills=200, --seed=1) and confidence (its flags: --rows=10000,1000000, --embedded and --native).
// FIXWARD_BENCH_MIGRATIONS names a folder for check and noise, FIXWARD_BENCH_PROVE one for prove, FIXWARD_BENCH_ORACLES
// one with other linters' cases, FIXWARD_BENCH_SEARCH one with docs.jsonl and queries.jsonl, FIXWARD_BENCH_POSTGRES the
// address of a server with pgvector where a database may be made, FIXWARD_BENCH_PEERS one whose node_modules hold more peers.
// Measures the bundles in dist/; build them first with `node esbuild.config.mjs --production`.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const outfile = join(root, '.tsbuild', 'bench', 'bench.mjs');
await mkdir(join(root, '.tsbuild', 'bench'), { recursive: true });
await build({
  entryPoints: [join(root, 'test/bench/bench.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  logLevel: 'error',
});
const { bench } = await import(pathToFileURL(outfile).href);
process.exitCode = await bench(root, process.argv.slice(2));
