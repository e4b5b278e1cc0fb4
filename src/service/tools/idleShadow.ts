import type { Certificate } from '../../core/proof/certificate.ts';
import type { ReplayReport, ReplayRequest } from '../../core/replay/replayReport.ts';
import {
  type ProveRequest,
  type ShadowCallOptions,
  ShadowError,
  type ShadowService,
} from '../../engines/shadow/shadowService.ts';

/** A shadow that nobody calls is let go of, so that its process can end; the next call connects anew. */
export class IdleShadow implements ShadowService {
  readonly #connect: () => ShadowService;
  readonly #idleMs: number;
  #service: ShadowService | undefined;
  #running = 0;
  #timer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(connect: () => ShadowService, idleMs: number) {
    this.#connect = connect;
    this.#idleMs = idleMs;
  }

  prove(request: ProveRequest, options?: ShadowCallOptions): Promise<readonly Certificate[]> {
    return this.#call((service) => service.prove(request, options));
  }

  replay(request: ReplayRequest, options?: ShadowCallOptions): Promise<ReplayReport> {
    return this.#call((service) => service.replay(request, options));
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.#letGo();
  }

  async #call<Result>(ask: (service: ShadowService) => Promise<Result>): Promise<Result> {
    if (this.#disposed) throw new ShadowError('unavailable', 'The shadow database was closed.');
    clearTimeout(this.#timer);
    this.#service ??= this.#connect();
    const service = this.#service;
    this.#running++;
    try {
      return await ask(service);
    } catch (error) {
      const isLost =
        error instanceof ShadowError && (error.reason === 'crashed' || error.reason === 'unavailable');
      if (isLost && this.#service === service) await this.#letGo();
      throw error;
    } finally {
      this.#running--;
      if (this.#running === 0 && this.#service !== undefined) {
        this.#timer = setTimeout(() => void this.#letGo(), this.#idleMs);
        this.#timer.unref();
      }
    }
  }

  async #letGo(): Promise<void> {
    clearTimeout(this.#timer);
    const service = this.#service;
    this.#service = undefined;
    // What is dead already cannot be closed in order.
    await service?.dispose().catch(() => undefined);
  }
}
