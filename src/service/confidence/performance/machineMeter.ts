import { availableParallelism, loadavg, platform } from 'node:os';
import type { StoreProcessFigures } from '../../../protocol/service.ts';

/** How the machine and the service's own processes stand; absent where the system does not tell. */
export interface MachineFigures {
  /** Processes that want to run, for each processor. */
  readonly load?: number;
  /** Resident memory of the service's process, and of the store's where that has told. */
  readonly memoryMb?: number;
  /** Of all processors, used by them since the last look. */
  readonly cpuPercent?: number;
}

const BYTES_PER_MB = 1024 * 1024;
/** Requests in a burst share one look: between two of them the clock has hardly moved. */
const LOOK_EVERY_MS = 1_000;
const LOAD_DIGITS = 1e4;

/** Looks at the machine, once a second at most. */
export function machineMeter(now: () => number = () => performance.now()): () => MachineFigures {
  const processors = availableParallelism();
  let cpuBefore = process.cpuUsage();
  let atBefore = now();
  let last: MachineFigures | undefined;
  return () => {
    const at = now();
    const elapsedMs = at - atBefore;
    if (last && elapsedMs < LOOK_EVERY_MS) return last;
    const { user, system } = process.cpuUsage(cpuBefore);
    const usedMs = (user + system) / 1000;
    const [load] = loadavg();
    last = {
      // Windows keeps no such average and answers 0.
      ...(load !== undefined &&
        platform() !== 'win32' && { load: Math.round((load / processors) * LOAD_DIGITS) / LOAD_DIGITS }),
      memoryMb: Math.round(process.memoryUsage.rss() / BYTES_PER_MB),
      ...(elapsedMs > 0 && { cpuPercent: percent(usedMs / (elapsedMs * processors)) }),
    };
    cpuBefore = process.cpuUsage();
    atBefore = at;
    return last;
  };
}

/** The same with the store's process added to the service's own, as far as it has told of itself. */
export function withStoreProcess(
  machine: () => MachineFigures,
  storeProcess: () => StoreProcessFigures,
): () => MachineFigures {
  return () => {
    const own = machine();
    const { memoryBytes, cpuPercent } = storeProcess();
    return {
      ...own,
      ...(own.memoryMb !== undefined &&
        memoryBytes !== undefined && { memoryMb: own.memoryMb + Math.round(memoryBytes / BYTES_PER_MB) }),
      ...(own.cpuPercent !== undefined &&
        cpuPercent !== undefined && { cpuPercent: percent((own.cpuPercent + cpuPercent) / 100) }),
    };
  };
}

function percent(share: number): number {
  return Math.min(100, Math.max(0, Math.round(share * 10_000) / 100));
}
