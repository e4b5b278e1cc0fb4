import { describe, expect, it } from 'vitest';
import {
  compactCurve,
  fitIsotonic,
  onCurve,
  poolAdjacentViolators,
} from '../../../../src/core/confidence/calibration/isotonic.ts';
import { seededRandom } from '../../../../src/core/confidence/numbers/seededRandom.ts';

describe('the nearest curve that never falls', () => {
  it('pools neighbours by their weights', () => {
    // scipy.optimize.isotonic_regression of the same values and weights.
    const found = poolAdjacentViolators([0.1, 0.5, 0.4, 0.4, 0.9, 0.2, 0.95], [1, 2, 1, 3, 1, 1, 2]);
    const expected = [0.1, 2.6 / 6, 2.6 / 6, 2.6 / 6, 0.55, 0.55, 0.95];
    found.forEach((value, index) => {
      expect(value).toBeCloseTo(expected[index] ?? 0, 12);
    });
  });

  it('leaves what rises, makes level what falls, and has nothing of nothing', () => {
    expect(poolAdjacentViolators([1, 2, 3])).toEqual([1, 2, 3]);
    expect(poolAdjacentViolators([3, 2, 1])).toEqual([2, 2, 2]);
    expect(poolAdjacentViolators([])).toEqual([]);
    expect(fitIsotonic([])).toBeUndefined();
  });

  it('keeps the mean and never falls', () => {
    const random = seededRandom(23);
    for (let round = 0; round < 100; round++) {
      const values = Array.from({ length: 1 + Math.floor(random() * 40) }, random);
      const found = poolAdjacentViolators(values);
      const sum = (all: readonly number[]) => all.reduce((total, each) => total + each, 0);
      expect(sum(found)).toBeCloseTo(sum(values), 10);
      found.forEach((value, index) => {
        expect(value).toBeGreaterThanOrEqual(found[index - 1] ?? Number.NEGATIVE_INFINITY);
      });
    }
  });

  it('is one point for equal raw values, straight between points, level beyond', () => {
    const curve = fitIsotonic([
      { raw: 0.4, outcome: 0 },
      { raw: 0.4, outcome: 1 },
      { raw: 0.8, outcome: 1 },
      { raw: 0.2, outcome: 0 },
    ]);
    expect(curve).toEqual({ kind: 'isotonic', x: [0.2, 0.4, 0.8], y: [0, 0.5, 1] });
    const at = [0, 0.2, 0.3, 0.4, 0.6, 0.8, 1].map((raw) => curve && onCurve(curve, raw));
    expect(at.map((each) => Math.round((each ?? -1) * 1e12) / 1e12)).toEqual([0, 0, 0.25, 0.5, 0.75, 1, 1]);
  });

  it('says the same with only its corners', () => {
    const random = seededRandom(29);
    const curve = fitIsotonic(
      Array.from({ length: 300 }, () => {
        const raw = random();
        return { raw, outcome: random() < raw ? 1 : 0 };
      }),
    );
    if (!curve) throw new Error('a curve is expected');
    const compact = compactCurve(curve);
    expect(compact.x.length).toBeLessThan(curve.x.length / 3);
    for (let step = 0; step <= 100; step++) {
      expect(onCurve(compact, step / 100)).toBeCloseTo(onCurve(curve, step / 100) ?? -1, 12);
    }
  });
});
