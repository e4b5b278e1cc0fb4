import { describe, expect, it } from 'vitest';
import { cappedLines, cut } from '../../../src/core/advice/cappedText.ts';

describe('cappedLines', () => {
  it.each([
    [[], 10, ''],
    [['a', 'b'], 10, 'a\nb'],
    [['abc', 'def', 'ghi'], 8, 'abc\ndef\n… 1 more'],
    [['abcdefghij', 'b', 'c'], 5, 'abcd…\n… 2 more'],
    [['abcdefghij'], 5, 'abcd…'],
  ])('keeps %j within %d characters', (lines, max, expected) => {
    expect(cappedLines(lines, max)).toBe(expected);
  });
});

describe('cut', () => {
  it('cuts within no character', () => {
    expect(cut('ab😀cd', 4)).toBe('ab…');
    expect(cut('ab😀cd', 5)).toBe('ab😀…');
    expect(cut('ab😀', 4)).toBe('ab😀');
  });
});
