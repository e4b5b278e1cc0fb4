import { describe, expect, it } from 'vitest';
import { incompleteBeta, inverseIncompleteBeta } from '../../../src/core/confidence/incompleteBeta.ts';
import { successPosterior } from '../../../src/core/confidence/successPosterior.ts';

describe('the incomplete beta function', () => {
  it('is the power of x for whole shapes with b = 1', () => {
    expect(incompleteBeta(0.3, 4, 1)).toBeCloseTo(0.3 ** 4, 14);
  });

  it('is the arcsine law for halves', () => {
    expect(incompleteBeta(0.2, 0.5, 0.5)).toBeCloseTo((2 / Math.PI) * Math.asin(Math.sqrt(0.2)), 13);
  });

  it('mirrors when sides are swapped', () => {
    expect(incompleteBeta(0.7, 3, 11) + incompleteBeta(0.3, 11, 3)).toBeCloseTo(1, 13);
  });

  it('is undone by its inverse, at the ends too', () => {
    for (const [a, b] of [
      [1, 1],
      [0.5, 30],
      [400, 2],
      [12_000, 9_000],
    ] as const) {
      for (const probability of [0.001, 0.05, 0.5, 0.95, 0.999]) {
        expect(incompleteBeta(inverseIncompleteBeta(probability, a, b), a, b)).toBeCloseTo(probability, 9);
      }
    }
    expect(inverseIncompleteBeta(0, 2, 2)).toBe(0);
    expect(inverseIncompleteBeta(1, 2, 2)).toBe(1);
  });
});

describe('the posterior of success', () => {
  it('knows nothing of a pattern that was never tried', () => {
    const posterior = successPosterior(0, 0);
    expect(posterior.mean).toBe(0.5);
    expect(posterior.lower05).toBeCloseTo(0.05, 12);
    expect(posterior.upper95).toBeCloseTo(0.95, 12);
  });

  it('trusts nine of ten less than ninety of a hundred', () => {
    expect(successPosterior(9, 10).lower05).toBeCloseTo(0.6356405107527572, 10);
    expect(successPosterior(90, 100).lower05).toBeGreaterThan(0.83);
  });

  it('holds for counts of years', () => {
    const { mean, lower05, upper95 } = successPosterior(900_000, 1_000_000);
    expect(mean).toBeCloseTo(0.9, 5);
    expect(lower05).toBeGreaterThan(0.899);
    expect(upper95).toBeLessThan(0.901);
  });
});
