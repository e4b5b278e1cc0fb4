/** Peers' rules that two or more of ours share between them. */
export const SPLIT_PEER_RULES: ReadonlySet<string> = new Set([
  'addSerialColumn',
  'constraint-missing-not-valid',
  'E10',
  'E11',
  'require-timeout-settings',
]);
