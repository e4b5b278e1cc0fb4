import type { ToolResult, ToolTarget } from '../core/consult/consultTool.ts';
import type { DecidePermission, PermissionDecision, PermissionRequest } from '../core/policy/permission.ts';
import { sha256 } from '../core/proof/fingerprint/sha256.ts';
import { plainIssueOf } from '../core/rules/schemaIssue.ts';
import type { AgentName } from '../protocol/consult.ts';
import type { AnyConsultTool } from './tool.ts';
import type { ToolContext } from './toolContext.ts';
import { failureOf } from './toolFailure.ts';

export interface RunToolOptions {
  readonly context: ToolContext;
  readonly permit: DecidePermission;
  /** Hears of every decision that counted, in order; the log of the policy is kept from it. */
  readonly onDecision: (logged: LoggedDecision) => void;
  readonly principal: PermissionRequest['principal'];
  readonly taint: TurnTaint;
  /** Uses up the approval of exactly this text, when there is one; false when there is none. */
  readonly approvalOf: (wanted: ApprovalWanted) => Promise<boolean>;
}

/** Whether text that strangers may have written has entered the turn. */
export interface TurnTaint {
  tainted: boolean;
}

export interface ApprovalWanted {
  readonly tool: string;
  readonly text: string;
  /** SHA-256 of the text, lower-case hex. */
  readonly hash: string;
  /** The profile or server that the text would reach: an approval for one is none for another. */
  readonly target?: string;
}

export interface LoggedDecision {
  readonly request: PermissionRequest;
  readonly decision: PermissionDecision;
  /** SHA-256 of the input as JSON. */
  readonly inputHash: string;
}

/** What the user is asked before the tool may run. */
export interface ApprovalAsk {
  readonly title: string;
  readonly tool: string;
  readonly agent: AgentName;
  readonly text: string;
  readonly target?: string;
  readonly environment?: string;
  readonly typedConfirmation?: string;
  readonly proposalId?: string;
  readonly decision: PermissionDecision;
}

export interface ToolOutcome {
  readonly result: ToolResult<unknown>;
  /** The result may hold text that strangers wrote. */
  readonly untrusted: boolean;
  /** With `needs_approval`. */
  readonly ask?: ApprovalAsk;
  readonly decision: PermissionDecision;
}

/** Runs one tool under the policy: parses what it is given, asks, logs, and marks what came from outside. */
export async function runTool(
  tool: AnyConsultTool,
  rawInput: unknown,
  options: RunToolOptions,
): Promise<ToolOutcome> {
  const { context, taint } = options;
  const parsed = tool.input.safeParse(rawInput ?? {});
  if (!parsed.success) {
    const { path, message } = plainIssueOf(parsed.error);
    return refusedWith('invalid', `${path.map(String).join('.') || 'input'}: ${message}`, INVALID_INPUT);
  }
  const input = parsed.data;
  try {
    const target = tool.target(input, context);
    const permission = await permitted(tool, input, target, options);
    if ('outcome' in permission) return permission.outcome;
    const result = await tool.run(input, context);
    const untrusted = tool.untrustedOutput && isOutside(target, context);
    if (untrusted) taint.tainted = true;
    return { result, untrusted, decision: permission.decision };
  } catch (error) {
    return { result: failureOf(error, context.signal), untrusted: false, decision: NOT_ASKED };
  }
}

const INVALID_INPUT: PermissionDecision = {
  decision: 'deny',
  policyId: 'invalid-input',
  reason: 'The input was not understood, so that nothing was asked of the policy.',
};

const NOT_ASKED: PermissionDecision = {
  decision: 'deny',
  policyId: 'not-asked',
  reason: 'The tool failed before the policy was asked.',
};

/** What the workspace's own files say is its author's word once he trusts them; everything else is a stranger's. */
function isOutside({ kind }: ToolTarget, { trusted }: ToolContext): boolean {
  return kind === 'database' || kind === 'server' || !trusted;
}

async function permitted(
  tool: AnyConsultTool,
  input: unknown,
  target: ToolTarget,
  options: RunToolOptions,
): Promise<{ readonly decision: PermissionDecision } | { readonly outcome: ToolOutcome }> {
  const { context, permit, principal, taint } = options;
  const inputHash = sha256(JSON.stringify(input) ?? '');
  const profile = target.name === undefined ? undefined : context.connections.get(target.name);
  const action = tool.actionOf?.(input) ?? tool.action;
  const request: PermissionRequest = {
    principal,
    tool: tool.name,
    action,
    target,
    tainted: taint.tainted,
    trusted: context.trusted,
    writable: profile?.writable === true && profile.environment !== 'production',
    approved: false,
  };
  const log = (asked: PermissionRequest, decision: PermissionDecision): void =>
    options.onDecision({ request: asked, decision, inputHash });
  const first = permit(request);
  const mustBeApproved = action === 'write_database';
  if (first.decision === 'deny' || (first.decision === 'allow' && !mustBeApproved)) {
    log(request, first);
    return first.decision === 'allow'
      ? { decision: first }
      : { outcome: refusedWith('refused', first.reason, first) };
  }
  // Deciding has no side effects: an approval is used up only where it will do.
  const approvedRequest = { ...request, approved: true };
  const withApproval = permit(approvedRequest);
  if (withApproval.decision === 'deny') {
    log(approvedRequest, withApproval);
    return { outcome: refusedWith('refused', withApproval.reason, withApproval) };
  }
  const approval = (await tool.approval?.(input, context)) ?? {
    title: tool.title,
    text: JSON.stringify(input, undefined, 2),
  };
  const wanted: ApprovalWanted = {
    tool: tool.name,
    text: approval.text,
    hash: sha256(approval.text),
    ...(target.name !== undefined && { target: target.name }),
  };
  if (await options.approvalOf(wanted)) {
    log(approvedRequest, withApproval);
    return { decision: withApproval };
  }
  const asking: PermissionDecision = first.decision === 'ask' ? first : { ...first, decision: 'ask' };
  log(request, asking);
  return {
    outcome: {
      result: { ok: false, code: 'needs_approval', message: asking.reason },
      untrusted: false,
      ask: {
        ...approval,
        tool: tool.name,
        agent: principal === 'user' || principal === 'external-agent' ? 'consultant' : principal,
        ...(target.name !== undefined && { target: target.name }),
        ...(target.environment !== undefined && { environment: target.environment }),
        decision: asking,
      },
      decision: asking,
    },
  };
}

function refusedWith(
  code: 'refused' | 'invalid',
  message: string,
  decision: PermissionDecision,
): ToolOutcome {
  return { result: { ok: false, code, message }, untrusted: false, decision };
}
