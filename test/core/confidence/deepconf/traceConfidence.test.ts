import { describe, expect, it } from 'vitest';
import { tokenConfidence } from '../../../../src/core/confidence/deepconf/tokenConfidence.ts';
import {
  confidenceOfTokens,
  traceConfidence,
} from '../../../../src/core/confidence/deepconf/traceConfidence.ts';
import { windowTokensFor } from '../../../../src/core/confidence/deepconf/windowTokens.ts';
import { seededRandom } from '../../../../src/core/confidence/numbers/seededRandom.ts';

/** A token of this confidence: two candidates whose mean log probability is minus it. */
function token(confidence: number): readonly number[] {
  return [-0.25, 0.25 - 2 * confidence];
}

describe('confidence of a token', () => {
  it('is the logarithm of the number of candidates when all are alike', () => {
    expect(tokenConfidence(new Array(20).fill(Math.log(1 / 20)))).toBeCloseTo(Math.log(20), 12);
  });

  it('leaves out candidates that the provider did not rank', () => {
    expect(tokenConfidence([-0.5, -1.5, -9999, -9999.0])).toBe(1);
    expect(tokenConfidence([-0.5, Number.NaN, Number.NEGATIVE_INFINITY])).toBe(0.5);
    expect(tokenConfidence([-9999])).toBeUndefined();
    expect(tokenConfidence([])).toBeUndefined();
  });
});

describe('confidence of a trace', () => {
  it('tells mean, tail, windows and the lowest of them apart', () => {
    // Worked by hand; window means 4.625 5.125 4.625 4.375 4.875 5.375 5.125 4.875 4.0, of which a tenth is one.
    const confidences = [5, 4, 3.5, 6, 7, 2, 2.5, 8, 9, 1, 1.5, 4.5];
    const found = traceConfidence({ topLogprobs: confidences.map(token), windowTokens: 4, tailTokens: 3 });
    expect(found?.token.map((each) => Math.round(each * 1e9) / 1e9)).toEqual(confidences);
    expect(found?.group).toHaveLength(9);
    expect(found?.group[5]).toBeCloseTo(5.375, 12);
    expect(found?.mean).toBeCloseTo(4.5, 12);
    expect(found?.tail).toBeCloseTo(7 / 3, 12);
    expect(found?.lowestGroup).toBeCloseTo(4, 12);
    expect(found?.bottom10).toBeCloseTo(4, 12);
    expect(found).toMatchObject({ topK: 2, windowTokens: 4, tailTokens: 3, tokenCount: 12, adapted: true });
  });

  it('takes the whole of a trace that is shorter than the window', () => {
    const found = confidenceOfTokens([2, 4], 8, 8);
    expect(found).toMatchObject({ mean: 3, tail: 3, bottom10: 3, lowestGroup: 3, group: [3] });
  });

  it('means the lowest tenth rounded down: two of 29 windows', () => {
    const rising = Array.from({ length: 29 }, (_, index) => index);
    expect(confidenceOfTokens(rising, 1, 1)?.bottom10).toBe(0.5);
  });

  it('passes over tokens without candidates, and knows nothing of a trace that has none', () => {
    expect(
      traceConfidence({ topLogprobs: [[], token(2), [-9999], token(4)], windowTokens: 1 }),
    ).toMatchObject({
      tokenCount: 2,
      mean: 3,
    });
    expect(traceConfidence({ topLogprobs: [] })).toBeUndefined();
    expect(traceConfidence({ topLogprobs: [[], []] })).toBeUndefined();
  });

  it('chooses a window of an eighth of the answer and says that it is its own', () => {
    expect([1, 100, 128, 1_000, 16_384, 100_000].map(windowTokensFor)).toEqual([
      16, 16, 16, 125, 2_048, 2_048,
    ]);
    const short = traceConfidence({ topLogprobs: new Array(400).fill(token(2)) });
    expect(short).toMatchObject({ windowTokens: 50, tailTokens: 50, adapted: true });
    const published = confidenceOfTokens(new Array(2_100).fill(1), 2_048, 2_048);
    expect(published).toMatchObject({ adapted: false });
    expect(published?.group).toHaveLength(53);
  });

  it('never finds the lowest window above the lowest tenth, nor that above the mean of all windows', () => {
    const random = seededRandom(7);
    for (let round = 0; round < 200; round++) {
      const length = 1 + Math.floor(random() * 60);
      const confidences = Array.from({ length }, () => random() * 20);
      const found = confidenceOfTokens(
        confidences,
        1 + Math.floor(random() * 20),
        1 + Math.floor(random() * 20),
      );
      const { lowestGroup = 0, bottom10 = 0, group = [], mean = 0 } = found ?? {};
      expect(lowestGroup).toBeLessThanOrEqual(bottom10 + 1e-12);
      expect(bottom10).toBeLessThanOrEqual(group.reduce((sum, each) => sum + each, 0) / group.length + 1e-12);
      // The mean does not depend on the order of the tokens.
      expect(confidenceOfTokens(confidences.toReversed())?.mean).toBeCloseTo(mean, 10);
    }
  });

  it('keeps its sums exact over a long trace', () => {
    const confidences = new Array(200_000).fill(0.1);
    const found = confidenceOfTokens(confidences, 2_048, 2_048);
    expect(Math.abs((found?.lowestGroup ?? 0) - 0.1)).toBeLessThan(1e-9);
  });
});
