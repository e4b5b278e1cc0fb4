import { describe, expect, it } from 'vitest';
import { createTextIndex } from '../../../src/core/text/textIndex.ts';

describe('createTextIndex', () => {
  const text = 'const é = await fetch("🙂");\r\nevaluate(x)';
  const contains = createTextIndex(text);

  it.each(['fetch', 'eval', 'é', '🙂', 'x)', 'c', '', text])('finds %j', (word) => {
    expect(contains(word)).toBe(true);
  });

  it.each(['fetched', 'evil', 'è', 'zz', 'tch("x', `${text} `])('misses %j', (word) => {
    expect(contains(word)).toBe(false);
  });

  it('agrees with a plain search for every piece of a text, and for pieces turned around', () => {
    for (let start = 0; start < text.length; start++) {
      for (let length = 1; length < 12; length++) {
        const piece = text.slice(start, start + length);
        const turned = [...piece].reverse().join('');
        expect(contains(piece)).toBe(true);
        expect(contains(turned)).toBe(text.includes(turned));
      }
    }
  });

  it('serves an empty text', () => {
    expect(createTextIndex('')('a')).toBe(false);
  });
});
