import { describe, expect, it } from 'vitest';
import { blocksReads, blocksWrites, conflicts } from '../../../src/core/proof/locks/lockModes.ts';
import { LOCK_MODES, type LockMode } from '../../../src/core/sql/lockModes.ts';

/** For each mode, how many of the modes it excludes, as the manual's table of conflicts has it. */
const EXCLUDED: Readonly<Record<LockMode, readonly LockMode[]>> = {
  'ACCESS SHARE': ['ACCESS EXCLUSIVE'],
  'ROW SHARE': ['EXCLUSIVE', 'ACCESS EXCLUSIVE'],
  'ROW EXCLUSIVE': ['SHARE', 'SHARE ROW EXCLUSIVE', 'EXCLUSIVE', 'ACCESS EXCLUSIVE'],
  'SHARE UPDATE EXCLUSIVE': LOCK_MODES.slice(3),
  SHARE: ['ROW EXCLUSIVE', 'SHARE UPDATE EXCLUSIVE', 'SHARE ROW EXCLUSIVE', 'EXCLUSIVE', 'ACCESS EXCLUSIVE'],
  'SHARE ROW EXCLUSIVE': LOCK_MODES.slice(2),
  EXCLUSIVE: LOCK_MODES.slice(1),
  'ACCESS EXCLUSIVE': LOCK_MODES,
};

describe('lock modes', () => {
  it.each(LOCK_MODES)('%s excludes what Postgres says it does', (mode) => {
    expect(LOCK_MODES.filter((other) => conflicts(mode, other))).toEqual(EXCLUDED[mode]);
  });

  it('block each other both ways or not at all', () => {
    for (const a of LOCK_MODES) for (const b of LOCK_MODES) expect(conflicts(a, b)).toBe(conflicts(b, a));
  });

  it('block reads only in the strongest mode', () => {
    expect(LOCK_MODES.filter(blocksReads)).toEqual(['ACCESS EXCLUSIVE']);
  });

  it('block writes from SHARE on', () => {
    expect(LOCK_MODES.filter(blocksWrites)).toEqual(LOCK_MODES.slice(LOCK_MODES.indexOf('SHARE')));
  });
});
