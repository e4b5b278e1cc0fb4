import { describe, expect, it } from 'vitest';
import { adviceFor } from '../../../src/core/confidence/applicationAdvice.ts';
import {
  type ConfidenceEvidence,
  patternConfidence,
  seedConfidence,
  successLowerBound,
} from '../../../src/core/confidence/patternConfidence.ts';

function evidence(changes: Partial<ConfidenceEvidence> = {}): ConfidenceEvidence {
  return {
    similarity: 0.65,
    layerMatch: 0,
    workflowOverlap: 0,
    fileTypeMatch: 0,
    successes: 0,
    applied: 0,
    ...changes,
  };
}

describe('confidence by log-odds', () => {
  it('is the similarity itself when nothing else is known', () => {
    expect(patternConfidence(evidence()).score).toBeCloseTo(0.65, 12);
  });

  it('rises with every part and stays below 1', () => {
    const base = patternConfidence(evidence({ similarity: 0.9 })).score;
    for (const more of [
      { similarity: 0.91 },
      { layerMatch: 1 },
      { workflowOverlap: 0.5 },
      { fileTypeMatch: 1 },
      { successes: 3, applied: 3 },
    ]) {
      expect(patternConfidence(evidence({ similarity: 0.9, ...more })).score).toBeGreaterThan(base);
    }
    const best = evidence({
      similarity: 1,
      layerMatch: 1,
      workflowOverlap: 1,
      fileTypeMatch: 1,
      successes: 99,
      applied: 99,
    });
    expect(patternConfidence(best).score).toBeLessThan(1);
    expect(patternConfidence(evidence({ similarity: 0 })).score).toBeGreaterThan(0);
  });

  it('takes the prior that the library suggests', () => {
    const prior = { a: 45, b: 5 };
    expect(patternConfidence(evidence(), prior).score).toBeGreaterThan(patternConfidence(evidence()).score);
  });
});

describe('confidence by the seed’s formula', () => {
  it('multiplies its boosts, caps at 1 and keeps what lies under the cap', () => {
    const fits = evidence({ layerMatch: 1, workflowOverlap: 1, fileTypeMatch: 1 });
    expect(seedConfidence(fits).score).toBe(1);
    expect(seedConfidence(fits).raw).toBeCloseTo(1.1154, 12);
    expect(seedConfidence({ ...fits, successes: 9, applied: 10 }).raw).toBeCloseTo(1.204632, 12);
  });

  it('counts a pattern never tried as neither good nor bad', () => {
    expect(seedConfidence(evidence()).raw).toBe(0.65);
    expect(seedConfidence(evidence({ applied: 3 })).raw).toBeCloseTo(0.585, 12);
  });
});

describe('advice', () => {
  const proven = {
    score: 0.9,
    successLower: 0.64,
    applied: 10,
    verification: 'clean',
    allowed: true,
  } as const;

  it('applies unasked only on all its grounds', () => {
    expect(adviceFor(proven)).toBe('auto');
    for (const less of [
      { score: 0.79 },
      { successLower: 0.59 },
      { applied: 4 },
      { verification: 'new_findings' },
      { allowed: false },
    ] as const) {
      expect(adviceFor({ ...proven, ...less })).toBe('ask');
    }
    const { verification, ...unchecked } = proven;
    expect(adviceFor(unchecked)).toBe('ask');
    const { successLower, ...untried } = proven;
    expect(adviceFor(untried)).toBe('ask');
  });

  it('does not let the seed’s cap apply a pattern that was never tried', () => {
    const { score } = seedConfidence(evidence({ layerMatch: 1, workflowOverlap: 1, fileTypeMatch: 1 }));
    expect(adviceFor({ score, applied: 0, verification: 'clean', allowed: true })).toBe('ask');
    expect(successLowerBound({ successes: 0, applied: 0 })).toBeUndefined();
  });

  it('starts fresh on a low score', () => {
    expect(adviceFor({ ...proven, score: 0.59 })).toBe('fresh');
  });
});
