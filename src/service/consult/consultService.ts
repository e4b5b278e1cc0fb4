import { randomUUID } from 'node:crypto';
import type { EngineResume } from '../../consultant/consultantEngine.ts';
import { titleOf } from '../../core/consult/routing.ts';
import { errorMessage } from '../../core/errorMessage.ts';
import type {
  Consultation,
  ConsultationSummary,
  ConsultEvent,
  ConsultRoute,
  StoredEvent,
} from '../../protocol/consult.ts';
import { ServiceFailure } from '../../store/client/serviceClient.ts';
import type { ConsultParts } from './consultParts.ts';
import type { ConsultRecord } from './consultStore.ts';
import { runTurn, type TurnWork } from './consultTurn.ts';
import { consultationView, proposalsOf, summaryOf } from './consultView.ts';
import { LiveConsultation } from './liveConsultation.ts';
import { noteUsage } from './noteUsage.ts';

export interface StartRequest {
  readonly question: string;
  readonly title?: string | undefined;
  readonly project?: string | undefined;
  readonly trusted: boolean;
  readonly mode: 'auto' | ConsultRoute;
  readonly model?: string | undefined;
  readonly connection?: string | undefined;
  readonly attachments: readonly { readonly title: string; readonly text: string }[];
}

interface Work {
  readonly live: LiveConsultation;
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

/** All consultations of the user: those that are worked on now, and those that rest in the store. */
export class ConsultService {
  readonly #parts: ConsultParts;
  readonly #working = new Map<string, Work>();
  /** Consultations being taken up, so that two requests at once begin one turn. */
  readonly #opening = new Set<string>();

  constructor(parts: ConsultParts) {
    this.#parts = parts;
    parts.models.onConfigured(() => parts.keepAlive(this.takeUp()));
  }

  /** Answers at once; the work goes on behind it. */
  async start(request: StartRequest): Promise<string> {
    const { trusted, mode, connection } = request;
    const record: ConsultRecord = {
      id: randomUUID(),
      title: request.title ?? titleOf(request.question),
      question: request.question,
      ...(request.project !== undefined && { project: request.project }),
      state: 'open',
      ...(request.model !== undefined && { model: request.model }),
      tokensIn: 0,
      tokensOut: 0,
      counts: { stepsDone: 0, steps: 0, proposals: 0, waiting: 0 },
      details: {
        trusted,
        mode,
        isTainted: false,
        memories: [],
        ...(connection !== undefined && { connection }),
        ...(request.model !== undefined && { chosenModel: request.model }),
      },
    };
    await this.#parts.store.create(record);
    const live = this.#live(record, [], []);
    this.#ask(live, withAttachments(request.question, request.attachments), mode);
    return record.id;
  }

