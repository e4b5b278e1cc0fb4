import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runEditorSuite } from './lib/editorSuite.mjs';
import { ensureDependencies } from './lib/ensureDependencies.mjs';
import { main } from './lib/main.mjs';
import { testResults } from './lib/paths.mjs';
import { PlainError } from './lib/plainError.mjs';
import { lastLines, toolStage, vitestStage } from './lib/stages.mjs';
import { parseTestOptions, testUsage } from './lib/testOptions.mjs';
import { currentTarget, packageVsix, vsixFile } from './lib/vsix.mjs';

const minuteMs = 60_000;

/** In the order that finds the cheapest mistakes first. @type {readonly import('./lib/stages.mjs').Stage[]} */
const stages = [
  toolStage('lint', ['@biomejs/biome/bin/biome', 'ci', '.'], 3 * minuteMs),
  toolStage('types', ['typescript/bin/tsc', '-b'], 5 * minuteMs),
  toolStage('unused', ['knip/bin/knip.js'], 3 * minuteMs),
  { name: 'build', group: 'static', run: buildAndPackage },
  vitestStage('unit', 'unit', 'vitest.config.mts', 15 * minuteMs),
  vitestStage('postgres', 'postgres', 'test/postgres.config.mts', 40 * minuteMs),
  vitestStage('package', 'package', 'test/package/vitest.config.mts', 5 * minuteMs),
  { name: 'editor', group: 'editor', run: runEditor },
  vitestStage('webview', 'e2e', 'test/webview/vitest.config.mts', 15 * minuteMs),
  vitestStage('e2e', 'e2e', 'test/e2e/vitest.config.mts', 25 * minuteMs),
];

await main(async () => {
  const options = parseTestOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${testUsage}\n`);
    return 0;
  }
  rmSync(testResults, { recursive: true, force: true });
  mkdirSync(testResults, { recursive: true });
  await ensureDependencies();
  const sum = { passed: 0, failed: 0, skipped: 0 };
  /** @type {string[]} */
  const failedStages = [];
  for (const stage of stages) {
    // Everything but the static checks works on what was built.
    if (!options.groups.has(stage.group) && stage.name !== 'build') continue;
    const result = await runStage(stage, options.passThrough);
    if (!result.ok) failedStages.push(stage.name);
    sum.passed += result.counts?.passed ?? 0;
    sum.failed += result.counts?.failed ?? 0;
    sum.skipped += result.counts?.skipped ?? 0;
  }
  if (failedStages.length > 0)
    process.stdout.write(`Failed: ${failedStages.join(', ')}; logs in ${testResults}\n`);
  const noTest = sum.passed + sum.failed === 0 && [...options.groups].some((group) => group !== 'static');
  process.stdout.write(`tests: ${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped\n`);
  return failedStages.length > 0 || sum.failed > 0 || noTest ? 1 : 0;
});

/**
 * Runs a stage and prints its one line, and the end of its log when it failed.
 * @param {import('./lib/stages.mjs').Stage} stage
 * @param {readonly string[]} passThrough
 */
async function runStage(stage, passThrough) {
  const startMs = performance.now();
  const result = await stage.run(passThrough).catch(asFailure);
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  const { counts } = result;
  const numbers = counts
    ? `: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`
    : '';
  const note = result.note === undefined ? '' : ` — ${result.note}`;
  if (!result.ok && result.log) process.stdout.write(`${result.log}\n`);
  process.stdout.write(`${result.ok ? 'ok    ' : 'FAILED'} ${stage.name} (${seconds} s)${numbers}${note}\n`);
  return result;
}

/**
 * A stage that cannot run is a failed stage: a machine without a browser must not look green.
 * @param {unknown} error
 * @returns {import('./lib/stages.mjs').StageResult}
 */
function asFailure(error) {
  if (error instanceof PlainError) return { ok: false, note: error.message };
  return { ok: false, log: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** @returns {Promise<import('./lib/stages.mjs').StageResult>} */
async function buildAndPackage() {
  const file = await packageVsix(currentTarget);
  process.env.FIXWARD_VSIX = file;
  return { ok: true };
}

/** @returns {Promise<import('./lib/stages.mjs').StageResult>} */
async function runEditor() {
  /** @type {string[]} */
  const consoleLines = [];
  const { exitCode, counts, report } = await runEditorSuite(vsixFile(currentTarget), (line) =>
    consoleLines.push(line),
  );
  const logs = join(testResults, 'logs');
  mkdirSync(logs, { recursive: true });
  writeFileSync(join(logs, 'editor.log'), report);
  writeFileSync(join(logs, 'editor-console.log'), `${consoleLines.join('\n')}\n`);
  const noTest = counts === undefined || counts.passed + counts.failed === 0;
  return {
    ok: exitCode === 0 && !noTest,
    log: lastLines(report),
    ...(counts === undefined ? {} : { counts }),
    ...(noTest ? { note: 'no test ran to its end' } : {}),
  };
}
