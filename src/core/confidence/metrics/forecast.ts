/** A probability that was stated, and what it came to. */
export interface Forecast {
  /** 0 to 1. */
  readonly p: number;
  /** 0 did not happen, 1 did; a share where it did in part. */
  readonly y: number;
}
