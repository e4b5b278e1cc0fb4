import { describe, expect, it } from 'vitest';
import { dateText, rangeOf, rangeOfDays } from '../../webview/components/confidence/dateRange.ts';

const NOW = new Date(2026, 10, 21, 15, 30);

describe('a time of whole days', () => {
  it('ends with its last day', () => {
    expect(rangeOf('2026-11-01', '2026-11-03', NOW)).toEqual({
      from: new Date(2026, 10, 1).toISOString(),
      to: new Date(2026, 10, 4).toISOString(),
    });
  });

  it('may be one day, and today', () => {
    expect(rangeOf('2026-11-21', '2026-11-21', NOW)).toEqual(rangeOfDays(0, NOW));
  });

  it.each([
    ['', '2026-11-03', 'from'],
    ['2026-02-30', '2026-11-03', 'from'],
    ['2026-11-01', 'soon', 'to'],
    ['2026-11-03', '2026-11-01', 'to'],
    ['2026-12-01', '2026-12-02', 'from'],
    ['1999-01-01', '2026-11-01', 'from'],
  ])('from %j to %j is none, and says where', (from, to, field) => {
    expect(rangeOf(from, to, NOW)).toMatchObject({ field, text: expect.stringMatching(/\.$/u) });
  });

  it('begins so many days back', () => {
    const { from, to } = rangeOfDays(30, NOW);
    expect(dateText(new Date(from))).toBe('2026-10-22');
    expect(dateText(new Date(Date.parse(to) - 1))).toBe('2026-11-21');
  });
});
