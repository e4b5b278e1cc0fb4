/** A crash now and then is mended silently; a server that keeps crashing must not burn the machine. */
const RESTARTS_MAX = 3;
const WINDOW_MS = 3 * 60_000;

/** Decides whether a server that ended on its own is started again. */
export interface RestartPolicy {
  /** Records a crash; true when the server should be started again. */
  crashed(): boolean;
  /** Forgets past crashes, after the user asked for a restart. */
  reset(): void;
}

/** @param nowMs the present moment in milliseconds; any monotonic clock. */
export function createRestartPolicy(nowMs: () => number): RestartPolicy {
  let crashesMs: number[] = [];
  return {
    crashed: () => {
      const now = nowMs();
      crashesMs = [...crashesMs.filter((crashMs) => now - crashMs < WINDOW_MS), now];
      return crashesMs.length <= RESTARTS_MAX;
    },
    reset: () => {
      crashesMs = [];
    },
  };
}
