import { errorMessage } from '../../core/errorMessage.ts';
import {
  type ServiceClient,
  ServiceFailure,
  type ServiceRequestOptions,
} from '../../store/client/serviceClient.ts';

/** After a failure nothing in the background tries again for this long; what a user asks for is tried at once. */
const QUIET_MS = 30_000;

export interface ServiceLinkParts {
  /** Undefined where the service's program is not at hand. */
  readonly connect: (() => ServiceClient) | undefined;
  /** Told once for each new failure; undefined when all is well again. */
  readonly report: (problem: string | undefined) => void;
  readonly onEvent: (event: string, params: unknown) => void;
  /** Called once, after the first answer. */
  readonly connected: () => void;
  readonly nowMs: () => number;
}

/** The way to the service: opened by the first request, never before. */
export class ServiceLink {
  readonly #parts: ServiceLinkParts;
  #client: ServiceClient | undefined;
  #problem: string | undefined;
  #quietUntilMs = 0;
  #answered = false;
  #closed = false;

  constructor(parts: ServiceLinkParts) {
    this.#parts = parts;
  }

  /** The service has answered in this session. */
  get isConnected(): boolean {
    return this.#answered && this.#problem === undefined;
  }

  /** @throws ServiceFailure */
  async request(method: string, params: unknown, options?: ServiceRequestOptions): Promise<unknown> {
    const { connect } = this.#parts;
    if (!connect || this.#closed)
      throw new ServiceFailure('unavailable', 'The store is not part of this program.');
    if (!this.#client) {
      this.#client = connect();
      this.#client.onEvent(this.#parts.onEvent);
    }
    try {
      const answer = await this.#client.request(method, params, options);
      this.#succeeded();
      return answer;
    } catch (error) {
      this.#failed(error);
      throw error;
    }
  }

  /** For work that nobody waits for: the answer, or undefined when the service cannot be had. */
  async background(method: string, params: unknown): Promise<unknown> {
    if (!this.#parts.connect || this.#closed || this.#parts.nowMs() < this.#quietUntilMs) return undefined;
    try {
      return await this.request(method, params);
    } catch {
      return undefined;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#client?.close();
  }

  #succeeded(): void {
    if (this.#problem !== undefined) this.#parts.report(undefined);
    this.#problem = undefined;
    if (this.#answered) return;
    this.#answered = true;
    this.#parts.connected();
  }

  #failed(error: unknown): void {
    // The service was there and did not like the request: that is for whoever asked.
    if (error instanceof ServiceFailure && !['unavailable', 'update_needed'].includes(error.code)) return;
    if (this.#closed) return;
    this.#quietUntilMs = this.#parts.nowMs() + QUIET_MS;
    const problem = errorMessage(error);
    if (problem !== this.#problem) this.#parts.report(problem);
    this.#problem = problem;
  }
}
