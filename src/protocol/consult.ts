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

// ------------------------------------------------------------------------------------------- methods of the service

/** `consult/start` → `{consultationId}`; answers at once, the work goes on behind it. */
export interface ConsultStartParams {
  readonly question: string;
  readonly title?: string;
  /** Folder of the project, absolute. */
  readonly project?: string;
  /** False: nothing of the workspace's own configuration is read. */
  readonly trusted: boolean;
  readonly mode?: 'auto' | ConsultRoute;
  /** Model for deep work, by id of the offered models; the configured one when absent. */
  readonly model?: string;
  /** Name of a connection profile the tools may read. */
  readonly connection?: string;
  /** Code or SQL the question is about. */
  readonly attachments?: readonly { readonly title: string; readonly text: string }[];
}

/** `consult/continue` */
export interface ConsultContinueParams {
  readonly consultationId: string;
  readonly text: string;
  readonly mode?: 'auto' | ConsultRoute;
}

/** `consult/decide` → the approval. The hash says which text the user has seen. */
export interface ConsultDecideParams {
  readonly consultationId: string;
  readonly approvalId: string;
  readonly decision: 'approve' | 'reject' | 'edit';
  readonly hash: string;
  /** What the user typed, where a typed confirmation is asked for. */
  readonly typed?: string;
  /** For `edit`: the text in its place; it is proven again and asks for an approval of its own. */
  readonly text?: string;
  readonly note?: string;
}

/** `consult/get` → Consultation; `consult/list` → `{consultations, total}`; `consult/stop`, `consult/delete` → `{}`. */
export interface ConsultGetParams {
  readonly consultationId: string;
  /** Only the newest events; default 200. */
  readonly limit?: number;
  /** Events before this position, for reading back. */
  readonly before?: number;
}
export interface ConsultListParams {
  readonly query?: string;
  readonly project?: string;
  readonly limit?: number;
}

/** `consult/fork` → `{consultationId}`: a new consultation with everything up to the position. */
export interface ConsultForkParams {
  readonly consultationId: string;
  readonly position?: number;
}

/** `consult/readFile` → `{path, version, text, versions}`; `consult/writeFile`, with a `text` besides, → `{version}`. */
export interface ConsultFileParams {
  readonly consultationId: string;
  readonly path: string;
  readonly version?: number;
}

/** `consult/outcome`: what became of a proposal; feeds memory. */
export interface ConsultOutcomeParams {
  readonly consultationId: string;
  readonly proposalId: string;
  readonly outcome: ProposalOutcome;
  readonly note?: string;
}

/** Event `consult/event`, to every client. */
export interface ConsultEventMessage {
  readonly consultationId: string;
  readonly stored?: StoredEvent;
  readonly delta?: ConsultDelta;
}

// -------------------------------------------------------------------------------------------------- tools, one by one

export type ToolAction =
  | 'read_workspace'
  | 'read_schema'
  | 'query_database'
  | 'propose'
  | 'write_file'
  | 'write_database'
  | 'reach_out';

/** `tools/list` → `{tools}` */
export interface ToolDescription {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly action: ToolAction;
  /** JSON Schema of the input. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

/** `tools/run` → ToolAnswer; event `tools/progress` → `{name, line}` meanwhile. */
export interface ToolRunParams {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly project?: string;
  readonly trusted: boolean;
  readonly connection?: string;
  /** The user himself when absent. */
  readonly principal?: 'user' | 'external-agent';
}

export type ToolAnswer =
  | { readonly ok: true; readonly data: unknown; readonly text: string; readonly untrusted: boolean }
  | { readonly ok: false; readonly code: string; readonly message: string };

// ------------------------------------------------------------------------------------------------ models and secrets

/**
 * `models/configure`, never traced: replaces what was configured by this client. Nothing of it is written to disk by
 * the service; after a restart the client sends it again (event `service/reconnected`).
 */
export interface ModelsConfigureParams {
  readonly providers: readonly ModelProviderSettings[];
  /** Id `provider/model` for deep work. */
  readonly deepModel?: string;
  /** Id for routing, titles and summaries. */
  readonly smallModel?: string;
  readonly budget?: {
    readonly tokensMax?: number;
    readonly costUsdMax?: number;
    readonly dayTokensMax?: number;
    readonly dayCostUsdMax?: number;
  };
}

export interface ModelProviderSettings {
  readonly id: string;
  readonly kind: 'openai' | 'ollama' | 'editor';
  readonly baseUrl?: string;
  readonly organisation?: string;
  readonly api?: 'responses' | 'chat' | 'auto';
  readonly reasoningEffort?: 'minimal' | 'low' | 'medium' | 'high';
  /** Labels are shown, keys never. */
  readonly keys?: readonly { readonly label: string; readonly key: string }[];
  /** HashiCorp Vault, read when keys are needed. */
  readonly vault?: {
    readonly address: string;
    readonly token: string;
    readonly mount: string;
    readonly path: string;
    readonly namespace?: string;
  };
}

/** `models/offer`: models of the editor that this client can run; replaces what it offered before. */
export interface ModelsOfferParams {
  /** UUID of the window that offers; requests carry it, so that other windows leave them alone. */
  readonly offer: string;
  readonly models: readonly EditorModel[];
}
export interface EditorModel {
  readonly id: string;
  readonly name: string;
  readonly vendor: string;
  readonly family: string;
  readonly inputTokensMax: number;
}

/** Event `models/request`, to the client that offered the model, which answers with `models/deliver`. */
export interface ModelRequestMessage {
  readonly offer: string;
  readonly requestId: string;
  readonly model: string;
  readonly messages: readonly EditorMessage[];
  readonly tools: readonly {
    readonly name: string;
    readonly description: string;
    readonly inputSchema: unknown;
  }[];
}
export type EditorMessage =
  | { readonly role: 'user'; readonly text: string }
  | {
      readonly role: 'assistant';
      readonly text: string;
      readonly calls: readonly { readonly id: string; readonly name: string; readonly input: unknown }[];
    }
  | { readonly role: 'tool'; readonly callId: string; readonly text: string };

/** Event `models/cancel` → `{requestId}`. */
export interface ModelDeliverParams {
  readonly requestId: string;
  readonly parts: readonly (
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'call'; readonly id: string; readonly name: string; readonly input: unknown }
  )[];
  readonly done?: boolean;
  readonly problem?: { readonly code: string; readonly message: string };
}

