/** What is asked of the user before one exact text may be run. Bound to its hash, used once, for a short time. */
export interface ApprovalRequest {
  readonly id: string;
  readonly title: string;
  readonly tool: string;
  readonly agent: string;
  readonly text: string;
  readonly target?: string;
  readonly environment?: string;
  readonly typedConfirmation?: string;
  readonly policyId: string;
  readonly reason: string;
  readonly proposalId?: string;
}

export type ApprovalState = 'waiting' | 'approved' | 'rejected' | 'edited' | 'used' | 'expired';

export interface ApprovalRecord extends ApprovalRequest {
  readonly hash: string;
  readonly expiresAt: string;
  readonly state: ApprovalState;
}

/** Long enough to read a migration well, short enough that nobody approves what they no longer know. */
const WAITS_MS = 60 * 60_000;
export type HashText = (text: string) => string;

export function askApproval(request: ApprovalRequest, hash: HashText, nowMs: number): ApprovalRecord {
  return {
    ...request,
    hash: hash(request.text),
    expiresAt: new Date(nowMs + WAITS_MS).toISOString(),
    state: 'waiting',
  };
}

export interface Decision {
  readonly decision: 'approve' | 'reject' | 'edit';
  /** Of the text that the user has seen. */
  readonly hash: string;
  readonly typed?: string;
}

export type Decided =
  | { readonly ok: true; readonly approval: ApprovalRecord }
  | {
      readonly ok: false;
      readonly code: 'decided' | 'expired' | 'changed' | 'typed';
      readonly message: string;
    };

/** Rejecting needs nothing but that the question still stands; approving needs the seen text and the typed word. */
export function decideApproval(approval: ApprovalRecord, given: Decision, nowMs: number): Decided {
  if (approval.state !== 'waiting') {
    return { ok: false, code: 'decided', message: `It was ${approval.state} already.` };
  }
  if (isExpired(approval, nowMs)) {
    return { ok: false, code: 'expired', message: 'It was asked too long ago; ask for the work again.' };
  }
  if (given.decision === 'reject') return { ok: true, approval: { ...approval, state: 'rejected' } };
  if (given.hash !== approval.hash) {
    return {
      ok: false,
      code: 'changed',
      message: 'The text is no longer the one that was shown; read it again.',
    };
  }
  if (given.decision === 'edit') return { ok: true, approval: { ...approval, state: 'edited' } };
  const { typedConfirmation } = approval;
  if (typedConfirmation !== undefined && given.typed?.trim() !== typedConfirmation) {
    return {
      ok: false,
      code: 'typed',
      message: `Type ${typedConfirmation} to approve what cannot be undone.`,
    };
  }
  return { ok: true, approval: { ...approval, state: 'approved' } };
}

export function isExpired({ expiresAt }: ApprovalRecord, nowMs: number): boolean {
  return Date.parse(expiresAt) <= nowMs;
}
