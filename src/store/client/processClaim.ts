import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isRunning, ownIdentity, type ProcessIdentity } from './processIdentity.ts';

/** What one process at a time may hold. */
export type ClaimKind =
  /** The service itself. */
  | 'front'
  /** The process with the store's folder open. */
  | 'owner'
  /** A client that starts the service. */
  | 'start';

export interface Claim {
  release(): void;
}

/** A holder on a machine or in a container that cannot be asked about counts as alive while it says so this often. */
const TOUCH_MS = 15_000;
const TOUCH_SILENCE_MS_MAX = 90_000;

const POLL_MS = 40;

/**
 * Claims without waiting. Every claimant writes a file that bears its process' identity and then looks for others'; of
 * two at the same moment at least one sees the other, so that both may lose but never both win. Files of processes that
 * have ended say nothing and are swept away, whatever process bears the number now.
 *
 * @returns the claim, or who is in the way
 */
export async function tryClaim(
  folder: string,
  kind: ClaimKind,
): Promise<{ readonly claim: Claim } | { readonly heldBy: ProcessIdentity }> {
  const identity = await ownIdentity();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const name = fileNameOf(kind, identity);
  const file = join(folder, name);
  writeFileSync(file, '', { flag: 'wx', mode: 0o600 });
  const [heldBy] = await holdersExcept(folder, kind, name).catch((error: unknown) => {
    rmSync(file, { force: true });
    throw error;
  });
  if (heldBy !== undefined) {
    rmSync(file, { force: true });
    return { heldBy };
  }
  const touching = setInterval(() => touch(file), TOUCH_MS);
  touching.unref();
  return {
    claim: {
      release: () => {
        clearInterval(touching);
        rmSync(file, { force: true });
      },
    },
  };
}

/** Claims as soon as nobody else holds it; undefined when that takes longer than allowed. */
export async function claimWithin(
  folder: string,
  kind: ClaimKind,
  waitMs: number,
): Promise<Claim | undefined> {
  for (const deadline = performance.now() + waitMs; ; ) {
    const tried = await tryClaim(folder, kind);
    if ('claim' in tried) return tried.claim;
    if (performance.now() > deadline) return undefined;
    // Two that withdrew for each other shall not meet again.
    await wait(POLL_MS * (0.5 + Math.random()));
  }
}

/** The processes that hold a claim now, or try to. */
export function claimHolders(folder: string, kind: ClaimKind): Promise<readonly ProcessIdentity[]> {
  return holdersExcept(folder, kind, undefined);
}

async function holdersExcept(
  folder: string,
  kind: ClaimKind,
  ownName: string | undefined,
): Promise<readonly ProcessIdentity[]> {
  const holders: ProcessIdentity[] = [];
  for (const name of namesIn(folder)) {
    const identity = name === ownName ? undefined : identityIn(name, kind);
    if (identity === undefined) continue;
    const file = join(folder, name);
    const running = await isRunning(identity);
    if (running ?? isFresh(file)) holders.push(identity);
    // No other process will ever bear this identity, so nobody can be robbed.
    else rmSync(file, { force: true });
  }
  return holders;
}

/** The end tells apart the claims of one process. */
function fileNameOf(kind: ClaimKind, { pid, start, host }: ProcessIdentity): string {
  return `${kind}-${pid}-${start}-${host}-${randomBytes(6).toString('hex')}`;
}

function identityIn(name: string, kind: ClaimKind): ProcessIdentity | undefined {
  const [, found, pid, start, host] = /^([a-z]+)-(\d+)-([0-9a-f]{16})-([0-9a-f]{16})-/u.exec(name) ?? [];
  if (found !== kind || start === undefined || host === undefined) return undefined;
  return { pid: Number(pid), start, host };
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

function isFresh(file: string): boolean {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs < TOUCH_SILENCE_MS_MAX;
}

function touch(file: string): void {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {
    // Swept away with the folder; the process goes on and ends like any other.
  }
}
