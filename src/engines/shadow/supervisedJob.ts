import type { Certificate } from '../../core/proof/certificate.ts';
import type { ReplayReport, ReplayRequest } from '../../core/replay/replayReport.ts';
import type { ShadowLimits } from './shadowLimits.ts';
import {
  type ProveRequest,
  type ShadowCallOptions,
  ShadowError,
  type ShadowProgress,
} from './shadowService.ts';
import type { WorkerEnd, WorkerOptions } from './workerProcess.ts';
import type { WorkerJob, WorkerResults } from './workerProtocol.ts';

type Result = WorkerResults[keyof WorkerResults];

/** One call, from its place in the queue to its end, across processes that were lost under it. */
export interface SupervisedJob {
  readonly id: number;
  readonly mode: WorkerOptions['mode'];
  readonly migrationCount: number;
  readonly isSettled: boolean;
  /** What is left to do. */
  order(): WorkerJob;
  progress(progress: ShadowProgress, migration: string | undefined): void;
  certificate(certificate: Certificate): void;
  finish(result: Result): void;
  reject(error: ShadowError): void;
  onSettled(listener: () => void): void;
  /** Whether to try once more after a crash. */
  retry(): boolean;
  /** Whether to go on without the script that ran when the process was lost. */
  leaveOut(end: WorkerEnd, limits: ShadowLimits): boolean;
  lossError(end: WorkerEnd, detail: string, limits: ShadowLimits): ShadowError;
}

const CRASHES_MAX = 1;

/** Scripts that end the process one after the other are worth no more starts than this. */
const LEFT_OUT_MAX = 5;

export const supervisedJob = {
  prove: (
    id: number,
    request: ProveRequest,
    options: ShadowCallOptions,
    resolve: (certificates: readonly Certificate[]) => void,
    reject: (error: ShadowError) => void,
  ): SupervisedJob => {
    const certificates = new Map<string, Certificate>();
    const wanted = request.only ?? request.migrations.map(({ name }) => name);
    const inOrder = (): readonly Certificate[] =>
      request.migrations.flatMap(({ name }) => certificates.get(name) ?? []);
    return new Job({
      id,
      mode: request.engine.kind === 'embedded' ? '--worker' : '--worker-local',
      migrationCount: request.migrations.length,
      options,
      reject,
      order: (leftOut) => {
        const only = wanted.filter((name) => !certificates.has(name));
        return { kind: 'prove', request: { ...request, only }, leftOut };
      },
      certificate: (certificate) => {
        certificates.set(certificate.name, certificate);
        options.onCertificate?.(certificate);
      },
      finish: () => resolve(inOrder()),
    });
  },
  replay: (
    id: number,
    request: ReplayRequest,
    options: ShadowCallOptions,
    resolve: (report: ReplayReport) => void,
    reject: (error: ShadowError) => void,
  ): SupervisedJob =>
    new Job({
      id,
      mode: '--worker',
      migrationCount: request.migrations.length,
      options,
      reject,
      order: (leftOut) => ({ kind: 'replay', request, leftOut }),
      certificate: () => {},
      // SAFETY: the worker answers a replay with its report.
      finish: (result) => resolve(result as ReplayReport),
    }),
};

interface JobParts {
  readonly id: number;
  readonly mode: WorkerOptions['mode'];
  readonly migrationCount: number;
  readonly options: ShadowCallOptions;
  readonly reject: (error: ShadowError) => void;
  readonly order: (leftOut: Readonly<Record<string, string>>) => WorkerJob;
  readonly certificate: (certificate: Certificate) => void;
  readonly finish: (result: Result) => void;
}

class Job implements SupervisedJob {
  readonly #parts: JobParts;
  readonly #leftOut: Record<string, string> = {};
  readonly #listeners: (() => void)[] = [];
  #crashCount = 0;
  /** Whose script runs. */
  #current: string | undefined;
  #settled = false;

  constructor(parts: JobParts) {
    this.#parts = parts;
  }

  get id(): number {
    return this.#parts.id;
  }

  get mode(): WorkerOptions['mode'] {
    return this.#parts.mode;
  }

  get migrationCount(): number {
    return this.#parts.migrationCount;
  }

  get isSettled(): boolean {
    return this.#settled;
  }

  order(): WorkerJob {
    this.#current = undefined;
    return this.#parts.order({ ...this.#leftOut });
  }

  progress(progress: ShadowProgress, migration: string | undefined): void {
    if (migration !== undefined) this.#current = migration;
    if (!this.#settled) this.#parts.options.onProgress?.(progress);
  }

  certificate(certificate: Certificate): void {
    if (!this.#settled) this.#parts.certificate(certificate);
  }

  finish(result: Result): void {
    this.#settle(() => this.#parts.finish(result));
  }

  reject(error: ShadowError): void {
    this.#settle(() => this.#parts.reject(error));
  }

  onSettled(listener: () => void): void {
    this.#listeners.push(listener);
  }

  retry(): boolean {
    return this.#crashCount++ < CRASHES_MAX;
  }

  leaveOut(end: WorkerEnd, limits: ShadowLimits): boolean {
    const name = this.#current;
    if (name === undefined || name in this.#leftOut) return false;
    if (Object.keys(this.#leftOut).length >= LEFT_OUT_MAX) return false;
    this.#leftOut[name] = overrun(end, limits);
    return true;
  }

  lossError(end: WorkerEnd, detail: string, limits: ShadowLimits): ShadowError {
    const where = this.#current === undefined ? '' : ` while it ran ${this.#current}`;
    if (end === 'timeout' || end === 'memory')
      return new ShadowError(end, `${overrun(end, limits)}${where}.`);
    const why = detail === '' ? '' : `: ${detail.split('\n').at(-1) ?? ''}`;
    return new ShadowError('crashed', `The shadow database's process ended unexpectedly${where}${why}`);
  }

  #settle(tell: () => void): void {
    if (this.#settled) return;
    this.#settled = true;
    for (const listener of this.#listeners) listener();
    tell();
  }
}

function overrun(end: WorkerEnd, { statementMs, memoryBytes }: ShadowLimits): string {
  switch (end) {
    case 'memory':
      return `the shadow database took more than ${Math.round(memoryBytes / 1024 / 1024)} MB`;
    case 'timeout':
      return `a statement did not end within ${statementMs / 1000} s`;
    default:
      return 'the shadow database broke down over it, twice';
  }
}
