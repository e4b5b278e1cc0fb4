/** How much a job may take before the process that runs it is ended. */
export interface ShadowLimits {
  /** One statement; the embedded Postgres can be stopped only together with its process. */
  readonly statementMs: number;
  /** One job, and more for each of its migrations. */
  readonly jobMs: number;
  readonly jobPerMigrationMs: number;
  /** From starting the process to its first word, and for opening a database. */
  readonly startMs: number;
  /** Between asking a job to stop and ending its process. */
  readonly cancelMs: number;
  /** Of the process, as the operating system counts it. */
  readonly memoryBytes: number;
  /** Without a job, after which the process ends and gives its memory back. */
  readonly idleMs: number;
  /** How often memory and silence are looked at. */
  readonly watchMs: number;
}

export const DEFAULT_SHADOW_LIMITS: ShadowLimits = {
  // Schema statements on empty tables take milliseconds; what takes this long waits for something that never comes.
  statementMs: 10_000,
  jobMs: 120_000,
  jobPerMigrationMs: 30_000,
  startMs: 60_000,
  cancelMs: 1_000,
  // An open database takes 300 to 750 MB; a proof that has to start over opens a second one before the first is freed.
  memoryBytes: 2 * 1024 * 1024 * 1024,
  idleMs: 120_000,
  watchMs: 250,
};
