/**
 * Consultations as the service, the editor, the panel and other agents speak of them. Types only. What a model, a
 * database or a document said stands in fields of text and is data wherever it is shown.
 */

import type { ConfidenceBadge } from './confidence.ts';

export type ConsultationState = 'open' | 'running' | 'waiting' | 'done' | 'failed' | 'stopped';

/** Who works: the consultant itself, or one of its specialists. */
export type AgentName =
  | 'consultant'
  | 'schema-analyst'
  | 'migration-specialist'
  | 'performance-optimizer'
  | 'documentation-researcher';

export type ConsultRoute = 'direct' | 'planned';

export type PlanPhase = 'schema' | 'design' | 'migration' | 'performance' | 'testing';

export interface PlanStep {
  /** Stable while the plan changes. */
  readonly id: string;
  readonly title: string;
  readonly phase: PlanPhase;
  readonly status: 'waiting' | 'active' | 'done' | 'failed' | 'skipped';
  /** What shows that it is done: a file, a certificate, a tool's result; one line each. */
  readonly evidence: readonly string[];
}

export interface Plan {
  /** Counts from 1; raised by every change. */
  readonly revision: number;
  readonly steps: readonly PlanStep[];
}

export type PlanChange =
  | { readonly kind: 'added' | 'removed'; readonly step: PlanStep }
  | { readonly kind: 'changed'; readonly before: PlanStep; readonly after: PlanStep };

export interface AnswerSource {
  readonly kind: 'schema' | 'tool' | 'pattern' | 'documentation' | 'file' | 'memory';
  readonly title: string;
  /** A path, address or id to open; absent when there is nothing to open. */
  readonly reference?: string;
}

/** What a model gave for confidence, raw; nothing that was not measured is filled in. */
export interface AnswerConfidence {
  /** 0 to 1, as the model said it itself. */
  readonly verbalized?: number;
  /** Log probabilities of the answer's tokens, where the endpoint gives them. */
  readonly tokenLogprobs?: readonly number[];
  readonly topLogprobs?: readonly (readonly number[])[];
}

export interface ConsultAnswer {
  /** Markdown. */
  readonly recommendation: string;
  readonly sql: readonly { readonly title: string; readonly sql: string }[];
  readonly impacts: readonly string[];
  readonly warnings: readonly string[];
  readonly nextSteps: readonly string[];
  readonly sources: readonly AnswerSource[];
  readonly confidence: AnswerConfidence;
}

export type ProposalVerdict =
  | 'PROVEN'
  | 'NOT_IDENTICAL'
  | 'IRREVERSIBLE'
  | 'UNPROVABLE'
  | 'FAILED'
  | 'NOT_PROVEN';

export interface ProposalLock {
  readonly statement: string;
  readonly relation: string;
  readonly mode: string;
  readonly rewrites: boolean;
}

export interface ProposalFinding {
  readonly ruleId: string;
  readonly severity: string;
  readonly message: string;
  readonly line: number;
}

/** A migration with its way back and what was shown about it. */
export interface Proposal {
  readonly id: string;
  readonly title: string;
  /** Counts from 1 in its consultation. */
  readonly number: number;
  readonly up: string;
  readonly down: string;
  /** `lower-case hex`, SHA-256 of the up text; approvals are bound to it. */
  readonly hash: string;
  readonly verdict: ProposalVerdict;
  /** Why the verdict is not PROVEN, one line each. */
  readonly reasons: readonly string[];
  readonly engine?: string;
  readonly upMs?: number;
  readonly downMs?: number;
  readonly locks: readonly ProposalLock[];
  readonly findings: readonly ProposalFinding[];
  /** What rows that were there before became, in words; absent when no data was probed. */
  readonly dataProbe?: string;
  /** The certificate as Markdown, for reading and keeping. */
  readonly certificate?: string;
  /** What the statements destroy, for the typed confirmation; empty when nothing. */
  readonly destroys: readonly string[];
  readonly upPath: string;
  readonly downPath: string;
  readonly outcome?: ProposalOutcome;
  /** Absent until it was scored; then told by an event `confidence`. */
  readonly confidence?: ConfidenceBadge;
}

export type ProposalOutcome = 'saved' | 'applied' | 'edited' | 'merged' | 'rolled_back' | 'rejected';

export interface Approval {
  readonly id: string;
  /** What is asked to be allowed, in words. */
  readonly title: string;
  readonly tool: string;
  readonly agent: AgentName;
  /** The exact text that is approved: SQL, or the tool's input as JSON. */
  readonly text: string;
  /** SHA-256 of the text, lower-case hex. */
  readonly hash: string;
  /** The profile or server it reaches, with its environment label. */
  readonly target?: string;
  readonly environment?: string;
  /** The word the user must type; absent when a click is enough. */
  readonly typedConfirmation?: string;
  readonly policyId: string;
  readonly reason: string;
  readonly proposalId?: string;
  readonly expiresAt: string;
  readonly state: 'waiting' | 'approved' | 'rejected' | 'edited' | 'used' | 'expired';
}

