import { describe, expect, it } from 'vitest';
import { clusterAnswers } from '../../../../src/core/confidence/cluster/clusterAnswers.ts';
import { numberKey, textKey } from '../../../../src/core/confidence/cluster/textKey.ts';
import { seededRandom } from '../../../../src/core/confidence/numbers/seededRandom.ts';

describe('what a short answer comes to', () => {
  it.each([
    ['1', '1.0', '+1', '01', '1e0', '10e-1', ' 1. ', '`1`'],
    ['1000', '1,000', '1e3', '1000.000'],
    ['0', '-0', '0.00', '.0'],
    ['-2.5', '-2.50', '-25e-1', '**-2.5**'],
    ['Yes', 'yes.', ' YES ', '"yes"', '```\nyes\n```'],
    ['{"b": 1, "a": [2]}', '{"a":[2],"b":1}'],
    ['CAFÉ', 'cafe\u0301'],
    ['two  words', 'Two\r\nwords'],
  ])('%s', (first, ...others) => {
    for (const other of others) expect(textKey(other)).toBe(textKey(first));
  });

  it.each([
    ['1', '-1'],
    ['1', '10'],
    ['1,00', '100'],
    ['12345678901234567890', '12345678901234567891'],
    ['0.1', '0.01'],
    ['v1.0', 'v1'],
    ['a b', 'ab'],
    ['[1, 2]', '[2, 1]'],
  ])('%s is not %s', (one, other) => {
    expect(textKey(one)).not.toBe(textKey(other));
  });

  it('is nothing for an empty answer', () => {
    for (const empty of ['', ' \r\n', '``` \n\n```']) expect(textKey(empty)).toBeUndefined();
  });

  it('writes every number back as the same number', () => {
    const random = seededRandom(41);
    for (let round = 0; round < 500; round++) {
      const value = (random() - 0.5) * 10 ** Math.floor(random() * 20 - 8);
      expect(Number(numberKey(String(value)))).toBe(value);
      expect(numberKey(numberKey(String(value)) ?? '')).toBe(numberKey(String(value)));
    }
  });

  it('does not hang on a very long answer', () => {
    expect(textKey('1,'.repeat(50_000))).toBeDefined();
    expect(textKey(`"${'a "'.repeat(50_000)}`)).toBeDefined();
  });
});

describe('clusters', () => {
  it('hold equal answers in the order in which they were first given', () => {
    expect(clusterAnswers(['2', '1', '2.0', '', '1.00', 'x'], textKey)).toEqual([
      { key: '2', members: [0, 2] },
      { key: '1', members: [1, 4] },
      { key: 'x', members: [5] },
    ]);
  });
});
