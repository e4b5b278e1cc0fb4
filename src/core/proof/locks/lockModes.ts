import { LOCK_MODES, type LockMode } from '../../sql/lockModes.ts';

/** Modes as `pg_locks` names them. */
const MODE_OF_CATALOG_NAME: Readonly<Record<string, LockMode>> = {
  AccessShareLock: 'ACCESS SHARE',
  RowShareLock: 'ROW SHARE',
  RowExclusiveLock: 'ROW EXCLUSIVE',
  ShareUpdateExclusiveLock: 'SHARE UPDATE EXCLUSIVE',
  ShareLock: 'SHARE',
  ShareRowExclusiveLock: 'SHARE ROW EXCLUSIVE',
  ExclusiveLock: 'EXCLUSIVE',
  AccessExclusiveLock: 'ACCESS EXCLUSIVE',
};

export function lockModeOf(catalogName: string): LockMode | undefined {
  return MODE_OF_CATALOG_NAME[catalogName];
}

/** For each mode, the weakest other mode it stands in the way of; every stronger one is in its way too. */
const LEAST_CONFLICT: Readonly<Record<LockMode, LockMode>> = {
  'ACCESS SHARE': 'ACCESS EXCLUSIVE',
  'ROW SHARE': 'EXCLUSIVE',
  'ROW EXCLUSIVE': 'SHARE',
  'SHARE UPDATE EXCLUSIVE': 'SHARE UPDATE EXCLUSIVE',
  SHARE: 'ROW EXCLUSIVE',
  'SHARE ROW EXCLUSIVE': 'ROW EXCLUSIVE',
  EXCLUSIVE: 'ROW SHARE',
  'ACCESS EXCLUSIVE': 'ACCESS SHARE',
};

/** Whether two sessions cannot hold these modes on one table at the same time. */
export function conflicts(a: LockMode, b: LockMode): boolean {
  // The one gap in the order: SHARE does not stand in its own way.
  if (a === 'SHARE' && b === 'SHARE') return false;
  return strengthOf(b) >= strengthOf(LEAST_CONFLICT[a]);
}

/** `SELECT` waits. */
export function blocksReads(mode: LockMode): boolean {
  return conflicts(mode, 'ACCESS SHARE');
}

/** `INSERT`, `UPDATE` and `DELETE` wait. */
export function blocksWrites(mode: LockMode): boolean {
  return conflicts(mode, 'ROW EXCLUSIVE');
}

/** Grows with what a mode stands in the way of. */
export function strengthOf(mode: LockMode): number {
  return LOCK_MODES.indexOf(mode);
}

export function strongest(a: LockMode, b: LockMode): LockMode {
  return strengthOf(a) >= strengthOf(b) ? a : b;
}
