/** A failure that the caller can act on; anything else is thrown. */
export interface StoreError {
  /** Stable, snake_case: `not_found`, `forbidden`, `invalid`, `conflict`, `not_signed_in`, `unavailable`, `too_large`. */
  readonly code: string;
  /** One line: what, where and how to mend it. */
  readonly message: string;
  /** Path into the request: `patterns[3].severity`. */
  readonly field?: string;
}

export type StoreAnswer =
  | { readonly ok: true; readonly data: unknown }
  | { readonly ok: false; readonly error: StoreError };

export interface StoreCallOptions {
  /** UUID; the same id is run once, however often it is sent, and answered alike each time. */
  readonly requestId?: string;
  readonly signal?: AbortSignal;
}

/**
 * Calls functions of the `fixward` schema, each of which takes one jsonb `request` and returns a jsonb envelope. One
 * contract for the embedded store, Supabase and plain Postgres; programs never send SQL of their own.
 */
export interface StoreTransport {
  readonly kind: 'embedded' | 'service' | 'supabase' | 'postgres';
  /**
   * Runs one function in one transaction.
   *
   * @throws when the store cannot be reached or answers with something that is no envelope
   */
  call(
    name: string,
    request: Readonly<Record<string, unknown>>,
    options?: StoreCallOptions,
  ): Promise<StoreAnswer>;
  close(): Promise<void>;
}
