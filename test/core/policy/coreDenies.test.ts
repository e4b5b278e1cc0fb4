import { describe, expect, it } from 'vitest';
import { coreDeny, coreLimit } from '../../../src/core/policy/coreDenies.ts';
import type { PermissionRequest } from '../../../src/core/policy/permission.ts';

const write: PermissionRequest = {
  principal: 'migration-specialist',
  tool: 'apply_migration',
  action: 'write_database',
  target: { kind: 'database', name: 'dev', environment: 'development' },
  tainted: false,
  trusted: true,
  writable: true,
  approved: true,
};

describe('what no policy can allow', () => {
  it('leaves an approved write to a writable development database to the policies', () => {
    expect(coreDeny(write)).toBeUndefined();
  });

  it.each<[string, Partial<PermissionRequest>]>([
    [
      'core:production-is-only-read',
      { target: { kind: 'database', name: 'live', environment: 'production' } },
    ],
    ['core:production-is-only-read', { target: { kind: 'database', name: 'unknown' } }],
    ['core:profile-is-read-only', { writable: false }],
    ['core:only-databases-are-written', { target: { kind: 'server', name: 'mcp', environment: 'local' } }],
    ['core:outsiders-do-not-write', { principal: 'external-agent' }],
    [
      'core:outsiders-do-not-write',
      { principal: 'external-agent', action: 'write_file', target: { kind: 'workspace' } },
    ],
    ['core:untrusted-workspace', { trusted: false }],
    ['core:untrusted-workspace', { trusted: false, action: 'write_file', target: { kind: 'workspace' } }],
  ])('%s', (policyId, change) => {
    expect(coreDeny({ ...write, ...change })).toMatchObject({ decision: 'deny', policyId });
  });

  it('lets a consultation keep its files in an untrusted workspace', () => {
    const request = {
      ...write,
      trusted: false,
      action: 'write_file',
      target: { kind: 'consultation' },
    } as const;
    expect(coreDeny(request)).toBeUndefined();
  });

  it('asks for the approval that a policy forgot', () => {
    const allowed = { decision: 'allow', policyId: 'careless', reason: 'x' } as const;
    expect(coreLimit(write, allowed)).toBe(allowed);
    expect(coreLimit({ ...write, approved: false }, allowed)).toMatchObject({
      decision: 'ask',
      policyId: 'core:writes-need-approval',
    });
    expect(coreLimit({ ...write, action: 'reach_out', approved: false }, allowed)).toBe(allowed);
  });
});
