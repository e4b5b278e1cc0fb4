import { Worker } from 'node:worker_threads';
import type { CancellationToken } from 'vscode-languageserver/node';
import type { EngineLocations } from '../../engines/workspace/engines.ts';
import type { JobProgress, LearnJobName, LearnJobs } from './learnJobs.ts';

/** A thread without work costs memory only: parsers and their trees. */
const IDLE_MS = 60_000;

export interface LearnThreadData {
  readonly fixwardLearn: true;
  readonly engineLocations: Pick<EngineLocations, 'nativeDirectory' | 'wasmPath'>;
}

export interface JobMessage {
  readonly id: number;
  readonly name: LearnJobName;
  readonly params: LearnJobs[LearnJobName]['params'];
  /** One number, 1 once the job is cancelled; seen while the thread is busy. */
  readonly cancelled: SharedArrayBuffer;
}

export type ThreadMessage =
  | { readonly id: number; readonly progress: JobProgress }
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string };

export interface JobOptions {
  readonly token?: CancellationToken;
  readonly progress?: (progress: JobProgress) => void;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly progress: JobOptions['progress'];
}

/** The thread for learning's long work: started by the first job, ended when idle, started anew when it died. */
export class LearnWorker {
  readonly #module: string;
  readonly #data: LearnThreadData;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #jobs = 0;

  /** @param module address of the program that runs as the thread */
  constructor(module: string, engineLocations: LearnThreadData['engineLocations']) {
    this.#module = module;
    this.#data = { fixwardLearn: true, engineLocations };
  }

  async run<Name extends LearnJobName>(
    name: Name,
    params: LearnJobs[Name]['params'],
    { token, progress }: JobOptions = {},
  ): Promise<LearnJobs[Name]['result']> {
    clearTimeout(this.#idle);
    const worker = this.#started();
    const id = ++this.#jobs;
    const cancelled = new SharedArrayBuffer(4);
    const cancel = (): void => void Atomics.store(new Int32Array(cancelled), 0, 1);
    if (token?.isCancellationRequested) cancel();
    const listening = token?.onCancellationRequested(cancel);
    try {
      const result = await new Promise<unknown>((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject, progress });
        worker.postMessage({ id, name, params, cancelled } satisfies JobMessage);
      });
      // SAFETY: the thread runs the same program and answers a job with its own result.
      return result as LearnJobs[Name]['result'];
    } finally {
      listening?.dispose();
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) this.#rest();
    }
  }

  async dispose(): Promise<void> {
    clearTimeout(this.#idle);
    await this.#worker?.terminate();
    this.#worker = undefined;
  }

  #started(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL(this.#module), { workerData: this.#data });
    worker.unref();
    worker.on('message', (message: ThreadMessage) => this.#heard(message));
    worker.once('error', (error) =>
      this.#died(worker, error instanceof Error ? error.message : String(error)),
    );
    worker.once('exit', () => this.#died(worker, 'the learning thread ended'));
    this.#worker = worker;
    return worker;
  }

  #heard(message: ThreadMessage): void {
    const waiting = this.#waiting.get(message.id);
    if (!waiting) return;
    if ('progress' in message) waiting.progress?.(message.progress);
    else if ('error' in message) waiting.reject(new Error(message.error));
    else waiting.resolve(message.result);
  }

  #died(worker: Worker, reason: string): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(new Error(reason));
  }

  #rest(): void {
    this.#idle = setTimeout(() => void this.dispose(), IDLE_MS);
    this.#idle.unref();
  }
}
