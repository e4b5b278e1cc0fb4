import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { editorCache } from './paths.mjs';
import { PlainError } from './plainError.mjs';
import { runProcess } from './processes.mjs';
import { say } from './say.mjs';

const aptTimeoutMs = 10 * 60_000;

/** Switches that every headless run needs: root has no sandbox in containers, and nothing may call home. */
export const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Finds a Chromium or Chrome to drive, and installs Debian's package where that is possible.
 * @returns {Promise<string>} path of the browser's binary
 */
export async function ensureChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named;
    throw new PlainError(`CHROMIUM_PATH names ${named}, which does not exist.`);
  }
  const found = findChromium();
  if (found !== undefined) return found;
  if (canInstallByApt()) {
    await installByApt();
    const installed = findChromium();
    if (installed !== undefined) return installed;
  }
  throw new PlainError(
    'No Chromium found: install Chromium or Chrome, run `npx playwright-core install chromium`, or set CHROMIUM_PATH.',
  );
}

/** @returns {string | undefined} */
function findChromium() {
  return [...systemPlaces(), ...playwrightPlaces()].find((path) => existsSync(path));
}

function systemPlaces() {
  switch (process.platform) {
    case 'darwin':
      return [
        '/Applications/Chromium.app/Contents/MacOS/Chromium',
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
        join(homedir(), 'Applications/Google Chrome.app/Contents/MacOS/Google Chrome'),
      ];
    case 'win32':
      return [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
        .filter((folder) => folder !== undefined)
        .map((folder) => join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'));
    default:
      return [
        '/usr/bin/chromium',
        '/usr/bin/chromium-browser',
        '/usr/bin/google-chrome',
        '/usr/bin/google-chrome-stable',
        '/opt/google/chrome/chrome',
      ];
  }
}

/** Browsers that Playwright downloaded on this machine, newest first. */
function playwrightPlaces() {
  const caches = {
    linux: join(homedir(), '.cache', 'ms-playwright'),
    darwin: join(homedir(), 'Library', 'Caches', 'ms-playwright'),
    win32: join(process.env.LOCALAPPDATA ?? homedir(), 'ms-playwright'),
  };
  const cache =
    process.env.PLAYWRIGHT_BROWSERS_PATH ?? caches[/** @type {keyof typeof caches} */ (process.platform)];
  if (cache === undefined || !existsSync(cache)) return [];
  const builds = readdirSync(cache)
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort((a, b) => Number(b.slice(9)) - Number(a.slice(9)));
  const binaries = [
    'chrome-linux64/chrome',
    'chrome-linux/chrome',
    'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
    'chrome-win64/chrome.exe',
    'chrome-win/chrome.exe',
  ];
  return builds.flatMap((build) => binaries.map((binary) => join(cache, build, binary)));
}

function canInstallByApt() {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

async function installByApt() {
  say('Installing Chromium with apt-get (once) …');
  const logFile = join(editorCache, 'logs', 'chromium-install.log');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const steps = [['update'], ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core']];
  for (const args of steps) {
    const result = await runProcess('apt-get', args, { env, logFile, timeoutMs: aptTimeoutMs });
    if (result.exitCode !== 0) throw new PlainError(`apt-get ${args.join(' ')} failed; see ${logFile}`);
  }
}
