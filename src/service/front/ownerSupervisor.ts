import type { StoreProcessFigures, StoreStatus } from '../../protocol/service.ts';
import type { ServicePlace } from '../../store/client/servicePlace.ts';
import type { FromOwner, OpenedStore, OpenFailure, OpenRequest, OwnerTask } from '../owner/ownerProtocol.ts';
import { endOrphans } from './orphans.ts';
import { OwnerFigures } from './ownerFigures.ts';
import { OwnerProcess } from './ownerProcess.ts';
import type { ServiceLimits } from './serviceLimits.ts';

export interface SupervisorOptions {
  /** The owner's program. */
  readonly program: string;
  readonly place: ServicePlace;
  readonly home: string;
  readonly userId: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly limits: ServiceLimits;
  log(line: string): void;
  /** State or problem are others than before. */
  onStatus(): void;
}

/** Why a task has no result. */
export class TaskError extends Error {
  readonly code: 'unavailable' | 'cancelled' | 'internal';

  constructor(code: TaskError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

interface Job {
  readonly id: number;
  readonly task: OwnerTask;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: TaskError) => void;
  tries: number;
}

type OwnerState =
  | { readonly kind: 'none' }
  | { readonly kind: 'opening'; readonly owner: OwnerProcess; failure?: OpenFailure; message: string }
  | { readonly kind: 'open'; readonly owner: OwnerProcess; readonly store: OpenedStore };

/** A task under which the process ends so often is the cause of it. */
const TRIES_MAX = 3;
/** Ends without a word while opening, one after the other, until the callers are told that it does not open. */
const SILENT_ENDS_MAX = 5;
const DAMAGES_BELIEVED = 3;
/** After so many snapshots that would not open either, the machine is at fault. */
const RECOVERIES_MAX = 8;
const BACKOFF_MS: readonly [number, ...number[]] = [250, 1_000, 5_000, 15_000, 30_000];
const STOP_GRACE_MS = 10_000;
const PING_MS = 10_000;
const SILENCE_MS_MAX = 40_000;

/** Keeps one process with the store open, gives it one task at a time, and replaces it when it ends or hangs. */
export class OwnerSupervisor {
  readonly #options: SupervisorOptions;
  readonly #queue: Job[] = [];
  readonly #pinging: NodeJS.Timeout;
  #state: OwnerState = { kind: 'none' };
  #current: Job | undefined;
  #timer: NodeJS.Timeout | undefined;
  #nextId = 1;
  #openRequest: Pick<OpenRequest, 'restore' | 'recover'> = {};
  #damages = 0;
  #failures = 0;
  #silentEnds = 0;
  #starting: Promise<void> | undefined;
  #retryAt = 0;
  #failed: string | undefined;
  #problem: string | undefined;
  #isRecovering = false;
  #isClosed = false;
  #heardAt = 0;
  #idleSince = performance.now();
  readonly #figures = new OwnerFigures();

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#pinging = setInterval(() => this.#ping(), PING_MS);
    this.#pinging.unref();
  }

