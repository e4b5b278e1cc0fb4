import { join } from 'node:path';
import { findDesktopVscode, openDesktopVscode } from './lib/desktopVscode.mjs';
import { endFixward, trialEnvironment } from './lib/endFixward.mjs';
import { ensureDependencies } from './lib/ensureDependencies.mjs';
import { main } from './lib/main.mjs';
import { openInBrowser } from './lib/openInBrowser.mjs';
import { editorCache } from './lib/paths.mjs';
import { PlainError } from './lib/plainError.mjs';
import { whenStopped } from './lib/processes.mjs';
import { layOutSample } from './lib/sampleWorkspace.mjs';
import { say, sayWhile } from './lib/say.mjs';
import { parseStartOptions, startUsage } from './lib/startOptions.mjs';
import { installVsix, startVscodeServer, userFolderOf } from './lib/startVscodeServer.mjs';
import { seedUserSettings, themeFor } from './lib/userSettings.mjs';
import { currentTarget, packageVsix } from './lib/vsix.mjs';

/** The file of the sample workspace that shows findings at first sight. */
const firstSampleFile = join('api', 'src', 'routes', 'orders.ts');

await main(async () => {
  const options = parseStartOptions(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
  if (options.help) {
    process.stdout.write(`${startUsage}\n`);
    return 0;
  }
  const desktop = options.kind === 'web' ? undefined : findDesktopVscode();
  if (options.kind === 'desktop' && desktop === undefined) {
    throw new PlainError('No desktop VS Code found on this machine; install one or use --web.');
  }
  await ensureDependencies();
  const vsix = await sayWhile('Building and packaging Fixward', () => packageVsix(currentTarget));
  const project = await chooseProject(options.folder);
  return desktop === undefined ? serveWeb(vsix, project, options) : openDesktop(desktop, vsix, project);
});

/**
 * @typedef {object} Project
 * @property {string} folder
 * @property {string | undefined} openFile
 * @property {string} home where the editor that shows it keeps settings and state
 * @property {Record<string, unknown>} settings
 */

/**
 * @param {string | undefined} folder
 * @returns {Promise<Project>}
 */
async function chooseProject(folder) {
  const theme = themeFor(process.env.FIXWARD_THEME);
  const settings = theme === undefined ? {} : { 'workbench.colorTheme': theme };
  if (folder !== undefined)
    return { folder, openFile: undefined, home: join(editorCache, 'start-project'), settings };
  const sample = join(editorCache, 'sample-workspace');
  await layOutSample(sample, { reuse: true });
  say(`Sample workspace: ${sample} (your own copy; delete it for a fresh one).`);
  return {
    folder: sample,
    openFile: join(sample, firstSampleFile),
    home: join(editorCache, 'start-sample'),
    // The sample comes with this checkout, so there is nothing to ask; any other folder is asked about.
    settings: { ...settings, 'security.workspace.trust.enabled': false },
  };
}

/**
 * @param {string} vsix
 * @param {Project} project
 * @param {import('./lib/startOptions.mjs').StartOptions} options
 */
async function serveWeb(vsix, project, options) {
  const folders = {
    dataFolder: join(project.home, 'server'),
    extensionsFolder: join(project.home, 'extensions'),
  };
  await installVsix(vsix, folders);
  seedUserSettings(userFolderOf(folders.dataFolder), project.settings);
  // What is tried out here is no part of the user's own library, unless he says so.
  const fixwardHome = process.env.FIXWARD_HOME ?? join(project.home, 'fixward-home');
  const isOwn = process.env.FIXWARD_HOME === undefined;
  if (isOwn) whenStopped(() => endFixward(fixwardHome));
  const server = await startVscodeServer({
    ...folders,
    ...(isOwn && { environment: trialEnvironment(fixwardHome) }),
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  const payload = project.openFile === undefined ? undefined : fileToOpen(server.authority, project.openFile);
  const address = server.address(project.folder, payload);
  const isOpening = options.open && openInBrowser(address);
  say(
    isOpening
      ? 'VS Code with Fixward is ready and opens in your browser; Ctrl+C ends it.'
      : 'VS Code with Fixward is ready; Ctrl+C ends it. Open this address in a browser on this machine:',
  );
  process.stdout.write(`${address}\n`);
  const exitCode = await server.ended;
  say('The VS Code server ended.');
  return exitCode;
}

/**
 * @param {string} authority
 * @param {string} file
 * @returns {readonly (readonly [string, string])[]}
 */
function fileToOpen(authority, file) {
  return [['openFile', `vscode-remote://${authority}${file}`]];
}

/**
 * @param {string} code
 * @param {string} vsix
 * @param {Project} project
 */
async function openDesktop(code, vsix, project) {
  const folders = {
    dataFolder: join(project.home, 'desktop'),
    extensionsFolder: join(project.home, 'extensions'),
  };
  seedUserSettings(join(folders.dataFolder, 'User'), project.settings);
  await openDesktopVscode(code, {
    ...folders,
    vsix,
    folder: project.folder,
    ...(project.openFile === undefined ? {} : { openFile: project.openFile }),
  });
  say(`Opened ${project.folder} in ${code} with data of its own under ${project.home}.`);
  return 0;
}
