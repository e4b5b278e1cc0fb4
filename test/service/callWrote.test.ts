import { describe, expect, it } from 'vitest';
import { callWrote } from '../../src/service/owner/callWrote.ts';

describe('looking after indexes', () => {
  const wrote = (data: Readonly<Record<string, unknown>>) =>
    callWrote('ensure_vector_indexes', { ok: true, data });

  it('is a write when it made or dropped one', () => {
    expect(wrote({ made: ['content'], dropped: [], remaining: 2 })).toBe(true);
    expect(wrote({ made: [], dropped: ['content', 'code'], remaining: 0 })).toBe(true);
  });

  it('is none when all are as they should be', () => {
    expect(wrote({ indexed: true, made: [], dropped: [], remaining: 0 })).toBe(false);
  });

  it('is a write when its answer does not say', () => {
    expect(wrote({})).toBe(true);
    expect(
      callWrote('ensure_vector_indexes', { ok: false, error: { code: 'internal', message: 'failed' } }),
    ).toBe(true);
  });
});

it('takes every other function that may write for a write', () => {
  expect(callWrote('save_patterns', { ok: true, data: { made: [], dropped: [] } })).toBe(true);
});
