import * as vscode from 'vscode';
import { TeamAccount } from './account/teamAccount.ts';
import { AuditGateway } from './audit/auditGateway.ts';
import { AuditView } from './audit/auditView.ts';
import type { LanguageServer } from './client/languageServer.ts';
import { LibraryGateway } from './library/libraryGateway.ts';
import { PatternsView } from './library/patternsView.ts';
import { PanelHost } from './panel/panelHost.ts';
import type { PanelEditor, StoreOverview } from './panel/panelPorts.ts';
import { type AuditStarter, currentFolder, projectOf, workspaceEditor } from './panel/workspaceEditor.ts';
import { FixwardService } from './relay/fixwardService.ts';
import { storeSentence } from './status/storeSentence.ts';

/** Everything that shows the store. */
export interface StoreParts {
  readonly service: FixwardService;
  readonly library: LibraryGateway;
  readonly audits: AuditGateway;
  readonly patternsView: PatternsView;
  readonly auditView: AuditView;
  readonly editor: PanelEditor;
  readonly panel: PanelHost;
  readonly account: TeamAccount;
}

/** Wires the views of the store; nothing of it is asked before one of them is shown. */
export function createStoreParts(
  context: vscode.ExtensionContext,
  server: LanguageServer,
  log: vscode.LogOutputChannel,
  starter: AuditStarter,
  tellStore: (sentence: string) => void,
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
  const panel = new PanelHost({ extensionUri, memory, service, library, audits, editor, log, onOverview });
  const { secrets, globalState } = context;
  const account = new TeamAccount({ service, secrets, memory: globalState, log, extensionUri });
  context.subscriptions.push(vscode.Disposable.from(service, patternsView, auditView, panel, account));
  return { service, library, audits, patternsView, auditView, editor, panel, account };
}
