import { describe, expect, it } from 'vitest';
import { applyCalibrator } from '../../../../src/core/confidence/calibration/applyCalibrator.ts';
import type { CalibrationSample } from '../../../../src/core/confidence/calibration/calibrationSample.ts';
import { parseCalibrator } from '../../../../src/core/confidence/calibration/calibratorRecord.ts';
import { chooseCalibrator } from '../../../../src/core/confidence/calibration/chooseCalibrator.ts';
import { logit, sigmoid } from '../../../../src/core/confidence/numbers/logOdds.ts';
import { seededRandom } from '../../../../src/core/confidence/numbers/seededRandom.ts';

const START = Date.parse('2026-01-01T00:00:00Z');

function at(minute: number): string {
  return new Date(START + minute * 60_000).toISOString();
}

/** Outcomes of which the truth is a map of the raw value. */
function outcomes(
  count: number,
  truth: (raw: number) => number,
  { seed = 1, raws = (random: () => number) => random() } = {},
): CalibrationSample[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const raw = raws(random);
    return { raw, outcome: random() < truth(raw) ? 1 : 0, at: at(index) };
  });
}

function calibrate(samples: readonly CalibrationSample[], scale: 'probability' | 'nats' = 'probability') {
  return chooseCalibrator({ method: 'agreement', family: 'm', scale, samples, fittedAt: at(10_000) });
}

const overconfident = (raw: number) => sigmoid(0.4 * logit(raw));

describe('choosing a calibrator', () => {
  it('claims nothing below twenty outcomes', () => {
    const record = calibrate(outcomes(19, overconfident));
    expect(record).toMatchObject({ state: 'uncalibrated', outcomes: 19, map: { kind: 'identity' } });
    expect(record.note).toBe('Uncalibrated: 19 outcomes are known, 20 are needed.');
    expect(calibrate([])).toMatchObject({ state: 'uncalibrated', outcomes: 0, support: [] });
  });

  it('keeps raw values that are true already', () => {
    const kept = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((seed) =>
      calibrate(outcomes(300, (raw) => raw, { seed })),
    );
    expect(kept.filter(({ map }) => map.kind === 'identity').length).toBeGreaterThanOrEqual(7);
    expect(kept.every(({ state }) => state === 'calibrated')).toBe(true);
  });

  it('maps raw values that promise too much, and says what was gained on later outcomes', () => {
    const record = calibrate(outcomes(400, overconfident));
    expect(record.state).toBe('calibrated');
    expect(record.map.kind).not.toBe('identity');
    expect(record.heldOut?.brierAfter).toBeLessThan(record.heldOut?.brierBefore ?? 0);
    expect(applyCalibrator(record, 0.95).calibrated).toBeCloseTo(overconfident(0.95), 1);
    expect(record.note).toMatch(/^Calibrated on 400 outcomes \(\w+\); on the later 240 /u);
  });

  it('fits one coefficient to few outcomes and a free curve only to many', () => {
    const steep = (raw: number) => (raw < 0.5 ? 0.1 : 0.9);
    const kindsAt = (count: number) =>
      new Set([1, 2, 3].map((seed) => calibrate(outcomes(count, steep, { seed })).map.kind));
    expect([...kindsAt(60)].every((kind) => ['identity', 'temperature', 'platt'].includes(kind))).toBe(true);
    expect(kindsAt(400).has('isotonic')).toBe(false);
    expect(kindsAt(2_000).has('isotonic')).toBe(true);
  });

  it('turns nats into frequencies, and leaves them alone where they tell nothing', () => {
    const raws = (random: () => number) => 3 + random() * 15;
    const told = calibrate(
      outcomes(300, (raw) => sigmoid(raw - 10), { raws }),
      'nats',
    );
    expect(told).toMatchObject({ state: 'calibrated', scale: 'nats' });
    expect(applyCalibrator(told, 14).calibrated).toBeGreaterThan(0.9);
    const untold = calibrate(
      outcomes(300, () => 0.7, { raws, seed: 4 }),
      'nats',
    );
    expect(untold.state).toBe('uncalibrated');
    expect(applyCalibrator(untold, 14)).not.toHaveProperty('calibrated');
  });

  it('does not depend on the order in which outcomes are handed over', () => {
    const samples = outcomes(200, overconfident);
    expect(calibrate(samples.toReversed())).toEqual(calibrate(samples));
  });

  it('leaves out what is no outcome', () => {
    const bad = [
      { raw: Number.NaN, outcome: 1, at: at(1) },
      { raw: 0.4, outcome: 2, at: at(1) },
      { raw: 0.4, outcome: 1, at: 'yesterday' },
    ];
    expect(calibrate([...bad, ...outcomes(5, overconfident)]).outcomes).toBe(5);
  });

  it('survives outcomes that are all alike', () => {
    const good = outcomes(60, () => 1.1);
    const { calibrated = 0 } = applyCalibrator(calibrate(good), 0.6);
    expect(calibrated).toBeGreaterThan(0.6);
    expect(calibrated).toBeLessThan(1);
    const same = outcomes(60, () => 0.5, { raws: () => 0.9 });
    expect(Number.isFinite(applyCalibrator(calibrate(same), 0.9).calibrated)).toBe(true);
  });

  it('counts versions up and can be read back from JSON, which any other shape cannot', () => {
    const first = calibrate(outcomes(600, overconfident));
    const next = chooseCalibrator({
      method: 'agreement',
      family: 'm',
      samples: outcomes(700, overconfident),
      fittedAt: at(1),
      previous: first,
    });
    expect([first.id, next.id]).toEqual(['agreement:m:1', 'agreement:m:2']);
    expect(parseCalibrator(JSON.parse(JSON.stringify(next)))).toEqual(next);
    expect(parseCalibrator({ ...next, format: 'fixward-calibrator/2' })).toBeUndefined();
    expect(parseCalibrator({ ...next, map: { kind: 'isotonic', x: [1], y: [] } })).toBeUndefined();
    expect(parseCalibrator(undefined)).toBeUndefined();
  });
});

