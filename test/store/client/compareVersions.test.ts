import { describe, expect, it } from 'vitest';
import { compareVersions } from '../../../src/store/client/compareVersions.ts';

describe('compareVersions', () => {
  it.each([
    ['1.2.3', '1.2.4'],
    ['1.9.0', '1.10.0'],
    ['0.9.9', '1.0.0'],
    ['1.0.0-beta.2', '1.0.0'],
    ['1.0.0-beta.2', '1.0.0-beta.10'],
    ['unknown', '0.0.1'],
  ])('takes %s for older than %s', (older, newer) => {
    expect(compareVersions(older, newer)).toBeLessThan(0);
    expect(compareVersions(newer, older)).toBeGreaterThan(0);
  });

  it('takes equal versions, and two that are none, for the same', () => {
    expect(compareVersions('1.2.3', '1.2.3')).toBe(0);
    expect(compareVersions('unknown', '')).toBe(0);
  });
});
