import type * as vscode from 'vscode';
import type { TeamAccount } from '../account/teamAccount.ts';
import type { AuditGateway } from '../audit/auditGateway.ts';
import type { AuditView } from '../audit/auditView.ts';
import type { LanguageServer } from '../client/languageServer.ts';
import type { ConnectionStore } from '../connections/connectionStore.ts';
import type { ConsultEditor } from '../consult/consultEditor.ts';
import type { ConsultGateway } from '../consult/consultGateway.ts';
import type { ModelKeyStore } from '../consult/modelKeyStore.ts';
import type { PlansView } from '../consult/plansView.ts';
import type { RuleDocuments } from '../documentation/ruleDocuments.ts';
import type { FindingsStore } from '../findings/findingsStore.ts';
import type { FindingsView } from '../findings/findingsView.ts';
import type { LibraryGateway } from '../library/libraryGateway.ts';
import type { PatternsView } from '../library/patternsView.ts';
import type { CertificateDocuments } from '../migrations/certificateDocuments.ts';
import type { MigrationsView } from '../migrations/migrationsView.ts';
import type { PanelHost } from '../panel/panelHost.ts';
import type { PanelEditor } from '../panel/panelPorts.ts';
import type { FixwardService } from '../relay/fixwardService.ts';
import type { RulesView } from '../rules/rulesView.ts';
import type { StatusItem } from '../status/statusItem.ts';

/** What commands work with; built once by `extension.ts`. */
export interface Services {
  readonly server: LanguageServer;
  readonly store: FindingsStore;
  readonly findingsView: FindingsView;
  readonly rulesView: RulesView;
  readonly migrationsView: MigrationsView;
  readonly certificates: CertificateDocuments;
  readonly connections: ConnectionStore;
  readonly ruleDocuments: RuleDocuments;
  readonly service: FixwardService;
  readonly library: LibraryGateway;
  readonly audits: AuditGateway;
  readonly patternsView: PatternsView;
  readonly auditView: AuditView;
  readonly editor: PanelEditor;
  readonly panel: PanelHost;
  readonly account: TeamAccount;
  readonly consult: ConsultGateway;
  readonly consultEditor: ConsultEditor;
  readonly plansView: PlansView;
  readonly modelKeys: ModelKeyStore;
  readonly statusItem: StatusItem;
  readonly log: vscode.LogOutputChannel;
}
