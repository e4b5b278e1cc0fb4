import type { ToolAction, ToolTarget } from '../consult/consultTool.ts';

/** Who asks: an agent of a consultation, another program through MCP, or the user himself. */
export interface PermissionRequest {
  readonly principal:
    | 'consultant'
    | 'schema-analyst'
    | 'migration-specialist'
    | 'performance-optimizer'
    | 'documentation-researcher'
    | 'external-agent'
    | 'user';
  readonly tool: string;
  readonly action: ToolAction;
  readonly target: ToolTarget;
  /** Text that strangers may have written has entered the turn. */
  readonly tainted: boolean;
  /** The workspace is trusted. */
  readonly trusted: boolean;
  /** The profile allows writing. */
  readonly writable: boolean;
  /** A valid approval of exactly this text is at hand. */
  readonly approved: boolean;
}

export interface PermissionDecision {
  readonly decision: 'allow' | 'ask' | 'deny';
  /** The policy that decided; `default-deny` when none allowed it, `broken-policy` when policies cannot be read. */
  readonly policyId: string;
  /** One line for the user. */
  readonly reason: string;
}

/** Decides without side effects; the caller logs the decision. */
export type DecidePermission = (request: PermissionRequest) => PermissionDecision;
