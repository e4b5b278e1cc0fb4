import type { PermissionDecision, PermissionRequest } from './permission.ts';

interface CoreDeny {
  readonly id: string;
  readonly reason: string;
  applies(request: PermissionRequest): boolean;
}

/** What no policy can allow. */
const DENIES: readonly CoreDeny[] = [
  {
    id: 'core:production-is-only-read',
    reason: 'Production is only read from here, whatever a policy says.',
    // A database of no known environment may be production.
    applies: ({ action, target }) =>
      action === 'write_database' &&
      (target.environment === undefined || target.environment === 'production'),
  },
  {
    id: 'core:profile-is-read-only',
    reason: 'The connection profile does not allow writing.',
    applies: ({ action, writable }) => action === 'write_database' && !writable,
  },
  {
    id: 'core:only-databases-are-written',
    reason: 'Only a database of a connection profile can be written to.',
    applies: ({ action, target }) => action === 'write_database' && target.kind !== 'database',
  },
  {
    id: 'core:outsiders-do-not-write',
    reason: 'Other programs cannot write, whatever a policy says.',
    applies: ({ action, principal }) =>
      principal === 'external-agent' && (action === 'write_database' || action === 'write_file'),
  },
  {
    id: 'core:untrusted-workspace',
    reason: 'The workspace is not trusted: nothing is written to it or to a database.',
    applies: ({ action, target, trusted }) =>
      !trusted &&
      (action === 'write_database' || (action === 'write_file' && target.kind !== 'consultation')),
  },
];

/** The refusal that comes before every policy; undefined when policies decide. */
export function coreDeny(request: PermissionRequest): PermissionDecision | undefined {
  const deny = DENIES.find(({ applies }) => applies(request));
  return deny && { decision: 'deny', policyId: deny.id, reason: deny.reason };
}

/** What a policy's allowance becomes: no policy can do away with the approval of a write to a database. */
export function coreLimit(request: PermissionRequest, decision: PermissionDecision): PermissionDecision {
  if (decision.decision !== 'allow' || request.action !== 'write_database' || request.approved)
    return decision;
  return {
    decision: 'ask',
    policyId: 'core:writes-need-approval',
    reason: 'A write to a database needs your approval of the exact text.',
  };
}
