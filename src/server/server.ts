import {
  CodeActionKind,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticReportKind,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { NEVER_CANCELLED } from '../core/cancellation.ts';
import type { ShippedLibrary } from '../core/library/shippedLibrary.ts';
import type { LearnedKnowledge } from '../core/rules/learned/learnedRules.ts';
import type { LiveDatabase } from '../engines/live/liveDatabase.ts';
import type { ShadowService } from '../engines/shadow/shadowService.ts';
import type { StatusParams } from '../protocol/lsp.ts';
import type { ServiceClient } from '../store/client/serviceClient.ts';
import { type CodeActionData, codeActionsOf, FIX_ALL_KIND, resolveCodeAction } from './codeActions.ts';
import { MIGRATION_COMMANDS, RECORD_FIX_COMMAND } from './commands.ts';
import { type ConfigProblems, configProblemsOf, publishConfigProblems } from './configProblems.ts';
import { registerCustomRequests } from './customRequests.ts';
import { DocumentChecker } from './documents.ts';
import { FixTracker } from './fixTracker.ts';
import { hoverAt, joinedHover } from './hover.ts';
import type { Journal } from './journal.ts';
import { learnActionsOf } from './learn/learnActions.ts';
import { Learning, type LearnThreadPlace } from './learn/learning.ts';
import { registerLearn } from './learn/registerLearn.ts';
import { Library } from './library/library.ts';
import { registerLibrary } from './library/registerLibrary.ts';
import { registerLiveCheck } from './live/registerLiveCheck.ts';
import { LiveDiagnostics } from './liveDiagnostics.ts';
import type { CertificateStore } from './migrations/certificateStore.ts';
import { FinalSchema } from './migrations/finalSchema.ts';
import { lockHover } from './migrations/lockHints.ts';
import { Migrations } from './migrations/migrations.ts';
import { runMigrationCommand } from './migrations/plainCommands.ts';
import { registerMigrations } from './migrations/registerMigrations.ts';
import { ShadowAccess } from './migrations/shadowAccess.ts';
import { type LoadProject, Projects } from './projects.ts';
import { ScannedFiles } from './scannedFiles.ts';
import { createSession, pullSettings, refreshDiagnostics, type Session } from './session.ts';
import { parseSettings } from './settings.ts';
import { pathOfUri } from './uris.ts';

export interface ServerParts {
  readonly version: string;
  /** Makes the loader for the session at hand: trust and editor settings decide what is read. */
  readonly projectLoader: (session: Session, learned: LearnedKnowledge) => LoadProject;
  /** What runs as the thread for learning. */
  readonly learnThread: LearnThreadPlace;
  readonly journal: Journal;
  readonly certificates: CertificateStore;
  readonly connectShadow: () => ShadowService;
  /** Folder with the programs of the local Postgres that suits a major version best; undefined when there is none. */
  readonly findLocalPostgres: (targetVersion: number) => Promise<string | undefined>;
  /** Connects to a database in use, read-only; the driver is loaded by the first call. */
  readonly openLiveDatabase: (address: string) => Promise<LiveDatabase>;
  /** Connects to the service; undefined where its program is not at hand. */
  readonly connectStore: (() => ServiceClient) | undefined;
  readonly readShippedLibrary: () => Promise<ShippedLibrary>;
  /** Address of a rule's bundled page. */
  readonly rulePage: (ruleId: string) => string;
  readonly nowMs: () => number;
  readonly now: () => Date;
}

/** Configuration, and what the proof of a migration depends on. */
const WATCHED = [
  '**/.fixward/**',
  '**/.squawk.toml',
  '**/*.sql',
  '**/migrations/**/metadata.toml',
  '**/meta/_journal.json',
];

/** What the handlers of one connection share. */
export interface ServerContext {
  readonly connection: Connection;
  readonly parts: ServerParts;
  readonly projects: Projects;
  readonly documents: TextDocuments<TextDocument>;
  readonly checker: DocumentChecker;
  readonly live: LiveDiagnostics;
  readonly shadow: ShadowAccess;
  readonly finalSchema: FinalSchema;
  readonly scanned: ScannedFiles;
  readonly tracker: FixTracker;
  readonly library: Library;
  readonly learning: Learning;
  session(): Session;
  status(state: StatusParams['state'], message?: string): void;
  /** Reads configuration and rules again and checks everything shown anew. */
  reload(): Promise<void>;
}

/** Registers all handlers and starts listening. */
export function startServer(connection: Connection, parts: ServerParts): void {
  const documents = new TextDocuments(TextDocument);
  let initialized: Session | undefined;
  const session = (): Session => {
    if (!initialized) throw new Error('the client sent a request before `initialize`');
    return initialized;
  };
  const learning = new Learning(() => context, parts.learnThread);
  const projects = new Projects(() => parts.projectLoader(session(), learning.knowledge));
  const tracker = new FixTracker(parts.journal, parts.now, (event) => {
    library.tracked(event);
    learning.tracked(event);
  });
  const shadow = new ShadowAccess(parts.connectShadow);
  const finalSchema = new FinalSchema(shadow, parts.now);
  const checker = new DocumentChecker(
    projects,
    (uri) => documents.get(uri),
    parts.nowMs,
    (checked) => finalSchema.join(checked),
  );
  const library = new Library({
    connectStore: parts.connectStore,
    readShippedLibrary: parts.readShippedLibrary,
    session,
    roots: () => projects.roots,
    checked: (uri) => checker.latest(uri),
    check: (uri) => checker.check(uri, NEVER_CANCELLED),
    onEvent: (event, params) => {
      if (session().fixwardClient)
        void connection.sendNotification('fixward/serviceEvent', { event, params });
    },
    patternsChanged: () => {
      learning.storeChanged().catch((error: unknown) => connection.console.error(String(error)));
    },
    report: (problem) => {
      if (problem === undefined) status('ready');
      else {
        connection.console.warn(`the store is away: ${problem}`);
        status('ready', `The store is away, fixes are counted in the journal: ${problem}`);
      }
    },
    log: (line) => connection.console.log(line),
    nowMs: parts.nowMs,
    now: parts.now,
  });
  const live = new LiveDiagnostics({
    connection,
    documents,
    checker,
    tracker,
    session,
    announced: (checked) => {
      library.checked(checked);
      learning.offers.checked(checked);
    },
  });
  const scanned = new ScannedFiles(connection, session, (uri) => documents.get(uri) !== undefined);
  let configProblems: ConfigProblems = [];

  const status = (state: StatusParams['state'], message?: string): void => {
    if (!initialized?.fixwardClient) return;
    const params: StatusParams = { state, configProblems, ...(message !== undefined && { message }) };
    void connection.sendNotification('fixward/status', params);
  };
  const reload = async (): Promise<void> => {
    status('starting');
    projects.reload();
    migrations.catalog.forget();
    checker.forgetAll();
    // Marked before the projects load: a check waits for its project, and one made meanwhile is not due again.
    for (const { uri } of documents.all()) live.due(uri);
    const loaded = await Promise.all(projects.roots.map((root) => projects.project(root)));
    const before = configProblems;
    configProblems = configProblemsOf(loaded);
    publishConfigProblems(connection, before, configProblems);
    refreshDiagnostics(connection, session());
    status('ready');
    library.projectsLoaded(projects.roots);
    // The answer to a changed configuration does not wait for a whole workspace.
    migrations.reloaded().catch((error: unknown) => connection.console.error(String(error)));
    rescan().catch((error: unknown) => connection.console.error(String(error)));
  };
  const context: ServerContext = {
    connection,
    parts,
    projects,
    documents,
    checker,
    live,
    shadow,
    finalSchema,
    scanned,
    tracker,
    library,
    learning,
    session,
    status,
    reload,
  };

  const migrations = new Migrations(context);

  connection.onInitialize((params) => {
    initialized = createSession(params, parts.rulePage);
    projects.setRoots(rootsOf(params));
    return initializeResult(initialized, parts.version);
  });
  connection.onInitialized(async () => {
    // Begun before anything is awaited: whoever asks for drafts waits for it.
    const restored = learning.restore();
    await registerWithClient(context);
    await Promise.all([parts.journal.load(), restored]);
    await reload();
  });
  connection.onDidChangeConfiguration(async ({ settings }) => {
    const before = JSON.stringify(session().settings);
    if (session().canPullSettings) await pullSettings(connection, session());
    else if (typeof settings === 'object' && settings !== null)
      session().settings = parseSettings(settings.fixward);
    // Clients announce settings when they connect, too; loading everything again for nothing would delay the start.
    if (JSON.stringify(session().settings) !== before) await reload();
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    const [own, scripts] = [
      changes.filter(isConfiguration),
      changes.filter((change) => !isConfiguration(change)),
    ];
    if (scripts.length > 0) migrations.changedOnDisk(scripts.map(({ uri }) => uri));
    if (own.length > 0 || scripts.length === 0) return reload();
  });
  connection.onShutdown(async () => {
    live.dispose();
    await Promise.all([parts.journal.flush(), migrations.dispose(), library.dispose(), learning.dispose()]);
  });

  followDocuments(context, migrations);
  registerFeatures(context, migrations);
  const rescan = registerCustomRequests(context);
  registerMigrations(context, migrations);
  registerLiveCheck(context);
  registerLibrary(context);
  registerLearn(context);
  documents.listen(connection);
  connection.listen();
}

function followDocuments(
  { checker, documents, learning, live, scanned, tracker, connection, session }: ServerContext,
  migrations: Migrations,
): void {
  documents.onDidOpen(({ document }) => {
    const { uri } = document;
    learning.opened(uri, document.getText());
    scanned.opened(uri);
    live.due(uri);
  });
  documents.onDidChangeContent(({ document }) => {
    tracker.changed(document.uri, document.getText());
    live.changed(document.uri);
  });
  documents.onDidSave(({ document }) => {
    const { uri } = document;
    learning.saved(uri, document.getText());
    tracker.saved(uri);
    live.due(uri);
    migrations.saved(uri);
    if (session().settings.run === 'onSave') refreshDiagnostics(connection, session());
  });
  documents.onDidClose(({ document: { uri } }) => {
    const last = checker.latest(uri);
    checker.forget(uri);
    live.closed(uri);
    tracker.closed(uri);
    learning.closed(uri);
    if (!session().pullsDiagnostics) void connection.sendDiagnostics({ uri, diagnostics: [] });
    if (!scanned.closed(uri, last) && session().fixwardClient) {
      void connection.sendNotification('fixward/findings', {
        uri,
        findings: [],
        baselineCount: 0,
        suppressedCount: 0,
      });
    }
  });
}

function registerFeatures(context: ServerContext, migrations: Migrations): void {
  const { connection, learning, library, live, parts, session, tracker } = context;
  connection.languages.diagnostics.on(async ({ textDocument }, token) => ({
    kind: DocumentDiagnosticReportKind.Full,
    items: await live.pull(textDocument.uri, token),
  }));
  connection.onCodeAction(async (params, token) => {
    const checked = await live.check(params.textDocument.uri, token);
    if (!checked) return [];
    // A file of our own, read once; the store is never waited for.
    await library.shipped.load();
    return [
      ...codeActionsOf(checked, params, session(), library, token),
      ...learnActionsOf(checked, params, session(), learning.heads),
    ];
  });
  connection.onCodeActionResolve(async (action, token) => {
    // SAFETY: actions come back with the data this server gave them; a foreign one finds no document.
    const data = action.data as CodeActionData | undefined;
    const checked = data && (await live.check(data.uri, token));
    return checked ? resolveCodeAction(action, checked, session(), library, token) : action;
  });
  connection.onHover(async ({ textDocument, position }, token) => {
    const checked = await live.check(textDocument.uri, token);
    const { codec, documentationLink } = session();
    const recordOf = (ruleId: string) => parts.journal.recordOf(ruleId);
    if (!checked) return undefined;
    const measured = await migrations.measured(textDocument.uri, token);
    return joinedHover(
      lockHover(checked, measured, position, codec),
      hoverAt(checked, position, { codec, documentationLink, recordOf }),
    );
  });
  connection.onExecuteCommand(async ({ command, arguments: args }, token) => {
    const argument: unknown = args?.[0];
    if (await runMigrationCommand(context, migrations, command, argument, token)) return;
    if (command !== RECORD_FIX_COMMAND || typeof argument !== 'object' || argument === null) return;
    const { uri, ruleId, fixTitle, verified, pattern } = argument as Record<string, unknown>;
    if (typeof uri === 'string' && typeof ruleId === 'string' && typeof fixTitle === 'string') {
      tracker.applied(uri, ruleId, fixTitle, {
        verified: verified === true,
        ...(typeof pattern === 'string' && { pattern }),
      });
    }
  });
}

function rootsOf({ workspaceFolders, rootUri }: InitializeParams): readonly string[] {
  if (workspaceFolders && workspaceFolders.length > 0)
    return workspaceFolders.map(({ uri }) => pathOfUri(uri));
  return typeof rootUri === 'string' ? [pathOfUri(rootUri)] : [];
}

function initializeResult(session: Session, version: string): InitializeResult {
  return {
    capabilities: {
      positionEncoding: session.codec.encoding,
      textDocumentSync: {
        openClose: true,
        change: TextDocumentSyncKind.Incremental,
        save: { includeText: false },
      },
      codeActionProvider: {
        codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL_KIND, CodeActionKind.RefactorRewrite],
        resolveProvider: true,
      },
      hoverProvider: true,
      codeLensProvider: { resolveProvider: true },
      inlayHintProvider: true,
      executeCommandProvider: { commands: serverCommands(session) },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      ...(session.pullsDiagnostics && {
        diagnosticProvider: {
          identifier: 'fixward',
          interFileDependencies: false,
          workspaceDiagnostics: false,
        },
      }),
    },
    serverInfo: { name: 'Fixward', version },
  };
}

