import type { Certificate } from '../../core/proof/certificate.ts';
import type { ReplayReport, ReplayRequest } from '../../core/replay/replayReport.ts';
import { DEFAULT_SHADOW_LIMITS, type ShadowLimits } from './shadowLimits.ts';
import {
  type ProveRequest,
  type ShadowCallOptions,
  ShadowError,
  type ShadowService,
} from './shadowService.ts';
import { type SupervisedJob, supervisedJob } from './supervisedJob.ts';
import { type WorkerEnd, type WorkerOptions, WorkerProcess } from './workerProcess.ts';
import type { FromWorker } from './workerProtocol.ts';

export interface SupervisorOptions {
  /** The shadow's program, `dist/shadow.mjs`. */
  readonly program: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly limits?: Partial<ShadowLimits>;
  /** Hears what became of processes, one line each. */
  readonly log?: (line: string) => void;
}

/** Owns one process with throw-away databases: starts it for the first job, and again after it was lost. */
export class ShadowSupervisor implements ShadowService {
  readonly #options: SupervisorOptions;
  readonly #limits: ShadowLimits;
  readonly #queue: SupervisedJob[] = [];
  #worker: WorkerProcess | undefined;
  #isReady = false;
  #running: SupervisedJob | undefined;
  #nextId = 1;
  #disposed = false;
  readonly #ends: (() => void)[] = [];
  #idle: NodeJS.Timeout | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#limits = { ...DEFAULT_SHADOW_LIMITS, ...options.limits };
  }

  /** Jobs that wait or run. */
  get jobCount(): number {
    return this.#queue.length + (this.#running ? 1 : 0);
  }

  /** Of the process at hand; undefined while there is none. */
  get workerPid(): number | undefined {
    return this.#worker?.pid;
  }

  prove(request: ProveRequest, options: ShadowCallOptions = {}): Promise<readonly Certificate[]> {
    return new Promise((resolve, reject) => {
      this.#add(supervisedJob.prove(this.#nextId++, request, options, resolve, reject), options.signal);
    });
  }

  replay(request: ReplayRequest, options: ShadowCallOptions = {}): Promise<ReplayReport> {
    return new Promise((resolve, reject) => {
      this.#add(supervisedJob.replay(this.#nextId++, request, options, resolve, reject), options.signal);
    });
  }

  /** Ends the process; jobs that wait or run are cancelled. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    clearTimeout(this.#idle);
    const gone = new ShadowError('cancelled', 'The shadow database was closed.');
    for (const job of this.#queue.splice(0)) job.reject(gone);
    this.#running?.reject(gone);
    if (this.#worker === undefined) return;
    const ended = new Promise<void>((resolve) => this.#ends.push(resolve));
    if (this.#running) this.#worker.kill('stopped');
    else this.#worker.stop(this.#limits.cancelMs);
    await ended;
  }

  #add(job: SupervisedJob, signal: AbortSignal | undefined): void {
    if (this.#disposed) job.reject(new ShadowError('unavailable', 'The shadow database was closed.'));
    if (signal?.aborted) job.reject(cancelled());
    if (job.isSettled) return;
    const cancel = (): void => this.#cancel(job);
    signal?.addEventListener('abort', cancel, { once: true });
    job.onSettled(() => signal?.removeEventListener('abort', cancel));
    this.#queue.push(job);
    this.#next();
  }

  #cancel(job: SupervisedJob): void {
    const at = this.#queue.indexOf(job);
    if (at >= 0) this.#queue.splice(at, 1);
    job.reject(cancelled());
    if (this.#running !== job || this.#worker === undefined) return;
    const worker = this.#worker;
    worker.send({ type: 'cancel', id: job.id });
    // A statement that runs for long hears nothing.
    setTimeout(() => {
      if (this.#running === job && this.#worker === worker) worker.kill('stopped');
    }, this.#limits.cancelMs).unref();
  }

  #next(): void {
    const job = this.#queue[0];
    const worker = this.#worker;
    clearTimeout(this.#idle);
    if (this.#running || this.#disposed) return;
    if (job === undefined) {
      this.#idle = setTimeout(() => worker?.stop(this.#limits.cancelMs), this.#limits.idleMs);
      this.#idle.unref();
      return;
    }
    if (worker === undefined) {
      this.#start(job.mode);
    } else if (worker.mode !== job.mode) {
      // Its end starts the next one.
      worker.stop(this.#limits.cancelMs);
    } else if (this.#isReady) {
      this.#queue.shift();
      this.#running = job;
      const limitMs = this.#limits.jobMs + this.#limits.jobPerMigrationMs * job.migrationCount;
      worker.send({ type: 'job', id: job.id, job: job.order() }, limitMs);
    }
  }

  #start(mode: WorkerOptions['mode']): void {
    this.#isReady = false;
    this.#worker = new WorkerProcess({
      program: this.#options.program,
      mode,
      environment: this.#options.environment,
      limits: this.#limits,
      onMessage: (message) => this.#hear(message),
      onEnd: (end, detail) => this.#ended(end, detail),
    });
  }

  #hear(message: FromWorker): void {
    if (message.type === 'ready') {
      this.#isReady = true;
      this.#next();
      return;
    }
    const job = this.#running;
    if (!('id' in message) || job?.id !== message.id) return;
    if (message.type === 'progress') job.progress(message.progress, message.migration);
    else if (message.type === 'certificate') job.certificate(message.certificate);
    else {
      this.#running = undefined;
      this.#worker?.rest();
      if (message.type === 'result') job.finish(message.result);
      else job.reject(new ShadowError(message.reason, message.message));
      this.#next();
    }
  }

  #ended(end: WorkerEnd, detail: string): void {
    const job = this.#running;
    const wasReady = this.#isReady;
    this.#worker = undefined;
    this.#isReady = false;
    this.#running = undefined;
    if (end !== 'stopped')
      this.#options.log?.(`shadow: the process ended (${end})${detail && `: ${detail}`}`);
    if (job && !job.isSettled) this.#afterLoss(job, end, detail);
    else if (!wasReady && end === 'crashed') this.#giveUp(detail);
    for (const resolve of this.#ends.splice(0)) resolve();
    this.#next();
  }

  /** A lost process costs its job a second try; a script that ended it is left out of that. */
  #afterLoss(job: SupervisedJob, end: WorkerEnd, detail: string): void {
    const again =
      end !== 'stopped' && ((end === 'crashed' && job.retry()) || job.leaveOut(end, this.#limits));
    if (again) this.#queue.unshift(job);
    else job.reject(end === 'stopped' ? cancelled() : job.lossError(end, detail, this.#limits));
  }

  /** A program that never starts will not start for the next job either. */
  #giveUp(detail: string): void {
    const error = new ShadowError(
      'unavailable',
      `The shadow database could not be started: ${detail || 'no reason given'}`,
    );
    for (const job of this.#queue.splice(0)) job.reject(error);
  }
}

function cancelled(): ShadowError {
  return new ShadowError('cancelled', 'Cancelled.');
}
