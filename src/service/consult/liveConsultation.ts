import { randomUUID } from 'node:crypto';
import type { ApprovalRecord } from '../../core/consult/approvals.ts';
import { type PlanUpdate, planProgress } from '../../core/consult/plan.ts';
import { errorMessage } from '../../core/errorMessage.ts';
import type {
  Approval,
  ConsultationState,
  ConsultDelta,
  ConsultEvent,
  Proposal,
  StoredEvent,
} from '../../protocol/consult.ts';
import type { ConsultEventMessage } from '../../protocol/consultMethods.ts';
import type { ConsultDetails, ConsultRecord, ConsultStore, NewEvent } from './consultStore.ts';
import { DeltaBatch } from './deltaBatch.ts';

export interface LiveOptions {
  readonly store: ConsultStore;
  readonly record: ConsultRecord;
  readonly proposals: readonly Proposal[];
  readonly approvals: readonly ApprovalRecord[];
  readonly tell: (message: ConsultEventMessage) => void;
  /** After an event was written down and told. */
  readonly onStored?: (stored: StoredEvent, record: ConsultRecord) => void;
  readonly log: (line: string) => void;
}

/** The store comes back within seconds when its process has to be started anew. */
const RETRIES_MAX = 5;
const RETRY_MS = 1_000;

/** One consultation as long as somebody works on it: what happens is told and written down in order. */
export class LiveConsultation {
  readonly #options: LiveOptions;
  readonly #deltas: DeltaBatch;
  #record: ConsultRecord;
  #proposals: readonly Proposal[];
  #approvals: readonly ApprovalRecord[];
  #waiting: NewEvent[] = [];
  #writing: Promise<void> = Promise.resolve();
  #partial = '';
  #hasEnded = false;

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#record = options.record;
    this.#proposals = options.proposals;
    this.#approvals = options.approvals;
    this.#deltas = new DeltaBatch((delta) => options.tell({ consultationId: options.record.id, delta }));
  }

  get id(): string {
    return this.#record.id;
  }

  get record(): ConsultRecord {
    return this.#record;
  }

  get proposals(): readonly Proposal[] {
    return this.#proposals;
  }

  get approvals(): readonly ApprovalRecord[] {
    return this.#approvals;
  }

  /** The turn that is worked on has come to its end, or to a question to the user. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** What is being said now, as far as it was said. */
  get partial(): string {
    return this.#partial;
  }

  /** Changes how the consultation stands; written with the next event. */
  set(
    changes: Partial<Omit<ConsultRecord, 'id' | 'details' | 'counts'>>,
    details?: Partial<ConsultDetails>,
  ): void {
    this.#record = { ...this.#record, ...changes, details: { ...this.#record.details, ...details } };
    this.#count();
  }

  /** Takes a part of the details away. */
  clear(part: 'pending' | 'plan'): void {
    const { [part]: _gone, ...details } = this.#record.details;
    this.#record = { ...this.#record, details };
  }

  /** What had been said of an answer that was not finished is kept with it. */
  state(state: ConsultationState, problem?: { readonly code: string; readonly message: string }): void {
    this.#hasEnded = state !== 'running';
    const said = this.#partial.trim();
    this.#partial = '';
    this.set({ state });
    this.note({
      kind: 'state',
      state,
      ...(problem && { problem: problem.message, problemCode: problem.code }),
      ...(said !== '' && { said }),
    });
  }

  plan({ plan, changes, reason }: PlanUpdate): void {
    if (changes.length === 0 && plan.revision === (this.#record.details.plan?.revision ?? 0)) return;
    this.set({}, { plan });
    this.note({ kind: 'plan', plan, changes, ...(reason !== undefined && { reason }) });
  }

  proposal(proposal: Proposal): void {
    const others = this.#proposals.filter(({ id }) => id !== proposal.id);
    this.#proposals = [...others, proposal].toSorted((one, other) => one.number - other.number);
    this.#count();
    this.note({ kind: 'proposal', proposal });
  }

  approval(approval: ApprovalRecord): void {
    this.#approvals = [...this.#approvals.filter(({ id }) => id !== approval.id), approval];
    this.#count();
    this.note({ kind: 'approval', approval: shownApproval(approval) });
  }

  say(delta: ConsultDelta): void {
    if (delta.agent === 'consultant' && delta.channel === 'text') this.#partial += delta.delta;
    this.#deltas.add(delta);
  }

  forgetPartial(): void {
    this.#partial = '';
  }

  /** Writes an event down, behind all before it, and tells it once it has its position. */
  note(event: ConsultEvent): void {
    this.#waiting.push({ id: randomUUID(), at: new Date().toISOString(), event });
    if (this.#waiting.length === 1) this.#writing = this.#writing.then(() => this.#write());
  }

  /** Settles once everything noted until now is written. */
  async written(): Promise<void> {
    this.#deltas.flush();
    for (let last: Promise<void> | undefined; last !== this.#writing; ) {
      last = this.#writing;
      await last;
    }
  }

  async #write(): Promise<void> {
    const events = this.#waiting;
    this.#waiting = [];
    const { store, tell, onStored, log } = this.#options;
    for (let attempt = 1; ; attempt++) {
      try {
        const positions = await store.append(this.#record, events);
        this.#deltas.flush();
        for (const [index, { at, event }] of events.entries()) {
          const stored = { position: positions[index] ?? 0, at, event };
          tell({ consultationId: this.id, stored });
          onStored?.(stored, this.#record);
        }
        return;
      } catch (error) {
        log(`consultation ${this.id}: could not write its events: ${errorMessage(error)}`);
        if (attempt > RETRIES_MAX) return;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  #count(): void {
    const { done, steps } = planProgress(this.#record.details.plan);
    this.#record = {
      ...this.#record,
      counts: {
        stepsDone: done,
        steps,
        proposals: this.#proposals.length,
        waiting: this.#approvals.filter(({ state }) => state === 'waiting').length,
      },
    };
  }
}

const AGENTS = [
  'consultant',
  'schema-analyst',
  'migration-specialist',
  'performance-optimizer',
  'documentation-researcher',
] as const;

/** As clients see it. */
export function shownApproval(approval: ApprovalRecord): Approval {
  return { ...approval, agent: AGENTS.find((name) => name === approval.agent) ?? 'consultant' };
}
