import { describe, expect, it } from 'vitest';
import { budgetProblem, runMeter, tokensLeft } from '../../../src/core/consult/budget.ts';

const used = { tokens: 100, costUsd: 1, dayTokens: 1_000, dayCostUsd: 5 };

describe('a budget', () => {
  it('without limits never ends', () => {
    expect(budgetProblem({}, used)).toBeUndefined();
    expect(tokensLeft({}, used)).toBeUndefined();
  });

  it.each([
    [{ tokensMax: 100 }, /100 tokens/u],
    [{ costUsdMax: 1 }, /\$1\.00/u],
    [{ dayTokensMax: 999 }, /Today's 999/u],
    [{ dayCostUsdMax: 4.5 }, /Today's \$4\.50/u],
    [{ tokensMax: 0 }, /0 tokens/u],
  ])('of %j is used up', (limits, message) => {
    expect(budgetProblem(limits, used)).toMatch(message);
  });

  it('has room until a limit is reached, of which the nearer counts', () => {
    expect(budgetProblem({ tokensMax: 101, dayCostUsdMax: 5.01 }, used)).toBeUndefined();
    expect(tokensLeft({ tokensMax: 500, dayTokensMax: 1_200 }, used)).toBe(200);
    expect(tokensLeft({ tokensMax: 50 }, used)).toBe(0);
  });
});

describe('the meter of a run', () => {
  it('counts calls and tokens, and refuses the call that is too many', () => {
    const meter = runMeter({ modelCallsMax: 2, tokensMax: 10 });
    expect(meter.beginCall()).toBeUndefined();
    meter.addTokens(9);
    expect(meter.beginCall()).toBeUndefined();
    expect(meter.beginCall()).toMatch(/2 model calls/u);
    meter.addTokens(1);

    expect(runMeter({ modelCallsMax: 9, tokensMax: 0 }).beginCall()).toMatch(/0 tokens/u);
    expect([meter.calls, meter.tokens]).toEqual([2, 10]);
  });
});
