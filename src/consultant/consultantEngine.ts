import type { z } from 'zod';
import type { ToolAction, ToolResult } from '../core/consult/consultTool.ts';
import type { PermissionDecision } from '../core/policy/permission.ts';

/**
 * The port behind which an agent works. Programs and tests know only these types; which library plans, calls models
 * and keeps threads is one folder's secret.
 */

export type EngineAgent =
  | 'consultant'
  | 'schema-analyst'
  | 'migration-specialist'
  | 'performance-optimizer'
  | 'documentation-researcher';

/** A tool as the engine gives it to a model; permission is settled inside `call`. */
export interface EngineTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: z.ZodType;
  readonly action: ToolAction;
  /**
   * Runs it under the policy. `needs_approval` carries what to ask; the engine interrupts at the root, and calls
   * again with the approval's id once the user said yes.
   */
  call(input: unknown, call: EngineToolCall): Promise<EngineToolOutcome>;
}

export interface EngineToolCall {
  readonly id: string;
  readonly agent: EngineAgent;
  readonly signal: AbortSignal;
  readonly approvalId?: string;
}

export interface EngineToolOutcome {
  readonly result: ToolResult<unknown>;
  readonly untrusted: boolean;
  /** With `needs_approval`: what the user is asked. */
  readonly ask?: EngineApprovalRequest;
  readonly decision: PermissionDecision;
}

export interface EngineApprovalRequest {
  readonly title: string;
  readonly tool: string;
  readonly agent: EngineAgent;
  /** The exact text that is approved. */
  readonly text: string;
  readonly target?: string;
  readonly environment?: string;
  readonly typedConfirmation?: string;
  readonly proposalId?: string;
  readonly decision: PermissionDecision;
}

export interface EngineSpecialist {
  readonly name: Exclude<EngineAgent, 'consultant'>;
  readonly description: string;
  readonly prompt: string;
  /** Names of the tools it may use. */
  readonly tools: readonly string[];
  readonly notes: readonly string[];
}

export interface EngineRun {
  /** The consultation's id; the same thread goes on where it stopped. */
  readonly threadId: string;
  readonly question: string;
  readonly route: 'direct' | 'planned';
  readonly prompt: string;
  readonly tools: readonly EngineTool[];
  readonly specialists: readonly EngineSpecialist[];
  /** Virtual files the agent may read and write, by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly limits: EngineLimits;
  readonly signal: AbortSignal;
}

export interface EngineLimits {
  /** Calls of a model in one run, specialists included. */
  readonly modelCallsMax: number;
  readonly tokensMax: number;
}

export interface EngineResume extends Omit<EngineRun, 'question'> {
  /** Of the interrupt; undefined goes on after the service was killed. */
  readonly decision?: {
    readonly interruptId: string;
    readonly approvalId?: string;
    readonly approved: boolean;
    readonly note?: string;
  };
}

export type EngineTodoStatus = 'pending' | 'in_progress' | 'completed';

export type EngineEvent =
  | {
      readonly kind: 'text' | 'reasoning';
      readonly agent: EngineAgent;
      readonly run?: string;
      readonly delta: string;
    }
  | {
      readonly kind: 'todos';
      readonly todos: readonly { readonly content: string; readonly status: EngineTodoStatus }[];
    }
  | {
      readonly kind: 'agent';
      readonly run: string;
      readonly agent: EngineAgent;
      readonly state: 'started' | 'finished' | 'failed';
      readonly task: string;
      readonly result?: string;
      readonly durationMs?: number;
    }
  | {
      readonly kind: 'tool';
      readonly call: string;
      readonly run?: string;
      readonly agent: EngineAgent;
      readonly name: string;
      readonly state: 'started' | 'finished' | 'failed' | 'refused';
      readonly input: unknown;
      readonly result?: string;
      readonly untrusted?: boolean;
      readonly durationMs?: number;
    }
  | { readonly kind: 'file'; readonly path: string; readonly text: string }
  | {
      readonly kind: 'usage';
      readonly agent: EngineAgent;
      readonly model: string;
      readonly tokensIn: number;
      readonly tokensOut: number;
      readonly tokensReasoning?: number;
      readonly method: 'reported' | 'estimated';
    }
  | { readonly kind: 'summary'; readonly text: string }
  | { readonly kind: 'notice'; readonly level: 'info' | 'warning'; readonly text: string }
  /** The run has stopped here until `resume`. */
  | { readonly kind: 'interrupt'; readonly interruptId: string; readonly ask: EngineApprovalRequest }
  /** The run has ended with an answer; `structured` was validated, `text` is what was said. */
  | {
      readonly kind: 'answer';
      readonly text: string;
      readonly structured?: unknown;
      readonly tokenLogprobs?: readonly number[];
      readonly topLogprobs?: readonly (readonly number[])[];
    }
  | { readonly kind: 'failed'; readonly code: EngineFailureCode; readonly message: string };

export type EngineFailureCode =
  | 'no_model'
  | 'unauthorised'
  | 'quota'
  | 'rate_limited'
  | 'refused_by_model'
  | 'context_overflow'
  | 'bad_output'
  | 'stream_cut'
  | 'unreachable'
  | 'budget'
  | 'cancelled'
  | 'internal';

export interface EngineSnapshot {
  readonly threadId: string;
  readonly state: 'idle' | 'interrupted' | 'unfinished';
  readonly todos: readonly { readonly content: string; readonly status: EngineTodoStatus }[];
  readonly files: Readonly<Record<string, string>>;
  readonly interruptId?: string;
}

/** Runs end with exactly one of `answer`, `interrupt` and `failed`; nothing is thrown for what can be expected. */
export interface ConsultantEngine {
  run(request: EngineRun): AsyncIterable<EngineEvent>;
  resume(request: EngineResume): AsyncIterable<EngineEvent>;
  snapshot(threadId: string): Promise<EngineSnapshot | undefined>;
  /** Copies a thread; the new one goes on from there. */
  fork(threadId: string, newThreadId: string): Promise<void>;
  delete(threadId: string): Promise<void>;
}
