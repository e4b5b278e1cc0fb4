import type { OwnerTask } from '../owner/ownerProtocol.ts';
import type { OwnerSupervisor } from './ownerSupervisor.ts';
import type { ServiceLimits } from './serviceLimits.ts';

export interface MaintenanceOptions {
  readonly supervisor: OwnerSupervisor;
  readonly limits: ServiceLimits;
  readonly log: (line: string) => void;
}

const LOOK_MS = 5_000;
/** People pause that long between two things they do. */
const QUIET_MS = 2_000;
const SNAPSHOT_QUIET_MS = 10_000;
const RECYCLE_QUIET_MS = 60_000;
/** The log grows by at most a few megabytes a request; so many of them are less than a checkpoint's worth twice. */
const WRITES_BETWEEN_CHECKS = 100;
/** The engine's memory only grows; making a store, or an index over many vectors, leaves twice of what is needed. */
const MEMORY_BYTES_MAX = 600 * 1024 * 1024;
const RECYCLE_EVERY_MS = 10 * 60_000;

/** What the embedded engine does not do by itself, done when nobody waits for an answer. */
export class Maintenance {
  readonly #options: MaintenanceOptions;
  readonly #looking: NodeJS.Timeout;
  #writesSinceUpkeep = 0;
  #writesSinceSnapshot = 0;
  #snapshotAt = performance.now();
  #recycledAt = Number.NEGATIVE_INFINITY;
  #isBusy = false;

  constructor(options: MaintenanceOptions) {
    this.#options = options;
    this.#looking = setInterval(() => this.#inBackground(() => this.#look()), LOOK_MS);
    this.#looking.unref();
  }

  /** To call after each write. */
  wrote(): void {
    this.#writesSinceUpkeep += 1;
    this.#writesSinceSnapshot += 1;
    if (this.#writesSinceUpkeep % WRITES_BETWEEN_CHECKS === 0) {
      this.#inBackground(() => this.#run({ kind: 'upkeep', eager: false }));
    }
  }

  /** A snapshot was taken by someone's wish. */
  snapshotTaken(): void {
    this.#writesSinceSnapshot = 0;
    this.#snapshotAt = performance.now();
  }

  /** Before the service ends for want of clients. */
  async finish(): Promise<void> {
    clearInterval(this.#looking);
    if (this.#options.supervisor.state !== 'ready') return;
    if (this.#writesSinceUpkeep > 0) await this.#upkeep(true);
    if (this.#writesSinceSnapshot > 0) await this.#snapshot();
  }

  stop(): void {
    clearInterval(this.#looking);
  }

  async #look(): Promise<void> {
    const { supervisor, limits, log } = this.#options;
    if (supervisor.state !== 'ready' || supervisor.idleMs < QUIET_MS) return;
    if (this.#writesSinceUpkeep > 0) await this.#upkeep(false);
    const isSnapshotDue = performance.now() - this.#snapshotAt > limits.snapshotEveryMs;
    if (
      this.#writesSinceSnapshot > 0 &&
      isSnapshotDue &&
      supervisor.idleMs >= Math.min(SNAPSHOT_QUIET_MS, limits.snapshotEveryMs)
    ) {
      await this.#snapshot();
    }
    const { memoryBytes = 0 } = supervisor.figures;
    const isLarge = memoryBytes > MEMORY_BYTES_MAX;
    const isRecent = performance.now() - this.#recycledAt < RECYCLE_EVERY_MS;
    if (isLarge && !isRecent && supervisor.idleMs >= RECYCLE_QUIET_MS) {
      this.#recycledAt = performance.now();
      log(`the store's process takes ${Math.round(memoryBytes / 1e6)} MB; a fresh one takes its place`);
      await supervisor.recycle();
      supervisor.warmUp();
    }
  }

  async #upkeep(eager: boolean): Promise<void> {
    this.#writesSinceUpkeep = 0;
    // Each step on its own, so that a request waits for one at most.
    while ((await this.#run({ kind: 'upkeep', eager })) !== undefined);
  }

  async #snapshot(): Promise<void> {
    this.#writesSinceSnapshot = 0;
    this.#snapshotAt = performance.now();
    await this.#run({ kind: 'snapshot' });
  }

  #run(task: OwnerTask): Promise<unknown> {
    return this.#options.supervisor.run(task);
  }

  #inBackground(work: () => Promise<unknown>): void {
    if (this.#isBusy) return;
    this.#isBusy = true;
    work()
      .catch((error: unknown) => this.#options.log(`upkeep: ${String(error)}`))
      .finally(() => {
        this.#isBusy = false;
      });
  }
}
