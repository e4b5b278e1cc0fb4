import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ServiceLink } from './serviceLink.ts';

/** Events wait this long for others, so that fixing a whole file is one call. */
const GATHER_MS = 1_000;
/** More than this waits for no service: counts of rules are added up, applications lose their oldest. */
const WAITING_MAX = 2_000;

export interface ApplicationEvent {
  readonly id: string;
  readonly pattern_key: string;
  readonly rule_name: string;
  readonly event: 'offered' | 'applied' | 'kept' | 'undone' | 'dismissed' | 'failed';
  readonly verification?: 'clean';
  readonly project?: string;
  readonly path?: string;
  readonly confidence?: number;
  readonly confidence_method?: string;
  readonly application_id?: string;
  /** The user's tests ran with the fix in place, and `event` says how they ended. */
  readonly tested?: true;
  readonly happened_at: string;
}

export interface RuleEvent {
  readonly rule_name: string;
  readonly event: 'fired' | 'fixed' | 'dismissed' | 'suppressed';
  readonly amount: number;
  readonly project?: string;
  readonly severity?: string;
  readonly layer?: number;
}

interface WaitingRuleEvent extends RuleEvent {
  readonly id: string;
  readonly happened_at: string;
}

const answerSchema = z.object({ ok: z.boolean() });

/** Brings what became of findings and fixes to the store, in batches; while the store is away they wait here. */
export class LibraryEvents {
  readonly #link: ServiceLink;
  readonly #now: () => Date;
  #applications: readonly ApplicationEvent[] = [];
  readonly #rules = new Map<string, WaitingRuleEvent>();
  /** Sent without an answer; sent again as they were, for they may have arrived. */
  #unanswered: readonly WaitingRuleEvent[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();

  constructor(link: ServiceLink, now: () => Date) {
    this.#link = link;
    this.#now = now;
  }

  application(event: Omit<ApplicationEvent, 'happened_at'>): void {
    const happened_at = this.#now().toISOString();
    this.#applications = [...this.#applications, { ...event, happened_at }].slice(-WAITING_MAX);
    // Offers alone are no reason to start the service.
    if (event.event !== 'offered' || this.#link.isConnected) this.#soon();
  }

  rule(event: RuleEvent): void {
    const key = `${event.rule_name}\n${event.event}\n${event.project}`;
    const waiting = this.#rules.get(key);
    if (!waiting && this.#rules.size >= WAITING_MAX) return;
    this.#rules.set(key, {
      ...event,
      amount: event.amount + (waiting?.amount ?? 0),
      id: waiting?.id ?? randomUUID(),
      happened_at: waiting?.happened_at ?? this.#now().toISOString(),
    });
    if (event.event !== 'fired' || this.#link.isConnected) this.#soon();
  }

  /** Sends what waits and resolves when it has arrived, or cannot. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sending = this.#sending.then(() => this.#send());
    return this.#sending;
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => void this.flush(), GATHER_MS);
  }

  async #send(): Promise<void> {
    const applications = this.#applications;
    const events = [...this.#unanswered, ...this.#rules.values()];
    this.#applications = [];
    this.#rules.clear();
    if (applications.length > 0 && !(await this.#call('record_applications', applications))) {
      this.#applications = [...applications, ...this.#applications].slice(-WAITING_MAX);
    }
    const arrived = events.length === 0 || (await this.#call('record_rule_events', events));
    this.#unanswered = arrived ? [] : events.slice(-WAITING_MAX);
  }

  /** Events carry their ids: what arrived although no answer came back is not counted twice. */
  async #call(name: string, events: readonly unknown[]): Promise<boolean> {
    const answer = await this.#link.background('store/call', { name, request: { events } });
    return answerSchema.safeParse(answer).success;
  }
}
