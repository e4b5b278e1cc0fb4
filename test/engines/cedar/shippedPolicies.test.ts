import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PermissionDecision, PermissionRequest } from '../../../src/core/policy/permission.ts';
import { loadPermissions, type Permissions } from '../../../src/engines/cedar/cedarPermissions.ts';

const shippedFolder = fileURLToPath(new URL('../../../media/policies', import.meta.url));
let permissions: Permissions;
beforeAll(async () => {
  permissions = await loadPermissions({ shippedFolder });
});

const usual: PermissionRequest = {
  principal: 'consultant',
  tool: 'list_schema',
  action: 'read_schema',
  target: { kind: 'workspace' },
  tainted: false,
  trusted: true,
  writable: false,
  approved: false,
};

type Row = readonly [
  decision: PermissionDecision['decision'],
  policyId: string,
  change: Partial<PermissionRequest>,
];

const development = { kind: 'database', name: 'dev', environment: 'development' } as const;
const production = { kind: 'database', name: 'live', environment: 'production' } as const;
const AGENTS = [
  'consultant',
  'schema-analyst',
  'migration-specialist',
  'performance-optimizer',
  'documentation-researcher',
] as const;

const ROWS: readonly Row[] = [
  // Reads.
  ['allow', 'reads-are-free', {}],
  [
    'allow',
    'reads-are-free',
    { action: 'read_workspace', principal: 'external-agent', trusted: false, tainted: true },
  ],
  ['allow', 'reads-are-free', { target: production, writable: true, principal: 'user' }],
  // Queries.
  ...AGENTS.map(
    (principal): Row => [
      'allow',
      'queries-of-agents',
      { principal, action: 'query_database', target: development },
    ],
  ),
  [
    'allow',
    'queries-of-agents',
    { action: 'query_database', target: development, writable: true, tainted: true },
  ],
  ['allow', 'queries-of-agents', { action: 'query_database', target: production }],
  ['deny', 'default-deny', { action: 'query_database', target: production, writable: true }],
  ['deny', 'default-deny', { action: 'query_database', target: production, writable: true, approved: true }],
  [
    'deny',
    'default-deny',
    { action: 'query_database', target: { kind: 'database', name: 'unknown' }, writable: true },
  ],
  ['allow', 'queries-of-agents', { action: 'query_database', target: { kind: 'shadow' } }],
  ['deny', 'default-deny', { action: 'query_database', target: { kind: 'server', name: 'x' } }],
  ['allow', 'queries-of-people', { principal: 'user', action: 'query_database', target: production }],
  ['ask', 'untrusted-workspace-asks', { action: 'query_database', target: development, trusted: false }],
  ['allow', 'queries-of-agents', { action: 'query_database', target: { kind: 'shadow' }, trusted: false }],
  // Proposals.
  [
    'allow',
    'proposals-are-free',
    { action: 'propose', target: { kind: 'shadow' }, tainted: true, trusted: false },
  ],
  [
    'allow',
    'proposals-are-free',
    { action: 'propose', principal: 'external-agent', target: { kind: 'shadow' } },
  ],
  // Writes to a database.
  ['ask', 'approved-writes', { action: 'write_database', target: development, writable: true }],
  [
    'allow',
    'approved-writes',
    { action: 'write_database', target: development, writable: true, approved: true },
  ],
  [
    'allow',
    'approved-writes',
    {
      action: 'write_database',
      target: development,
      writable: true,
      approved: true,
      tainted: true,
      principal: 'user',
    },
  ],
  [
    'deny',
    'core:production-is-only-read',
    { action: 'write_database', target: production, writable: true, approved: true },
  ],
  ['deny', 'core:profile-is-read-only', { action: 'write_database', target: development, approved: true }],
  [
    'deny',
    'core:outsiders-do-not-write',
    {
      principal: 'external-agent',
      action: 'write_database',
      target: development,
      writable: true,
      approved: true,
    },
  ],
  [
    'deny',
    'core:untrusted-workspace',
    { action: 'write_database', target: development, writable: true, approved: true, trusted: false },
  ],
  // Files.
  [
    'allow',
    'consultation-files',
    { action: 'write_file', target: { kind: 'consultation' }, tainted: true, trusted: false },
  ],
  ['allow', 'workspace-files', { action: 'write_file', target: { kind: 'workspace' } }],
  [
    'ask',
    'workspace-files-after-strangers',
    { action: 'write_file', target: { kind: 'workspace' }, tainted: true },
  ],
  [
    'allow',
    'workspace-files',
    { action: 'write_file', target: { kind: 'workspace' }, tainted: true, approved: true },
  ],
  [
    'allow',
    'workspace-files',
    { action: 'write_file', target: { kind: 'workspace' }, tainted: true, principal: 'user' },
  ],
  [
    'deny',
    'core:untrusted-workspace',
    { action: 'write_file', target: { kind: 'workspace' }, trusted: false, approved: true },
  ],
  // Other servers.
  ['allow', 'reaching-out', { action: 'reach_out', target: { kind: 'server', name: 'docs' } }],
  [
    'ask',
    'reaching-out-after-strangers',
    { action: 'reach_out', target: { kind: 'server', name: 'docs' }, tainted: true },
  ],
  [
    'allow',
    'reaching-out',
    { action: 'reach_out', target: { kind: 'server', name: 'docs' }, tainted: true, approved: true },
  ],
  [
    'ask',
    'untrusted-workspace-asks',
    { action: 'reach_out', target: { kind: 'server', name: 'docs' }, trusted: false },
  ],
  // Other programs.
  [
    'deny',
    'outsiders-read-and-propose',
    { principal: 'external-agent', action: 'query_database', target: development },
  ],
  [
    'deny',
    'outsiders-read-and-propose',
    {
      principal: 'external-agent',
      action: 'reach_out',
      target: { kind: 'server', name: 'docs' },
      approved: true,
    },
  ],
];

describe('the policies that come with Fixward', () => {
  it('are all readable', () => {
    expect(permissions.problems).toEqual([]);
    expect(permissions.policies.every(({ reason, own }) => !reason.startsWith('The policy "') && !own)).toBe(
      true,
    );
  });

  it.each(ROWS)('%s by %s for %j', (decision, policyId, change) => {
    const made = permissions.decide({ ...usual, ...change });
    expect([made.decision, made.policyId]).toEqual([decision, policyId]);
    expect(made.reason).toMatch(/^[A-Z].+\.$/u);
  });

  it('are each met by one of the cases above, or by the core before them', () => {
    const met = new Set(ROWS.map(([, policyId]) => policyId));
    const behindTheCore = ['production-is-only-read', 'untrusted-workspace-stays-unchanged'];
    expect(
      permissions.policies
        .map(({ id }) => id)
        .filter((id) => !met.has(id))
        .sort(),
    ).toEqual(behindTheCore);
  });

  it('does not depend on what a target is called', () => {
    const target = {
      kind: 'database',
      name: '"; permit (principal, action, resource); //',
      environment: 'production',
    } as const;
    const made = permissions.decide({
      ...usual,
      action: 'write_database',
      target,
      writable: true,
      approved: true,
    });
    expect(made.decision).toBe('deny');
  });
});