/** The extension registers the commands of code lenses itself; a client library would register them a second time. */
function serverCommands({ fixwardClient }: Session): string[] {
  return fixwardClient ? [RECORD_FIX_COMMAND] : [RECORD_FIX_COMMAND, ...Object.values(MIGRATION_COMMANDS)];
}

function isConfiguration({ uri }: { readonly uri: string }): boolean {
  return /\/(?:\.fixward(?:\/|$)|\.squawk\.toml$)/u.test(uri);
}

/** A client that refuses a registration still gets everything that does not depend on it. */
async function registerWithClient({ connection, projects, reload, session }: ServerContext): Promise<void> {
  if (session().canPullSettings) {
    await connection.client
      .register(DidChangeConfigurationNotification.type, { section: 'fixward' })
      .catch(() => undefined);
    await pullSettings(connection, session()).catch(() => undefined);
  }
  if (session().canWatchFiles) {
    await connection.client
      .register(DidChangeWatchedFilesNotification.type, {
        watchers: WATCHED.map((globPattern) => ({ globPattern })),
      })
      .catch(() => undefined);
  }
  if (!session().hasWorkspaceFolders) return;
  connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
    const gone = new Set(removed.map(({ uri }) => pathOfUri(uri)));
    const kept = projects.roots.filter((root) => !gone.has(root));
    projects.setRoots([...kept, ...added.map(({ uri }) => pathOfUri(uri))]);
    reload().catch((error: unknown) => connection.console.error(String(error)));
  });
}
