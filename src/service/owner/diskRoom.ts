import { statfsSync } from 'node:fs';

/** Below this the store takes no writes: the engine ends when it cannot extend its log. */
const ROOM_BYTES_MIN = 24 * 1024 * 1024;
/** Above this it takes them again; between the two nothing changes. */
const ROOM_BYTES_ENOUGH = 40 * 1024 * 1024;

const LOOK_MS = 500;

/** Watches the room on the disk of a folder. */
export class DiskRoom {
  readonly #folder: string;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #isShort = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Looks at most twice a second. */
  get isShort(): boolean {
    const now = performance.now();
    if (now - this.#lookedAt >= LOOK_MS) {
      this.#lookedAt = now;
      const bytes = freeBytes(this.#folder);
      if (bytes < ROOM_BYTES_MIN) this.#isShort = true;
      else if (bytes > ROOM_BYTES_ENOUGH) this.#isShort = false;
    }
    return this.#isShort;
  }
}

/** What this user may still write there; without end where the system does not tell. */
export function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
