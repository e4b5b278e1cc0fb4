// biome-ignore-all assist/source/organizeImports: the clock must start before the other modules load
import { LOAD_STARTED_MS } from './loadStart.ts';
import * as vscode from 'vscode';
import { LanguageServer } from './client/languageServer.ts';
import { startAudit } from './audit/startAudit.ts';
import { registerCommands } from './commands/registerCommands.ts';
import type { Services } from './commands/services.ts';
import { ConnectionStore } from './connections/connectionStore.ts';
import { setContextValue } from './contextKeys.ts';
import { RuleDocuments } from './documentation/ruleDocuments.ts';
import { TextPreview } from './documentation/textPreview.ts';
import { FindingsStore } from './findings/findingsStore.ts';
import { FindingsView } from './findings/findingsView.ts';
import { CertificateDocuments } from './migrations/certificateDocuments.ts';
import { MigrationsView } from './migrations/migrationsView.ts';
import { RulesView } from './rules/rulesView.ts';
import { announceServerFailure } from './serverFailure.ts';
import { StatusItem } from './status/statusItem.ts';
import { createStoreParts } from './storeParts.ts';

let running: LanguageServer | undefined;

/** What other extensions, and the tests, can ask of a running Fixward. */
export interface FixwardApi {
  /** Evaluating the extension's code, from its first line to its last. */
  readonly loadMs: number;
  /** The call of `activate`. */
  readonly activateMs: number;
}

/** Called by the editor. Builds and wires the parts; nothing waits for the language server. */
export function activate(context: vscode.ExtensionContext): FixwardApi {
  const startedMs = performance.now();
  const log = vscode.window.createOutputChannel('Fixward', { log: true });
  const server = new LanguageServer(
    vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.mjs'),
    context.storageUri,
    log,
  );
  const store = new FindingsStore();
  const findingsView = new FindingsView(store, context.workspaceState);
  const rulesView = new RulesView(server, log);
  const migrationsView = new MigrationsView(server, log);
  const certificates = new CertificateDocuments(server);
  const connections = new ConnectionStore(context.secrets);
  const ruleDocuments = new RuleDocuments(server);
  const previews = new TextPreview();
  const statusItem = new StatusItem(server, store);
  const storeParts = createStoreParts(
    context,
    server,
    log,
    { start: (from, project) => startAudit(services, from, project) },
    (sentence) => statusItem.tellStore(sentence),
    connections,
  );
  const services: Services = {
    ...storeParts,
    server,
    store,
    findingsView,
    rulesView,
    migrationsView,
    certificates,
    connections,
    ruleDocuments,
    statusItem,
    log,
  };
  context.subscriptions.push(
    log,
    server,
    findingsView,
    rulesView,
    migrationsView,
    certificates,
    ruleDocuments,
    previews,
    statusItem,
    announceServerFailure(server, log),
    registerCommands(services, previews),
    server.onFindings((params) =>
      // The server writes paths it has walked, the editor documents it has opened; one spelling serves both.
      store.set({ ...params, uri: vscode.Uri.parse(params.uri).toString() }),
    ),
    server.onState((state) => {
      setContextValue('fixward.serverState', state);
      if (state === 'running') return;
      // What an ended server found is no longer kept true, and a new one knows nothing of it.
      store.clear();
      findingsView.note(undefined);
      setContextValue('fixward.scanned', false);
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      void server.restart();
    }),
  );
  running = server;
  server.start();
  const activateMs = performance.now() - startedMs;
  log.debug(`loaded in ${loadMs.toFixed(1)} ms, activated in ${activateMs.toFixed(1)} ms`);
  return { loadMs, activateMs };
}

/** Called by the editor, which waits a moment for the server to end in order. */
export async function deactivate(): Promise<void> {
  await running?.stop();
  running = undefined;
}

const loadMs = performance.now() - LOAD_STARTED_MS;
