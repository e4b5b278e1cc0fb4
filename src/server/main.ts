import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { NO_LIBRARY, parseShippedLibrary } from '../core/library/shippedLibrary.ts';
import { VERSION } from '../core/version.ts';
import { findLocalPostgres } from '../engines/shadow/local/findLocalPostgres.ts';
import { connectShadow } from '../engines/shadow/sharedShadow.ts';
import { createEngines } from '../engines/workspace/engines.ts';
import { fixwardHome, journalPath } from '../engines/workspace/projectRoot.ts';
import { connectStore } from '../store/client/connectStore.ts';
import { Journal } from './journal.ts';
import { runAsLearnThread } from './learn/learnThread.ts';
import { CertificateStore } from './migrations/certificateStore.ts';
import { chooseLocalPostgres } from './migrations/chooseLocalPostgres.ts';
import { projectLoader } from './openProject.ts';
import { startServer } from './server.ts';

// The thread for learning's long work runs this same program.
if (!runAsLearnThread()) serve();

function serve(): void {
  if (process.argv.includes('--version')) {
    process.stdout.write(`${VERSION}\n`);
    process.exit(0);
  }
  if (
    !['--stdio', '--node-ipc', '--socket', '--pipe'].some((flag) =>
      process.argv.some((argument) => argument.startsWith(flag)),
    )
  ) {
    process.stderr.write('fixward language server: say how to talk to it, for instance --stdio\n');
    process.exit(2);
  }

  const folder = dirname(fileURLToPath(import.meta.url));
  const beside = (name: string): string | undefined =>
    existsSync(join(folder, name)) ? join(folder, name) : undefined;

  const connection = createConnection(ProposedFeatures.all);
  const engineLocations = { nativeDirectory: beside('native'), wasmPath: beside('libpg-query.wasm') };
  const engines = createEngines({
    ...engineLocations,
    report: (message) => connection.console.error(message),
  });
  const journal = new Journal(journalPath(process.env), (message) => connection.console.warn(message));
  const certificates = new CertificateStore(join(fixwardHome(process.env), 'proofs'), (message) =>
    connection.console.warn(message),
  );

  const serviceProgram = beside('service.mjs');
  const libraryFile = beside('library.json');

  startServer(connection, {
    version: VERSION,
    projectLoader: (session, learned) => projectLoader(engines, session, learned),
    learnThread: { module: import.meta.url, engineLocations },
    journal,
    certificates,
    connectShadow: () =>
      connectShadow({ version: VERSION, program: join(folder, 'shadow.mjs'), environment: process.env }),
    findLocalPostgres: async (targetVersion) =>
      chooseLocalPostgres(await findLocalPostgres(process.env), targetVersion)?.binFolder,
    openLiveDatabase: async (address) =>
      (await import('../engines/live/liveDatabase.ts')).openLiveDatabase(address),
    connectStore:
      serviceProgram === undefined
        ? undefined
        : () =>
            connectStore({
              home: fixwardHome(process.env),
              version: VERSION,
              program: serviceProgram,
              client: 'server',
              environment: process.env,
            }),
    readShippedLibrary: async () =>
      libraryFile === undefined ? NO_LIBRARY : parseShippedLibrary(await readFile(libraryFile, 'utf8')),
    rulePage: (ruleId) => pathToFileURL(join(folder, 'rules', `${ruleId}.md`)).href,
    nowMs: () => performance.now(),
    now: () => new Date(),
  });
}
