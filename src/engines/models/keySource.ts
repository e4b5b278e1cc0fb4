import type { KeyHolder } from './keyHolder.ts';

/** Where the keys of a provider come from. */
export interface KeySource {
  readonly holder: KeyHolder;
  /** Reads the keys where they have to be fetched first. @throws KeySourceError */
  ready(signal: AbortSignal | undefined): Promise<void>;
  /** After keys were refused: fetches them anew; true when there is something new to try. */
  renew?(signal: AbortSignal | undefined): Promise<boolean>;
}

/** Why keys cannot be had, in one line for the user; it never holds a secret. */
export class KeySourceError extends Error {
  readonly reason: 'unauthorised' | 'unreachable' | 'not_found' | 'invalid';

  constructor(reason: KeySourceError['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Keys that were handed over. */
export function givenKeys(holder: KeyHolder): KeySource {
  return { holder, ready: async () => {} };
}
