import { describe, expect, it } from 'vitest';
import { chooseLocalPostgres } from '../../../src/server/migrations/chooseLocalPostgres.ts';

function installed(...majors: readonly number[]) {
  return majors.map((major) => ({ major, version: `${major}.1`, binFolder: `/pg/${major}/bin` }));
}

describe('of several local installations', () => {
  it.each([
    [[17, 16, 15], 16, 16],
    [[18, 15], 16, 18],
    [[14, 15], 17, 15],
    [[15], 15, 15],
  ])('%j for version %i is the one of %i', (majors, target, chosen) => {
    expect(chooseLocalPostgres(installed(...majors), target)?.major).toBe(chosen);
  });

  it('none is chosen where none is', () => {
    expect(chooseLocalPostgres([], 17)).toBeUndefined();
  });
});
