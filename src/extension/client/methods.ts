import type { MethodNames } from '../../protocol/lsp.ts';

/** Names of Fixward's own messages; the type makes each equal to its name in the protocol. */
export const METHODS: MethodNames = {
  findings: 'fixward/findings',
  scan: 'fixward/scan',
  ruleDocumentation: 'fixward/ruleDocumentation',
  rules: 'fixward/rules',
  fixAllInWorkspace: 'fixward/fixAllInWorkspace',
  proposeConfig: 'fixward/proposeConfig',
  status: 'fixward/status',
  journal: 'fixward/journal',
  suppressionEdit: 'fixward/suppressionEdit',
  updateBaseline: 'fixward/updateBaseline',
  explainFinding: 'fixward/explainFinding',
  migrations: 'fixward/migrations',
  migrationsChanged: 'fixward/migrationsChanged',
  prove: 'fixward/prove',
  certificate: 'fixward/certificate',
  proposeDown: 'fixward/proposeDown',
  finalSchema: 'fixward/finalSchema',
  liveCheck: 'fixward/liveCheck',
  service: 'fixward/service',
  serviceEvent: 'fixward/serviceEvent',
  similarPatterns: 'fixward/similarPatterns',
  project: 'fixward/project',
  setRule: 'fixward/setRule',
  testsEnded: 'fixward/testsEnded',
};
