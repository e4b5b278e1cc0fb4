/** Short enough that a lost packet is not noticed. */
const PAUSE_FIRST_MS = 2_000;

/** A laptop that comes back online syncs within minutes, and a server that is down is not knocked at. */
const PAUSE_MAX_MS = 5 * 60_000;

/**
 * How long to wait after so many failures in a row: doubling, with half of it left to chance, so that many machines
 * do not come back at the same moment.
 *
 * @param failures 1 after the first
 * @param random 0 up to 1
 */
export function pauseAfter(failures: number, random: number): number {
  const full = Math.min(PAUSE_MAX_MS, PAUSE_FIRST_MS * 2 ** Math.min(failures - 1, 20));
  return Math.round(full * (0.5 + random / 2));
}
