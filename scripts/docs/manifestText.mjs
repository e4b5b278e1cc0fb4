import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from '../lib/paths.mjs';

/**
 * @typedef {object} Setting
 * @property {unknown} default
 * @property {string} markdownDescription
 * @property {readonly string[]} [enum]
 * @property {readonly string[]} [enumDescriptions]
 *
 * @typedef {object} Manifest
 * @property {object} contributes
 * @property {readonly { command: string, title: string }[]} contributes.commands
 * @property {Record<string, readonly { command?: string, when?: string }[]>} contributes.menus
 * @property {readonly { title: string, properties: Record<string, Setting> }[]} contributes.configuration
 */

/**
 * The manifest with the texts that users see in place of their keys.
 * @returns {Manifest}
 */
export function readManifest() {
  const strings = JSON.parse(readFileSync(join(repoRoot, 'package.nls.json'), 'utf8'));
  return JSON.parse(readFileSync(join(repoRoot, 'package.json'), 'utf8'), (_key, value) =>
    typeof value === 'string' && value.startsWith('%') ? (strings[value.slice(1, -1)] ?? value) : value,
  );
}

/**
 * Text as one cell of a Markdown table.
 * @param {string} text
 */
export function cell(text) {
  return text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');
}
