import { describe, expect, it } from 'vitest';
import { storableJson } from '../../src/store/storableJson.ts';

describe('JSON for the store', () => {
  it('replaces what Postgres cannot hold, and nothing else', () => {
    expect(
      JSON.parse(storableJson({ 'k\0': ['a\0b', 'half \ud83d', '\udf89 half', '🎉', 'größe\u0001'] })),
    ).toEqual({
      'k\uFFFD': ['a\uFFFDb', 'half \uFFFD', '\uFFFD half', '🎉', 'größe\u0001'],
    });
  });

  it('leaves code that only speaks of such characters as it is', () => {
    const code = String.raw`"\u0000" \\u0000 \ud83d C:\users`;
    expect(JSON.parse(storableJson({ code }))).toEqual({ code });
  });
});
