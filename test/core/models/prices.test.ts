import { describe, expect, it } from 'vitest';
import { estimateMessageTokens, estimateTokens } from '../../../src/core/models/estimateTokens.ts';
import { costUsd, priceOf } from '../../../src/core/models/prices.ts';

describe('the price of a model', () => {
  it('is known at the endpoint that published it, for dated names too', () => {
    expect(priceOf(undefined, 'o3')).toMatchObject({ inUsd: 2, outUsd: 8 });
    expect(priceOf('https://api.openai.com/v1', 'o3-2025-04-16')).toEqual(priceOf(undefined, 'o3'));
  });

  it('is not known elsewhere, nor for other models', () => {
    expect(priceOf('http://127.0.0.1:11434/v1', 'o3')).toBeUndefined();
    expect(priceOf('https://api.openai.com.example.net/v1', 'o3')).toBeUndefined();
    expect(priceOf(undefined, 'o9')).toBeUndefined();
    expect(priceOf(undefined, 'constructor')).toBeUndefined();
  });

  it('is paid by the million tokens, cached input at its own', () => {
    const price = { inUsd: 2, cachedInUsd: 0.5, outUsd: 8 };
    expect(costUsd(price, { tokensIn: 1_000_000, tokensOut: 500_000 })).toBe(6);
    expect(costUsd(price, { tokensIn: 1_000_000, tokensCachedIn: 1_000_000, tokensOut: 0 })).toBe(0.5);
    expect(costUsd(price, { tokensIn: 0, tokensOut: 0 })).toBe(0);
  });
});

describe('tokens that nobody counted', () => {
  it('are about a quarter of the characters, more for other scripts', () => {
    expect(estimateTokens('')).toBe(0);
    expect(estimateTokens('x'.repeat(400))).toBe(100);
    expect(estimateTokens('数据库迁移需要回滚')).toBeGreaterThan(estimateTokens('migration'));
  });

  it('count each message for a little more than its text', () => {
    expect(estimateMessageTokens(['', ''])).toBe(8);
  });
});
