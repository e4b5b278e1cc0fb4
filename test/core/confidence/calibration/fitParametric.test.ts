import { describe, expect, it } from 'vitest';
import { mapped } from '../../../../src/core/confidence/calibration/calibrationMap.ts';
import {
  fitBeta,
  fitFreeBeta,
  fitPlatt,
  fitTemperature,
  plattTargets,
} from '../../../../src/core/confidence/calibration/fitParametric.ts';

const P = [0.02, 0.1, 0.15, 0.3, 0.3, 0.45, 0.5, 0.62, 0.7, 0.7, 0.81, 0.88, 0.93, 0.97];
const Y = [0, 0, 1, 0, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1];
const cases = P.map((raw, index) => ({ raw, outcome: Y[index] ?? 0 }));

describe('maps with a few coefficients', () => {
  // Coefficients from sixty full Newton steps in numpy on the same cases.
  it('find the temperature', () => {
    expect(fitTemperature(cases)?.inverse).toBeCloseTo(0.4134614165484266, 10);
  });

  it("find Platt's two with targets moved inwards", () => {
    expect(plattTargets(cases)).toEqual({ good: 0.9, bad: 0.125 });
    const map = fitPlatt(cases);
    expect(map?.slope).toBeCloseTo(0.2997824424916565, 10);
    expect(map?.intercept).toBeCloseTo(0.2483452961910312, 10);
  });

  it('find the three of beta calibration, and drop the one that is negative', () => {
    const free = fitFreeBeta(cases);
    expect(free?.a).toBeCloseTo(1.0492340286105892, 10);
    expect(free?.b).toBeCloseTo(-0.1928380120510089, 10);
    expect(free?.c).toBeCloseTo(1.4817594215215717, 10);
    const held = fitBeta(cases);
    expect(held?.a).toBeCloseTo(0.8815304770193032, 10);
    expect(held?.b).toBe(0);
    expect(held?.c).toBeCloseTo(1.1237306166583862, 10);
  });

  it('find coefficients for nats as they are', () => {
    const nats = [3.1, 3.4, 4, 4.2, 4.9, 5.3, 6.1, 6.6, 7, 8.2];
    const outcomes = [0, 0, 1, 0, 0, 1, 1, 0, 1, 1];
    const map = fitPlatt(
      nats.map((raw, index) => ({ raw, outcome: outcomes[index] ?? 0 })),
      { scale: 'nats' },
    );
    expect(map?.slope).toBeCloseTo(0.5295376155719249, 9);
    expect(map?.intercept).toBeCloseTo(-2.782854965213085, 9);
  });

  it('weigh a case as often as it would stand there', () => {
    const doubled = fitTemperature([...cases, ...cases.slice(3, 6)]);
    const weighted = fitTemperature(
      cases.map((each, index) => ({ ...each, weight: index >= 3 && index < 6 ? 2 : 1 })),
    );
    expect(weighted?.inverse).toBeCloseTo(doubled?.inverse ?? 0, 10);
  });

  it('have no end where raw values tell every outcome, unless they are held back', () => {
    const told = [0.1, 0.2, 0.8, 0.9].map((raw) => ({ raw, outcome: raw > 0.5 ? 1 : 0 }));
    expect(fitTemperature(told)).toBeUndefined();
    expect(fitTemperature(told, { shrinkage: 1 })?.inverse).toBeGreaterThan(1);
    expect(fitFreeBeta(told)).toBeUndefined();
  });

  it('stay nearer to changing nothing the harder they are held', () => {
    const [loose, tight] = [0.5, 50].map((shrinkage) => fitTemperature(cases, { shrinkage })?.inverse ?? 0);
    expect(Math.abs(1 - (tight ?? 0))).toBeLessThan(Math.abs(1 - (loose ?? 0)));
  });

  it('map within 0 and 1 and never fall', () => {
    const grid = Array.from({ length: 201 }, (_, step) => step / 200);
    for (const map of [fitTemperature(cases), fitPlatt(cases), fitBeta(cases)]) {
      const heights = grid.map((raw) => (map && mapped(map, raw, 'probability')) ?? Number.NaN);
      heights.forEach((height, index) => {
        expect(height).toBeGreaterThanOrEqual(heights[index - 1] ?? 0);
        expect(height).toBeLessThanOrEqual(1);
      });
    }
  });
});
