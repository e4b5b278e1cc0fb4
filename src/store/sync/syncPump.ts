import { errorMessage } from '../../core/errorMessage.ts';
import type { SyncStatus } from '../../protocol/service.ts';
import { pauseAfter } from './backoff.ts';
import { type Connection, connectWorkspace } from './connectWorkspace.ts';
import { answered, type SyncedWorkspace, SyncFailure, stateSchema } from './syncAnswers.ts';
import { syncRound } from './syncRound.ts';

/** Time and chance, so that tests have their own. */
export interface PumpClock {
  /** @returns what calls it off */
  after(delayMs: number, callback: () => void): () => void;
  /** 0 up to 1 */
  random(): number;
}

export interface SyncPumpOptions {
  readonly connection: Connection;
  readonly clock: PumpClock;
  readonly user?: string;
  /** Told of every change, and only of changes. */
  onStatus(status: SyncStatus): void;
  /** Work that the process should not end in the middle of. */
  keepAlive(work: Promise<unknown>): void;
}

/** How soon a write of this machine is on its way: with those that follow it at once. */
const WRITE_MS = 1_000;

/** How soon one that nobody told of is. */
const LOOK_MS = 15_000;

/** How soon others' writes are here: every so many looks. */
const LOOKS_A_ROUND = 4;

type State = Exclude<SyncStatus['state'], 'off'>;

/** Keeps one workspace in step, one round at a time, for as long as it is not stopped. */
export class SyncPump {
  readonly #options: SyncPumpOptions;
  readonly #stopping = new AbortController();
  #state: State = 'idle';
  #problem: string | undefined;
  #workspaceId: string | undefined;
  #known: SyncedWorkspace | undefined;
  #failures = 0;
  #looks = 0;
  #cancelNext: (() => void) | undefined;
  #cancelWrite: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #again: Promise<void> | undefined;
  #told = '';

  constructor(options: SyncPumpOptions) {
    this.#options = options;
    this.#workspaceId = options.connection.workspaceId;
  }

  /** Runs a round now. One that runs already is waited for, and another follows: what was asked for came too late for it. */
  async now(): Promise<SyncStatus> {
    if (this.#running === undefined) await this.#start();
    else {
      this.#again ??= this.#running.then(() => {
        this.#again = undefined;
        return this.#start();
      });
      await this.#again;
    }
    return this.status();
  }

  /** Something was written, here or by the pump itself: whether it has to travel is looked up soon. */
  wrote(): void {
    if (this.#cancelWrite !== undefined || this.#stopping.signal.aborted) return;
    this.#cancelWrite = this.#options.clock.after(WRITE_MS, () => {
      this.#cancelWrite = undefined;
      void this.#lookAtWrites();
    });
  }

  /** As it is now; the counts are read anew. */
  async status(): Promise<SyncStatus> {
    await this.#look();
    return this.#status();
  }

  /** Ends the round that runs; what it did stays done. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#cancelNext?.();
    this.#cancelWrite?.();
    await this.#running;
  }

  #start(): Promise<void> {
    this.#cancelNext?.();
    if (this.#stopping.signal.aborted) return Promise.resolve();
    this.#running ??= this.#round().finally(() => {
      this.#running = undefined;
      this.#tell();
      this.#scheduleNext();
    });
    this.#options.keepAlive(this.#running);
    return this.#running;
  }

  async #round(): Promise<void> {
    const { connection } = this.#options;
    const { signal } = this.#stopping;
    this.#become('syncing', this.#problem);
    try {
      this.#workspaceId = await connectWorkspace({ ...connection, ...this.#chosen() }, signal);
      const pair = { local: connection.local, shared: connection.shared, workspaceId: this.#workspaceId };
      const { busy, held } = await syncRound(pair, signal);
      this.#failures = busy ? this.#failures + 1 : 0;
      this.#looks = 0;
      this.#become(
        'idle',
        held > 0 ? `${held} changes of others wait for rows that they refer to.` : undefined,
      );
    } catch (error) {
      if (!signal.aborted) this.#failed(error);
    }
    await this.#look();
  }

  #failed(error: unknown): void {
    this.#failures += 1;
    this.#become(stateAfter(error), errorMessage(error));
  }

  /** Reads the counts; a local store that cannot be asked leaves them as they were. */
  async #look(): Promise<void> {
    if (this.#workspaceId === undefined) return;
    try {
      const request = { workspace_id: this.#workspaceId };
      const answer = await this.#options.connection.local.call('sync_state', request);
      this.#known = answered('local', 'sync_state', answer, stateSchema).workspaces[0];
    } catch {
      // Said by the next round.
    }
  }

  #scheduleNext(): void {
    // Signed out, only a new session helps, and that makes a new pump.
    if (this.#stopping.signal.aborted || this.#state === 'signed-out') return;
    const { clock } = this.#options;
    const delayMs = this.#failures === 0 ? LOOK_MS : pauseAfter(this.#failures, clock.random());
    this.#cancelNext = clock.after(delayMs, () => void this.#tick());
  }

  async #lookAtWrites(): Promise<void> {
    // It may take them along.
    await this.#running;
    await this.#look();
    this.#tell();
    // After a failure the pause is kept; signed out, writes wait.
    const isWell = this.#failures === 0 && this.#state !== 'signed-out';
    if (isWell && (this.#known?.waiting ?? 0) > 0) await this.#start();
  }

  async #tick(): Promise<void> {
    this.#looks += 1;
    if (this.#failures === 0 && this.#looks < LOOKS_A_ROUND) {
      await this.#look();
      if ((this.#known?.waiting ?? 0) === 0) {
        this.#tell();
        this.#scheduleNext();
        return;
      }
    }
    await this.#start();
  }

  #become(state: State, problem: string | undefined): void {
    this.#state = state;
    this.#problem = problem;
    this.#tell();
  }

  #tell(): void {
    const status = this.#status();
    const told = JSON.stringify(status);
    if (told === this.#told) return;
    this.#told = told;
    this.#options.onStatus(status);
  }

  #status(): SyncStatus {
    const { user } = this.#options;
    return {
      state: this.#state,
      waiting: this.#known?.waiting ?? 0,
      rejected: this.#known?.rejected ?? 0,
      ...(this.#known?.last_push_at !== undefined && { lastPushAt: this.#known.last_push_at }),
      ...(this.#known?.last_pull_at !== undefined && { lastPullAt: this.#known.last_pull_at }),
      ...(this.#problem !== undefined && { problem: this.#problem }),
      ...(user !== undefined && { user }),
      ...this.#chosen(),
    };
  }

  #chosen(): { readonly workspaceId?: string } {
    return this.#workspaceId === undefined ? {} : { workspaceId: this.#workspaceId };
  }
}

/** What a failure means for the user: wait, sign in, or do something about it. */
function stateAfter(error: unknown): State {
  if (!(error instanceof SyncFailure) || error.side === 'local') return 'blocked';
  if (error.error.code === 'unavailable') return 'offline';
  return error.error.code === 'not_signed_in' ? 'signed-out' : 'blocked';
}