/** `models/status`; event `models/changed` carries the same. */
export interface ModelsStatus {
  readonly models: readonly {
    readonly id: string;
    readonly name: string;
    readonly provider: string;
    readonly kind: 'openai' | 'ollama' | 'editor';
    readonly use?: 'deep' | 'small';
  }[];
  readonly keys: readonly {
    readonly provider: string;
    readonly label: string;
    readonly state: 'ready' | 'cooling' | 'spent' | 'refused';
    /** When it may be used again. */
    readonly until?: string;
    readonly requests: number;
    readonly tokensIn: number;
    readonly tokensOut: number;
    readonly lastUsedAt?: string;
  }[];
  readonly problems: readonly string[];
  /** Where costs come from. */
  readonly prices?: { readonly source: string; readonly asOf: string };
  /** What scoring an answer will ask of models besides; absent when it asks nothing. */
  readonly scoring?: ScoringCost;
}

/** Calls of models beyond the answer itself, each answer, by the settings for confidence. */
export interface ScoringCost {
  readonly samples: number;
  /** Models that are asked the same, by id. */
  readonly consensusModels: readonly string[];
  readonly calls: number;
  /** Estimated from answers until now; absent before the first, and where a price is unknown. */
  readonly tokens?: number;
  readonly costUsd?: number;
}

/** `models/usage` → ModelsUsage: what answers used, by day, key and model; the last 30 days when no day is given. */
export interface ModelsUsageParams {
  /** `YYYY-MM-DD` */
  readonly since?: string;
  readonly until?: string;
}
export interface ModelsUsage {
  readonly days: readonly (UsageSum & { readonly day: string })[];
  readonly keys: readonly (UsageSum & { readonly provider: string; readonly keyLabel: string })[];
  readonly models: readonly (UsageSum & { readonly model: string })[];
}
export interface UsageSum {
  readonly requests: number;
  /** Of these, those whose tokens no endpoint reported. */
  readonly estimated: number;
  /** Of these, those whose price is unknown. */
  readonly unpriced: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly tokensReasoning: number;
  /** US dollars of those whose price is known. */
  readonly costUsd: number;
}

// ------------------------------------------------------------------------------------- connections and other servers

export type EnvironmentLabel = 'local' | 'development' | 'staging' | 'production';

/** `connections/configure`, never traced: replaces the profiles; kept in memory alone. */
export interface ConnectionsConfigureParams {
  readonly profiles: readonly ConnectionProfile[];
}
export interface ConnectionProfile {
  readonly name: string;
  readonly url: string;
  readonly environment: EnvironmentLabel;
  /** False by default; never true for production. */
  readonly writable: boolean;
}

/** `mcp/configure`, never traced: servers whose tools the consultant may use. */
export interface McpConfigureParams {
  readonly servers: readonly McpServerSettings[];
}
export interface McpServerSettings {
  readonly name: string;
  readonly transport:
    | {
        readonly kind: 'stdio';
        readonly command: string;
        readonly args: readonly string[];
        readonly environment?: Readonly<Record<string, string>>;
      }
    | { readonly kind: 'http'; readonly url: string; readonly headers?: Readonly<Record<string, string>> };
  /** Tools that may be used; none but these. */
  readonly tools: readonly string[];
  readonly purpose?: 'database' | 'documentation' | 'tasks' | 'other';
}
/** `mcp/status` → `{servers}`; event `mcp/changed` carries the same. */
export interface McpServerStatus {
  readonly name: string;
  readonly state: 'off' | 'connecting' | 'ready' | 'degraded' | 'failed';
  readonly problem?: string;
  readonly tools: readonly { readonly name: string; readonly allowed: boolean }[];
}

/**
 * `knowledge/documentationRound`: what the configured documentation server says of Postgres and Supabase that it had not
 * said before.
 */
export interface DocumentationRoundParams {
  /** Asked in place of Fixward's own questions. */
  readonly queries?: readonly string[];
  /** False: what rounds of the last week found, without asking anyone. */
  readonly ask?: boolean;
  /** Keeps a draft of a pattern for each of the news. */
  readonly propose?: boolean;
}
export interface DocumentationRoundResult {
  /** Markdown; what servers said stands in it as text. */
  readonly report: string;
  /** News of the last week, which the report shows. */
  readonly news: number;
  /** Those of this round. */
  readonly found: number;
  readonly answered: number;
  readonly unanswered: number;
  /** Why the round could not be made or was not finished. */
  readonly problem?: string;
  readonly proposals?: DocumentationProposals;
}
/** Event `knowledge/documentation`: a round found something. */
export interface DocumentationEvent {
  readonly news: number;
  /** A user began it and is shown its report; else it was the round of the week. */
  readonly asked: boolean;
}
export interface DocumentationProposals {
  readonly created: number;
  /** Drafts that were there already, or that somebody has worked on. */
  readonly known: number;
  readonly problems: readonly string[];
}
