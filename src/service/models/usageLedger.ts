import { randomUUID } from 'node:crypto';
import { costUsd, priceOf } from '../../core/models/prices.ts';
import type { KeyUsage } from '../../engines/models/rotatingFetch.ts';
import type { ServiceContext } from '../serviceContext.ts';

/** Answers come in bursts; the store is told of them together. */
const WRITE_DELAY_MS = 2_000;
/** While the store is away; what is older is worth more than nothing, and less than memory. */
const WAITING_MAX = 5_000;

export interface UsedByProvider extends KeyUsage {
  readonly provider: string;
  readonly baseUrl: string;
}

interface UsageRow {
  readonly day: string;
  readonly provider: string;
  readonly key_label: string;
  readonly model: string;
  readonly requests: 1;
  readonly estimated: 0 | 1;
  readonly tokens_in: number;
  readonly tokens_out: number;
  readonly tokens_reasoning: number;
  readonly cost_usd?: number;
}

/** Keeps in the store what every answer of a model has used, by key and model. */
export class UsageLedger {
  readonly #context: ServiceContext;
  readonly #now: () => Date;
  #waiting: UsageRow[] = [];
  /** Sent, and not known to be kept: it may have been, so it is sent again under the same id. */
  #unsettled: { readonly requestId: string; readonly usage: readonly UsageRow[] } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(context: ServiceContext, now: () => Date = () => new Date()) {
    this.#context = context;
    this.#now = now;
    context.ending.addEventListener('abort', () => context.keepAlive(this.flush()), { once: true });
  }

  add(used: UsedByProvider): void {
    if (this.#waiting.length >= WAITING_MAX) this.#waiting.shift();
    this.#waiting.push(rowOf(used, this.#now()));
    this.#timer ??= setTimeout(() => this.#context.keepAlive(this.flush()), WRITE_DELAY_MS);
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!(await this.#settle()) || this.#waiting.length === 0) return;
    this.#unsettled = { requestId: randomUUID(), usage: this.#waiting };
    this.#waiting = [];
    await this.#settle();
  }

  async #settle(): Promise<boolean> {
    if (this.#unsettled === undefined) return true;
    const { requestId, usage } = this.#unsettled;
    try {
      const answer = await this.#context.store.call('record_model_usage', { usage }, { requestId });
      if (!answer.ok) this.#context.log(`models: usage was not kept: ${answer.error.message}`);
      if (this.#unsettled?.requestId === requestId) this.#unsettled = undefined;
      return true;
    } catch {
      // Kept for the next time; the store's own part of the service says why it is away.
      return false;
    }
  }
}

function rowOf(used: UsedByProvider, now: Date): UsageRow {
  const price = used.method === 'reported' ? priceOf(used.baseUrl, used.model) : undefined;
  return {
    day: localDay(now),
    provider: used.provider,
    key_label: used.keyLabel,
    model: used.model,
    requests: 1,
    estimated: used.method === 'estimated' ? 1 : 0,
    tokens_in: used.tokensIn,
    tokens_out: used.tokensOut,
    tokens_reasoning: used.tokensReasoning,
    ...(price && { cost_usd: costUsd(price, used) }),
  };
}

/** The user's own day, not that of Greenwich. */
function localDay(now: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
