import { describe, expect, it } from 'vitest';
import { isAscii, utf8OffsetMapper, utf16OffsetOfCodePoint } from '../../../src/core/text/utf8Offsets.ts';

const TEXT = 'až€😀b';

describe('UTF-8 offsets', () => {
  it('map every character of a text to its UTF-16 offset', () => {
    const map = utf8OffsetMapper(TEXT);
    for (let offset = 0; offset <= TEXT.length; offset++) {
      if (offset === TEXT.indexOf('😀') + 1) continue; // the middle of a surrogate pair has no byte of its own
      expect(map(Buffer.byteLength(TEXT.slice(0, offset)))).toBe(offset);
    }
  });

  it('take a byte inside a character for its start, and clamp', () => {
    const map = utf8OffsetMapper(TEXT);
    expect(map(2)).toBe(1);
    expect(map(1_000)).toBe(TEXT.length);
    expect(utf8OffsetMapper('abc')(1_000)).toBe(3);
    expect(utf8OffsetMapper('')(0)).toBe(0);
  });

  it('count a lone surrogate as the three bytes it is written with', () => {
    const text = '\ud83d!';
    expect(utf8OffsetMapper(text)(Buffer.byteLength('\ud83d'))).toBe(1);
  });
});

describe('code point offsets', () => {
  it.each([
    [0, 0],
    [3, 3],
    [4, 5],
    [5, 6],
    [99, 6],
  ])('%i code points are %i units', (points, units) => {
    expect(utf16OffsetOfCodePoint(TEXT, points)).toBe(units);
  });
});

it('tells ASCII from the rest', () => {
  expect(isAscii('plain\n')).toBe(true);
  expect(isAscii('naïve')).toBe(false);
});
