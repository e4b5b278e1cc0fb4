/**
 * Mines a repository with the command line and prints the figures and the suggestions, to be read and judged.
 *
 *     node test/eval/mining/suggestions.mjs FOLDER [RANGE]
 *
 * FIXWARD_CLI names the bundle; dist/cli.mjs otherwise.
 */
import { execFileSync, spawn } from 'node:child_process';
import { resolve } from 'node:path';

const [folder, range = 'HEAD'] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: suggestions.mjs FOLDER [RANGE]');
const cli = resolve(process.env.FIXWARD_CLI ?? 'dist/cli.mjs');

const MEMORY_INTERVAL_MS = 200;
const SITES_SHOWN = 3;

const started = performance.now();
const child = spawn(process.execPath, [cli, 'learn', '--range', range, '--format', 'json'], {
  cwd: folder,
  stdio: ['ignore', 'pipe', 'inherit'],
});
let memoryMb = 0;
const watch = setInterval(() => {
  try {
    const kilobytes = Number(
      execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)], { encoding: 'utf8' }),
    );
    memoryMb = Math.max(memoryMb, Math.round(kilobytes / 1024));
  } catch {
    // It has just ended.
  }
}, MEMORY_INTERVAL_MS);
const chunks = [];
child.stdout.on('data', (chunk) => chunks.push(chunk));
const code = await new Promise((done) => child.on('close', done));
clearInterval(watch);
if (code !== 0) throw new Error(`learn ended with code ${code}`);

const { drafts, stats } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
const seconds = Math.round((performance.now() - started) / 100) / 10;
process.stdout.write(
  `${stats.commits} commits, ${stats.tried} groups of edits, ${stats.learned} learned, ${drafts.length} suggested; ${seconds} s, ${memoryMb} MB\n`,
);
for (const [index, { title, evidence, remarks, before, after, sites }] of drafts.entries()) {
  const said = [
    ...evidence,
    ...remarks.map(({ level, text }) => `${level === 'warning' ? '!' : '-'} ${text}`),
  ];
  process.stdout.write(`\n${index + 1}. ${title}\n   ${said.join('; ')}\n`);
  process.stdout.write(
    `   - ${before.replaceAll('\n', '\n     ')}\n   + ${after.replaceAll('\n', '\n     ')}\n`,
  );
  for (const { path, line, before: old, after: fresh, doubt = '' } of sites.slice(0, SITES_SHOWN)) {
    process.stdout.write(`   ${path}:${line + 1} ${doubt}\n     - ${old.trim()}\n     + ${fresh.trim()}\n`);
  }
}
