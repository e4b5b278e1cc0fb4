import { accessSync, constants, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { PlainError } from './plainError.mjs';
import { runProcess } from './processes.mjs';

const cliTimeoutMs = 120_000;

/**
 * Finds the command line of an installed desktop VS Code; undefined where there is none or no screen to show it on.
 * @returns {string | undefined}
 */
export function findDesktopVscode() {
  const { platform, env } = process;
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) return undefined;
  const name = platform === 'win32' ? 'code.cmd' : 'code';
  const onPath = (env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  const standard = {
    darwin: ['', homedir()].map(
      (home) => `${home}/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code`,
    ),
    win32: [join(env.LOCALAPPDATA ?? '', 'Programs'), env.PROGRAMFILES ?? ''].map((folder) =>
      join(folder, 'Microsoft VS Code', 'bin', name),
    ),
    linux: ['/usr/share/code/bin/code', '/usr/bin/code', '/snap/bin/code'],
  };
  return [...onPath, ...(standard[/** @type {keyof typeof standard} */ (platform)] ?? [])].find(isDesktopCli);
}

/**
 * Installs the extension into a desktop VS Code with data of its own and opens a folder in a new window.
 * @param {string} code
 * @param {{ vsix: string, folder: string, openFile?: string, dataFolder: string, extensionsFolder: string }} options
 */
export async function openDesktopVscode(code, options) {
  const own = ['--user-data-dir', options.dataFolder, '--extensions-dir', options.extensionsFolder];
  if (process.getuid?.() === 0) own.push('--no-sandbox');
  await runCode(code, [...own, '--install-extension', options.vsix, '--force']);
  const files = options.openFile === undefined ? [] : [options.openFile];
  await runCode(code, [...own, '--new-window', options.folder, ...files]);
}

/**
 * @param {string} code
 * @param {readonly string[]} args
 */
async function runCode(code, args) {
  const result = await runProcess(code, args, { timeoutMs: cliTimeoutMs });
  if (result.exitCode !== 0) throw new PlainError(`${code} ${args.at(-1)} failed:\n${result.output.trim()}`);
}

/**
 * The same name is also used by the command of a remote server, which opens nothing by itself.
 * @param {string} path
 */
function isDesktopCli(path) {
  try {
    accessSync(path, constants.X_OK);
    return !/vscode-server|code-server|remote-cli/.test(realpathSync(path));
  } catch {
    return false;
  }
}
