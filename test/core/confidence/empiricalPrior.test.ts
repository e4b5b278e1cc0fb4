import { describe, expect, it } from 'vitest';
import { empiricalPrior } from '../../../src/core/confidence/empiricalPrior.ts';

describe('the prior that a library suggests', () => {
  it('is uniform until patterns were tried with mixed success', () => {
    const uniform = { a: 1, b: 1, strength: 2 };
    expect(empiricalPrior([])).toMatchObject(uniform);
    expect(empiricalPrior([{ successes: 3, trials: 5 }])).toMatchObject(uniform);
    expect(
      empiricalPrior([
        { successes: 5, trials: 5 },
        { successes: 9, trials: 9 },
      ]),
    ).toMatchObject(uniform);
    expect(
      empiricalPrior([
        { successes: 0, trials: 0 },
        { successes: 1, trials: 1 },
        { successes: 0, trials: 1 },
      ]),
    ).toMatchObject(uniform);
  });

  it('is strong where patterns are alike, and its mean is the pooled rate', () => {
    const prior = empiricalPrior(Array.from({ length: 20 }, () => ({ successes: 8, trials: 10 })));
    expect(prior).toMatchObject({ mean: 0.8, correlation: 0, strength: 50, a: 40 });
    expect(prior.b).toBeCloseTo(10, 12);
  });

  it('is weak where patterns are of two kinds', () => {
    const prior = empiricalPrior([
      { successes: 20, trials: 20 },
      { successes: 0, trials: 20 },
      { successes: 19, trials: 20 },
      { successes: 1, trials: 20 },
    ]);
    expect(prior.strength).toBe(2);
    expect(prior.mean).toBe(0.5);
  });
});
