import { randomUUID } from 'node:crypto';
import {
  type EditorBridge,
  EditorModelError,
  type EditorPart,
} from '../../consultant/models/modelSources.ts';
import { estimateTokens } from '../../core/models/estimateTokens.ts';
import type {
  EditorModel,
  ModelDeliverParams,
  ModelRequestMessage,
  ModelsOfferParams,
} from '../../protocol/modelMethods.ts';

/** An editor that says nothing for so long is closed, or waits for a consent that nobody gives. */
const SILENT_MS_MAX = 180_000;

/** Editors tell no numbers: these are estimated from what was sent and said. */
export interface EditorUsage {
  readonly model: string;
  readonly tokensIn: number;
  readonly tokensOut: number;
}

export interface EditorRequestsOptions {
  readonly onUsage?: (usage: EditorUsage) => void;
  /** After an answer came to its end; one that was given up is left out. */
  readonly onMeasured?: (answer: {
    readonly model: string;
    readonly ms: number;
    readonly failed: boolean;
  }) => void;
  readonly silentMsMax?: number;
}

interface RunningRequest {
  deliver(params: Pick<ModelDeliverParams, 'parts' | 'done' | 'problem'>): void;
}

/** Models of open editors, asked through messages: a request goes out as an event, its answer comes as calls. */
export class EditorRequests {
  readonly #emit: (event: string, params: unknown) => void;
  readonly #silentMsMax: number;
  readonly #onUsage: (usage: EditorUsage) => void;
  readonly #onMeasured: NonNullable<EditorRequestsOptions['onMeasured']>;
  readonly #offers = new Map<string, readonly EditorModel[]>();
  readonly #running = new Map<string, RunningRequest>();

  constructor(emit: (event: string, params: unknown) => void, options: EditorRequestsOptions = {}) {
    this.#emit = emit;
    this.#silentMsMax = options.silentMsMax ?? SILENT_MS_MAX;
    this.#onUsage = options.onUsage ?? (() => {});
    this.#onMeasured = options.onMeasured ?? (() => {});
  }

  offer({ offer, models }: ModelsOfferParams): void {
    // The newest stands first: its window is the likeliest to be open.
    this.#offers.delete(offer);
    if (models.length > 0) this.#offers.set(offer, models);
  }

  /** Deliveries for what nobody waits for any more are dropped. */
  deliver({ requestId, ...delivered }: ModelDeliverParams): void {
    this.#running.get(requestId)?.deliver(delivered);
  }

  get bridges(): readonly EditorBridge[] {
    return [...this.#offers].reverse().map(([offer, models]) => ({
      id: offer,
      models: () => models,
      ask: (request, signal) => this.#ask(offer, request, signal),
    }));
  }

  async *#ask(
    offer: string,
    request: Pick<ModelRequestMessage, 'model' | 'messages' | 'tools'>,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<EditorPart> {
    signal?.throwIfAborted();
    const requestId = randomUUID();
    const startedAt = performance.now();
    const parts: EditorPart[] = [];
    let tokensOut = 0;
    let end: { readonly error?: Error } | undefined;
    let wake = (): void => {};
    const finish = (error?: Error): void => {
      end ??= error ? { error } : {};
      wake();
    };
    const cancel = (): void => finish(new DOMException('Cancelled.', 'AbortError'));
    let silence = this.#silence(offer, finish);
    this.#running.set(requestId, {
      deliver: ({ parts: delivered, done, problem }) => {
        clearTimeout(silence);
        silence = this.#silence(offer, finish);
        parts.push(...delivered);
        tokensOut += tokensOf(delivered);
        if (problem) finish(new EditorModelError(problem.code, problem.message));
        else if (done) finish();
        else wake();
      },
    });
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      this.#emit('models/request', { offer, requestId, ...request } satisfies ModelRequestMessage);
      for (;;) {
        yield* parts.splice(0);
        if (parts.length > 0) continue;
        if (end?.error) throw end.error;
        if (end) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      clearTimeout(silence);
      signal?.removeEventListener('abort', cancel);
      this.#running.delete(requestId);
      if (end && !signal?.aborted) {
        const ms = performance.now() - startedAt;
        this.#onMeasured({ model: request.model, ms, failed: end.error !== undefined });
      }
      if (tokensOut > 0) {
        this.#onUsage({
          model: request.model,
          tokensIn: tokensOf([request.messages, request.tools]),
          tokensOut,
        });
      }
      if (!end || end.error) this.#emit('models/cancel', { requestId });
    }
  }

  #silence(offer: string, finish: (error: Error) => void): NodeJS.Timeout {
    return setTimeout(() => {
      this.#offers.delete(offer);
      finish(new EditorModelError('gone', "The editor's model did not answer; its window may be closed."));
    }, this.#silentMsMax);
  }
}

function tokensOf(what: readonly unknown[]): number {
  return what.reduce<number>((sum, each) => sum + estimateTokens(JSON.stringify(each)), 0);
}