export interface UsageFigures {
  readonly model: string;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly tokensReasoning?: number;
  /** US dollars by the price table; absent where the price is unknown. */
  readonly costUsd?: number;
  /** How the endpoint reported it; `estimated` when it gave none. */
  readonly method: 'reported' | 'estimated';
}

/** What a score belongs to: the answer at a position among the events, or a proposal. */
export type ConfidenceTarget =
  | { readonly kind: 'answer'; readonly position: number }
  | { readonly kind: 'proposal'; readonly proposalId: string };

/** One thing that happened, in order. */
export type ConsultEvent =
  | { readonly kind: 'question'; readonly text: string }
  | {
      readonly kind: 'route';
      readonly route: ConsultRoute;
      readonly reason: string;
      readonly overridden: boolean;
    }
  | {
      readonly kind: 'answer';
      readonly answer: ConsultAnswer;
      readonly text: string;
      /** Absent until it was scored; then told by an event `confidence`. */
      readonly confidence?: ConfidenceBadge;
    }
  /** The score of an answer or proposal before it; the newest one of a target holds. */
  | { readonly kind: 'confidence'; readonly target: ConfidenceTarget; readonly badge: ConfidenceBadge }
  | {
      readonly kind: 'plan';
      readonly plan: Plan;
      readonly changes: readonly PlanChange[];
      readonly reason?: string;
    }
  | {
      readonly kind: 'agent';
      /** Of this run of the specialist; tools name it as `run`. */
      readonly run: string;
      readonly agent: AgentName;
      readonly state: 'started' | 'finished' | 'failed';
      readonly task: string;
      readonly result?: string;
      readonly durationMs?: number;
    }
  | {
      readonly kind: 'tool';
      readonly call: string;
      readonly run?: string;
      readonly agent: AgentName;
      readonly name: string;
      readonly title: string;
      readonly state: 'started' | 'finished' | 'failed' | 'refused';
      /** JSON, cut to a length for reading. */
      readonly input: string;
      readonly result?: string;
      /** The result came from a database, document or other place that strangers may write. */
      readonly untrusted?: boolean;
      readonly durationMs?: number;
    }
  | { readonly kind: 'proposal'; readonly proposal: Proposal }
  | { readonly kind: 'approval'; readonly approval: Approval }
  | { readonly kind: 'file'; readonly path: string; readonly version: number; readonly bytes: number }
  | { readonly kind: 'memory'; readonly used: readonly { readonly id: string; readonly text: string }[] }
  | { readonly kind: 'usage'; readonly usage: UsageFigures; readonly agent: AgentName }
  /** A key was changed, a model was replaced by another, a server is degraded. */
  | { readonly kind: 'notice'; readonly level: 'info' | 'warning'; readonly text: string }
  | { readonly kind: 'summary'; readonly text: string }
  | {
      readonly kind: 'state';
      readonly state: ConsultationState;
      /** Why it failed or stopped and what to do, one line. */
      readonly problem?: string;
      readonly problemCode?: string;
      /** Markdown that had been said when it ended before its answer was whole. */
      readonly said?: string;
    };

/** As stored; positions count from 1. */
export interface StoredEvent {
  readonly position: number;
  readonly at: string;
  readonly event: ConsultEvent;
}

/** Streamed text, not stored piece by piece: the answer or the specialist's result holds all of it. */
export interface ConsultDelta {
  readonly agent: AgentName;
  readonly run?: string;
  readonly channel: 'text' | 'reasoning';
  readonly delta: string;
}

export interface ConsultationSummary {
  readonly id: string;
  readonly title: string;
  readonly state: ConsultationState;
  /** Folder of the project, absolute; absent for a question about none. */
  readonly project?: string;
  readonly model?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly stepsDone: number;
  readonly steps: number;
  readonly proposals: number;
  /** Approvals that wait for the user. */
  readonly waiting: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly costUsd?: number;
}

export interface ConsultFile {
  /** `migrations/001_portfolio.up.sql` */
  readonly path: string;
  readonly version: number;
  readonly bytes: number;
  readonly updatedAt: string;
  readonly author: AgentName | 'user';
}

export interface Consultation extends ConsultationSummary {
  readonly events: readonly StoredEvent[];
  /** Events before the first one given. */
  readonly earlier: number;
  readonly plan?: Plan;
  readonly files: readonly ConsultFile[];
  readonly proposalCards: readonly Proposal[];
  readonly approvals: readonly Approval[];
  readonly budget: ConsultBudget;
  /** Text streamed so far of what is being said now. */
  readonly partial?: string;
}

export interface ConsultBudget {
  readonly tokensMax?: number;
  readonly costUsdMax?: number;
  readonly dayTokensMax?: number;
  readonly dayCostUsdMax?: number;
  readonly dayTokensUsed: number;
  readonly dayCostUsdUsed: number;
}

export interface Memory {
  readonly id: string;
  readonly kind: 'decision' | 'worked' | 'failed' | 'preference' | 'fact';
  readonly text: string;
  readonly project?: string;
  readonly consultationId?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}
