/**
 * Makes a git history out of the published versions of an npm package: one commit a version, in the order of their numbers.
 *
 *     node test/eval/mining/packageHistory.mjs PACKAGE FOLDER [VERSIONS]
 *
 * The newest VERSIONS releases without a suffix such as `-beta.1` are taken (default 100). FOLDER must not exist.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [name, folder, versionsMax = '100'] = process.argv.slice(2);
if (name === undefined || folder === undefined)
  throw new Error('usage: packageHistory.mjs PACKAGE FOLDER [VERSIONS]');
if (existsSync(folder)) throw new Error(`${folder} exists`);

const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

function run(program, args, options = {}) {
  return execFileSync(program, args, {
    encoding: 'utf8',
    maxBuffer: OUTPUT_BYTES_MAX,
    stdio: ['ignore', 'pipe', 'ignore'],
    ...options,
  });
}

const listed = JSON.parse(run('npm', ['view', name, 'versions', '--json']));
const numbers = (version) => version.split('.').map(Number);
const releases = listed
  .filter((version) => /^\d+\.\d+\.\d+$/u.test(version))
  .sort((a, b) => {
    const [left, right] = [numbers(a), numbers(b)];
    return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
  })
  .slice(-Number(versionsMax));
const FIRST_DAY_MS = Date.UTC(2015, 0, 1);
const DAY_MS = 24 * 60 * 60 * 1000;

mkdirSync(folder, { recursive: true });
run('git', ['init', '--quiet', '--initial-branch=main', folder]);
const scratch = mkdtempSync(join(tmpdir(), 'package-history-'));
try {
  for (const [index, version] of releases.entries()) {
    addRelease(version, new Date(FIRST_DAY_MS + index * DAY_MS).toISOString());
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function addRelease(version, at) {
  let archive;
  try {
    run('npm', ['pack', `${name}@${version}`, '--silent', '--pack-destination', scratch]);
    archive = readdirSync(scratch).find((file) => file.endsWith('.tgz'));
  } catch {
    // A version that was taken back is no longer there to be packed.
  }
  if (archive === undefined) return;
  for (const entry of readdirSync(folder)) {
    if (entry !== '.git') rmSync(join(folder, entry), { recursive: true, force: true });
  }
  run('tar', ['-xzf', join(scratch, archive), '--strip-components=1', '-C', folder]);
  rmSync(join(scratch, archive));
  const env = {
    ...process.env,
    GIT_AUTHOR_DATE: at,
    GIT_COMMITTER_DATE: at,
    GIT_AUTHOR_NAME: 'Release',
    GIT_AUTHOR_EMAIL: 'release@example.invalid',
    GIT_COMMITTER_NAME: 'Release',
    GIT_COMMITTER_EMAIL: 'release@example.invalid',
  };
  run('git', ['add', '--all', '--force'], { cwd: folder, env });
  run('git', ['commit', '--quiet', '--allow-empty', '--message', `Release ${version}`], { cwd: folder, env });
  process.stdout.write(`${version}\n`);
}
