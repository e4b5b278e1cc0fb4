import { describe, expect, it } from 'vitest';
import { hybridConfidence } from '../../../../src/core/confidence/agreement/hybridConfidence.ts';
import { sampleAgreement } from '../../../../src/core/confidence/agreement/sampleAgreement.ts';
import { semanticEntropy } from '../../../../src/core/confidence/agreement/semanticEntropy.ts';
import { verbalizedConfidence } from '../../../../src/core/confidence/agreement/verbalizedConfidence.ts';
import { clusterAnswers } from '../../../../src/core/confidence/cluster/clusterAnswers.ts';
import { textKey } from '../../../../src/core/confidence/cluster/textKey.ts';

const clusters = (...answers: readonly string[]) => clusterAnswers(answers, textKey);

describe('agreement of samples', () => {
  it('is no certainty, however few they are', () => {
    expect(sampleAgreement([0, 0, 0, 0])).toEqual({ agreeing: 3, samples: 3, value: 0.8 });
    expect(sampleAgreement([0, 0])).toMatchObject({ value: 2 / 3 });
  });

  it('is that of the answer given, however many agree on another', () => {
    expect(sampleAgreement([0, 1, 1, 1])).toEqual({ agreeing: 0, samples: 3, value: 0.2 });
  });

  it('counts an answer without content against it', () => {
    expect(sampleAgreement([0, 0, undefined])).toEqual({ agreeing: 1, samples: 2, value: 0.5 });
    expect(sampleAgreement([undefined, undefined])).toBeUndefined();
  });

  it('is nothing without further answers', () => {
    expect(sampleAgreement([0])).toBeUndefined();
    expect(sampleAgreement([])).toBeUndefined();
  });
});

describe('entropy of meanings', () => {
  it('is nothing when all agree and most when none do', () => {
    expect(semanticEntropy(clusters('1', '1.0', '1'))).toEqual({ entropy: 0, value: 1, samples: 3 });
    const scattered = semanticEntropy(clusters('a', 'b', 'c', 'd'));
    expect(scattered?.entropy).toBeCloseTo(Math.log(4), 12);
    expect(scattered?.value).toBeCloseTo(0, 12);
    // Shares of three quarters and one quarter: 2 ln 2 − 0.75 ln 3.
    expect(semanticEntropy(clusters('a', 'a', 'a', 'b'))?.entropy).toBeCloseTo(
      2 * Math.log(2) - 0.75 * Math.log(3),
      12,
    );
  });

  it('needs two answers', () => {
    expect(semanticEntropy(clusters('a'))).toBeUndefined();
    expect(semanticEntropy([])).toBeUndefined();
  });
});

describe('what a model says of itself', () => {
  it.each([
    ['The plan is sound.\nConfidence: 85%', 0.85],
    ['Confidence (0-100): 70', 0.7],
    ['confidence from 0 to 1: 0.65', 0.65],
    ['I am 90 % sure it works. My certainty is 8/10.', 0.8],
    ['At first confidence: 40. After a look at the schema, **Confidence:** 95 percent', 0.95],
    ['Probability that this holds = 0,5', 0.5],
    ['confidence: 100', 1],
    ['Confidence: 92.5%\r\n', 0.925],
  ])('%s', (answer, value) => {
    expect(verbalizedConfidence(answer)).toBeCloseTo(value, 12);
  });

  it.each(['', 'I am confident.', 'confidence: high', 'Confidence: 250', 'Confidence: 12/10', '85%'])(
    'is nothing in "%s"',
    (answer) => {
      expect(verbalizedConfidence(answer)).toBeUndefined();
    },
  );
});

describe('both together', () => {
  it('rises with either and makes up for neither', () => {
    expect(hybridConfidence(0.8, 0.5)).toBeCloseTo(0.4, 12);
    expect(hybridConfidence(1, 0)).toBe(0);
    expect(hybridConfidence(2, -1)).toBe(0);
    expect(hybridConfidence(0.9, 0.5)).toBeGreaterThan(hybridConfidence(0.8, 0.5));
  });
});
