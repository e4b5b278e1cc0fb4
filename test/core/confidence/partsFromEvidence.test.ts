import { describe, expect, it } from 'vitest';
import { type EvidenceItem, partsFromEvidence } from '../../../src/core/confidence/partsFromEvidence.ts';

function item(
  kind: string,
  passed: number,
  of: number,
  part: EvidenceItem['part'] = 'factual',
): EvidenceItem {
  return { part, kind, passed, of };
}

describe('parts of confidence', () => {
  it('are absent where nothing was looked at', () => {
    expect(partsFromEvidence([])).toEqual({});
    expect(Object.keys(partsFromEvidence([item('object_exists', 3, 3)]))).toEqual(['factual']);
    expect(partsFromEvidence([item('object_exists', 0, 0), item('plan_runs', 1, Number.NaN)])).toEqual({});
  });

  it('are the posterior of the checks, with its band', () => {
    // Beta(4, 2): mean 2/3; scipy.stats.beta.ppf(.05 and .95, 4, 2).
    const { reasoning } = partsFromEvidence([item('samples_agree', 3, 4, 'reasoning')]);
    expect(reasoning?.value).toBeCloseTo(2 / 3, 12);
    expect(reasoning?.lower).toBeCloseTo(0.3425916819988613, 9);
    expect(reasoning?.upper).toBeCloseTo(0.923559608587671, 9);
  });

  it('let no kind of check drown the others', () => {
    const names = item('object_exists', 500, 500);
    const failed = item('proof_verdict', 0, 1);
    const { factual } = partsFromEvidence([names, failed]);
    expect(factual?.value).toBeCloseTo(11 / 13, 12);
    expect(
      partsFromEvidence([item('object_exists', 250, 250), item('object_exists', 250, 250), failed]),
    ).toEqual({
      factual,
    });
  });

  it('hold their value in their band and rise with what passed', () => {
    let before = -1;
    for (let passed = 0; passed <= 8; passed++) {
      const { factual } = partsFromEvidence([item('sql_parses', passed, 8)]);
      const { value = -1, lower = 2, upper = -2 } = factual ?? {};
      expect(value).toBeGreaterThan(before);
      expect(lower).toBeLessThan(value);
      expect(upper).toBeGreaterThan(value);
      before = value;
    }
  });

  it('take counts out of range for the nearest in it', () => {
    expect(partsFromEvidence([item('findings', 7, 5)])).toEqual(partsFromEvidence([item('findings', 5, 5)]));
    expect(partsFromEvidence([item('findings', -1, 5)])).toEqual(partsFromEvidence([item('findings', 0, 5)]));
  });
});
