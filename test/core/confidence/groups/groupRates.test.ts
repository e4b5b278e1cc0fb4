import { describe, expect, it } from 'vitest';
import { groupRates } from '../../../../src/core/confidence/groups/groupRates.ts';

const GROUPS = [
  { key: 'index', successes: 95, trials: 100 },
  { key: 'lock', successes: 30, trials: 60 },
  { key: 'rename', successes: 45, trials: 50 },
  { key: 'new', successes: 1, trials: 1 },
  { key: 'untried', successes: 0, trials: 0 },
];

describe('rates of groups', () => {
  it('draw sparse groups towards all, and leave full ones nearly alone', () => {
    const { prior, groups } = groupRates(GROUPS);
    const meanOf = (key: string) => groups.find((group) => group.key === key)?.mean ?? 0;
    expect(meanOf('untried')).toBeCloseTo(prior.mean, 12);
    expect(meanOf('new')).toBeLessThan(meanOf('index'));
    expect(meanOf('new')).toBeGreaterThan(prior.mean);
    expect(Math.abs(meanOf('index') - 0.95)).toBeLessThan(0.02);
  });

  it('keep the order given and hold each mean in its band', () => {
    const { groups } = groupRates(GROUPS);
    expect(groups.map(({ key }) => key)).toEqual(GROUPS.map(({ key }) => key));
    for (const { mean, lower, upper } of groups) expect(lower < mean && mean < upper).toBe(true);
  });

  it('believe nothing of nothing', () => {
    expect(groupRates([])).toMatchObject({ prior: { a: 1, b: 1 }, groups: [] });
  });
});
