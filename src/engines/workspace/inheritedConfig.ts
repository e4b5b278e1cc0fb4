import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import {
  type InheritedSettings,
  NOTHING_INHERITED,
  squawkSettings,
} from '../../core/rules/inheritedSettings.ts';
import { tomlProblem } from './dieselMetadata.ts';
import { isAbsent, plainReason } from './sourceFile.ts';

const SQUAWK_FILE = '.squawk.toml';

export interface InheritedConfig {
  readonly settings: InheritedSettings;
  readonly problems: readonly { readonly path: string; readonly line: number; readonly message: string }[];
}

/** Settings that the project wrote for another linter of SQL. */
export async function loadInheritedConfig(rootFolder: string): Promise<InheritedConfig> {
  const failed = (message: string, line = 0): InheritedConfig => ({
    settings: NOTHING_INHERITED,
    problems: [{ path: SQUAWK_FILE, line, message }],
  });
  let toml: string;
  try {
    toml = (await readFile(join(rootFolder, SQUAWK_FILE), 'utf8')).replace(/^\uFEFF/u, '');
  } catch (error) {
    return isAbsent(error) ? { settings: NOTHING_INHERITED, problems: [] } : failed(plainReason(error));
  }
  let value: unknown;
  try {
    value = parse(toml);
  } catch (error) {
    return failed(tomlProblem(error), error instanceof TomlError ? Math.max(0, error.line - 1) : 0);
  }
  const read = squawkSettings(value);
  return 'settings' in read ? { settings: read.settings, problems: [] } : failed(read.error);
}
