import { describe, expect, it } from 'vitest';
import { nearestName } from '../../../src/core/rules/nearestName.ts';

describe('nearestName', () => {
  it.each([
    ['no-evl', 'no-eval'],
    ['chekc', 'check'],
    ['eval', 'no-eval'],
    ['NO-EVAL', 'no-eval'],
  ])('takes %s for %s', (written, meant) => {
    expect(nearestName(written, ['check', 'fix', 'no-eval'])).toBe(meant);
  });

  it('guesses nothing for a word that is near to nothing', () => {
    expect(nearestName('prove', ['check', 'fix', 'doctor'])).toBeUndefined();
    expect(nearestName('', ['check'])).toBeUndefined();
    expect(nearestName('x', [])).toBeUndefined();
  });
});
