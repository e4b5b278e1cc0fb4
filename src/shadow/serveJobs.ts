import { writeSync } from 'node:fs';
import { errorMessage } from '../core/errorMessage.ts';
import { endWithParent } from '../engines/parentWatch.ts';
import { DatabaseLost } from '../engines/shadow/sqlErrors.ts';
import type { FromWorker, ToWorker, WorkerJob, WorkerResults } from '../engines/shadow/workerProtocol.ts';
import { JobCancelled, type JobContext, Pulse } from './jobContext.ts';

function endAs(reason: string): never {
  writeSync(process.stderr.fd, `${reason}\n`);
  process.exit(1);
}

export interface JobOutcome {
  readonly result: WorkerResults[keyof WorkerResults];
  /** Work that the next job profits from, done when the result is out. */
  readonly afterwards?: () => Promise<void>;
}

export type RunJob = (job: WorkerJob, context: JobContext) => Promise<JobOutcome>;

/** Takes jobs from the parent process, one at a time, until the parent lets go. */
export function serveJobs(createRunner: (pulse: Pulse) => RunJob): void {
  endWithParent();
  const send = (message: FromWorker): void => {
    // A parent that is gone ends this process by itself.
    process.send?.(message, undefined, undefined, () => {});
  };
  const pulse = new Pulse(send);
  const run = createRunner(pulse);
  let current: number | undefined;
  let last = Promise.resolve();
  const take = async (id: number, job: WorkerJob): Promise<void> => {
    current = id;
    pulse.begin();
    try {
      const { result, afterwards } = await run(job, {
        progress: (progress, migration) =>
          send({ type: 'progress', id, progress, ...(migration !== undefined && { migration }) }),
        certificate: (certificate) => send({ type: 'certificate', id, certificate }),
      });
      send({ type: 'result', id, result });
      await afterwards?.();
    } catch (error) {
      // The supervisor starts a new process and decides what to leave out there.
      if (error instanceof DatabaseLost) endAs(error.message);
      const reason = error instanceof JobCancelled ? 'cancelled' : 'unavailable';
      send({ type: 'failed', id, reason, message: errorMessage(error) });
    } finally {
      current = undefined;
    }
  };
  process.on('message', (message) => {
    // SAFETY: the parent is our own program of the same build, and nobody else can write to this channel.
    const told = message as ToWorker;
    if (told.type === 'job') last = last.then(() => take(told.id, told.job));
    else if (told.id === current) pulse.cancel();
  });
  send({ type: 'ready' });
}
