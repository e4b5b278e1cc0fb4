import { describe, expect, it } from 'vitest';
import { Calibration } from '../../../src/service/confidence/calibration.ts';
import { evenReviews, reviewWeight } from '../../../src/service/confidence/reviewWeights.ts';
import { memoryConfidenceStore } from './memoryConfidenceStore.ts';

describe('the weight of a review', () => {
  it.each([
    [0, 5, 1],
    [5, 5, 2],
    [90, 10, 10],
    [10_000, 1, 20],
    [7, 0, 1],
  ])('of %i answers without an end and %i reviewed ones is %d', (unknown, reviewed, weight) => {
    expect(reviewWeight(unknown, reviewed)).toBe(weight);
  });

  it('is the same for the first review and the last; what speaks for itself, or is shared, keeps its own', () => {
    const at = '2026-01-01T00:00:00Z';
    const own = { raw: 0.9, outcome: 1, at };
    const shared = { ...own, weight: 0.25 };
    const samples = [own, shared, { ...own, weight: 20 }, { ...own, weight: 3 }];
    expect(evenReviews(samples, 8).map(({ weight }) => weight)).toEqual([undefined, 0.25, 5, 5]);
    expect(evenReviews([own, shared], 8)).toEqual([own, shared]);
    expect(evenReviews([], 8)).toEqual([]);
  });
});

describe('values whose ends come mostly from answers that somebody used', () => {
  const sample = (index: number, outcome: number, more: object = {}) => ({
    score_id: String(index),
    at: new Date(Date.parse('2026-01-01T00:00:00Z') + index * 60_000).toISOString(),
    outcome_at: new Date(Date.parse('2026-01-01T00:00:00Z') + index * 60_000).toISOString(),
    method: 'verbalized',
    model_family: 'gpt-x',
    request_type: 'answer',
    raw: index % 2 === 0 ? 0.9 : 0.85,
    outcome,
    exposed: true,
    ...more,
  });
  const judged = async (reviewed: object): Promise<number | undefined> => {
    const store = memoryConfidenceStore();
    // Four of five answers were used, and were good; of the many that nobody used the reviewed ones were mostly bad.
    const samples = Array.from({ length: 200 }, (_, index) =>
      index % 5 === 0 ? sample(index, index % 25 === 0 ? 1 : 0, reviewed) : sample(index, 1),
    );
    store.answers.calibration_samples = { samples, total: samples.length };
    for (let index = 0; index < 360; index++) {
      store.scores.push({
        id: `unknown ${index}`,
        request_id: `unknown ${index}`,
        request_type: 'answer',
        method: 'verbalized',
        model_family: index < 300 ? 'gpt-x' : 'another',
      });
    }
    const calibration = new Calibration({
      store,
      errorRateMax: () => undefined,
      onFitted: () => {},
      log: (line) => expect.unreachable(line),
      keepAlive: () => {},
      ending: new AbortController().signal,
    });
    return (await calibration.judge({ method: 'verbalized', family: 'gpt-x', raw: 0.9 })).calibrated;
  };

  it('promise less where reviews stand for the unused ones', async () => {
    // 160 used and good; 40 reviewed, a fifth of them good, for 340: the truth is (160 + 68) of 500.
    const truth = (160 + 340 / 5) / 500;
    const blind = (await judged({})) ?? 0;
    const told = (await judged({ outcome_method: 'human_review', weight: 20 })) ?? 0;
    expect(blind).toBeGreaterThan(0.75);
    expect(Math.abs(told - truth)).toBeLessThan(0.12);
  });
});
