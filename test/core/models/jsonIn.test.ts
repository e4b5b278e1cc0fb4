import { describe, expect, it } from 'vitest';
import { jsonIn } from '../../../src/core/models/jsonIn.ts';

describe('JSON in what a model said', () => {
  it.each([
    ['alone', ' {"a":1}\r\n'],
    ['in a fenced block', 'Here:\n```json\n{"a":1}\n```\nDone.'],
    ['in a block without a name', '```\r\n{"a":1}\r\n```'],
    ['after words with brackets', 'For t[0] and {x}: {"a":1} as asked {'],
  ])('is found %s', (_name, text) => {
    expect(jsonIn(text)).toEqual({ a: 1 });
  });

  it('may hold brackets and quotes in its texts', () => {
    expect(jsonIn('so: {"sql":"SELECT \'}\' AS \\"}\\" -- ü"} end')).toEqual({
      sql: `SELECT '}' AS "}" -- ü`,
    });
  });

  it.each([
    ['nothing', ''],
    ['words alone', 'I cannot say.'],
    ['half a JSON', '{"a": 1, "b": "SEL'],
    ['a word in quotes', '"yes"'],
    ['many open brackets', '{'.repeat(100_000)],
  ])('is none in %s', (_name, text) => {
    expect(jsonIn(text)).toBeUndefined();
  });
});
