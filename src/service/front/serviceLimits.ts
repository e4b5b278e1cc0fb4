import type { OwnerTask } from '../owner/ownerProtocol.ts';

/** How long things may take before they count as stuck, and how often they happen by themselves. */
export interface ServiceLimits {
  /** Opening: a fresh store takes 4 seconds, a large log of an unclean end up to a minute on a slow disk. */
  readonly openMs: number;
  readonly taskMs: Readonly<Record<OwnerTask['kind'], number>>;
  /** For one index over vectors, which takes half a minute for each ten thousand patterns on an idle machine. */
  readonly indexMs: number;
  /** Without a client, after which the service ends. */
  readonly idleMs: number;
  readonly snapshotEveryMs: number;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** Knobs of tests, and of machines that are slow or short of memory. */
export function serviceLimits(environment: Readonly<Record<string, string | undefined>>): ServiceLimits {
  const milliseconds = (name: string, usual: number): number => {
    const given = Number(environment[name]);
    return environment[name] !== undefined && Number.isFinite(given) && given > 0 ? given : usual;
  };
  return {
    openMs: milliseconds('FIXWARD_SERVICE_OPEN_MS', 2 * MINUTE_MS),
    taskMs: {
      // Functions take batches of bounded size; the largest take seconds.
      call: milliseconds('FIXWARD_SERVICE_CALL_MS', MINUTE_MS),
      status: 30 * SECOND_MS,
      // An index over 100,000 vectors is rebuilt in less.
      upkeep: 5 * MINUTE_MS,
      snapshot: 5 * MINUTE_MS,
      migrate: 10 * MINUTE_MS,
      validate: 2 * MINUTE_MS,
      rollback: 5 * MINUTE_MS,
    },
    indexMs: 30 * MINUTE_MS,
    idleMs: milliseconds('FIXWARD_SERVICE_IDLE_MS', 10 * MINUTE_MS),
    snapshotEveryMs: milliseconds('FIXWARD_SERVICE_SNAPSHOT_MS', 60 * MINUTE_MS),
  };
}
