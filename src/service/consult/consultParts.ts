import type { ModelUsage } from '../../consultant/models/usage.ts';
import type { Consultant } from '../../consultant/openConsultant.ts';
import type { ConsultBudgetLimits } from '../../core/consult/consultLimits.ts';
import type { DecidePermission } from '../../core/policy/permission.ts';
import type { ConfidenceBadge } from '../../protocol/confidence.ts';
import type {
  Approval,
  ConfidenceTarget,
  Proposal,
  ProposalOutcome,
  StoredEvent,
} from '../../protocol/consult.ts';
import type { ConsultEventMessage } from '../../protocol/consultMethods.ts';
import type { LoggedDecision } from '../../tools/runTool.ts';
import type { AnyConsultTool } from '../../tools/tool.ts';
import type { ToolContext } from '../../tools/toolContext.ts';
import type { ToolWork } from '../tools/toolbox.ts';
import type { ConsultRecord, ConsultStore } from './consultStore.ts';

/** The tools as the service has them. */
export interface ToolsPart {
  readonly tools: readonly AnyConsultTool[];
  readonly permit: DecidePermission;
  contextFor(work: ToolWork): ToolContext;
  record(logged: LoggedDecision, consultationId: string): void;
}

export interface TokensUsed {
  readonly model: string;
  readonly tokensIn: number;
  readonly tokensOut: number;
}

/** The models as the service has them. */
export interface ModelsPart {
  /** Undefined while no model is configured. */
  deepModel(): Promise<string | undefined>;
  budget(): ConsultBudgetLimits;
  /** US dollars; undefined where the price is unknown. */
  cost(usage: TokensUsed): number | undefined;
  /** Called when models were configured, again as well. */
  onConfigured(listener: () => void): void;
}

/** An event of a consultation that was written down, and how the consultation stood then. */
export interface HeardEvent {
  readonly stored: StoredEvent;
  readonly record: ConsultRecord;
  /** Keeps the badge as an event and tells it. */
  readonly badge: (target: ConfidenceTarget, badge: ConfidenceBadge) => Promise<void>;
  /** Counts what scoring it asked of models with the consultation's own tokens. */
  readonly used: (usages: readonly ModelUsage[]) => Promise<void>;
}

/** Hears what consultations say and what becomes of it; returns at once, and what goes wrong in it stays in it. */
export interface ScoringPart {
  /** Models are to say how sure they are, in consultations about the project. */
  asksConfidence(project: string | undefined): boolean;
  heard(event: HeardEvent): void;
  outcome(
    consultation: Pick<ConsultRecord, 'id' | 'project'>,
    proposal: Proposal,
    outcome: ProposalOutcome,
    note?: string,
  ): void;
  decided(consultationId: string, approval: Pick<Approval, 'proposalId' | 'state'>, note?: string): void;
}

/** What consultations are made of; each is replaced in tests. */
export interface ConsultParts {
  readonly store: ConsultStore;
  readonly models: ModelsPart;
  /** Loads the agent's library when it is called first. */
  readonly consultant: (model: string | undefined) => Promise<Consultant>;
  readonly tools: (signal: AbortSignal) => Promise<ToolsPart>;
  /** Absent: nothing is scored. */
  readonly scoring?: ScoringPart;
  readonly tell: (message: ConsultEventMessage) => void;
  readonly log: (line: string) => void;
  /** Aborted when the service ends: work stops where it is and is taken up by the next one. */
  readonly ending: AbortSignal;
  readonly keepAlive: (work: Promise<unknown>) => void;
}
