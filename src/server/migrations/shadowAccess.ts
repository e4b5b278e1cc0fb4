import { ShadowError, type ShadowService } from '../../engines/shadow/shadowService.ts';

/** The shadow database of this server: connected when first needed, and anew after it was lost. */
export class ShadowAccess {
  readonly #connect: () => ShadowService;
  #service: ShadowService | undefined;

  constructor(connect: () => ShadowService) {
    this.#connect = connect;
  }

  /** Calls the shadow. One that is lost for good is let go of, so that the next call starts with a new one. */
  async call<Result>(ask: (service: ShadowService) => Promise<Result>): Promise<Result> {
    this.#service ??= this.#connect();
    const service = this.#service;
    try {
      return await ask(service);
    } catch (error) {
      const isLost =
        error instanceof ShadowError && (error.reason === 'crashed' || error.reason === 'unavailable');
      if (isLost) await this.#drop(service);
      throw error;
    }
  }

  async dispose(): Promise<void> {
    if (this.#service) await this.#drop(this.#service);
  }

  async #drop(service: ShadowService): Promise<void> {
    if (this.#service === service) this.#service = undefined;
    // What is dead already cannot be closed in order.
    await service.dispose().catch(() => undefined);
  }
}
