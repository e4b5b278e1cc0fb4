import { describe, expect, it } from 'vitest';
import {
  type OnlineStopper,
  type OnlineStopperOptions,
  onlineStopper,
} from '../../../../src/core/confidence/deepconf/onlineStopper.ts';

function stopperWith(options: Partial<OnlineStopperOptions> = {}): OnlineStopper {
  return onlineStopper({ windowTokens: 2, keepTopPercent: 10, tracesMax: 8, warmupTraces: 4, ...options });
}

/** Writes one trace to its end or stop; how many tokens it came to. */
function write(stopper: OnlineStopper, answer: string, tokens: readonly number[]): number {
  const trace = stopper.begin();
  if (!trace) return 0;
  const stoppedAt = tokens.findIndex((token) => trace.pushConfidence(token));
  trace.finish(answer);
  return stoppedAt < 0 ? tokens.length : stoppedAt + 1;
}

function warmUp(stopper: OnlineStopper): void {
  write(stopper, 'a', [4, 4, 4]);
  write(stopper, 'b', [6, 6, 6]);
  write(stopper, 'a', [8, 8, 8]);
  write(stopper, 'a', [9, 7, 9]);
}

describe('stopping while answers stream', () => {
  it('sets the threshold by the lowest windows of the warm-up', () => {
    const stopper = stopperWith({ keepTopPercent: 50 });
    expect(stopper.state()).toEqual({ phase: 'warm-up', tokens: 0, begun: 0, stopped: 0 });
    warmUp(stopper);
    // Lowest windows 4, 6, 8, 8: the median lies between 6 and 8.
    expect(stopper.state()).toMatchObject({ threshold: 7, tokens: 12, begun: 4, stopped: 0 });
  });

  it('stops a trace at its first full window below the threshold, and gives it no vote', () => {
    const stopper = stopperWith({ keepTopPercent: 90, consensusShare: 0.99 });
    warmUp(stopper);
    // Threshold 4.6: the first token alone is no window.
    expect(write(stopper, 'b', [1, 9, 3, 3, 9])).toBe(4);
    expect(stopper.state()).toMatchObject({ stopped: 1, tokens: 16, vote: { answer: 'a', cast: 3 } });
    expect(write(stopper, 'b', [9, 9, 9])).toBe(3);
    expect(stopper.state().vote).toMatchObject({ answer: 'a', cast: 4 });
  });

  it('ends as soon as one answer has the weight, and stops what still runs', () => {
    const stopper = stopperWith({ keepTopPercent: 50, consensusShare: 0.9 });
    const early = Array.from({ length: 4 }, () => stopper.begin());
    const late = stopper.begin();
    expect(late?.pushConfidence(9)).toBe(false);
    early.forEach((trace, index) => {
      for (const token of [8 + index, 8 + index]) trace?.pushConfidence(token);
      trace?.finish(index < 2 ? 'x' : 'y');
    });
    // Those above the median of 8, 9, 10, 11 both say y.
    expect(stopper.state()).toMatchObject({ phase: 'agreed', vote: { answer: 'y', share: 1 } });
    expect(late?.pushConfidence(20)).toBe(true);
    expect(stopper.begin()).toBeUndefined();
  });

  it('judges a trace begun before the threshold by what it wrote then', () => {
    const stopper = stopperWith({ consensusShare: 1.1, keepTopPercent: 90 });
    const early = Array.from({ length: 4 }, () => stopper.begin());
    const late = stopper.begin();
    for (const token of [1, 1, 9]) expect(late?.pushConfidence(token)).toBe(false);
    for (const trace of early) {
      trace?.pushConfidence(5);
      trace?.pushConfidence(5);
      trace?.finish('x');
    }
    expect(late?.pushConfidence(9)).toBe(true);
  });

  it('puts another trace in the place of one that failed', () => {
    const stopper = stopperWith({ tracesMax: 4 });
    stopper.begin()?.abandon();
    warmUp(stopper);
    expect(stopper.state()).toMatchObject({ begun: 4, threshold: expect.any(Number) });
    expect(stopper.begin()).toBeUndefined();
  });

  it('is exhausted when no trace is left, whatever was answered', () => {
    const stopper = stopperWith({ tracesMax: 2, warmupTraces: 16 });
    for (let index = 0; index < 2; index++) stopper.begin()?.finish(undefined);
    expect(stopper.state()).toMatchObject({ phase: 'exhausted', threshold: 0 });
    expect(stopper.state().vote).toBeUndefined();
  });

  it('takes what follows a stop for nothing', () => {
    const stopper = stopperWith({ keepTopPercent: 90 });
    warmUp(stopper);
    const trace = stopper.begin();
    for (const token of [1, 1]) trace?.push([-token]);
    const { tokens } = stopper.state();
    expect(trace?.push([-9])).toBe(true);
    trace?.finish('b');
    expect(stopper.state().tokens).toBe(tokens);
  });
});
