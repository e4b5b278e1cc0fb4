import { availableParallelism } from 'node:os';
import type { StoreProcessFigures } from '../../protocol/service.ts';
import type { OwnerTold } from '../owner/ownerProtocol.ts';

/** Shorter than this the clock has hardly moved. */
const SPAN_MIN_MS = 1_000;

/** How the store's process stands, by what it tells with its answers. */
export class OwnerFigures {
  readonly #now: () => number;
  readonly #processors: number;
  #memoryBytes: number | undefined;
  #before: { readonly cpuMs: number; readonly at: number } | undefined;
  #cpuPercent: number | undefined;

  constructor(now: () => number = () => performance.now(), processors: number = availableParallelism()) {
    this.#now = now;
    this.#processors = processors;
  }

  heard({ memoryBytes, cpuMs }: OwnerTold): void {
    this.#memoryBytes = memoryBytes;
    const at = this.#now();
    const before = this.#before;
    if (before && at - before.at < SPAN_MIN_MS) return;
    if (before) {
      const share = (cpuMs - before.cpuMs) / ((at - before.at) * this.#processors);
      this.#cpuPercent = Math.min(100, Math.max(0, Math.round(share * 10_000) / 100));
    }
    this.#before = { cpuMs, at };
  }

  /** The process has ended; the next one counts from its own beginning. */
  forget(): void {
    this.#memoryBytes = undefined;
    this.#before = undefined;
    this.#cpuPercent = undefined;
  }

  figures(waiting: number): StoreProcessFigures {
    return {
      ...(this.#memoryBytes !== undefined && { memoryBytes: this.#memoryBytes }),
      ...(this.#cpuPercent !== undefined && { cpuPercent: this.#cpuPercent }),
      waiting,
    };
  }
}
