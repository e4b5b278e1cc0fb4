import { setTimeout as wait } from 'node:timers/promises';
import { claimHolders } from '../../store/client/processClaim.ts';
import { isRunning } from '../../store/client/processIdentity.ts';

/** An owner looks twice a second whether its parent is there, and ends with it. */
const OWN_END_MS = 2_000;
const POLL_MS = 50;

/**
 * Waits until no owner is left of a service that was killed, and ends one that hangs. Only the holder of the claim
 * `front` may call it: any owner that is not its own child then has no parent.
 */
export async function endOrphans(claims: string, log: (line: string) => void): Promise<void> {
  const deadline = performance.now() + OWN_END_MS;
  for (;;) {
    const orphans = await claimHolders(claims, 'owner');
    if (orphans.length === 0) return;
    if (performance.now() > deadline) {
      for (const orphan of orphans) {
        // Undefined: on another machine, or in a container, where its number means something else.
        if ((await isRunning(orphan)) !== true) return;
        log(`ended process ${orphan.pid}, which an earlier service left behind`);
        try {
          process.kill(orphan.pid, 'SIGKILL');
        } catch {
          // Gone in between.
        }
      }
    }
    await wait(POLL_MS);
  }
}
