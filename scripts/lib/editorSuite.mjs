import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromiumArgs, ensureChromium } from './ensureChromium.mjs';
import { editorCache, repoRoot } from './paths.mjs';
import { PlainError } from './plainError.mjs';
import { layOutSample } from './sampleWorkspace.mjs';
import { installVsix, startVscodeServer, userFolderOf } from './startVscodeServer.mjs';
import { seedUserSettings } from './userSettings.mjs';

/** The whole suite takes about a minute; a hang must not take CI's whole time. */
const suiteTimeoutMs = 6 * 60_000;

const suiteFolder = join(editorCache, 'editor-suite');
const workspaceFolder = join(editorCache, 'editor-workspace');
const home = join(editorCache, 'editor-tests');
/** A library of the suite's own, and a service that ends soon after the editor. */
const environment = { FIXWARD_HOME: join(home, 'fixward-home'), FIXWARD_SERVICE_IDLE_MS: '10000' };
const resultsFile = join(suiteFolder, 'results.json');
const reportFile = join(suiteFolder, 'report.txt');

/**
 * Runs the in-editor suite with the packaged extension in a real extension host: a desktop VS Code when FIXWARD_DESKTOP_TESTS asks for one,
 * else the VS Code server with a headless browser as its window.
 * @param {string} vsix
 * @param {(line: string) => void} log receives the console of the editor
 * @returns {Promise<{ exitCode: number, counts: import('./stages.mjs').Counts | undefined, report: string }>}
 */
export async function runEditorSuite(vsix, log) {
  rmSync(suiteFolder, { recursive: true, force: true });
  await compileSuite();
  await layOutSample(workspaceFolder, { reuse: false });
  rmSync(home, { recursive: true, force: true });
  const extension = await unpack(vsix);
  const desktop = process.env.FIXWARD_DESKTOP_TESTS;
  const exitCode = desktop ? await runInDesktop(desktop, extension) : await runInServer(extension, log);
  const report = existsSync(reportFile) ? readFileSync(reportFile, 'utf8') : 'the editor never ran the suite';
  return { exitCode, counts: readCounts(), report };
}

/** One file for each suite, so that a stack names the file it comes from. */
async function compileSuite() {
  // Loaded late: this module is imported before the dependencies are there.
  const { build } = await import('esbuild');
  const source = join(repoRoot, 'test', 'editor');
  const suites = readdirSync(join(source, 'suite')).filter((name) => name.endsWith('.test.ts'));
  await build({
    entryPoints: [join(source, 'run.ts'), ...suites.map((name) => join(source, 'suite', name))],
    outbase: source,
    outdir: suiteFolder,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}

/**
 * Unpacks the VSIX as an installation does, and gives back the extension's folder.
 * @param {string} vsix
 */
async function unpack(vsix) {
  const extensionsFolder = join(home, 'unpacked');
  await installVsix(vsix, { dataFolder: join(home, 'unpacking'), extensionsFolder });
  const [name] = readdirSync(extensionsFolder).filter((entry) => entry.startsWith('fixward.fixward-'));
  if (name === undefined) throw new PlainError(`${vsix} holds no fixward.fixward`);
  return join(extensionsFolder, name);
}

/**
 * @param {string} extension
 * @param {(line: string) => void} log
 */
async function runInServer(extension, log) {
  const executablePath = await ensureChromium();
  const { chromium } = await import('playwright-core');
  const dataFolder = join(home, 'server');
  mkdirSync(dataFolder, { recursive: true });
  seedUserSettings(userFolderOf(dataFolder), { 'security.workspace.trust.enabled': false });
  const server = await startVscodeServer({
    dataFolder,
    extensionsFolder: join(home, 'extensions'),
    testDriver: true,
    environment,
  });
  const browser = await chromium.launch({ executablePath, args: chromiumArgs, handleSIGINT: false });
  try {
    const page = await browser.newPage();
    /** @type {Promise<number>} */
    const exit = new Promise((resolve) => {
      void page.exposeFunction('codeAutomationExit', (/** @type {number} */ code) => resolve(code));
    });
    await page.exposeFunction(
      'codeAutomationLog',
      (/** @type {string} */ _type, /** @type {unknown[]} */ args) => {
        log(args.map(String).join(' '));
      },
    );
    const remote = `vscode-remote://${server.authority}`;
    await page.goto(
      server.address(workspaceFolder, [
        ['extensionDevelopmentPath', `${remote}${extension}`],
        ['extensionTestsPath', `${remote}${join(suiteFolder, 'run.js')}`],
      ]),
    );
    return await Promise.race([exit, server.ended.then(() => 1), timeout(log)]);
  } finally {
    await browser.close();
    await server.stop();
  }
}

/**
 * @param {(line: string) => void} log
 * @returns {Promise<number>}
 */
function timeout(log) {
  return new Promise((resolve) => {
    setTimeout(() => {
      log(`The suite did not end within ${suiteTimeoutMs / 1000} s.`);
      resolve(124);
    }, suiteTimeoutMs).unref();
  });
}

/**
 * @param {string} choice path of a VS Code executable, or "download"
 * @param {string} extension
 */
async function runInDesktop(choice, extension) {
  const { runTests } = await import('@vscode/test-electron');
  return runTests({
    ...(choice === 'download'
      ? { cachePath: join(editorCache, 'desktop') }
      : { vscodeExecutablePath: choice }),
    extensionDevelopmentPath: extension,
    extensionTestsPath: join(suiteFolder, 'run.js'),
    extensionTestsEnv: environment,
    launchArgs: [workspaceFolder, '--disable-extensions', '--disable-workspace-trust', '--no-sandbox'],
  });
}

/** @returns {import('./stages.mjs').Counts | undefined} */
function readCounts() {
  if (!existsSync(resultsFile)) return undefined;
  const { passed, failed, skipped } = JSON.parse(readFileSync(resultsFile, 'utf8'));
  return { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) };
}
