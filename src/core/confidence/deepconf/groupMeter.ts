import { tokenConfidence } from './tokenConfidence.ts';

/** Follows one trace while it is written. */
export interface GroupMeter {
  /** Takes the next token's candidates; the mean of the window that ends with it, once a window is full. */
  push(logprobs: readonly number[]): number | undefined;
  /** As `push`, of a token whose confidence is known. */
  pushConfidence(confidence: number): number | undefined;
  /** Lowest full window so far; of a trace shorter than the window its mean; undefined without tokens. */
  lowest(): number | undefined;
  tokens(): number;
}

/** @param round brings each window's mean to the form in which it is compared */
export function groupMeter(
  windowTokens: number,
  round: (mean: number) => number = (mean) => mean,
): GroupMeter {
  const window = Math.max(1, Math.trunc(windowTokens));
  const recent: number[] = [];
  let count = 0;
  let lowest: number | undefined;
  // Summed anew for each window: a running sum would gather errors, and a window is short beside a token's time.
  const mean = (): number => {
    let sum = 0;
    for (let back = 0; back < recent.length; back++) sum += recent[(count + back) % recent.length] ?? 0;
    return round(sum / recent.length);
  };
  const pushConfidence = (confidence: number): number | undefined => {
    recent[count % window] = confidence;
    count++;
    if (count < window) return undefined;
    const group = mean();
    lowest = Math.min(lowest ?? group, group);
    return group;
  };
  return {
    push: (logprobs) => {
      const confidence = tokenConfidence(logprobs);
      return confidence === undefined ? undefined : pushConfidence(confidence);
    },
    pushConfidence,
    // A trace that has not filled a window is one group of its own, read from its first token on.
    lowest: () =>
      lowest ?? (count === 0 ? undefined : round(recent.reduce((sum, each) => sum + each, 0) / count)),
    tokens: () => count,
  };
}
