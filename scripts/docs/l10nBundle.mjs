import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from '../lib/paths.mjs';

/** Folders whose texts people read. */
const FOLDERS = [join(repoRoot, 'src', 'extension'), join(repoRoot, 'webview')];

/** The texts of the extension's and the panel's source for translators: each is its own key. */
export function l10nBundle() {
  const texts = FOLDERS.flatMap(sources)
    .flatMap((source) => [...source.matchAll(/l10n\.t\(\s*'((?:[^'\\]|\\.)*)'/g)])
    .map((match) => String(match[1]));
  const bundle = Object.fromEntries([...new Set(texts)].sort().map((text) => [text, text]));
  return `${JSON.stringify(bundle, undefined, 2)}\n`;
}

/** @param {string} folder */
function sources(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}
