/** Commands that the server itself executes (`workspace/executeCommand`). */
export const RECORD_FIX_COMMAND = 'fixward.recordFix';

/** Commands that only the Fixward extension provides; offered when the client says it is one. */
export const CLIENT_COMMANDS = {
  suppressWithReason: 'fixward.suppressWithReason',
  fixAllInWorkspace: 'fixward.fixAllInWorkspace',
  showRuleDocumentation: 'fixward.showRuleDocumentation',
  explainFinding: 'fixward.explainFinding',
  showPattern: 'fixward.showPattern',
  learnFromFix: 'fixward.learnFromFix',
} as const;

/** Named by code lenses: provided by the Fixward extension, and by the server itself for every other client. */
export const MIGRATION_COMMANDS = {
  prove: 'fixward.proveMigration',
  showCertificate: 'fixward.showCertificate',
  proposeDown: 'fixward.proposeDown',
} as const;
