import { type ChildProcess, fork } from 'node:child_process';
import pidusage from 'pidusage';
import type { ShadowLimits } from './shadowLimits.ts';
import { keptEnvironment } from './workerEnvironment.ts';
import type { FromWorker, ToWorker } from './workerProtocol.ts';

/** How a worker came to its end. */
export type WorkerEnd = 'stopped' | 'timeout' | 'memory' | 'crashed';

export interface WorkerOptions {
  /** The shadow's program. */
  readonly program: string;
  readonly mode: '--worker' | '--worker-local';
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly limits: ShadowLimits;
  readonly onMessage: (message: FromWorker) => void;
  /** Once, after the process is gone. */
  readonly onEnd: (end: WorkerEnd, detail: string) => void;
}

const DETAIL_LENGTH_MAX = 2_000;

/** One process that owns throw-away databases; watched, and ended when it overruns a limit. */
export class WorkerProcess {
  readonly #options: WorkerOptions;
  readonly #child: ChildProcess;
  readonly #watch: NodeJS.Timeout;
  #end: WorkerEnd = 'crashed';
  #ended = false;
  #heardAt = performance.now();
  #isReady = false;
  #isOpening = false;
  /** When the job at hand has to be done; none while there is no job. */
  #deadline: number | undefined;
  #detail = '';
  #measuring = false;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#child = fork(options.program, [options.mode], {
      env: keptEnvironment(options.environment),
      // Flags of this process, a debugger's port among them, are its own.
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#detail = (this.#detail + chunk.toString('utf8')).slice(-DETAIL_LENGTH_MAX);
    });
    this.#child.on('message', (message) => {
      this.#heardAt = performance.now();
      // SAFETY: the other end is our own program of the same build, reached by no one else.
      const told = message as FromWorker;
      if (told.type === 'ready') this.#isReady = true;
      if (told.type === 'opening' || told.type === 'opened') this.#isOpening = told.type === 'opening';
      this.#options.onMessage(told);
    });
    this.#child.on('error', (error) => {
      this.#detail = error.message;
      this.#finish();
    });
    this.#child.on('exit', () => this.#finish());
    this.#watch = setInterval(() => this.#look(), options.limits.watchMs);
    this.#watch.unref();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get mode(): WorkerOptions['mode'] {
    return this.#options.mode;
  }

  send(message: ToWorker, jobLimitMs?: number): void {
    if (jobLimitMs !== undefined) {
      this.#heardAt = performance.now();
      this.#deadline = this.#heardAt + jobLimitMs;
    }
    // A process that just ended tells so by its end.
    this.#child.send(message, () => {});
  }

  /** The job is over: silence is no sign of trouble any more. */
  rest(): void {
    this.#deadline = undefined;
  }

  kill(end: WorkerEnd): void {
    if (this.#ended) return;
    this.#end = end;
    this.#child.kill('SIGKILL');
  }

  /** Lets the process end by itself, which takes along what it has on disk; then makes sure. */
  stop(graceMs: number): void {
    if (this.#ended) return;
    this.#end = 'stopped';
    if (this.#child.connected) this.#child.disconnect();
    setTimeout(() => this.kill('stopped'), graceMs).unref();
  }

  #look(): void {
    const { statementMs, startMs } = this.#options.limits;
    const now = performance.now();
    const silenceMs = now - this.#heardAt;
    const silenceMsMax = this.#isOpening ? startMs : statementMs;
    const isLate = this.#deadline !== undefined && (silenceMs > silenceMsMax || now > this.#deadline);
    if (!this.#isReady && silenceMs > startMs) this.kill('crashed');
    else if (this.#isReady && isLate) this.kill('timeout');
    void this.#measure();
  }

  async #measure(): Promise<void> {
    if (this.#measuring || this.#child.pid === undefined) return;
    this.#measuring = true;
    try {
      const { memory } = await pidusage(this.#child.pid);
      if (memory > this.#options.limits.memoryBytes) this.kill('memory');
    } catch {
      // Gone, or the system tells nothing about it; its end is told elsewhere.
    } finally {
      this.#measuring = false;
    }
  }

  #finish(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#watch);
    this.#options.onEnd(this.#end, this.#detail.trim());
  }
}
