import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { repoRoot } from '../lib/paths.mjs';
import { PlainError } from '../lib/plainError.mjs';
import { SHADOW_ENTRY_POINTS } from '../lib/shadowBundles.mjs';

/** Packages whose files are copied beside the bundles, not into them. */
const copiedPackages = /^(@ast-grep\/(napi|lang-[a-z]+)|libpg-query|@electric-sql\/pglite(-pgvector)?)$/;

const introduction = `Fixward contains the following software of others, under the licences given with each.
This file is written by "npm run docs" from what the bundles contain.`;

/** Names, versions and licences of all packages that reach a user, as one text. */
export async function thirdPartyNotices() {
  const names = new Set([...(await bundledPackages()), ...copiedPackageNames()]);
  const notices = [...names].sort().map(noticeOf);
  return `${[introduction, ...notices].join(`\n\n${'-'.repeat(78)}\n\n`)}\n`;
}

async function bundledPackages() {
  const { metafile } = await build({
    entryPoints: [
      'src/extension/extension.ts',
      'src/server/main.ts',
      'src/cli/main.ts',
      ...Object.values(SHADOW_ENTRY_POINTS),
    ],
    absWorkingDir: repoRoot,
    outdir: 'dist',
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['vscode'],
    metafile: true,
    write: false,
    logLevel: 'error',
  });
  return Object.keys(metafile.inputs).flatMap((input) => {
    const match = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    return match?.[1] === undefined ? [] : [match[1]];
  });
}

function copiedPackageNames() {
  const { devDependencies } = JSON.parse(readFileSync(join(repoRoot, 'package.json'), 'utf8'));
  return Object.keys(devDependencies).filter((name) => copiedPackages.test(name));
}

/** @param {string} name */
function noticeOf(name) {
  const folder = packageFolder(name);
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text = file === undefined ? '' : `\n\n${readFileSync(join(folder, file), 'utf8').trim()}`;
  return `${name} ${version} (${license})${text.replaceAll('\r\n', '\n')}`;
}

/**
 * Some packages stand inside another package's own node_modules.
 * @param {string} name
 */
function packageFolder(name) {
  const modules = join(repoRoot, 'node_modules');
  const parents = readdirSync(modules)
    .filter((entry) => !entry.startsWith('.'))
    .map((entry) => join(modules, entry, 'node_modules'));
  const found = [modules, ...parents]
    .map((parent) => join(parent, name))
    .find((folder) => existsSync(folder));
  if (found === undefined) throw new PlainError(`${name} is not installed; run npm ci.`);
  return found;
}
