import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Themes by the short names used in file names and in FIXWARD_THEME. */
export const themes = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  contrast: 'Default High Contrast',
};

/** Settings of a calm first start: no chat panel, no telemetry, no update checks, no restored windows. */
const quietSettings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': 'off',
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.blame.statusBarItem.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.showReleaseNotes': false,
  'window.commandCenter': false,
  'window.menuBarVisibility': 'compact',
  'window.title': '${dirty}${activeEditorShort}${separator}${rootName}',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/**
 * Writes the user settings of an editor. What the user changed in an earlier run stays, except for `forced`.
 * @param {string} userFolder the editor's User folder
 * @param {Record<string, unknown>} forced settings that this run decides
 */
export function seedUserSettings(userFolder, forced) {
  const file = join(userFolder, 'settings.json');
  mkdirSync(userFolder, { recursive: true });
  const text = JSON.stringify({ ...quietSettings, ...readSettings(file), ...forced }, undefined, 2);
  writeFileSync(file, `${text}\n`);
}

/**
 * @param {string} file
 * @returns {Record<string, unknown>}
 */
function readSettings(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // Absent, or edited into something that only an editor reads; the quiet defaults are a fair start again.
    return {};
  }
}

/**
 * The colour theme asked for by a short name or by its full name; undefined when none was asked for.
 * @param {string | undefined} name
 */
export function themeFor(name) {
  if (name === undefined || name === '') return undefined;
  return themes[/** @type {keyof typeof themes} */ (name)] ?? name;
}
