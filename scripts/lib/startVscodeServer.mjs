import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { ensureVscodeServer } from './ensureVscodeServer.mjs';
import { freePort } from './freePort.mjs';
import { PlainError } from './plainError.mjs';
import { runProcess, startProcess, stopProcess } from './processes.mjs';

/** A cold start takes about two seconds; a loaded machine gets thirty times that. */
const readyTimeoutMs = 60_000;
const installTimeoutMs = 120_000;

/**
 * A VS Code server that is up.
 * @typedef {object} RunningServer
 * @property {string} origin http://127.0.0.1:port
 * @property {string} authority 127.0.0.1:port, as vscode-remote addresses want it
 * @property {(folder: string, payload?: readonly (readonly [string, string])[]) => string} address of the workbench
 *   with a folder open
 * @property {Promise<number>} ended resolves with the exit code when the server ends by itself or is stopped
 * @property {() => Promise<void>} stop
 */

/**
 * Where a server whose data folder is given keeps its user's settings.
 * @param {string} dataFolder
 */
export const userFolderOf = (dataFolder) => join(dataFolder, 'data', 'User');

/**
 * Starts a VS Code server on the loopback address and waits until it answers.
 * @param {object} options
 * @param {string} options.dataFolder settings, logs and state of this server
 * @param {string} options.extensionsFolder the extensions it runs besides the built-in ones
 * @param {number} [options.port] a free one when absent
 * @param {boolean} [options.testDriver] lets a page's payload name a test suite
 * @param {string} [options.logFile]
 * @param {Readonly<Record<string, string>>} [options.environment] what extensions find in their environment besides
 * @returns {Promise<RunningServer>}
 */
export async function startVscodeServer(options) {
  const server = await ensureVscodeServer();
  const port = options.port ?? (await freePort());
  // Any page of any site can reach a loopback port; only the one that knows the token may use this server.
  const token = randomBytes(18).toString('hex');
  mkdirSync(options.dataFolder, { recursive: true });
  mkdirSync(options.extensionsFolder, { recursive: true });
  const logFile = options.logFile ?? join(options.dataFolder, 'server.log');
  rmSync(logFile, { force: true });
  const child = startProcess(
    server.node,
    [
      server.entry,
      ...['--host', '127.0.0.1', '--port', String(port), '--connection-token', token],
      ...['--server-data-dir', options.dataFolder, '--extensions-dir', options.extensionsFolder],
      ...['--accept-server-license-terms', '--disable-telemetry'],
      ...(options.testDriver ? ['--enable-smoke-test-driver'] : []),
    ],
    { env: { ...quietEnvironment(), ...options.environment }, logFile },
  );
  /** @type {Promise<number>} */
  const ended = new Promise((resolve) => {
    child.once('exit', (code) => resolve(code ?? 1));
    child.once('error', () => resolve(1));
  });
  const authority = `127.0.0.1:${port}`;
  const origin = `http://${authority}`;
  const state = await Promise.race([untilReady(`${origin}/version`), ended.then(() => 'ended')]);
  if (state !== 'ready') {
    await stopProcess(child);
    const log = existsSync(logFile)
      ? readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-8).join('\n')
      : '';
    throw new PlainError(
      state === 'ended'
        ? `The VS Code server ended at once (is port ${port} in use?):\n${log}`
        : `The VS Code server did not answer within ${readyTimeoutMs / 1000} s; see ${logFile}`,
    );
  }
  return {
    origin,
    authority,
    address(folder, payload) {
      const query = new URLSearchParams({ tkn: token, folder });
      if (payload !== undefined) query.set('payload', JSON.stringify(payload));
      // The workbench reads these with decodeURIComponent, which does not know "+".
      return `${origin}/?${query.toString().replaceAll('+', '%20')}`;
    },
    ended,
    stop: () => stopProcess(child),
  };
}

/**
 * Installs a packaged extension the way a user's editor does.
 * @param {string} vsix
 * @param {{ dataFolder: string, extensionsFolder: string }} folders
 */
export async function installVsix(vsix, folders) {
  const server = await ensureVscodeServer();
  const args = [
    server.entry,
    ...['--install-extension', vsix, '--force'],
    ...['--server-data-dir', folders.dataFolder, '--extensions-dir', folders.extensionsFolder],
    ...['--accept-server-license-terms', '--disable-telemetry'],
  ];
  const result = await runProcess(server.node, args, {
    env: quietEnvironment(),
    timeoutMs: installTimeoutMs,
  });
  if (result.exitCode !== 0 || !/successfully installed/i.test(result.output)) {
    throw new PlainError(`VS Code refused to install ${vsix}:\n${result.output.trim()}`);
  }
}

/** The environment of a server that must not believe it runs inside another VS Code. */
function quietEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VSCODE_|npm_|NODE_OPTIONS$|NODE_ENV$)/.test(name)),
  );
}

/**
 * @param {string} url
 * @returns {Promise<'ready' | 'late'>}
 */
async function untilReady(url) {
  const deadline = Date.now() + readyTimeoutMs;
  while (Date.now() < deadline) {
    if (await answers(url)) return 'ready';
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return 'late';
}

/**
 * @param {string} url
 * @returns {Promise<boolean>}
 */
function answers(url) {
  return new Promise((resolve) => {
    const request = get(url, { timeout: 2_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once('error', () => resolve(false));
    request.once('timeout', () => request.destroy());
  });
}
