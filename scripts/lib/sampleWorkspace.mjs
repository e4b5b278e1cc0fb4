import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { sampleSource } from './paths.mjs';
import { PlainError } from './plainError.mjs';
import { runProcess } from './processes.mjs';

const gitTimeoutMs = 30_000;

/**
 * Lays out a fresh copy of the sample workspace as a git repository of its own, so that playing with it never
 * touches the checkout and the editor's source control view shows what a fix changed.
 * @param {string} target
 * @param {{ reuse: boolean }} options reuse keeps a copy that is already there, with what the user changed in it
 */
export async function layOutSample(target, options) {
  if (options.reuse && existsSync(target)) return;
  if (!existsSync(sampleSource)) throw new PlainError(`The sample workspace is missing: ${sampleSource}`);
  const partial = `${target}.partial-${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  cpSync(sampleSource, partial, { recursive: true });
  const identity = [
    '-c',
    'user.name=Fixward',
    '-c',
    'user.email=samples@fixward.invalid',
    '-c',
    'commit.gpgsign=false',
  ];
  for (const args of [
    ['init', '--quiet', '--initial-branch=main'],
    ['add', '--all'],
    [...identity, 'commit', '--quiet', '--no-verify', '-m', 'Orders as it is'],
  ]) {
    const result = await runProcess('git', args, { cwd: partial, timeoutMs: gitTimeoutMs });
    if (result.exitCode !== 0)
      throw new PlainError(`git ${args[0]} failed in ${partial}: ${result.output.trim()}`);
  }
  rmSync(target, { recursive: true, force: true });
  renameSync(partial, target);
}
