import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { foreignParser } from './foreignParser.mjs';
import { repoRoot, testResults } from './paths.mjs';
import { PlainError } from './plainError.mjs';
import { runProcess } from './processes.mjs';

const buildTimeoutMs = 5 * 60_000;

/** The platform that this machine's VSIX is for, by the names the marketplace uses. */
export const currentTarget = `${process.platform}-${process.arch}`;

/** @param {string} target */
export function vsixFile(target) {
  const manifest = JSON.parse(readFileSync(join(repoRoot, 'package.json'), 'utf8'));
  return join(repoRoot, `${manifest.name}-${target}-${manifest.version}.vsix`);
}

/**
 * Builds the bundles for a platform.
 * @param {string} target
 */
async function buildBundles(target) {
  const args = [join(repoRoot, 'esbuild.config.mjs'), '--production', '--platform', target];
  if (target !== currentTarget) args.push('--parser', await foreignParser(target));
  await runStep('The build', process.execPath, args, join(testResults, 'build.log'));
}

/**
 * Builds and packages the extension for a platform.
 * @param {string} target
 * @returns {Promise<string>} path of the VSIX
 */
export async function packageVsix(target) {
  await buildBundles(target);
  const file = vsixFile(target);
  rmSync(file, { force: true });
  // Resolved late: this module is imported before the dependencies are there.
  const vsce = fileURLToPath(import.meta.resolve('@vscode/vsce/vsce'));
  // The pages of the rules against secrets show made-up ones, which the packager takes for real.
  const shownSecrets = ['--allow-package-secrets', 'github'];
  const args = [vsce, 'package', '--no-dependencies', ...shownSecrets, '--target', target, '--out', file];
  await runStep('Packaging', process.execPath, args, join(testResults, 'package.log'));
  if (!existsSync(file))
    throw new PlainError(`Packaging wrote no ${file}; see ${join(testResults, 'package.log')}`);
  return file;
}

/**
 * @param {string} what
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} logFile
 */
async function runStep(what, command, args, logFile) {
  rmSync(logFile, { force: true });
  const result = await runProcess(command, args, { cwd: repoRoot, logFile, timeoutMs: buildTimeoutMs });
  if (result.exitCode === 0) return;
  const why = result.timedOut ? 'did not finish in time' : 'failed';
  throw new PlainError(
    `${what} ${why}; see ${logFile}\n${result.output.trimEnd().split('\n').slice(-20).join('\n')}`,
  );
}
