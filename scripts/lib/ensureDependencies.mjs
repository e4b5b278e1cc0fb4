import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runNpm } from './npm.mjs';
import { editorCache, repoRoot } from './paths.mjs';
import { PlainError } from './plainError.mjs';
import { sayWhile } from './say.mjs';

const installTimeoutMs = 10 * 60_000;
const nodeMajorMin = 20;

/**
 * Installs the project's dependencies when node_modules does not hold what the lockfile asks for.
 * Uses Node built-ins only, because it runs in a clone where nothing is installed yet.
 */
export async function ensureDependencies() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < nodeMajorMin) {
    throw new PlainError(`Node ${nodeMajorMin} or newer is needed; this is ${process.version}.`);
  }
  const reason = whyInstall();
  if (reason === undefined) return;
  await sayWhile(`Installing dependencies (${reason}; a minute or two)`, install);
}

async function install() {
  const logFile = join(editorCache, 'logs', 'npm-install.log');
  const options = { cwd: repoRoot, logFile, timeoutMs: installTimeoutMs };
  const all = ['--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  let result = await runNpm(['ci', ...all], options);
  if (result.output.includes('EUSAGE')) {
    // A registry that lacks another platform's optional packages leaves gaps in the lockfile, which `npm ci`
    // refuses; an install that may not save anything still takes every version the lockfile names.
    result = await runNpm(['install', '--no-save', ...all], options);
  }
  if (result.exitCode !== 0) {
    const why = result.timedOut ? 'did not finish in time' : 'failed';
    throw new PlainError(`Installing dependencies ${why}; see ${logFile}\n${tail(result.output)}`);
  }
}

/** @returns {string | undefined} why an install is needed; undefined when it is not */
function whyInstall() {
  const wanted = packagesOf(join(repoRoot, 'package-lock.json'));
  if (wanted === undefined)
    throw new PlainError('package-lock.json is missing or broken; restore it with git.');
  const installed = packagesOf(join(repoRoot, 'node_modules', '.package-lock.json'));
  if (installed === undefined) return 'first time';
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '' || entry.optional) continue;
    if (installed[path]?.version !== entry.version) return `${path.replace(/^node_modules\//, '')} changed`;
  }
  return undefined;
}

/**
 * Lockfiles are compared by content: npm writes its own copy before the project's, so times would mislead.
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }> | undefined}
 */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** @param {string} output */
function tail(output) {
  return output.trimEnd().split('\n').slice(-15).join('\n');
}
