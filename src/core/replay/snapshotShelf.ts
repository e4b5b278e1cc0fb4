export interface Snapshot {
  readonly sizeBytes: number;
  /** Where letting go of it is not enough. */
  dispose?(): void;
}

export interface SnapshotLimits {
  readonly countMax: number;
  readonly totalBytesMax: number;
}

/** A snapshot of a small schema has 16 MB; these fit beside an open database in 1 GB. */
const DEFAULT_LIMITS: SnapshotLimits = { countMax: 12, totalBytesMax: 320 * 1024 * 1024 };

interface Entry<S, Extra> {
  readonly snapshot: S;
  readonly extra: Extra;
  readonly isBase: boolean;
}

/** Snapshots by key, the least recently used ones leaving first; states before any script leave last. */
export class SnapshotShelf<S extends Snapshot, Extra> {
  readonly #limits: SnapshotLimits;
  readonly #entries = new Map<string, Entry<S, Extra>>();

  constructor(limits: SnapshotLimits = DEFAULT_LIMITS) {
    this.#limits = limits;
  }

  /** The last of the keys that a snapshot is kept for. */
  nearest(
    keys: readonly string[],
  ): { readonly index: number; readonly snapshot: S; readonly extra: Extra } | undefined {
    for (let index = keys.length - 1; index >= 0; index--) {
      const key = keys[index] ?? '';
      const entry = this.#entries.get(key);
      if (entry === undefined) continue;
      this.#entries.delete(key);
      this.#entries.set(key, entry);
      return { index, snapshot: entry.snapshot, extra: entry.extra };
    }
    return undefined;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  put(key: string, snapshot: S, extra: Extra, isBase = false): void {
    this.#entries.get(key)?.snapshot.dispose?.();
    this.#entries.delete(key);
    this.#entries.set(key, { snapshot, extra, isBase });
    while (this.#isOver()) {
      const oldest = [...this.#entries].find(([other, { isBase }]) => !isBase && other !== key);
      const victim = oldest ?? [...this.#entries].find(([other]) => other !== key);
      if (victim === undefined) return;
      this.#entries.delete(victim[0]);
      victim[1].snapshot.dispose?.();
    }
  }

  clear(): void {
    for (const { snapshot } of this.#entries.values()) snapshot.dispose?.();
    this.#entries.clear();
  }

  #isOver(): boolean {
    let total = 0;
    for (const { snapshot } of this.#entries.values()) total += snapshot.sizeBytes;
    return this.#entries.size > this.#limits.countMax || total > this.#limits.totalBytesMax;
  }
}
