export const AUDIT_COMMAND_IDS = [
  'fixward.showFileAudit',
  'fixward.startFileAudit',
  'fixward.importFileAudit',
  'fixward.exportFileAudit',
  'fixward.reportFileAudit',
  'fixward.refreshFileAudit',
  'fixward.openAuditedFile',
  'fixward.setAuditStatus',
  'fixward.setAuditOwner',
  'fixward.setAuditNotes',
  'fixward.linkAuditTask',
] as const;

export const ACCOUNT_COMMAND_IDS = [
  'fixward.signIn',
  'fixward.signOut',
  'fixward.syncNow',
  'fixward.chooseTeamWorkspace',
  'fixward.inviteToTeam',
  'fixward.showRejectedChanges',
  'fixward.setUpTeamStore',
  'fixward.showTeamStore',
] as const;

export const LIBRARY_COMMAND_IDS = [
  'fixward.openPanel',
  'fixward.openPanelInEditor',
  'fixward.searchPatterns',
  'fixward.showPattern',
  'fixward.similarPatterns',
  'fixward.newPattern',
  'fixward.importPatterns',
  'fixward.exportPatterns',
  'fixward.reviewPatterns',
  'fixward.weeklyReview',
  'fixward.showConfidence',
  'fixward.copyWeeklyReview',
  'fixward.refreshPatterns',
  'fixward.groupPatterns',
  'fixward.filterPatterns',
  'fixward.clearPatternsFilter',
  'fixward.insertPatternCode',
  'fixward.copyPattern',
  ...AUDIT_COMMAND_IDS,
  ...ACCOUNT_COMMAND_IDS,
] as const;

export const LEARN_COMMAND_IDS = [
  'fixward.learnFromFix',
  'fixward.learnFromChanges',
  'fixward.learnFromCommit',
  'fixward.learnFromHistory',
  'fixward.learnFromDiff',
  'fixward.reviewLearned',
  'fixward.applyPattern',
  'fixward.insertTemplate',
] as const;

export const CONSULT_COMMAND_IDS = [
  'fixward.consult',
  'fixward.consultAboutSelection',
  'fixward.openConsultation',
  'fixward.exportConsultation',
  'fixward.refreshPlans',
  'fixward.addModelKey',
  'fixward.removeModelKey',
  'fixward.showModelUsage',
  'fixward.setVaultToken',
  'fixward.setServerSecret',
  'fixward.manageMemories',
  'fixward.showSchemaMap',
  'fixward.showSchemaChanges',
  'fixward.documentationRound',
  'fixward.explainPlan',
  'fixward.slowQueries',
  'fixward.adviseIndexes',
] as const;

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
  ...LIBRARY_COMMAND_IDS,
  ...LEARN_COMMAND_IDS,
  ...CONSULT_COMMAND_IDS,
] as const;

export type ConsultCommandId = (typeof CONSULT_COMMAND_IDS)[number];
export type CommandId = (typeof COMMAND_IDS)[number];
export type AuditCommandId = (typeof AUDIT_COMMAND_IDS)[number];
export type AccountCommandId = (typeof ACCOUNT_COMMAND_IDS)[number];
export type LearnCommandId = (typeof LEARN_COMMAND_IDS)[number];
export type LibraryCommandId = (typeof LIBRARY_COMMAND_IDS)[number];

/** Commands that the language client registers on the server's behalf. */
export const SERVER_COMMAND_IDS = ['fixward.recordFix'] as const;

/** A command's implementation; menus and links decide what it receives, so it must look before it believes. */
export type CommandHandler = (...args: readonly unknown[]) => unknown;

/** A failure that was told to the user already, for whoever ran the command. */
export interface CommandProblem {
  readonly problem: string;
}

export function isCommandProblem(value: unknown): value is CommandProblem {
  return (
    typeof value === 'object' && value !== null && 'problem' in value && typeof value.problem === 'string'
  );
}
