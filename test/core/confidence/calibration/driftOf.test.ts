import { describe, expect, it } from 'vitest';
import { chooseCalibrator } from '../../../../src/core/confidence/calibration/chooseCalibrator.ts';
import { driftOf } from '../../../../src/core/confidence/calibration/driftOf.ts';
import { seededRandom } from '../../../../src/core/confidence/numbers/seededRandom.ts';

const START = Date.parse('2026-01-01T00:00:00Z');

function stream(count: number, truth: (raw: number) => number, seed: number, from = 0) {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const raw = random();
    const at = new Date(START + (from + index) * 60_000).toISOString();
    return { raw, outcome: random() < truth(raw) ? 1 : 0, at };
  });
}

const record = chooseCalibrator({
  method: 'verbalized',
  family: 'm',
  samples: stream(500, (raw) => raw, 1),
  fittedAt: '2026-02-01T00:00:00Z',
});

describe('drift', () => {
  it('sees what weighs, and takes a few that weigh much for no more than a few', () => {
    const later = stream(60, (raw) => raw, 3, 500);
    expect(driftOf(record, later).state).toBe('steady');
    const even = later.map((sample) => ({ ...sample, weight: 7 }));
    const { brier, brierMax, gap } = driftOf(record, later);
    const weighed = driftOf(record, even);
    expect(weighed.brier).toBeCloseTo(brier ?? 0, 10);
    expect(weighed.brierMax).toBeCloseTo(brierMax ?? 0, 10);
    expect(weighed.gap).toBeCloseTo(gap ?? 0, 10);
    // All that weighs was foretold wrongly; two of them are no proof, forty are.
    const wrong = (count: number) =>
      later.map(({ raw, at }, index) => ({
        raw,
        at,
        outcome: raw < 0.5 ? 1 : 0,
        weight: index < 60 - count ? 1e-9 : 1,
      }));
    expect(driftOf(record, wrong(2)).brierMax).toBeGreaterThan(0.5);
    expect(driftOf(record, wrong(40)).state).toBe('drifting');
  });

  it('is not told from few outcomes, nor of what was never fitted', () => {
    expect(
      driftOf(
        record,
        stream(29, () => 0, 2),
      ),
    ).toMatchObject({ state: 'too_few', outcomes: 29 });
    const unfitted = chooseCalibrator({ method: 'a', family: 'b', samples: [], fittedAt: '' });
    expect(
      driftOf(
        unfitted,
        stream(100, () => 0, 2),
      ).state,
    ).toBe('too_few');
  });

  it('is seldom told of a model that stayed as it was', () => {
    const alarms = Array.from({ length: 40 }, (_, seed) =>
      driftOf(
        record,
        stream(200, (raw) => raw, 100 + seed),
      ),
    ).filter(({ state }) => state === 'drifting');
    expect(alarms.length).toBeLessThanOrEqual(2);
  });

  it('is told of a model that got worse, with the time since when', () => {
    const steady = stream(200, (raw) => raw, 7);
    const worse = stream(100, (raw) => raw * 0.4, 8, 200);
    const found = driftOf(record, [...steady, ...worse]);
    expect(found.state).toBe('drifting');
    expect(found.gap).toBeLessThan(-0.15);
    expect(Date.parse(found.since ?? '')).toBeGreaterThan(START + 200 * 60_000);
  });

  it('is told near one half, where squares hardly show it', () => {
    const around = (truth: number, seed: number) =>
      stream(60, () => truth, seed).map((sample) => ({ ...sample, raw: 0.5 }));
    expect(driftOf(record, around(0.5, 3)).state).toBe('steady');
    expect(driftOf(record, around(0.1, 3)).state).toBe('drifting');
  });

  it('is not told of a model that got surer and right', () => {
    const better = stream(100, (raw) => raw, 9).map(({ raw, at }) => {
      const sure = raw < 0.5 ? 0.02 : 0.98;
      return { raw: sure, outcome: sure > 0.5 ? 1 : 0, at };
    });
    expect(driftOf(record, better).state).toBe('steady');
  });
});
