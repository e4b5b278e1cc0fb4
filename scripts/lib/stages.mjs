import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot, testResults } from './paths.mjs';
import { runProcess } from './processes.mjs';

/** How much of a failed stage's log is shown; the whole stays in test-results. */
const shownLinesMax = 80;

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 * @typedef {{ ok: boolean, counts?: Counts, note?: string, log?: string }} StageResult
 * @typedef {object} Stage
 * @property {string} name
 * @property {'static' | 'unit' | 'postgres' | 'package' | 'editor' | 'e2e'} group
 * @property {(passThrough: readonly string[]) => Promise<StageResult>} run
 */

/**
 * A stage that is one of the project's tools: passes when the tool exits with 0.
 * @param {string} name
 * @param {readonly string[]} command a package's binary under node_modules, relative, then its arguments
 * @param {number} timeoutMs
 * @returns {Stage}
 */
export function toolStage(name, command, timeoutMs) {
  return {
    name,
    group: 'static',
    async run() {
      return runTool(name, command, timeoutMs);
    },
  };
}

/**
 * A stage whose tests vitest runs; the counts come from its own report.
 * @param {string} name
 * @param {'unit' | 'postgres' | 'package' | 'e2e'} group
 * @param {string} config the vitest configuration, relative to the repository
 * @param {number} timeoutMs
 * @returns {Stage}
 */
export function vitestStage(name, group, config, timeoutMs) {
  return {
    name,
    group,
    async run(passThrough) {
      const report = join(testResults, `${name}.json`);
      rmSync(report, { force: true });
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
      const command = ['vitest/vitest.mjs', 'run', '--config', config, ...reporters, ...passThrough];
      const result = await runTool(name, command, timeoutMs);
      const counts = readVitestCounts(report);
      if (counts === undefined) return { ...result, ok: false, note: 'the runner wrote no report' };
      return {
        ...result,
        counts,
        ...(counts.passed + counts.failed === 0 ? { ok: false, note: 'no test ran' } : {}),
      };
    },
  };
}

/**
 * @param {string} name
 * @param {readonly string[]} command
 * @param {number} timeoutMs
 * @returns {Promise<StageResult>}
 */
async function runTool(name, [binary, ...args], timeoutMs) {
  const logFile = join(testResults, 'logs', `${name}.log`);
  mkdirSync(join(testResults, 'logs'), { recursive: true });
  writeFileSync(logFile, '');
  const script = join(repoRoot, 'node_modules', String(binary));
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };
  const result = await runProcess(process.execPath, [script, ...args], {
    cwd: repoRoot,
    env,
    logFile,
    timeoutMs,
  });
  return {
    ok: result.exitCode === 0,
    log: lastLines(result.output),
    ...(result.timedOut ? { note: `stopped after ${timeoutMs / 1000} s` } : {}),
  };
}

/** @param {string} output */
export function lastLines(output) {
  const lines = output.trimEnd().split('\n');
  const left = lines.length - shownLinesMax;
  return left > 0 ? [`… ${left} lines before`, ...lines.slice(left)].join('\n') : lines.join('\n');
}

/**
 * @param {string} file
 * @returns {Counts | undefined}
 */
function readVitestCounts(file) {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    const counts = {
      passed: Number(report.numPassedTests),
      failed: Number(report.numFailedTests),
      skipped: Number(report.numPendingTests) + Number(report.numTodoTests),
    };
    return Object.values(counts).every(Number.isInteger) ? counts : undefined;
  } catch {
    return undefined;
  }
}