describe('applying a calibrator', () => {
  it('knows nothing without one', () => {
    expect(applyCalibrator(undefined, 0.8)).toMatchObject({ state: 'uncalibrated', outcomes: 0 });
    expect(applyCalibrator(undefined, 0.8).lower).toBeCloseTo(0.05, 9);
    expect(applyCalibrator(undefined, 0.8).upper).toBeCloseTo(0.95, 9);
  });

  it('shows how all outcomes went while it is uncalibrated', () => {
    const value = applyCalibrator(calibrate(outcomes(10, () => 1.1)), 0.3);
    // Beta(11, 1): the lower end is 0.05^(1/11).
    expect(value.lower).toBeCloseTo(0.05 ** (1 / 11), 9);
    expect(value).not.toHaveProperty('calibrated');
  });

  it('leans on other groups where it is told of them', () => {
    const value = applyCalibrator(undefined, 0.3, { a: 18, b: 2 });
    expect(value.lower).toBeGreaterThan(0.7);
  });

  it('puts the value within its band, which more outcomes make narrower', () => {
    const widthAt = (count: number) => {
      const record = calibrate(outcomes(count, overconfident));
      return [0, 0.05, 0.3, 0.5, 0.77, 0.999, 1].map((raw) => {
        const { calibrated = Number.NaN, lower, upper } = applyCalibrator(record, raw);
        expect(lower).toBeLessThanOrEqual(calibrated);
        expect(upper).toBeGreaterThanOrEqual(calibrated);
        return upper - lower;
      });
    };
    const [few, many] = [widthAt(50), widthAt(3_000)];
    expect(Math.max(...many)).toBeLessThan(Math.min(...few));
  });

  it('never lowers a value because a higher one was given', () => {
    for (const count of [50, 300, 2_000]) {
      const record = calibrate(outcomes(count, overconfident));
      let before = 0;
      for (let step = 0; step <= 100; step++) {
        const { calibrated = 0 } = applyCalibrator(record, step / 100);
        expect(calibrated).toBeGreaterThanOrEqual(before - 1e-12);
        before = calibrated;
      }
    }
  });
});
