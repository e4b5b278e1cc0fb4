import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

const PUBLIC_REGISTRY = 'https://registry.npmjs.org/';

/**
 * The package registry that the user's npm takes packages from: its environment variables, then its user settings. A
 * registry that asks for a password is not supported.
 */
export async function packageRegistry(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const named = environment.npm_config_registry ?? environment.NPM_CONFIG_REGISTRY;
  if (named !== undefined && isUrl(named)) return withSlash(named);
  const file =
    environment.npm_config_userconfig ?? environment.NPM_CONFIG_USERCONFIG ?? join(homedir(), '.npmrc');
  const text = await readFile(file, 'utf8').catch(() => '');
  const value = /^\s*registry\s*=\s*["']?([^"'\s]+)/mu.exec(text)?.[1];
  const filled = value?.replace(/\$\{(\w+)\}/gu, (_match, name: string) => environment[name] ?? '');
  return filled !== undefined && isUrl(filled) ? withSlash(filled) : PUBLIC_REGISTRY;
}

function isUrl(value: string): boolean {
  return /^https?:\/\//u.test(value) && URL.canParse(value);
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
