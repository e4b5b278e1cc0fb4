// Prints how often edits learned from examples are right: node test/eval/learning.mjs FOLDER [--flag …]
// FOLDER holds LANGUAGE.jsonl, one transformation a line: {id, group, language, train: [{before, after}…],
// test: [{before, after}…], negatives: [text]}.
// --examples=1,2   training examples of each run          --give=N|all   negatives the learner may see; the rest judge it
// --only=TEXT      cases whose id, group or language holds the text       --half=a|b     one half of the cases, by hash of the id
// --case=ID        everything about one case              --failures     failing cases by what went wrong
// --cli            asks `fixward learn --jsonl` of dist/ instead of the functions     --no-baselines   the learner alone
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const outfile = join(root, '.tsbuild', 'eval', 'learning.mjs');
await mkdir(join(root, '.tsbuild', 'eval'), { recursive: true });
await build({
  entryPoints: [join(root, 'test/eval/learning/main.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  logLevel: 'error',
});
const { main } = await import(pathToFileURL(outfile).href);
process.exitCode = await main(root, process.argv.slice(2));
