/** Every command the extension registers; package.json contributes the same ones. */
export const COMMAND_IDS = [
  'fixward.scanWorkspace',
  'fixward.cancelScan',
  'fixward.initialize',
  'fixward.fixAllInFile',
  'fixward.fixAllInWorkspace',
  'fixward.updateBaseline',
  'fixward.showRuleDocumentation',
  'fixward.explainFinding',
  'fixward.suppressWithReason',
  'fixward.copyFinding',
  'fixward.groupFindingsBySeverity',
  'fixward.groupFindingsByLayer',
  'fixward.groupFindingsByRule',
  'fixward.groupFindingsByFile',
  'fixward.filterFindingsBySeverity',
  'fixward.filterFindingsByText',
  'fixward.clearFindingsFilter',
  'fixward.refreshRules',
  'fixward.proveMigration',
  'fixward.proveAllMigrations',
  'fixward.cancelProof',
  'fixward.showCertificate',
  'fixward.copyCertificate',
  'fixward.proposeDown',
  'fixward.openDownMigration',
  'fixward.checkFinalSchema',
  'fixward.refreshMigrations',
  'fixward.addConnection',
  'fixward.removeConnection',
  'fixward.checkLiveDatabase',
  'fixward.showStatus',
  'fixward.showLog',
  'fixward.restartServer',
  'fixward.openSettings',
  'fixward.openWalkthrough',
] as const;

export type CommandId = (typeof COMMAND_IDS)[number];

/** Commands that the language client registers on the server's behalf. */
export const SERVER_COMMAND_IDS = ['fixward.recordFix'] as const;

/** A command's implementation; menus and links decide what it receives, so it must look before it believes. */
export type CommandHandler = (...args: readonly unknown[]) => unknown;