  /** A further question; without one it goes on where it was interrupted. */
  async goOn(id: string, text: string, mode: 'auto' | ConsultRoute): Promise<void> {
    await this.#once(id, async () => {
      const live = await this.#open(id);
      const { pending } = live.record.details;
      if (text === '') {
        const work = resumption(live);
        if (!work) throw new ServiceFailure('invalid', 'It waits for your decision about an approval.');
        this.#begin(live, work);
        return;
      }
      // Who asks on has not approved.
      if (pending) await this.#settleUnanswered(live, pending.approvalId);
      this.#ask(live, text, mode);
    });
  }

  async stop(id: string): Promise<void> {
    const work = this.#working.get(id);
    if (!work) return;
    work.stop.abort();
    await work.done;
  }

  async resume(id: string, decision: NonNullable<EngineResume['decision']>): Promise<void> {
    await this.#once(id, async () => this.#begin(await this.#open(id), { kind: 'resume', decision }));
  }

  async get(id: string, page: { readonly limit?: number; readonly before?: number }): Promise<Consultation> {
    const live = this.#working.get(id)?.live;
    const view = await consultationView(id, page, live, this.#parts);
    if (!view) throw noConsultation();
    return view;
  }

  async list(filters: {
    readonly query?: string;
    readonly project?: string;
    readonly limit?: number;
  }): Promise<{ readonly consultations: readonly ConsultationSummary[]; readonly total: number }> {
    const { consultations, total } = await this.#parts.store.list(filters);
    return {
      consultations: consultations.map((stored) => summaryOf(stored, this.#working.get(stored.id)?.live)),
      total,
    };
  }

  async fork(id: string, position: number | undefined): Promise<string> {
    const { store, consultant } = this.#parts;
    const source = await store.get(id);
    if (!source) throw noConsultation();
    await this.#working.get(id)?.live.written();
    const newId = randomUUID();
    await store.copy(id, newId, position);
    // The agent's thread holds all that was said: a copy of a part is told of it by its events instead.
    if (position === undefined) {
      const { engine } = await consultant(undefined);
      if (await engine.snapshot(id)) await engine.fork(id, newId);
    }
    return newId;
  }

  async rename(id: string, title: string): Promise<void> {
    this.#working.get(id)?.live.set({ title });
    await this.#parts.store.rename(id, title);
  }

  async delete(id: string): Promise<void> {
    await this.stop(id);
    await this.#parts.store.delete(id);
    const { engine } = await this.#parts.consultant(undefined);
    await engine.delete(id);
  }

  /** As somebody works on it, or as it rests, to note something in. */
  async noteIn<Result>(id: string, note: (live: LiveConsultation) => Promise<Result>): Promise<Result> {
    const live = this.#working.get(id)?.live ?? (await this.#open(id));
    const result = await note(live);
    await live.written();
    return result;
  }

  /** Goes on with what the service before this one was working on when it ended or was killed. */
  async takeUp(): Promise<void> {
    const { store, log } = this.#parts;
    try {
      const { consultations } = await store.list({ states: ['running', 'waiting'] });
      for (const { id } of consultations) {
        if (this.#working.has(id) || this.#opening.has(id)) continue;
        await this.#once(id, async () => {
          const live = await this.#open(id);
          const work = resumption(live);
          if (work) this.#begin(live, work);
        });
      }
    } catch (error) {
      log(`consultations were not taken up: ${errorMessage(error)}`);
    }
  }

  /** Settles once nothing is worked on any more. */
  async idle(): Promise<void> {
    while (this.#working.size > 0) await Promise.all([...this.#working.values()].map(({ done }) => done));
  }

  #ask(live: LiveConsultation, question: string, mode: 'auto' | ConsultRoute): void {
    live.note({ kind: 'question', text: question });
    this.#begin(live, { kind: 'question', question, mode });
  }

  #begin(live: LiveConsultation, work: TurnWork): void {
    const stop = new AbortController();
    const done = runTurn(live, work, this.#parts, stop).finally(() => this.#working.delete(live.id));
    this.#working.set(live.id, { live, stop, done });
    this.#parts.keepAlive(done);
  }

  async #open(id: string): Promise<LiveConsultation> {
    const { store } = this.#parts;
    const stored = await store.get(id);
    if (!stored) throw noConsultation();
    const [proposals, approvals] = await Promise.all([proposalsOf(store, id), store.approvals(id)]);
    return this.#live(stored, proposals, approvals);
  }

  #live(
    record: ConsultRecord,
    proposals: LiveConsultation['proposals'],
    approvals: LiveConsultation['approvals'],
  ): LiveConsultation {
    const { store, models, scoring, tell, log } = this.#parts;
    const onStored = (stored: StoredEvent, now: ConsultRecord): void =>
      scoring?.heard({
        stored,
        record: now,
        badge: (target, badge) => this.#noteBeside(record.id, { kind: 'confidence', target, badge }),
        used: (usages) =>
          this.noteIn(record.id, async (live) => {
            for (const usage of usages) noteUsage(live, models, 'consultant', usage);
          }),
      });
    return new LiveConsultation({ store, record, proposals, approvals, tell, onStored, log });
  }

  /** Notes what others found out of a consultation, whether somebody works on it or not. */
  async #noteBeside(id: string, event: ConsultEvent): Promise<void> {
    const live = this.#working.get(id)?.live;
    if (live) {
      live.note(event);
      return;
    }
    const at = new Date().toISOString();
    const position = await this.#parts.store.note(id, { id: randomUUID(), at, event });
    this.#parts.tell({ consultationId: id, stored: { position, at, event } });
  }

  /** @throws when it is worked on already */
  async #once(id: string, work: () => Promise<void>): Promise<void> {
    // Whoever has read that it ended may go on, although the last of it is still being written.
    const before = this.#working.get(id);
    if (before?.live.hasEnded) await before.done;
    if (this.#working.has(id) || this.#opening.has(id)) {
      throw new ServiceFailure('invalid', 'The consultant is still at work on it; stop it first, or wait.');
    }
    this.#opening.add(id);
    try {
      await work();
    } finally {
      this.#opening.delete(id);
    }
  }

  async #settleUnanswered(live: LiveConsultation, approvalId: string): Promise<void> {
    const approval = live.approvals.find(({ id }) => id === approvalId);
    if (approval?.state !== 'waiting') return;
    await this.#parts.store.settleApproval(approvalId, 'rejected', 'Another question was asked instead.');
    live.approval({ ...approval, state: 'rejected' });
  }
}

/** How it goes on by itself; undefined while the user has to decide. */
function resumption(live: LiveConsultation): TurnWork | undefined {
  const { pending } = live.record.details;
  if (!pending) return { kind: 'resume' };
  const approval = live.approvals.find(({ id }) => id === pending.approvalId);
  if (approval?.state === 'waiting') return undefined;
  const { interruptId, approvalId } = pending;
  const isApproved = approval?.state === 'approved';
  return {
    kind: 'resume',
    decision: { interruptId, approved: isApproved, ...(isApproved && { approvalId }) },
  };
}

function withAttachments(question: string, attachments: StartRequest['attachments']): string {
  const parts = attachments.map(({ title, text }) => {
    // Longer than any run of backticks inside.
    const longest = Math.max(2, ...(text.match(/`+/gu) ?? []).map((run) => run.length));
    const fence = '`'.repeat(longest + 1);
    return `${title.replaceAll(/\s+/gu, ' ')}:\n${fence}\n${text}\n${fence}`;
  });
  return [question, ...parts].join('\n\n');
}

function noConsultation(): ServiceFailure {
  return new ServiceFailure('invalid', 'There is no such consultation; it may have been deleted.');
}
