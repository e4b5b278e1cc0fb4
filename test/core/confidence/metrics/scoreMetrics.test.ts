import { describe, expect, it } from 'vitest';
import { auroc } from '../../../../src/core/confidence/metrics/auroc.ts';
import { bootstrapInterval } from '../../../../src/core/confidence/metrics/bootstrap.ts';
import { brierScore, logLoss, murphyParts } from '../../../../src/core/confidence/metrics/properScores.ts';
import {
  equalMassBins,
  equalWidthBins,
  expectedCalibrationError,
  maximumCalibrationError,
} from '../../../../src/core/confidence/metrics/reliabilityBins.ts';
import { scoreMetrics } from '../../../../src/core/confidence/metrics/scoreMetrics.ts';
import { seededRandom } from '../../../../src/core/confidence/numbers/seededRandom.ts';

const P = [0.02, 0.1, 0.15, 0.3, 0.3, 0.45, 0.5, 0.62, 0.7, 0.7, 0.81, 0.88, 0.93, 0.97, 1];
const Y = [0, 0, 1, 0, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1];
const forecasts = P.map((p, index) => ({ p, y: Y[index] ?? 0 }));

describe('scores of forecasts', () => {
  // Expected values from their definitions in numpy, over the same fifteen forecasts.
  it('come out as computed apart', () => {
    expect(brierScore(forecasts)).toBeCloseTo(0.2270733333333333, 12);
    expect(logLoss(forecasts)).toBeCloseTo(0.6627514889261438, 12);
    expect(auroc(forecasts)).toBeCloseTo(0.7222222222222222, 12);
    const murphy = murphyParts(forecasts);
    expect(murphy?.reliability).toBeCloseTo(0.1604066666666667, 12);
    expect(murphy?.resolution).toBeCloseTo(0.17333333333333337, 12);
    expect(murphy?.uncertainty).toBeCloseTo(0.24, 12);
    expect(expectedCalibrationError(equalWidthBins(forecasts, 4))).toBeCloseTo(0.1233333333333333, 12);
    expect(maximumCalibrationError(equalWidthBins(forecasts, 4))).toBeCloseTo(0.2433333333333333, 12);
    expect(expectedCalibrationError(equalMassBins(forecasts, 4))).toBeCloseTo(0.16999999999999998, 12);
    expect(equalMassBins(forecasts, 4).map(({ count }) => count)).toEqual([4, 4, 4, 3]);
  });

  it('put a forecast of 1 into the last bin and leave empty bins out', () => {
    const bins = equalWidthBins(forecasts, 10);
    expect(bins.map(({ bin }) => bin)).toEqual([0, 1, 3, 4, 5, 6, 7, 8, 9]);
    expect(bins.at(-1)).toMatchObject({ from: 0.9, to: 1, count: 3, successes: 2 });
  });

  it('are none of nothing, and no order of one kind of outcome', () => {
    expect(scoreMetrics([])).toBeUndefined();
    expect(auroc([{ p: 0.4, y: 1 }])).toBeUndefined();
    expect(scoreMetrics([{ p: 0.4, y: 1 }])).not.toHaveProperty('auroc');
  });

  it('stay finite where a certainty was wrong', () => {
    // Taken for 1 − 10⁻¹⁵, the double next to which is 9.99e-16 from 1.
    expect(logLoss([{ p: 1, y: 0 }])).toBeCloseTo(34.5396, 3);
  });

  it('do not depend on the order of the cases, and obey their bounds', () => {
    const random = seededRandom(3);
    for (let round = 0; round < 50; round++) {
      const cases = Array.from({ length: 40 }, () => ({ p: random(), y: random() < 0.5 ? 1 : 0 }));
      const [found, turned] = [scoreMetrics(cases), scoreMetrics(cases.toReversed())];
      expect(turned?.brier).toBeCloseTo(found?.brier ?? -1, 12);
      expect(turned?.ece).toBeCloseTo(found?.ece ?? -1, 12);
      expect(turned?.auroc).toBeCloseTo(found?.auroc ?? -1, 12);
      expect(found?.ece).toBeLessThanOrEqual((found?.mce ?? 0) + 1e-12);
      const parts = murphyParts(cases);
      const sum = (parts?.reliability ?? 0) - (parts?.resolution ?? 0) + (parts?.uncertainty ?? 0);
      expect(sum).toBeCloseTo(found?.brier ?? -1, 12);
    }
  });

  it('keep the ranking when every forecast is mapped by a rising curve', () => {
    expect(auroc(forecasts.map(({ p, y }) => ({ p: p ** 3, y })))).toBe(auroc(forecasts));
  });
});

describe('interval by drawing anew', () => {
  it('is the same for the same seed, and holds the figure', () => {
    const found = scoreMetrics(forecasts, { seed: 5, resamples: 300 });
    expect(scoreMetrics(forecasts, { seed: 5, resamples: 300 })).toEqual(found);
    expect(found?.brierInterval?.lower).toBeLessThan(found?.brier ?? 0);
    expect(found?.brierInterval?.upper).toBeGreaterThan(found?.brier ?? 1);
  });

  it('covers the truth about as often as it says', () => {
    const random = seededRandom(17);
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    let held = 0;
    for (let round = 0; round < 200; round++) {
      const values = Array.from({ length: 60 }, random);
      const interval = bootstrapInterval(values, mean, { seed: round, resamples: 200 });
      if (interval && interval.lower <= 0.5 && interval.upper >= 0.5) held++;
    }
    expect(held).toBeGreaterThan(175);
    expect(held).toBeLessThan(200);
  });

  it('is none where the figure never comes out', () => {
    expect(bootstrapInterval([1], () => undefined, { seed: 1, resamples: 5 })).toBeUndefined();
    expect(bootstrapInterval([], brierScore, { seed: 1, resamples: 5 })).toBeUndefined();
  });
});
