import type { ServiceContext } from '../serviceContext.ts';

export type SearchStage = 'embed' | 'store' | 'rerank';

/** Told of each stage of a search, and of each batch of patterns that got vectors or did not. */
export interface SearchListener {
  stage(stage: SearchStage, ms: number, failed: boolean): void;
  ingested(result: 'embedded' | 'failed', patterns: number): void;
}

/** How the vectors of the library stand; absent until somebody has counted. */
export interface SearchStanding {
  /** Patterns with vectors of the embedder in use. */
  readonly chunks?: number;
  /** Patterns that wait for theirs. */
  readonly waiting?: number;
  /** How long the one has waited that waits longest, as far as it was seen to come; 0 while none waits. */
  readonly lagSeconds?: number;
}

/** What searching and embedding take, for whoever wants to know. */
export class SearchMeter {
  readonly #now: () => number;
  readonly #listeners: SearchListener[] = [];
  #counted: { readonly chunks: number; readonly waiting: number } | undefined;
  #waitingSince: number | undefined;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  listen(listener: SearchListener): void {
    this.#listeners.push(listener);
  }

  /** Times a stage, whether it ends well or not; one that its reader gave up says nothing. */
  async stage<Result>(stage: SearchStage, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    const startedAt = this.#now();
    let failed = true;
    try {
      const result = await work();
      failed = false;
      return result;
    } finally {
      const ms = this.#now() - startedAt;
      if (!signal.aborted) for (const listener of this.#listeners) listener.stage(stage, ms, failed);
    }
  }

  ingested(result: 'embedded' | 'failed', patterns: number): void {
    if (patterns > 0) for (const listener of this.#listeners) listener.ingested(result, patterns);
  }

  /** A pattern was written: from now on one may wait. */
  written(): void {
    this.#waitingSince ??= this.#now();
  }

  counted(total: number, chunks: number): void {
    const waiting = Math.max(0, total - chunks);
    this.#counted = { chunks, waiting };
    if (waiting === 0) this.#waitingSince = undefined;
    else this.#waitingSince ??= this.#now();
  }

  get standing(): SearchStanding {
    if (!this.#counted) return {};
    const since = this.#waitingSince;
    return { ...this.#counted, lagSeconds: since === undefined ? 0 : (this.#now() - since) / 1000 };
  }
}

const meters = new WeakMap<ServiceContext, SearchMeter>();

/** The meter of a service: the same for all of its parts. */
export function searchMeterOf(context: ServiceContext): SearchMeter {
  let meter = meters.get(context);
  if (!meter) {
    meter = new SearchMeter();
    meters.set(context, meter);
  }
  return meter;
}
