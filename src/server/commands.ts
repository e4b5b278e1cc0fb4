/** Commands that the server itself executes (`workspace/executeCommand`). */
export const RECORD_FIX_COMMAND = 'fixward.recordFix';

/** Commands that only the Fixward extension provides; offered when the client says it is one. */
export const CLIENT_COMMANDS = {
  suppressWithReason: 'fixward.suppressWithReason',
  fixAllInWorkspace: 'fixward.fixAllInWorkspace',
  showRuleDocumentation: 'fixward.showRuleDocumentation',
  explainFinding: 'fixward.explainFinding',
} as const;
