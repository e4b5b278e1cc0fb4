/** The part of an AbortSignal that core asks about; core knows no platform. */
export interface StopSignal {
  readonly aborted: boolean;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void): void;
}

/** Turns texts into vectors whose cosines say how alike the texts are. */
export interface Embedder {
  /** Vectors of another id or version are never compared with this one's. */
  readonly id: string;
  readonly version: string;
  /** Of the vectors it gives; at most the store's 1536. */
  readonly dim: number;
  /** `lexical`: by words and letters in common. `semantic`: by a trained model. */
  readonly kind: 'lexical' | 'semantic';
  /**
   * One vector a text, in the order given, each of length one or all zeros.
   *
   * @throws EmbedderFailure when the provider cannot be reached or answers with something else
   */
  embed(
    texts: readonly string[],
    role: 'query' | 'document',
    signal?: StopSignal,
  ): Promise<readonly Float32Array[]>;
}

/** Why an embedder or reranker did not do its work, in one line that a user can act on. */
export class EmbedderFailure extends Error {
  readonly reason: 'unreachable' | 'refused' | 'invalid' | 'missing';

  constructor(reason: EmbedderFailure['reason'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EmbedderFailure';
    this.reason = reason;
  }
}
