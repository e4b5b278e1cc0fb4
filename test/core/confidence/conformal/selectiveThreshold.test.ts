import { describe, expect, it } from 'vitest';
import { conformalThreshold } from '../../../../src/core/confidence/conformal/conformalThreshold.ts';
import {
  fixedSequenceThreshold,
  type SelectiveSample,
  selectiveThreshold,
} from '../../../../src/core/confidence/conformal/selectiveThreshold.ts';
import { seededRandom } from '../../../../src/core/confidence/numbers/seededRandom.ts';

function samples(confidence: number, good: number, bad: number): SelectiveSample[] {
  return [...new Array(good).fill(1), ...new Array(bad).fill(0)].map((outcome) => ({ confidence, outcome }));
}

describe('showing only what is right often enough', () => {
  it('shows nothing before enough outcomes, and says how many are needed', () => {
    // Ten thresholds share 10 %: 0.95^n ≤ 0.01 from n = 90 on.
    expect(selectiveThreshold(samples(0.99, 89, 0), 0.05)).toEqual({ kind: 'abstain', neededOutcomes: 90 });
    expect(selectiveThreshold(samples(0.99, 90, 0), 0.05)).toMatchObject({ kind: 'threshold', errors: 0 });
    expect(selectiveThreshold([], 0.05)).toMatchObject({ kind: 'abstain' });
  });

  it('takes the lowest threshold that holds', () => {
    const found = selectiveThreshold(
      [...samples(0.96, 200, 1), ...samples(0.82, 100, 1), ...samples(0.55, 40, 40)],
      0.05,
    );
    expect(found).toMatchObject({ threshold: 0.6, shown: 302, errors: 2, coverage: 302 / 382 });
  });

  it('promises no error rate of nothing', () => {
    expect(selectiveThreshold(samples(0.99, 500, 0), 0)).toEqual({
      kind: 'abstain',
      neededOutcomes: Number.POSITIVE_INFINITY,
    });
  });

  it('stops in a sequence at the first threshold that fails', () => {
    const found = [...samples(0.95, 60, 0), ...samples(0.85, 10, 9), ...samples(0.7, 900, 0)];
    expect(fixedSequenceThreshold(found, 0.05, 0.1, [0.9, 0.8, 0.6])).toMatchObject({ threshold: 0.9 });
    expect(selectiveThreshold(found, 0.05, 0.1, [0.9, 0.8, 0.6])).toMatchObject({ threshold: 0.6 });
    expect(fixedSequenceThreshold(samples(0.95, 5, 0), 0.05)).toEqual({
      kind: 'abstain',
      neededOutcomes: 45,
    });
  });

  it('keeps its promise on fresh answers', () => {
    let broken = 0;
    for (let seed = 0; seed < 200; seed++) {
      const random = seededRandom(seed);
      const draw = (): SelectiveSample => {
        const confidence = random();
        return { confidence, outcome: random() < confidence ** 0.5 ? 1 : 0 };
      };
      const rule = selectiveThreshold(Array.from({ length: 400 }, draw), 0.1, 0.1);
      if (rule.kind === 'abstain') continue;
      // The chance of an error at or above t is 1 − ∫√c dc / (1 − t).
      const { threshold: t } = rule;
      if (1 - (2 / 3) * ((1 - t ** 1.5) / (1 - t)) > 0.1) broken++;
    }
    expect(broken).toBeLessThanOrEqual(20);
  });
});

describe('split conformal threshold', () => {
  it('is the rank that leaves room for the next case', () => {
    const scores = Array.from({ length: 19 }, (_, index) => (19 - index) / 20);
    expect(conformalThreshold(scores, 0.1)).toEqual({ rank: 18, threshold: 0.9 });
    expect(conformalThreshold(scores, 0.05)).toEqual({ rank: 19, threshold: 0.95 });
  });

  it('is none where so few cases can promise nothing', () => {
    expect(conformalThreshold([0.1, 0.2], 0.1)).toEqual({ rank: 3 });
    expect(conformalThreshold([], 0.5)).toEqual({ rank: 1 });
  });

  it('covers a further case as often as it promises', () => {
    const random = seededRandom(31);
    let covered = 0;
    for (let round = 0; round < 2_000; round++) {
      const { threshold = 1 } = conformalThreshold(Array.from({ length: 39 }, random), 0.2);
      if (random() <= threshold) covered++;
    }
    // Exactly 32 of 40 on average; three standard errors below.
    expect(covered / 2_000).toBeGreaterThan(0.773);
    expect(covered / 2_000).toBeLessThan(0.827);
  });
});
