import * as vscode from 'vscode';
import { TeamAccount } from './account/teamAccount.ts';
import { AuditGateway } from './audit/auditGateway.ts';
import { AuditView } from './audit/auditView.ts';
import type { LanguageServer } from './client/languageServer.ts';
import { METHODS } from './client/methods.ts';
import { ConfidenceGateway } from './confidence/confidenceGateway.ts';
import { watchTestTasks } from './confidence/testTasks.ts';
import type { ConnectionStore } from './connections/connectionStore.ts';
import { registerChatParticipant } from './consult/chatParticipant.ts';
import { ConsultNotices } from './consult/consultNotices.ts';
import { type ConsultParts, createConsultParts } from './consult/consultParts.ts';
import { registerLanguageModelTools } from './consult/languageModelTools.ts';
import { registerMcpServer } from './consult/mcpDefinitions.ts';
import { Learning } from './learn/learning.ts';
import { announceOffers } from './learn/learnOffers.ts';
import { LibraryGateway } from './library/libraryGateway.ts';
import { PatternsView } from './library/patternsView.ts';
import { PanelHost } from './panel/panelHost.ts';
import type { PanelEditor, StoreOverview } from './panel/panelPorts.ts';
import { type AuditStarter, currentFolder, projectOf, workspaceEditor } from './panel/workspaceEditor.ts';
import { FixwardService } from './relay/fixwardService.ts';
import { storeSentence } from './status/storeSentence.ts';

/** Everything that shows the store. */
export interface StoreParts extends ConsultParts {
  readonly service: FixwardService;
  readonly library: LibraryGateway;
  readonly audits: AuditGateway;
  readonly patternsView: PatternsView;
  readonly auditView: AuditView;
  readonly editor: PanelEditor;
  readonly panel: PanelHost;
  readonly account: TeamAccount;
  readonly learning: Learning;
}

/** Wires the views of the store; nothing of it is asked before one of them is shown. */
export function createStoreParts(
  context: vscode.ExtensionContext,
  server: LanguageServer,
  log: vscode.LogOutputChannel,
  starter: AuditStarter,
  tellStore: (sentence: string) => void,
  connections: ConnectionStore,
): StoreParts {
  const service = new FixwardService(server);
  const library = new LibraryGateway(service.ask);
  const audits = new AuditGateway(service.ask);
  const editor = workspaceEditor(server, library, starter);
  const patternsView = new PatternsView(service, library, context.workspaceState, log);
  const project = (): Promise<string | undefined> => projectOf(server, currentFolder());
  const auditView = new AuditView({ service, audits, project, log });
  const { extensionUri, workspaceState: memory } = context;
  const onOverview = (overview: StoreOverview): void => tellStore(storeSentence(overview));
  const consultParts = createConsultParts(context, server, service, connections, log);
  const { consult, consultEditor } = consultParts;
  const learning = new Learning(server);
  const panel = new PanelHost({
    extensionUri,
    memory,
    service,
    library,
    audits,
    consult,
    confidence: new ConfidenceGateway(service.ask),
    learning,
    consultEditor,
    connections,
    editor,
    log,
    onOverview,
  });
  const { secrets, globalState } = context;
  const account = new TeamAccount({ service, secrets, memory: globalState, log, extensionUri });
  const open = (consultationId: string): void => {
    void vscode.commands.executeCommand('fixward.openConsultation', consultationId);
  };
  context.subscriptions.push(
    vscode.Disposable.from(service, patternsView, auditView, panel, account, learning),
    announceOffers(server, learning, (draft) =>
      panel.show({ place: 'learn', ...(draft !== undefined && { draft }) }),
    ),
    new ConsultNotices(service, (id) => panel.shows(id), open),
    registerChatParticipant({ service, consult, library, extensionUri }),
    registerLanguageModelTools(consult),
    registerMcpServer(context),
    watchTestTasks((ended) => {
      // What was changed before the server ended is not waiting in the next one.
      if (server.state !== 'running') return;
      server
        .request(METHODS.testsEnded, ended)
        .catch((error: unknown) =>
          log.warn('tests that ended were not told of', error instanceof Error ? error : String(error)),
        );
    }),
  );
  return {
    ...consultParts,
    service,
    library,
    audits,
    patternsView,
    auditView,
    editor,
    panel,
    account,
    learning,
  };
}
