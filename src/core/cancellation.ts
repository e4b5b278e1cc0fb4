/** The part of a cancellation token that long work in core asks about. */
export interface CancellationSignal {
  readonly isCancellationRequested: boolean;
}

export const NEVER_CANCELLED: CancellationSignal = { isCancellationRequested: false };
