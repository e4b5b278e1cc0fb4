import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repoRoot } from '../lib/paths.mjs';
import { l10nBundle } from './l10nBundle.mjs';
import { loadCore } from './loadCore.mjs';
import { patternSchema } from './patternSchema.mjs';
import { ruleSchema } from './ruleSchema.mjs';
import { rulesTable } from './rulesTable.mjs';
import { fillSections } from './sections.mjs';
import { commandsTable, settingsTable } from './settingsTable.mjs';
import { thirdPartyNotices } from './thirdPartyNotices.mjs';

/** The folder whose every file is written here; a file of a rule that is gone goes too. */
const rulesFolder = 'docs/rules';

/**
 * Everything written from the manifest and the rules, by path from the repository's root.
 * @returns {Promise<Map<string, string>>}
 */
export async function generatedFiles() {
  const core = await loadCore();
  const readme = fillSections(readFileSync(join(repoRoot, 'README.md'), 'utf8'), {
    settings: settingsTable(),
    commands: commandsTable(),
    rules: rulesTable(core.rules),
  });
  return new Map([
    ['README.md', readme],
    ['schemas/rule.schema.json', ruleSchema(core)],
    ['schemas/pattern.schema.json', patternSchema(core)],
    ['l10n/bundle.l10n.json', l10nBundle()],
    ['ThirdPartyNotices.txt', await thirdPartyNotices()],
    ...core.rules.map(
      (rule) => /** @type {const} */ ([`${rulesFolder}/${rule.id}.md`, core.ruleDocumentation(rule)]),
    ),
  ]);
}

/**
 * Paths whose content is not what the manifest and the rules say.
 * @param {ReadonlyMap<string, string>} files
 */
export function outdatedFiles(files) {
  const changed = [...files].filter(([path, text]) => textOf(path) !== text).map(([path]) => path);
  return [...changed, ...leftovers(files)].sort();
}

/** @param {ReadonlyMap<string, string>} files */
export function writeFiles(files) {
  for (const path of leftovers(files)) rmSync(join(repoRoot, path));
  for (const [path, text] of files) {
    if (textOf(path) === text) continue;
    mkdirSync(dirname(join(repoRoot, path)), { recursive: true });
    writeFileSync(join(repoRoot, path), text);
  }
}

/** @param {string} path */
function textOf(path) {
  const file = join(repoRoot, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** @param {ReadonlyMap<string, string>} files */
function leftovers(files) {
  const folder = join(repoRoot, rulesFolder);
  const present = existsSync(folder) ? readdirSync(folder) : [];
  return present.map((name) => `${rulesFolder}/${name}`).filter((path) => !files.has(path));
}
