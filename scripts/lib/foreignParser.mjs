import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runNpm } from './npm.mjs';
import { editorCache, repoRoot } from './paths.mjs';
import { PlainError } from './plainError.mjs';
import { PREBUILDS } from './prebuilds.mjs';
import { runProcess } from './processes.mjs';

const downloadTimeoutMs = 3 * 60_000;

/**
 * The native parser of a platform other than this one, which an ordinary install leaves out. Taken from the registry once.
 * @param {string} target
 * @returns {Promise<string>} path of the .node file
 */
export async function foreignParser(target) {
  const napi = PREBUILDS[target]?.napi;
  const manifest = JSON.parse(
    readFileSync(join(repoRoot, 'node_modules', '@ast-grep', 'napi', 'package.json'), 'utf8'),
  );
  const name = `@ast-grep/napi-${napi}`;
  const folder = join(editorCache, 'parsers', `${napi}-${manifest.version}`);
  const file = join(folder, 'package', `ast-grep-napi.${napi}.node`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const options = { cwd: folder, timeoutMs: downloadTimeoutMs };
  const packed = await runNpm(['pack', `${name}@${manifest.version}`], options);
  const archive = readdirSync(folder).find((entry) => entry.endsWith('.tgz'));
  if (packed.exitCode !== 0 || archive === undefined) {
    throw new PlainError(`The parser for ${target} could not be fetched: ${name}@${manifest.version}.`);
  }
  const unpacked = await runProcess('tar', ['-xzf', archive], options);
  if (unpacked.exitCode !== 0 || !existsSync(file)) {
    throw new PlainError(`The parser for ${target} could not be unpacked from ${join(folder, archive)}.`);
  }
  return file;
}
