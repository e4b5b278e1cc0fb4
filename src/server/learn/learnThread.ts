import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import type { CancellationSignal } from '../../core/cancellation.ts';
import { errorMessage } from '../../core/errorMessage.ts';
import { createEngines, type Engines } from '../../engines/workspace/engines.ts';
import type { JobProgress } from './learnJobs.ts';
import { LEARN_RUNNERS } from './learnRunners.ts';
import type { JobMessage, LearnThreadData, ThreadMessage } from './learnWorker.ts';

/** What a job may use beside its params. */
export interface JobTools {
  readonly engines: Engines;
  readonly cancellation: CancellationSignal;
  readonly progress: (progress: JobProgress) => void;
}

/** Progress is told no more often than this. */
const PROGRESS_EVERY_MS = 100;

/** Serves jobs when this process's thread is a learning thread; false in the program's main thread. */
export function runAsLearnThread(): boolean {
  const data: unknown = workerData;
  const port = parentPort;
  if (isMainThread || !port || !isThreadData(data)) return false;
  const engines = createEngines(data.engineLocations);
  port.on('message', (message: JobMessage) => {
    void answer(message, engines, (reply) => port.postMessage(reply));
  });
  return true;
}

async function answer(
  { id, name, params, cancelled }: JobMessage,
  engines: Engines,
  reply: (message: ThreadMessage) => void,
): Promise<void> {
  const flag = new Int32Array(cancelled);
  let toldMs = 0;
  const tools: JobTools = {
    engines,
    cancellation: {
      get isCancellationRequested() {
        return Atomics.load(flag, 0) === 1;
      },
    },
    progress: (progress) => {
      const now = performance.now();
      if (now - toldMs < PROGRESS_EVERY_MS) return;
      toldMs = now;
      reply({ id, progress });
    },
  };
  try {
    // SAFETY: `run` of the other side pairs each name with its own params.
    const run = LEARN_RUNNERS[name] as (params: unknown, tools: JobTools) => Promise<unknown>;
    reply({ id, result: await run(params, tools) });
  } catch (error) {
    reply({ id, error: errorMessage(error) });
  }
}

function isThreadData(data: unknown): data is LearnThreadData {
  return typeof data === 'object' && data !== null && 'fixwardLearn' in data && data.fixwardLearn === true;
}
