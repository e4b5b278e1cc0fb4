import { spawn, spawnSync } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { PlainError } from './plainError.mjs';

/** How long a process tree gets to end by itself before it is killed. */
const graceMs = 4_000;

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
/** @type {(() => Promise<void>)[]} */
const afterwards = [];
/** @type {Promise<unknown> | undefined} */
let afterwardsDone;
let signalsHooked = false;

/**
 * @typedef {object} StartOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [logFile] receives standard output and standard error
 * @property {boolean} [inherit] shows the output to the user as it comes
 * @property {(text: string) => void} [onOutput] sees standard output and standard error as they come
 */

/**
 * Starts a child process as the head of its own process group, so that it can be ended with all its children.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {StartOptions} [options]
 */
export function startProcess(command, args, options = {}) {
  hookSignals();
  const posix = process.platform !== 'win32';
  const child = spawn(command, [...args], {
    cwd: options.cwd,
    env: options.env ?? process.env,
    detached: posix,
    windowsHide: true,
    // On Windows npm and code are .cmd files, which only a shell can start.
    shell: !posix && /\.cmd$/i.test(command),
    stdio: ['ignore', options.inherit ? 'inherit' : 'pipe', options.inherit ? 'inherit' : 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  child.once('error', () => running.delete(child));
  if (options.logFile !== undefined) {
    mkdirSync(dirname(options.logFile), { recursive: true });
    const log = createWriteStream(options.logFile, { flags: 'a' });
    child.stdout?.on('data', (chunk) => log.write(chunk));
    child.stderr?.on('data', (chunk) => log.write(chunk));
    child.once('close', () => log.end());
  }
  if (options.onOutput !== undefined) {
    const { onOutput } = options;
    child.stdout?.setEncoding('utf8').on('data', onOutput);
    child.stderr?.setEncoding('utf8').on('data', onOutput);
  }
  // An undrained pipe would stop a talkative child.
  child.stdout?.resume();
  child.stderr?.resume();
  return child;
}

/**
 * Runs a command to its end and gives back its exit code and output; never throws for a non-zero exit.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {StartOptions & { timeoutMs: number }} options
 * @returns {Promise<{ exitCode: number, output: string, timedOut: boolean }>}
 */
export function runProcess(command, args, options) {
  return new Promise((resolve, reject) => {
    let output = '';
    let timedOut = false;
    const child = startProcess(command, args, {
      ...options,
      onOutput(text) {
        output += text;
        options.onOutput?.(text);
      },
    });
    const timer = setTimeout(() => {
      timedOut = true;
      void stopProcess(child);
    }, options.timeoutMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(new PlainError(`Cannot start ${command}: ${error.message}`));
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ exitCode: timedOut ? 124 : (code ?? 1), output, timedOut });
    });
  });
}

/**
 * Ends a process and everything it started: asks first, kills after a grace period.
 * @param {import('node:child_process').ChildProcess} child
 */
export async function stopProcess(child) {
  if (child.pid === undefined || !running.has(child)) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  signalTree(child.pid, 'SIGTERM');
  const timer = setTimeout(() => signalTree(Number(child.pid), 'SIGKILL'), graceMs);
  await ended;
  clearTimeout(timer);
  // Grandchildren may outlive the head of their group.
  signalTree(child.pid, 'SIGKILL');
}

/** Ends every process started by this script, then does what is to be done once they are gone. */
export async function stopAllProcesses() {
  await Promise.all([...running].map(stopProcess));
  // A signal and the end of what it stopped come together: both wait for the same.
  afterwardsDone ??= Promise.all(afterwards.map((work) => work()));
  await afterwardsDone;
}

/**
 * Does something when this script ends, by itself or by a signal, after the processes it started are gone.
 * @param {() => Promise<void>} work
 */
export function whenStopped(work) {
  afterwards.push(work);
}

/**
 * @param {number} pid
 * @param {'SIGTERM' | 'SIGKILL'} signal
 */
function signalTree(pid, signal) {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { windowsHide: true });
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // The whole group is gone already, which is what was wanted.
  }
}

function hookSignals() {
  if (signalsHooked) return;
  signalsHooked = true;
  for (const [signal, number] of /** @type {const} */ ([
    ['SIGINT', 2],
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ])) {
    process.once(signal, () => {
      void stopAllProcesses().finally(() => process.exit(128 + number));
    });
  }
  process.once('exit', () => {
    for (const child of running) if (child.pid !== undefined) signalTree(child.pid, 'SIGKILL');
  });
}
