import { describe, expect, it } from 'vitest';
import {
  clopperPearsonInterval,
  upperBound,
  wilsonInterval,
} from '../../../../src/core/confidence/metrics/intervals.ts';
import { normalQuantile } from '../../../../src/core/confidence/numbers/normalQuantile.ts';

describe('intervals of a share', () => {
  // From scipy.stats.binomtest(k, n).proportion_ci(level, method).
  it.each([
    [0, 10, 0.95, [0, 0.27753279986288926], [0, 0.30849710781876294]],
    [7, 10, 0.9, [0.4416997958698351, 0.8731234160968021], [0.39337578389442357, 0.9127355660858497]],
    [10, 10, 0.95, [0.7224672001371109, 1], [0.6915028921812371, 1]],
    [33, 120, 0.95, [0.20302896661264846, 0.36092965827576806], [0.1974551278260819, 0.363984073599464]],
  ])('%i of %i at %f', (k, n, level, wilson, exact) => {
    const score = wilsonInterval(k, n, level);
    const clopper = clopperPearsonInterval(k, n, level);
    expect(score.lower).toBeCloseTo(wilson[0] ?? 0, 12);
    expect(score.upper).toBeCloseTo(wilson[1] ?? 0, 12);
    expect(clopper.lower).toBeCloseTo(exact[0] ?? 0, 12);
    expect(clopper.upper).toBeCloseTo(exact[1] ?? 0, 12);
  });

  it('are everything when nothing was tried', () => {
    expect(wilsonInterval(0, 0)).toEqual({ lower: 0, upper: 1 });
    expect(clopperPearsonInterval(0, 0)).toEqual({ lower: 0, upper: 1 });
    expect(upperBound(0, 0, 0.1)).toBe(1);
  });

  it('hold the share found, and shrink with more trials', () => {
    for (let k = 0; k <= 20; k++) {
      const [few, many] = [wilsonInterval(k, 20), wilsonInterval(k * 50, 1_000)];
      expect(few.lower).toBeLessThanOrEqual(k / 20);
      expect(few.upper).toBeGreaterThanOrEqual(k / 20);
      expect(many.upper - many.lower).toBeLessThan(few.upper - few.lower);
    }
  });

  it('bound an error rate from above', () => {
    // scipy.stats.beta.ppf(.9, 1, 60) and (.99, 3, 98); with no error the bound is 1 − δ^(1/n).
    expect(upperBound(0, 60, 0.1)).toBeCloseTo(0.03764937360191141, 12);
    expect(upperBound(2, 100, 0.01)).toBeCloseTo(0.08141194630280843, 12);
    expect(upperBound(0, 90, 0.01)).toBeCloseTo(1 - 0.01 ** (1 / 90), 12);
    expect(upperBound(5, 5, 0.1)).toBe(1);
  });
});

describe('quantile of the normal distribution', () => {
  it('is known at the levels in use, and the same on both sides', () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
    expect(normalQuantile(0.95)).toBeCloseTo(1.6448536269514722, 14);
    expect(normalQuantile(1e-12)).toBeCloseTo(-7.034483825301132, 12);
    for (const p of [0.001, 0.07, 0.3, 0.5])
      expect(normalQuantile(p)).toBeCloseTo(-normalQuantile(1 - p), 12);
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ]);
  });
});
