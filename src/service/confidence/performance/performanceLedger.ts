import { randomUUID } from 'node:crypto';
import { errorMessage } from '../../../core/errorMessage.ts';
import { type PerformanceToRecord, recordPerformance } from '../../../store/functions/confidenceMetrics.ts';
import type { ServiceContext } from '../../serviceContext.ts';
import { modelName } from '../modelName.ts';
import { type MachineFigures, machineMeter } from './machineMeter.ts';

/** Requests come in bursts; the store is told of them together. */
const WRITE_DELAY_MS = 2_000;
/** While the store is away; older figures are worth less than memory. */
const WAITING_MAX = 5_000;

/** One request that ended. What was not measured is absent. */
export interface MeasuredRequest {
  /** `model`, `answer`, or the service's method. */
  readonly requestType: string;
  readonly endpoint?: string;
  /** `provider/model`, or its name alone. */
  readonly model?: string;
  readonly ms: number;
  readonly failed: boolean;
  readonly tokensIn?: number;
  readonly tokensOut?: number;
  /** Part of the tokens read that the endpoint had in its cache. */
  readonly cacheHitRate?: number;
  /** A search that found nothing. */
  readonly isEmpty?: boolean;
}

export type PerformanceListener = (request: MeasuredRequest) => void;

/** Keeps how long requests took and what they used, many at a time, behind their answers. */
export class PerformanceLedger {
  readonly #context: Pick<ServiceContext, 'store' | 'keepAlive' | 'log' | 'ending'>;
  readonly #machine: () => MachineFigures;
  readonly #listeners: PerformanceListener[] = [];
  #waiting: PerformanceToRecord[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(
    context: Pick<ServiceContext, 'store' | 'keepAlive' | 'log' | 'ending'>,
    machine: () => MachineFigures = machineMeter(),
  ) {
    this.#context = context;
    this.#machine = machine;
    context.ending.addEventListener('abort', () => context.keepAlive(this.flush()), { once: true });
  }

  /** Called with every request, for figures that are kept in memory. */
  listen(listener: PerformanceListener): void {
    this.#listeners.push(listener);
  }

  add(request: MeasuredRequest): void {
    for (const listener of this.#listeners) listener(request);
    if (this.#waiting.length >= WAITING_MAX) this.#waiting.shift();
    this.#waiting.push(rowOf(request, this.#machine()));
    this.#timer ??= setTimeout(() => this.#context.keepAlive(this.flush()), WRITE_DELAY_MS);
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const metrics = this.#waiting;
    if (metrics.length === 0) return;
    this.#waiting = [];
    try {
      const answer = await recordPerformance(this.#context.store, { metrics });
      if (!answer.ok) this.#context.log(`performance was not kept: ${answer.error.message}`);
    } catch (error) {
      // Kept for the next time; each has an id of its own, so that none counts twice.
      this.#waiting = [...metrics, ...this.#waiting].slice(-WAITING_MAX);
      this.#context.log(`performance waits for the store: ${errorMessage(error)}`);
    }
  }
}

function rowOf(request: MeasuredRequest, machine: MachineFigures): PerformanceToRecord {
  const { requestType, endpoint, model, ms, failed, tokensIn, tokensOut, cacheHitRate } = request;
  return {
    id: randomUUID(),
    at: new Date().toISOString(),
    request_type: requestType,
    response_time_ms: Math.max(0, Math.round(ms)),
    error_rate: failed ? 1 : 0,
    ...(endpoint !== undefined && { endpoint }),
    ...(model !== undefined && { model_version: modelName(model) }),
    ...(tokensIn !== undefined && { tokens_in: tokensIn }),
    ...(tokensOut !== undefined && { tokens_out: tokensOut }),
    ...(cacheHitRate !== undefined && { cache_hit_rate: cacheHitRate }),
    ...(machine.load !== undefined && { system_load: machine.load }),
    ...(machine.memoryMb !== undefined && { memory_usage_mb: machine.memoryMb }),
    ...(machine.cpuPercent !== undefined && { cpu_usage_percent: machine.cpuPercent }),
  };
}
