import { describe, expect, it } from 'vitest';
import { retirementReason } from '../../../../src/core/patterns/mine/retirePattern.ts';

const record = { kept: 0, undone: 0, refused: 0, latest: [] };

describe('retiring a pattern', () => {
  it('leaves one alone that works, is new, or failed once', () => {
    expect(retirementReason(record)).toBeUndefined();
    expect(retirementReason({ ...record, kept: 20, undone: 3, latest: [true, false] })).toBeUndefined();
    expect(retirementReason({ ...record, undone: 2, latest: [false, false] })).toBeUndefined();
  });

  it('tells why one is used no more', () => {
    expect(retirementReason({ kept: 2, undone: 3, refused: 1, latest: [true] })).toBe(
      'only 2 of 6 changes were kept: 3 undone, 1 refused',
    );
    expect(
      retirementReason({ ...record, kept: 90, undone: 4, latest: [false, false, false, false, true] }),
    ).toBe('its last 4 changes were undone or refused');
  });
});
