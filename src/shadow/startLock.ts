import { mkdirSync, rmdirSync, statSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** Starting takes far less; a lock this old was left by a process that was killed while it held it. */
const STALE_MS = 10_000;
const POLL_MS = 25;

/** Runs `work` while no other process runs its own under the same lock. */
export async function withStartLock<Result>(lock: string, work: () => Promise<Result>): Promise<Result> {
  while (!tryLock(lock)) {
    if (ageMs(lock) > STALE_MS) unlock(lock);
    else await wait(POLL_MS);
  }
  try {
    return await work();
  } finally {
    unlock(lock);
  }
}

function tryLock(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function unlock(lock: string): void {
  try {
    rmdirSync(lock);
  } catch {
    // Someone else found it stale at the same moment.
  }
}

function ageMs(lock: string): number {
  try {
    return Date.now() - statSync(lock).mtimeMs;
  } catch {
    return 0;
  }
}
