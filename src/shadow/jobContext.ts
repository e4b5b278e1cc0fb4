import type { Certificate } from '../core/proof/certificate.ts';
import type { ShadowProgress } from '../engines/shadow/shadowService.ts';
import type { FromWorker } from '../engines/shadow/workerProtocol.ts';

/** Thrown out of whatever a cancelled job is doing. */
export class JobCancelled extends Error {
  constructor() {
    super('Cancelled.');
    this.name = 'JobCancelled';
  }
}

/** What a running job tells. */
export interface JobContext {
  progress(progress: ShadowProgress, migration?: string): void;
  certificate(certificate: Certificate): void;
}

// Far below the shortest limit on silence, and rare enough to cost nothing.
const BEAT_MS = 200;

/** The pulse of a worker: messages go out and come in only between statements, and only when the loop gets a turn. */
export class Pulse {
  readonly #send: (message: FromWorker) => void;
  #beatAt = 0;
  #cancelled = false;
  #busy = false;

  constructor(send: (message: FromWorker) => void) {
    this.#send = send;
    setInterval(() => {
      if (!this.#busy) this.#beat();
    }, BEAT_MS).unref();
  }

  begin(): void {
    this.#cancelled = false;
  }

  cancel(): void {
    this.#cancelled = true;
  }

  /** Before each statement. */
  readonly beforeStatement = (): Promise<void> | undefined => {
    if (this.#cancelled) throw new JobCancelled();
    if (performance.now() - this.#beatAt < BEAT_MS) return undefined;
    this.#beat();
    return new Promise((resolve) => setImmediate(resolve));
  };

  /** Around a statement that leaves this process free: its silence is what tells how long it takes. */
  readonly whileRunning = async <Result>(call: () => Promise<Result>): Promise<Result> => {
    this.#busy = true;
    try {
      return await call();
    } finally {
      this.#busy = false;
    }
  };

  /** Around work that is known to take its time. */
  async opening<Database>(open: () => Promise<Database>): Promise<Database> {
    this.#send({ type: 'opening' });
    try {
      return await open();
    } finally {
      this.#send({ type: 'opened' });
    }
  }

  #beat(): void {
    this.#beatAt = performance.now();
    this.#send({ type: 'beat' });
  }
}