  get state(): StoreStatus['state'] {
    if (this.#failed !== undefined) return 'failed';
    if (this.#isRecovering) return 'recovering';
    return this.#state.kind === 'open' ? 'ready' : 'starting';
  }

  /** What the user should know; undefined when all is well. */
  get problem(): string | undefined {
    return this.#failed ?? this.#problem;
  }

  get opened(): OpenedStore | undefined {
    return this.#state.kind === 'open' ? this.#state.store : undefined;
  }

  get ownerPid(): number | undefined {
    return this.#state.kind === 'none' ? undefined : this.#state.owner.pid;
  }

  get figures(): StoreProcessFigures {
    return this.#figures.figures(this.#queue.length + (this.#current ? 1 : 0));
  }

  /** 0 while there is something to do. */
  get idleMs(): number {
    return this.#current || this.#queue.length > 0 ? 0 : performance.now() - this.#idleSince;
  }

  /** Opens the store before the first task asks for it. */
  warmUp(): void {
    this.#pump();
  }

  /** @throws TaskError */
  run(task: OwnerTask, signal?: AbortSignal): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(new TaskError('unavailable', 'The service is ending.'));
    if (this.#failed !== undefined && performance.now() < this.#retryAt) {
      return Promise.reject(new TaskError('unavailable', this.#failed));
    }
    return new Promise((resolve, reject) => {
      const job: Job = { id: this.#nextId++, task, resolve, reject, tries: 0 };
      // What the process has begun cannot be stopped, and is finished for nobody.
      signal?.addEventListener('abort', () => this.#abandon(job), { once: true });
      if (signal?.aborted === true) {
        reject(new TaskError('cancelled', 'Cancelled.'));
        return;
      }
      this.#queue.push(job);
      this.#pump();
    });
  }

  /** Puts a snapshot in the store's place; what stood there is kept beside it. */
  async restore(name: string): Promise<void> {
    this.#openRequest = { restore: name };
    await this.recycle();
    await this.run({ kind: 'status' });
  }

  /** Ends the process after the task at hand; the next task finds a fresh one. */
  async recycle(): Promise<void> {
    await this.#starting;
    if (this.#state.kind === 'none') {
      this.#failed = undefined;
      this.#retryAt = 0;
      return;
    }
    await this.#state.owner.stop(STOP_GRACE_MS + (this.#current ? this.#limitOf(this.#current.task) : 0));
  }

  /** Answers what is in line, then closes the store. */
  async close(): Promise<void> {
    while ((this.#current || this.#queue.length > 0) && this.#failed === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    this.#isClosed = true;
    clearInterval(this.#pinging);
    await this.#starting;
    if (this.#state.kind !== 'none') await this.#state.owner.stop(STOP_GRACE_MS);
    clearTimeout(this.#timer);
    this.#failQueue('The service is ending.');
  }

  #abandon(job: Job): void {
    const index = this.#queue.indexOf(job);
    if (index >= 0) this.#queue.splice(index, 1);
    job.reject(new TaskError('cancelled', 'Cancelled.'));
  }

  #pump(): void {
    if (this.#isClosed || this.#current) return;
    if (this.#state.kind === 'none') {
      this.#start();
      return;
    }
    if (this.#state.kind !== 'open') return;
    const job = this.#queue.shift();
    if (!job) {
      this.#idleSince = performance.now();
      return;
    }
    const { owner } = this.#state;
    this.#current = job;
    job.tries += 1;
    this.#limit(this.#limitOf(job.task), () => this.#overrun(job, owner));
    owner.send({ type: 'task', id: job.id, task: job.task });
  }

  #limitOf(task: OwnerTask): number {
    const { taskMs, indexMs } = this.#options.limits;
    return task.kind === 'call' && task.name === 'ensure_vector_indexes' ? indexMs : taskMs[task.kind];
  }

  #overrun(job: Job, owner: OwnerProcess): void {
    this.#current = undefined;
    const seconds = Math.round(this.#limitOf(job.task) / 1000);
    const name = nameOfTask(job.task);
    this.#options.log(`${name} took longer than ${seconds} s; the store's process is replaced`);
    job.reject(
      new TaskError(
        'unavailable',
        `${name} took longer than ${seconds} s and was stopped; ask for less at a time.`,
      ),
    );
    owner.kill();
  }

  #start(): void {
    if (this.#starting || this.#isClosed) return;
    const delayMs = Math.max(0, this.#retryAt - performance.now());
    this.#starting = this.#startAfter(delayMs).finally(() => {
      this.#starting = undefined;
    });
  }

  async #startAfter(delayMs: number): Promise<void> {
    const { program, place, home, userId, environment, limits, log } = this.#options;
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    if (this.#isClosed) return;
    await endOrphans(place.claims, log);
    if (this.#isClosed) return;
    const owner = new OwnerProcess({
      program,
      environment,
      onMessage: (message) => this.#onMessage(owner, message),
      onEnd: (how) => this.#onEnd(owner, how),
    });
    this.#state = { kind: 'opening', owner, message: '' };
    this.#heardAt = performance.now();
    this.#isRecovering = this.#openRequest.recover !== undefined || this.#openRequest.restore !== undefined;
    this.#limit(limits.openMs * (this.#failures + 1), () => {
      this.#openFailed(
        'not_now',
        `The store in ${place.store} did not open in time; try: fixward store restore`,
      );
      owner.kill();
    });
    owner.send({ type: 'open', request: { home, userId, ...this.#openRequest } });
    this.#options.onStatus();
  }

  #onMessage(owner: OwnerProcess, message: FromOwner): void {
    this.#heardAt = performance.now();
    switch (message.type) {
      case 'opened':
        clearTimeout(this.#timer);
        this.#state = { kind: 'open', owner, store: message.store };
        this.#openRequest = {};
        this.#isRecovering = false;
        this.#failed = undefined;
        this.#damages = 0;
        this.#failures = 0;
        this.#silentEnds = 0;
        this.#options.onStatus();
        this.#pump();
        return;
      case 'openFailed':
        this.#openFailed(message.failure, message.message);
        owner.kill();
        return;
      case 'done':
      case 'taskFailed':
        this.#onAnswer(message);
        return;
      case 'problem':
        this.#problem = message.message;
        this.#options.onStatus();
        return;
      case 'log':
        this.#options.log(message.line);
        return;
      case 'pong':
        this.#figures.heard(message.told);
        return;
      default:
        message satisfies never;
    }
  }

  #onAnswer(message: Extract<FromOwner, { type: 'done' | 'taskFailed' }>): void {
    const job = this.#current;
    if (job?.id !== message.id) return;
    clearTimeout(this.#timer);
    this.#current = undefined;
    if (message.type === 'done') {
      this.#figures.heard(message.told);
      job.resolve(message.result);
    } else {
      job.reject(new TaskError('internal', message.message));
    }
    this.#pump();
  }

  #openFailed(failure: OpenFailure, message: string): void {
    if (this.#state.kind === 'opening') this.#state = { ...this.#state, failure, message };
  }

  #onEnd(owner: OwnerProcess, how: string): void {
    const state = this.#state;
    if (state.kind === 'none' || state.owner !== owner) return;
    clearTimeout(this.#timer);
    this.#state = { kind: 'none' };
    this.#figures.forget();
    if (this.#isClosed) return;
    if (state.kind === 'opening') this.#afterFailedOpening(state, how, owner.detail);
    else this.#afterEnd(how, owner.detail);
  }

  /** The task at hand goes to the next process: by its request id it happens once, even if it had been done. */
  #afterEnd(how: string, detail: string): void {
    const job = this.#current;
    this.#current = undefined;
    if (job) {
      this.#options.log(`the store's process ended (${how}) during ${nameOfTask(job.task)} ${detail}`);
      if (job.tries < TRIES_MAX && job.task.kind !== 'rollback') this.#queue.unshift(job);
      else
        job.reject(new TaskError('unavailable', `The store's process ended during ${nameOfTask(job.task)}.`));
    }
    this.#pump();
  }

  #afterFailedOpening(state: Extract<OwnerState, { kind: 'opening' }>, how: string, detail: string): void {
    const { log, place, onStatus } = this.#options;
    // An end without a word, such as a kill for want of memory, says nothing of the folder.
    const isSilent = state.failure === undefined;
    const failure = state.failure ?? 'not_now';
    const message = state.message || `The store in ${place.store} does not open: its process ended (${how}).`;
    log(`${failure}: ${message} ${detail}`);
    if (failure === 'damaged' && this.#damages <= RECOVERIES_MAX) {
      this.#damages += 1;
      // A verdict that stands three times is no accident of the moment.
      const skip = this.#damages - DAMAGES_BELIEVED;
      this.#openRequest = skip < 0 ? {} : { recover: { skip } };
      this.#start();
      return;
    }
    if (isSilent && this.#silentEnds < SILENT_ENDS_MAX) {
      this.#silentEnds += 1;
      this.#start();
      return;
    }
    this.#openRequest = {};
    this.#isRecovering = false;
    this.#failures += 1;
    this.#failed = message;
    this.#retryAt =
      performance.now() + (BACKOFF_MS[this.#failures - 1] ?? BACKOFF_MS.at(-1) ?? BACKOFF_MS[0]);
    this.#failQueue(message);
    onStatus();
  }

  #failQueue(message: string): void {
    for (const job of [this.#current, ...this.#queue.splice(0)])
      job?.reject(new TaskError('unavailable', message));
    this.#current = undefined;
  }

  #limit(milliseconds: number, onLate: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(onLate, milliseconds);
    this.#timer.unref();
  }

  #ping(): void {
    if (this.#state.kind !== 'open' || this.#current) {
      this.#heardAt = performance.now();
      return;
    }
    if (performance.now() - this.#heardAt > SILENCE_MS_MAX) this.#state.owner.kill();
    else this.#state.owner.send({ type: 'ping' });
  }
}

function nameOfTask(task: OwnerTask): string {
  return task.kind === 'call' ? task.name : `store ${task.kind}`;
}
