import * as vscode from 'vscode';
import { consultCommands } from '../consult/consultCommands.ts';
import type { TextPreview } from '../documentation/textPreview.ts';
import { learnCommands } from '../learn/learnCommands.ts';
import { libraryCommands } from '../library/libraryCommands.ts';
import { copyCertificate, openDownMigration, showCertificate } from './certificates.ts';
import { COMMAND_IDS, type CommandHandler, type CommandId, isCommandProblem } from './commandIds.ts';
import { addConnection, checkLiveDatabase, removeConnection } from './databaseConnections.ts';
import { explainFinding, showRuleDocumentation } from './documentation.ts';
import { checkFinalSchema } from './finalSchema.ts';
import { clearFilter, copyFinding, filterBySeverity, filterByText } from './findingsTree.ts';
import { fixAllInFile, fixAllInWorkspace } from './fixAll.ts';
import { initialize } from './initialize.ts';
import { proposeDown } from './proposeDown.ts';
import { proveCommands } from './proveMigrations.ts';
import { scanCommands } from './scanWorkspace.ts';
import type { Services } from './services.ts';
import { showStatus } from './showStatus.ts';
import { suppressWithReason } from './suppressWithReason.ts';
import { updateBaseline } from './updateBaseline.ts';

/** Registers every command; a failure is told once, with the log at hand. */
export function registerCommands(services: Services, previews: TextPreview): vscode.Disposable {
  const handlers = createHandlers(services, previews);
  return vscode.Disposable.from(
    ...COMMAND_IDS.map((id) =>
      vscode.commands.registerCommand(id, async (...args: readonly unknown[]) => {
        try {
          const result = await handlers[id](...args);
          // What else a handler may return is not for whoever ran the command, and may not survive the way there.
          return isCommandProblem(result) ? result : undefined;
        } catch (error) {
          await reportFailure(id, error, services.log);
          return undefined;
        }
      }),
    ),
  );
}

function createHandlers(
  services: Services,
  previews: TextPreview,
): Readonly<Record<CommandId, CommandHandler>> {
  const { findingsView, migrationsView, rulesView, server, log } = services;
  const { scan, cancel } = scanCommands(services);
  const prove = proveCommands(services);
  return {
    'fixward.scanWorkspace': scan,
    'fixward.cancelScan': cancel,
    'fixward.initialize': initialize(services, previews),
    'fixward.fixAllInFile': fixAllInFile(),
    'fixward.fixAllInWorkspace': fixAllInWorkspace(services),
    'fixward.updateBaseline': updateBaseline(services),
    'fixward.showRuleDocumentation': showRuleDocumentation(services),
    'fixward.explainFinding': explainFinding(services),
    'fixward.suppressWithReason': suppressWithReason(services),
    'fixward.copyFinding': copyFinding(),
    'fixward.groupFindingsBySeverity': () => findingsView.groupBy('severity'),
    'fixward.groupFindingsByLayer': () => findingsView.groupBy('layer'),
    'fixward.groupFindingsByRule': () => findingsView.groupBy('rule'),
    'fixward.groupFindingsByFile': () => findingsView.groupBy('file'),
    'fixward.filterFindingsBySeverity': filterBySeverity(services),
    'fixward.filterFindingsByText': filterByText(services),
    'fixward.clearFindingsFilter': clearFilter(services),
    'fixward.refreshRules': () => rulesView.refresh(),
    'fixward.proveMigration': prove.one,
    'fixward.proveAllMigrations': prove.all,
    'fixward.cancelProof': prove.cancel,
    'fixward.showCertificate': showCertificate(services),
    'fixward.copyCertificate': copyCertificate(services),
    'fixward.proposeDown': proposeDown(services, previews),
    'fixward.openDownMigration': openDownMigration(),
    'fixward.checkFinalSchema': checkFinalSchema(services),
    'fixward.refreshMigrations': () => migrationsView.refresh(),
    'fixward.addConnection': addConnection(services),
    'fixward.removeConnection': removeConnection(services),
    'fixward.checkLiveDatabase': checkLiveDatabase(services, previews),
    'fixward.showStatus': showStatus(services),
    'fixward.showLog': () => log.show(),
    'fixward.restartServer': () => server.restart(),
    'fixward.openSettings': () => execute('workbench.action.openSettings', '@ext:fixward.fixward'),
    'fixward.openWalkthrough': () =>
      execute('workbench.action.openWalkthrough', 'fixward.fixward#fixward.start', false),
    ...libraryCommands(services),
    ...learnCommands(services),
    ...consultCommands(services, previews),
  };
}

function execute(command: string, ...args: readonly unknown[]): Thenable<unknown> {
  return vscode.commands.executeCommand(command, ...args);
}

async function reportFailure(id: CommandId, error: unknown, log: vscode.LogOutputChannel): Promise<void> {
  const message = error instanceof Error ? error.message : String(error);
  log.error(`${id} failed`, error instanceof Error ? error : message);
  const showLog = vscode.l10n.t('Show Log');
  const chosen = await vscode.window.showErrorMessage(
    vscode.l10n.t('Fixward could not finish: {0}', message),
    showLog,
  );
  if (chosen === showLog) log.show();
}
