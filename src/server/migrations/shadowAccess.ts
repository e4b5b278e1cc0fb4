import { ShadowError, type ShadowService } from '../../engines/shadow/shadowService.ts';

/** The shadow database of this server: connected when first needed, connected again when it was lost. */
export class ShadowAccess {
  readonly #connect: () => ShadowService;
  #service: ShadowService | undefined;

  constructor(connect: () => ShadowService) {
    this.#connect = connect;
  }

  /** Calls the shadow; one that crashed under the call is started again and asked once more. */
  async call<Result>(ask: (service: ShadowService) => Promise<Result>): Promise<Result> {
    const service = this.#use();
    try {
      return await ask(service);
    } catch (error) {
      if (!(error instanceof ShadowError) || error.reason !== 'crashed') throw error;
      await this.#drop(service);
      return ask(this.#use());
    }
  }

  async dispose(): Promise<void> {
    if (this.#service) await this.#drop(this.#service);
  }

  #use(): ShadowService {
    this.#service ??= this.#connect();
    return this.#service;
  }

  async #drop(service: ShadowService): Promise<void> {
    if (this.#service === service) this.#service = undefined;
    // What is dead already cannot be closed in order.
    await service.dispose().catch(() => undefined);
  }
}
