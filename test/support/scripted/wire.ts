import type { ScriptedRequest } from './request.ts';
import type { ScriptedStep } from './steps.ts';

/** How one API puts a model's steps into bytes. */
export interface Wire {
  whole(request: ScriptedRequest, steps: readonly ScriptedStep[], reportsUsage: boolean): unknown;
  /** Texts to send as they are; steps that are the server's own business, such as waits, come back. */
  streamed(
    request: ScriptedRequest,
    steps: readonly ScriptedStep[],
    reportsUsage: boolean,
  ): AsyncGenerator<string | ScriptedStep>;
}
