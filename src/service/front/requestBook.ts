import { randomUUID } from 'node:crypto';
import { ServiceFailure } from '../../store/client/serviceClient.ts';
import type { ServiceMethods } from '../serviceContext.ts';

/** A client that lost its connection is back within seconds. */
const REMEMBERED_MS = 60_000;
/** What is remembered takes memory; beyond this the oldest go first. */
const REMEMBERED_MAX = 500;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;

interface Entry {
  readonly method: string;
  readonly answer: Promise<unknown>;
  readonly giveUp: AbortController;
}

/** Runs each request once: one that arrives again meets the first one's answer, or waits for it. */
export class RequestBook {
  readonly #methods: ServiceMethods;
  readonly #entries = new Map<string, Entry>();
  #running = 0;

  constructor(methods: ServiceMethods) {
    this.#methods = methods;
  }

  get running(): number {
    return this.#running;
  }

  /** @throws ServiceFailure, and whatever the method throws */
  async run(
    method: string,
    params: unknown,
    given: string | undefined,
    signal: AbortSignal,
  ): Promise<unknown> {
    const handler = Object.hasOwn(this.#methods, method) ? this.#methods[method] : undefined;
    if (!handler)
      throw new ServiceFailure('unknown_method', `The service knows no ${method}; update Fixward.`);
    if (given !== undefined && !UUID.test(given)) {
      throw new ServiceFailure('invalid', 'requestId: must be a UUID.');
    }
    const requestId = (given ?? randomUUID()).toLowerCase();
    const known = this.#entries.get(requestId);
    if (known !== undefined && known.method !== method) {
      throw new ServiceFailure('invalid', 'requestId: was already used for another method.');
    }
    const entry = known ?? this.#begin(method, params, requestId, handler);
    const giveUp = (): void => entry.giveUp.abort();
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      return await entry.answer;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  #begin(method: string, params: unknown, requestId: string, handler: ServiceMethods[string]): Entry {
    const giveUp = new AbortController();
    this.#running += 1;
    const answer = handler(params, { signal: giveUp.signal, requestId }).finally(() => {
      this.#running -= 1;
    });
    const entry = { method, answer, giveUp };
    this.#entries.set(requestId, entry);
    const forget = (): void => {
      if (this.#entries.get(requestId) === entry) this.#entries.delete(requestId);
    };
    // A failure wrote nothing and may be of the moment; sent again, the request is run again.
    answer.then((value) => {
      if (isFailure(value)) forget();
      else setTimeout(forget, REMEMBERED_MS).unref();
    }, forget);
    this.#forgetOldest();
    return entry;
  }

  #forgetOldest(): void {
    for (const requestId of this.#entries.keys()) {
      if (this.#entries.size <= REMEMBERED_MAX) return;
      this.#entries.delete(requestId);
    }
  }
}

function isFailure(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === false;
}
